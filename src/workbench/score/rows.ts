import { stat } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { basename, dirname, extname } from "node:path";
import { exits, type Fault, type Message, refuse, warning } from "../../base/errors.ts";
import {
  brokenRows,
  leadsWithoutId,
  missingInputs,
  momentOfFile,
  oneSource,
  repeatedColumns,
  repeatedIds,
  unreadableInput,
  unseenLevels,
  wouldOverwrite,
} from "../../base/messages/ship/score.ts";
import type { Watch } from "../../base/progress.ts";
import { bare } from "../../base/text.ts";
import { inputColumns } from "../../export/sql/columns.ts";
import { duckdb } from "../../export/sql/dialects/duckdb.ts";
import { type Engine, text } from "../../history/engine.ts";
import type { Feed } from "../../history/feed.ts";
import { filesIn } from "../../history/files/feed.ts";
import { type Table, withTable } from "../../history/table.ts";
import { tablesIn } from "../../history/tables.ts";
import type { Inputs } from "../../weights/scorer.ts";
import type { InputValue, Weights } from "../../weights/type.ts";
import { readWeightsFile } from "../weights-file.ts";
import { type LeadsAsOf, leadsAsOf } from "./as-of.ts";
import { columnsOf, type FileColumns, type Given } from "./columns.ts";
import { hashBits, standsTwice } from "./twice.kernel.ts";

export interface ScoreOptions {
  /**
   * CSV, TSV, Parquet, JSON lines or XLSX, with one row for each lead and one column for each input of the weights;
   * null: `study` is given
   */
  readonly file: string | null;
  /** a study file, whose leads are scored by their features at a moment */
  readonly study?: string | null;
  /**
   * the moment: `2026-10-01` (its end), `2026-10-01T09:30` on the study's clock or with a zone; default: the study's
   * as_of
   */
  readonly at?: string | null;
  /** path of weights/<model>.json */
  readonly weights: string;
  /** path for the scored rows, whose ending gives the format; null: only the summary is wanted */
  readonly out: string | null;
  /** the column that names the lead; default: the one called lead_id, lead or id */
  readonly id?: string | null;
  /** whether inputs that the file lacks count as missing; default: they are refused */
  readonly allowMissing?: boolean;
  /** whether to write the three strongest reasons of each lead; default true */
  readonly reasons?: boolean;
  readonly watch?: Watch;
}

const { identifier } = duckdb;

/**
 * The table of typed features: `n` is the row of the file from 0, `__lead` its id, then come the columns of the
 * exported SQL. Where rows stream it is a view, and `n` is the id.
 */
export const rowsOf = { table: "lead_features", lead: "n" } as const;

export type Moment = Pick<LeadsAsOf, "at" | "timezone">;

/** Rows to be scored, open in an engine. */
export interface Rows {
  readonly engine: Engine;
  readonly weights: Weights;
  readonly warnings: readonly Fault[];
  readonly moment: Moment | null;
  /** whether they are read while they are scored, without a table */
  readonly streams: boolean;
}

const manyRows = 100_000;

/**
 * The memory limit of the engine while rows stream through it, in megabytes. Without a limit, threads that are ahead
 * keep everything they have made until the slowest one has caught up, since rows are written in their order.
 */
function streamMegabytes(): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.floor(Math.min(400 + 200 * availableParallelism(), (0.8 * memory) / 1e6));
}

/** Whether the answer can be written while it is made: other formats are not read back. */
const streamable = ({ out }: ScoreOptions): boolean =>
  out === null || extname(out).toLowerCase() === ".parquet";

export async function withRows<T>(options: ScoreOptions, work: (rows: Rows) => Promise<T>): Promise<T> {
  const { allowMissing = false, id = null, watch = {} } = options;
  const { weights } = await readWeightsFile(options.weights);
  const source = await sourceOf(options, weights);
  if (options.out !== null) await refuseOverwriting(options.out, [options.weights, ...source.reads]);
  const where = placeOf(options);
  return await withTable(source.feed, source.table, watch, async (engine, table) => {
    const columns = columnsOf(table.names, weights, { lead: id, allowMissing, file: where.file });
    // rows that the engine can split by itself need no check before they are scored
    const streams = table.native !== undefined && streamable(options);
    if (streams && table.rows > manyRows) await engine.run(`SET memory_limit = '${streamMegabytes()}MB'`);
    const own = [
      ...table.warnings,
      ...(columns.twice.length > 0 ? [warning(repeatedColumns(columns.twice))] : []),
      ...(await typed(engine, table, weights, columns, streams)),
    ];
    const warnings = [...source.warnings, ...own.map((w) => ({ ...w, where: { ...w.where, ...where } }))];
    return await work({ engine, weights, warnings, moment: source.moment, streams });
  });
}

/** The file that is scored, for messages. */
export const placeOf = ({ file, study }: ScoreOptions): { readonly file: string } => ({
  file: file ?? study ?? "",
});

interface Source {
  readonly feed: Feed;
  readonly table: string;
  readonly moment: Moment | null;
  /** paths of the files that are read */
  readonly reads: readonly string[];
  readonly warnings: readonly Fault[];
}

/** Refuses to write in place of a file that is read, by whatever name or link it goes. */
async function refuseOverwriting(out: string, reads: readonly string[]): Promise<void> {
  const identity = async (path: string): Promise<string | null> => {
    const found = await stat(path, { bigint: true }).catch(() => null);
    return found === null ? null : `${found.dev} ${found.ino}`;
  };
  const there = await identity(out);
  if (there === null) return;
  for (const path of reads)
    if ((await identity(path)) === there) refuse(exits.usage, wouldOverwrite(out, path));
}

/** Where the features come from: a file that holds them, or a study's leads at a moment. */
async function sourceOf(
  { file, study = null, at = null, watch = {} }: ScoreOptions,
  weights: Weights,
): Promise<Source> {
  if ((file === null) === (study === null)) refuse(exits.usage, oneSource());
  if (file !== null) {
    if (at !== null) refuse(exits.usage, momentOfFile());
    return { feed: filesIn(dirname(file)), table: basename(file), moment: null, reads: [file], warnings: [] };
  }
  const { columns, warnings, reads, ...moment } = await leadsAsOf(study ?? "", at, weights, watch);
  return { feed: tablesIn({ leads: columns }), table: "leads", moment, reads, warnings };
}

/** Makes `lead_features` from the file, and reports what cannot be read and which levels are new. */
async function typed(
  engine: Engine,
  table: Table,
  weights: Weights,
  { lead, given }: FileColumns,
  streams: boolean,
): Promise<readonly Fault[]> {
  const columns = inputColumns(weights.inputs, [weights], "n");
  const rows = (n: string | null, of: string, bareAlready: Bare = new Set()): string => {
    const id = bareAlready.has(lead) ? `c${lead}` : raw(lead);
    const selected = columns.flatMap(({ column, notObserved }, i) => {
      const own = given[i];
      if (own === undefined) return [];
      const asIs = own.input.type === "category" && own.column !== null && bareAlready.has(own.column);
      const unseen = own.notObserved === null ? "FALSE" : `coalesce(${truth(own.notObserved)}, FALSE)`;
      return [
        `, ${asIs ? `c${own.column}` : valueSql(own, table.native)} AS ${identifier(column)}`,
        ...(notObserved === null ? [] : [`, ${unseen} AS ${identifier(notObserved)}`]),
      ];
    });
    return `SELECT ${n ?? id} AS n, ${id} AS __lead${selected.join("")} FROM ${of}`;
  };
  if (!streams)
    await engine.run(
      `CREATE TEMP TABLE lead_features AS ${rows("row_number() OVER () - 1", table.relation("rejected"))}`,
    );
  const [broken] = await table.refused(engine, "rejected");
  if (broken !== undefined)
    refuse(exits.data, brokenRows(broken.count, table.rows, broken.reason, broken.sample), {
      file: table.name,
    });
  const absent = given.filter(({ column }) => column === null).map(({ input }) => input.name);
  const looked = await lookedThrough(engine, table, weights, { lead, given });
  if (streams)
    await engine.run(
      `CREATE OR REPLACE TEMP VIEW lead_features AS ${rows(null, table.relation(), looked.bare)}`,
    );
  return [
    ...(absent.length > 0 ? [warning(missingInputs(absent))] : []),
    ...looked.warnings,
    ...(await repeated(engine, table.rows)),
  ];
}

/** Columns of texts all of which are in the form in which they are compared: they need not be brought to it. */
type Bare = ReadonlySet<number>;

interface Looked {
  readonly warnings: readonly Fault[];
  readonly bare: Bare;
}

/** The most rows whose ids are compared in memory: each takes 16 bytes. */
const mostHashes = 2 ** 24;

/**
 * Whether every one of many rows certainly has an id of its own, which is seen in two thirds of the time that counting takes.
 * Two rows without an id are taken for rows with one id.
 */
async function allDiffer(engine: Engine, rows: number): Promise<boolean> {
  if (rows <= manyRows || rows > mostHashes) return false;
  const hashes = new Float64Array(rows);
  const found = await engine.fill(
    `SELECT CAST(hash(__lead) >> ${64 - hashBits} AS DOUBLE) FROM lead_features`,
    [hashes],
    0,
  );
  return found <= rows && !standsTwice(hashes.subarray(0, found));
}

/**
 * A warning of ids that are on more than one row. They are counted by 64 bits of their hash, which takes less memory
 * than texts.
 */
async function repeated(engine: Engine, many: number): Promise<readonly Fault[]> {
  if (await allDiffer(engine, many)) return [];
  const [[more] = []] = await engine.rows(
    "SELECT count(__lead) - count(DISTINCT CASE WHEN __lead IS NULL THEN NULL ELSE hash(__lead) END) FROM lead_features",
  );
  if (Number(more) === 0) return [];
  const ids = "lead_features WHERE __lead IS NOT NULL";
  const twice = `SELECT hash(__lead) AS h, count(*) AS n FROM ${ids} GROUP BY h HAVING n > 1`;
  const [[found, rows] = []] = await engine.rows(`SELECT count(*), sum(n) FROM (${twice})`);
  const first = await engine.rows(
    `SELECT DISTINCT __lead FROM ${ids} AND hash(__lead) IN (SELECT h FROM (${twice})) ORDER BY 1 LIMIT 3`,
  );
  return [
    warning(
      repeatedIds(
        Number(found),
        Number(rows),
        first.map(([id]) => String(id)),
      ),
    ),
  ];
}

/** SQL of the text in a column of the file; NULL where it is empty. */
const raw = (column: number): string => `nullif(bare(c${column}), '')`;

const truth = (column: number): string =>
  `CASE WHEN lower(${raw(column)}) IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN lower(${raw(column)}) IN ('false', 'f', 'no', 'n', '0') THEN FALSE END`;

/** Types of the engine that become doubles without loss. */
const wholeTypes = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;

/** SQL of an input's value; `native`: the engine's types of the columns, where the table has types. */
function valueSql({ input, column }: Given, native: Table["native"]): string {
  if (column === null) return `CAST(NULL AS ${sqlTypes[input.type]})`;
  const type = native?.[column] ?? "";
  if (input.type === "category") return raw(column);
  if (input.type === "boolean") return type === "BOOLEAN" ? `t${column}` : truth(column);
  // the scorer takes values that are not finite as missing
  if (type === "DOUBLE") return `t${column}`;
  return wholeTypes.test(type) ? `CAST(t${column} AS DOUBLE)` : `TRY_CAST(${raw(column)} AS DOUBLE)`;
}

const sqlTypes = {
  number: "DOUBLE",
  count: "DOUBLE",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
} as const;

/**
 * Warnings about the rows, from one look at them: leads without an id, and texts where a number or a truth value should
 * be.
 */
async function lookedThrough(
  engine: Engine,
  table: Table,
  weights: Weights,
  { lead, given }: Omit<FileColumns, "twice">,
): Promise<Looked> {
  const asked: {
    readonly odd: string;
    readonly sample: string;
    readonly say: (rows: number, sample: string) => Message;
  }[] = [
    {
      // an id that begins with a digit or a letter is not empty, and needs no trimming to see it
      odd: `CASE WHEN c${lead} BETWEEN '0' AND '{' THEN FALSE ELSE ${raw(lead)} IS NULL END`,
      sample: "NULL",
      say: leadsWithoutId,
    },
  ];
  for (const of of given) {
    const { input, column } = of;
    if (column === null || input.type === "category") continue;
    const value = valueSql(of, table.native);
    // a value that is taken unchanged cannot be misread
    if (!value.includes(raw(column))) continue;
    const type = input.type === "boolean" ? "yes or no" : "number";
    // 1e400 and NaN are read as numbers, but count as missing
    const unread = input.type === "boolean" ? `${value} IS NULL` : `NOT coalesce(isfinite(${value}), FALSE)`;
    asked.push({
      odd: `${raw(column)} IS NOT NULL AND ${unread}`,
      sample: raw(column),
      say: (rows, sample) => unreadableInput(table.names[column] ?? "", type, rows, sample),
    });
  }
  const counts = asked.map(({ odd, sample }) => `count(*) FILTER (${odd}), min(${sample}) FILTER (${odd})`);
  const [found = []] = await engine.rows(
    `SELECT ${counts.join(", ")}, ${unlike(lead)} FROM ${table.relation()}`,
  );
  const odd = asked.flatMap(({ say }, i) => {
    const rows = Number(found[2 * i]);
    return rows === 0 ? [] : [warning(say(rows, String(found[2 * i + 1])))];
  });
  const levels = await newLevels(engine, table, weights, given);
  const ids = Number(found[2 * asked.length]) === 0 ? [lead] : [];
  return { warnings: [...odd, ...levels.warnings], bare: new Set([...ids, ...levels.bare]) };
}

/** SQL that counts the texts of a column that reading changes. */
const unlike = (column: number): string => `count(*) FILTER (${raw(column)} IS DISTINCT FROM c${column})`;

/**
 * Levels that are in no bin of their category: they count as `other`. Texts that equal a known level are skipped at
 * once.
 */
async function newLevels(
  engine: Engine,
  table: Table,
  weights: Weights,
  given: readonly Given[],
): Promise<Looked> {
  const found: Fault[] = [];
  const unchanged = new Set<number>();
  for (const { input, column } of given) {
    const known = column === null || input.type !== "category" ? [] : levelsOf(weights, input.name);
    if (column === null || known.length === 0) continue;
    const levels = `(${known.map(text).join(", ")})`;
    // a level that reading would change (blanks, accents) cannot equal a value as it was read
    const plain = known.filter((level) => level !== "" && bare(level) === level);
    const odd = plain.length === 0 ? "TRUE" : `c${column} NOT IN (${plain.map(text).join(", ")})`;
    const [[rows, sample, changed] = []] = await engine.rows(
      `SELECT count(x) FILTER (x NOT IN ${levels}), min(x) FILTER (x NOT IN ${levels}), count(*) FILTER (x IS DISTINCT FROM own)
        FROM (SELECT ${raw(column)} AS x, c${column} AS own FROM ${table.relation()} WHERE ${odd})`,
    );
    if (Number(rows) > 0) found.push(warning(unseenLevels(input.name, Number(rows), String(sample))));
    if (Number(changed) === 0) unchanged.add(column);
  }
  return { warnings: found, bare: unchanged };
}

const levelsOf = ({ attributes }: Weights, input: string): readonly string[] =>
  attributes.flatMap((a) =>
    a.kind === "bins" && a.name === input
      ? a.bins.flatMap((bin) => (bin.kind === "category" ? bin.values.map(String) : []))
      : [],
  );

type Cells = readonly (string | number | boolean | null)[];

/**
 * Inputs from a row of `lead_features`, from its third column on. A count that is NULL is not observed, unless a column
 * says otherwise.
 */
export function inputsOf(weights: Weights, cells: Cells): Inputs {
  const inputs: Record<string, InputValue> = {};
  let at = 0;
  for (const { name: input, type, notObserved } of inputColumns(weights.inputs, [weights], "n")) {
    const value = cells[at++] ?? null;
    const counts = type === "count" || type === "decay";
    const unseen = notObserved === null ? counts && value === null : cells[at++] === true;
    inputs[input] = unseen ? { notObserved: true } : value;
  }
  return inputs;
}
