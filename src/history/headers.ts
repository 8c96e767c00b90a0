import { type Exit, exits, type Fault, fault, LeadlineError, warning } from "../base/errors.ts";
import { duplicateHeader, missingColumn, missingHere } from "../base/messages/data/history.ts";
import { columnInBoth } from "../base/messages/data/joins.ts";
import { missingInOne } from "../base/messages/data/rows.ts";
import { placeOf } from "../study/places.ts";
import type { ActedBy, FileSource, Study } from "../study/type.ts";
import type { Feed, FoundTable, Opened } from "./feed.ts";
import { filesIn } from "./files/feed.ts";
import type { SourceName } from "./type.ts";

/** One table of a source, with its header. */
export interface SourceHeader {
  readonly source: SourceName;
  /** index into study.sources[source] */
  readonly index: number;
  /** name for messages, as the study writes it or its glob found it */
  readonly name: string;
  /** one name for each column, by position; "" for a column without a name */
  readonly names: readonly string[];
  /** named columns, in the order of the file */
  readonly columns: readonly string[];
  readonly table: FoundTable;
  /** number of columns of its own; later ones are added from other tables. Absent: all are its own */
  readonly own?: number;
  readonly joined?: readonly JoinedTable[];
}

/** A table whose columns are added to the rows of another table, by a key. */
export interface JoinedTable {
  readonly from: SourceHeader;
  /** positions of the key in this table and in `from` */
  readonly on: number;
  readonly key: number;
  /**
   * positions of each added column in `from` and in this table; a column that this table already has is filled where it
   * is empty
   */
  readonly columns: readonly { readonly from: number; readonly to: number }[];
}

/** One table of a source, ready to be read. */
export interface SourceTable extends SourceHeader, Opened {}

export interface Headers {
  readonly files: readonly SourceHeader[];
  /** every missing file and every column that a file lacks, at its place in the study */
  readonly faults: readonly Fault[];
  /** exit code for the faults */
  readonly exit: Exit;
}

/** Position of a column in a file, or -1. */
export const columnIndex = (file: SourceHeader, name: string): number =>
  name === "" ? -1 : file.names.indexOf(name);

interface Need {
  readonly column: string;
  readonly path: string;
}

const needs = (path: string, columns: Readonly<Record<string, string | null>>): readonly Need[] =>
  Object.entries(columns).flatMap(([key, column]) =>
    column === null ? [] : [{ column, path: `${path}.${key}` }],
  );

/** Columns that the `where` of a source reads: every file must have them. */
const filtered = ({ path, where = [] }: FileSource): readonly Need[] =>
  where.map(({ column }) => ({ column, path: `${path}.where.${column}` }));

/** Columns whose format, or whose texts for missing values, the study states. */
const formatted = ({ path, format, missing }: FileSource): readonly Need[] => [
  ...[...(format?.keys() ?? [])].map((column) => ({ column, path: `${path}.format.${column}` })),
  ...[...(missing?.keys() ?? [])].map((column) => ({ column, path: `${path}.missing.${column}` })),
];

/** Columns that the study names, and that at least one leads file must have. */
export function leadNeeds(study: Study): readonly Need[] {
  const all: Need[] = study.features.knownAtCreation.map((column, i) => ({
    column,
    path: `features.known_at_creation[${i}]`,
  }));
  for (const [name, flag] of study.flags)
    if (flag.kind === "domain") all.push({ column: flag.column, path: `flags.${name}.domain_of` });
  for (const column of study.features.types.keys()) all.push({ column, path: `features.types.${column}` });
  if (study.outcome.kind === "column") all.push({ column: study.outcome.column, path: "outcome.column" });
  if (study.worked?.kind === "column") all.push({ column: study.worked.column, path: "worked.column" });
  for (const source of study.sources.leads) all.push(...formatted(source));
  for (const source of study.sources.stages)
    if (source.kind === "wide")
      for (const [stage, column] of source.columns)
        all.push({ column, path: `${source.path}.columns.${stage}` });
  return all;
}

const columnOfBy = (by: ActedBy | null): string | null => (by?.kind === "column" ? by.column : null);

/**
 * Finds the tables of all sources and reads their headers. Reports every missing file and column at once, with its
 * place in the study and the nearest name; throws nothing for what it finds.
 *
 * @param from where the tables come from; a path is the folder that the study's files are relative to
 */
export async function readHeaders(study: Study, from: Feed | string): Promise<Headers> {
  const feed = typeof from === "string" ? filesIn(from) : from;
  const files: SourceHeader[] = [];
  const faults: Fault[] = [];
  const lacking: { at: number; need: Need; source: SourceName; name: string; columns: readonly string[] }[] =
    [];
  let exit: Exit = exits.done;
  const add = (code: Exit, found: Fault): void => {
    faults.push(found);
    if (exit === exits.done || code === exits.io || (code === exits.usage && exit === exits.data))
      exit = code;
  };

  const read = async (
    source: SourceName,
    index: number,
    stated: FileSource,
    named: Readonly<Record<string, string | null>>,
  ): Promise<void> => {
    const { file, path, within } = stated;
    const found = await feed.find(
      file,
      placeOf(study, `${path}.${within?.query === undefined ? "file" : "query"}`),
      within,
    );
    // what `format` states about leads may be about one of their files only
    const required = [
      ...needs(path, named),
      ...filtered(stated),
      ...(source === "leads" ? [] : formatted(stated)),
    ];
    for (const { exit: code, fault: told } of found.faults) add(code, told);
    for (const table of found.tables) {
      const { name, headerLine } = table;
      const inFile = table.names.filter((column) => column !== "");
      for (const twice of new Set(inFile.filter((column, i) => inFile.indexOf(column) < i)))
        add(
          exits.data,
          fault(duplicateHeader(twice, name), {
            file: name,
            ...(headerLine === null ? {} : { line: headerLine }),
          }),
        );
      const { names, joined, faults: taken } = joinedTo(study, source, index, table, files);
      for (const found of taken) add(exits.usage, found);
      const columns = names.filter((column) => column !== "");
      for (const need of required)
        if (!columns.includes(need.column)) {
          lacking.push({ at: faults.length, need, source, name, columns });
          add(exits.usage, fault(missingColumn(need.column, name, columns), placeOf(study, need.path)));
        }
      files.push({
        source,
        index,
        name,
        names,
        columns,
        table,
        ...(joined.length === 0 ? {} : { own: table.names.length, joined }),
      });
    }
  };

  const {
    leads,
    activities,
    stages,
    opportunities = [],
    spend = [],
    visits = [],
    events = [],
    joins = [],
    lookups = [],
    ids = [],
    history = [],
    staff = [],
  } = study.sources;
  // first the tables whose columns are added to others
  for (const [i, { join, ...source }] of joins.entries()) await read("joins", i, source, { join });
  for (const [i, { key, columns, ...source }] of lookups.entries())
    await read("lookups", i, source, {
      key,
      ...Object.fromEntries((columns ?? []).map((column, k) => [`columns[${k}]`, column])),
    });
  for (const [i, source] of leads.entries()) {
    const { id, created, account, channel } = source;
    await read("leads", i, source, { id, created, account, channel });
  }
  for (const [i, source] of activities.entries()) {
    const { lead, at, known, by, offer, id = null } = source;
    const type = source.is === undefined ? source.type : null;
    await read("activities", i, source, { lead, type, at, known, by: columnOfBy(by), offer, id });
  }
  for (const [i, source] of stages.entries())
    if (source.kind === "long") {
      const { lead, at, reason } = source;
      const stage = "column" in source.stage ? source.stage.column : null;
      await read("stages", i, source, { lead, stage, at, reason });
    }
  for (const [i, source] of opportunities.entries()) {
    const { id, lead, account, created, amount, stage, closed } = source;
    await read("opportunities", i, source, { id, lead, account, created, amount, stage, closed });
  }
  for (const [i, { channel, month, value, ...source }] of spend.entries())
    await read("spend", i, source, { channel, month, amount: value });
  for (const [i, { channel, month, value, ...source }] of visits.entries())
    await read("visits", i, source, { channel, month, count: value });
  for (const [i, { at, label, ...source }] of events.entries())
    await read("events", i, source, { at, label });

  for (const [i, { from, to, ...source }] of ids.entries()) await read("ids", i, source, { from, to });
  for (const [i, { lead, property, value, old, at, columns: _, ...source }] of history.entries())
    await read("history", i, source, { lead, property, value, old, at });

  for (const [i, { rep, from, to, touches, ...source }] of staff.entries())
    await read("staff", i, source, { rep, from, to, touches_per_day: touches });

  // whether another file has the column is known once all are read
  for (const { at, need, source, name, columns } of lacking) {
    const other = files.find((file) => file.source === source && file.columns.includes(need.column));
    if (other !== undefined)
      faults[at] = fault(missingHere(need.column, name, columns, other.name), placeOf(study, need.path));
  }
  const ofLeads = files.filter((file) => file.source === "leads");
  const known = [...new Set(ofLeads.flatMap((file) => file.columns))];
  const name = ofLeads.map((file) => file.name).join(", ");
  if (ofLeads.length > 0)
    // a column that a history reports may exist there only
    for (const need of leadNeeds(study))
      if (
        !known.includes(need.column) &&
        !(history.length > 0 && need.path.startsWith("features.known_at_creation"))
      )
        add(exits.usage, fault(missingColumn(need.column, name, known), placeOf(study, need.path)));
  for (const { name: of, on, path, key } of lookups)
    if (
      !files.some(({ joined }) =>
        joined?.some(({ from }) => lookups[from.index]?.name === of && from.source === "lookups"),
      )
    )
      if (ofLeads.length > 0)
        add(
          exits.usage,
          fault(missingColumn(on, name, known), placeOf(study, `${path}.${on === key ? "key" : "on"}`)),
        );
  return { files, faults, exit };
}

/**
 * The columns that other tables add to one: files of the same leads by their id, lookups by the column that names their
 * key.
 */
function joinedTo(
  study: Study,
  source: SourceName,
  index: number,
  table: FoundTable,
  files: readonly SourceHeader[],
): {
  readonly names: readonly string[];
  readonly joined: readonly JoinedTable[];
  readonly faults: readonly Fault[];
} {
  const names = [...table.names];
  const joined: JoinedTable[] = [];
  const faults: Fault[] = [];
  const { joins = [], lookups = [], leads } = study.sources;
  const id = source === "leads" ? leads[index]?.id : null;
  for (const from of files) {
    const join = from.source === "joins" ? joins[from.index] : undefined;
    const lookup = from.source === "lookups" ? lookups[from.index] : undefined;
    const key = from.names.indexOf(join?.join ?? lookup?.key ?? "");
    const wanted = join === undefined ? (lookup?.on ?? "") : (id ?? "");
    const on = wanted === "" ? -1 : names.indexOf(wanted);
    const adds = lookup === undefined ? source === "leads" : source === "leads" || source === "opportunities";
    if (!adds || on < 0 || key < 0) continue;
    const columns: { from: number; to: number }[] = [];
    for (const [k, column] of from.names.entries()) {
      if (column === "" || k === key || lookup?.columns?.includes(column) === false) continue;
      const there = names.indexOf(column);
      if (there >= 0 && lookup !== undefined)
        faults.push(fault(columnInBoth(column, from.name, table.name), placeOf(study, lookup.path)));
      else if (there !== on) columns.push({ from: k, to: there < 0 ? names.push(column) - 1 : there });
    }
    joined.push({ from, on, key, columns });
  }
  return { names, joined, faults };
}

/**
 * The column of the leads that alone dates the outcome's stage; null: there is none, or a file of stages may date it
 * too.
 */
function wideOutcome({ outcome, sources }: Study): string | null {
  if (outcome.kind === "column" || sources.stages.some(({ kind }) => kind === "long")) return null;
  if (sources.opportunities !== undefined) return null;
  const columns = sources.stages.flatMap((source) =>
    source.kind === "wide"
      ? [...source.columns].flatMap(([stage, column]) => (stage === outcome.reaches ? [column] : []))
      : [],
  );
  return columns[0] ?? null;
}

/**
 * Warnings of columns that the study names and some of several leads files lack, since their leads count as missing
 * them. For the outcome's column it is a fault: a lead that lacks it would count as lost.
 */
export function lackingColumns(study: Study, files: readonly SourceHeader[]): readonly Fault[] {
  const outcome = study.outcome.kind === "column" ? study.outcome.column : wideOutcome(study);
  const worked = study.worked?.kind === "column" ? study.worked.column : null;
  return leadNeeds(study).flatMap(({ column, path }, i, all) =>
    all.findIndex((need) => need.column === column) < i ||
    // a history may report it
    !files.some(({ columns }) => columns.includes(column))
      ? []
      : files
          .filter(({ columns }) => !columns.includes(column))
          .map(({ name, columns }) =>
            (column === outcome || column === worked ? fault : warning)(
              missingInOne(column, name, columns),
              placeOf(study, path),
            ),
          ),
  );
}

/** The headers, or one error with every fault of them. */
export async function requireHeaders(study: Study, from: Feed | string): Promise<readonly SourceHeader[]> {
  const { files, faults, exit } = await readHeaders(study, from);
  if (faults.length > 0) throw new LeadlineError(exit, faults);
  return files;
}
