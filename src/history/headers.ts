import { type Exit, exits, type Fault, fault, LeadlineError, type Where, warning } from "../base/errors.ts";
import {
  binaryFile,
  duplicateHeader,
  emptyFile,
  missingColumn,
  noPlainFile,
  noSuchFile,
  notAFile,
  unclosedQuote,
  unreadableFile,
  utf16File,
  wrongEncoding,
} from "../base/messages/history.ts";
import { missingInOne } from "../base/messages/rows.ts";
import type { ActedBy, FileSource, Study } from "../study/type.ts";
import { type Dialect, peekHeader, type Unreadable } from "./csv/dialect.ts";
import { findFiles, namesBeside, stampOf, standsInstead } from "./csv/files.ts";
import type { Scan } from "./csv/scan.ts";
import type { Tidied } from "./csv/tidied.ts";

/** One file of a source, and what its header says. */
export interface HeaderFile {
  readonly source: "leads" | "activities" | "stages";
  /** index into study.sources[source] */
  readonly index: number;
  /** the name for messages, as the study writes it or its glob found it */
  readonly name: string;
  readonly path: string;
  readonly dialect: Dialect;
  /** named columns, in the order of the file */
  readonly columns: readonly string[];
  /** which file it is: another one in its place, or another content, has another */
  readonly stamp: string;
}

export interface SourceFile extends HeaderFile {
  readonly scan: Scan;
  /** the copy that the engine reads in place of the file, where it needs one */
  readonly tidied: Tidied | null;
}

export interface Headers {
  readonly files: readonly HeaderFile[];
  /** every file that is not there and every column that a file lacks, at its place in the study */
  readonly faults: readonly Fault[];
  /** what the faults would exit with */
  readonly exit: Exit;
}

/** The place of a key in the study file, or of the nearest key above it. */
export function placeOf(study: Study, path: string): Where {
  for (let key = path; key !== ""; key = key.replace(/(\[\d+\]|\.?[^.[\]]+)$/, "")) {
    const place = study.places.get(key);
    if (place !== undefined) return { file: study.file, ...place, path };
  }
  return { file: study.file, path };
}

/** Position of a column in a file, or -1. */
export const columnIndex = (file: HeaderFile, name: string): number =>
  name === "" ? -1 : file.dialect.names.indexOf(name);

interface Need {
  readonly column: string;
  readonly path: string;
}

const needs = (path: string, columns: Readonly<Record<string, string | null>>): readonly Need[] =>
  Object.entries(columns).flatMap(([key, column]) =>
    column === null ? [] : [{ column, path: `${path}.${key}` }],
  );

/** Columns by which rows of a file are told apart: every file must have them. */
const filtered = ({ path, where = [] }: FileSource): readonly Need[] =>
  where.map(({ column }) => ({ column, path: `${path}.where.${column}` }));

/** Columns whose way of writing the study states. */
const formatted = ({ path, format }: FileSource): readonly Need[] =>
  [...(format?.keys() ?? [])].map((column) => ({ column, path: `${path}.format.${column}` }));

/** Columns that the study names and at least one leads file must have. */
function leadNeeds(study: Study): readonly Need[] {
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

const headerMessages = {
  utf16: utf16File,
  empty: emptyFile,
  unclosed: (name: string) => unclosedQuote(name, 1),
  binary: binaryFile,
  encoding: (name: string) => wrongEncoding(name, 1),
} as const;

/** What the system says, without the path that it repeats. */
const reasonOf = (error: Error): string =>
  "code" in error && error.code === "EACCES" ? "you may not read it" : (error.message.split(",")[0] ?? "");

async function peek(path: string): Promise<Dialect | Unreadable | Error> {
  try {
    return await peekHeader(path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Finds the files of all sources and reads their headers: every missing file and column at once, with its place in
 * the study and the nearest name. Reads at most 1 MiB a file. Never throws for what it finds.
 */
export async function readHeaders(study: Study, folder: string): Promise<Headers> {
  const files: HeaderFile[] = [];
  const faults: Fault[] = [];
  let exit: Exit = exits.done;
  const add = (code: Exit, found: Fault): void => {
    faults.push(found);
    if (exit === exits.done || code === exits.io || (code === exits.usage && exit === exits.data))
      exit = code;
  };

  const read = async (
    source: HeaderFile["source"],
    index: number,
    file: string,
    path: string,
    required: readonly Need[],
  ): Promise<void> => {
    const found = await findFiles(folder, file);
    if (found.length === 0) {
      const instead = await standsInstead(folder, file);
      const message =
        instead === null
          ? noSuchFile(file, await namesBeside(folder, file))
          : instead === "folder"
            ? notAFile(file)
            : noPlainFile(file, instead);
      add(exits.io, fault(message, placeOf(study, `${path}.file`)));
    }
    for (const { name, path: at } of found) {
      // before the first byte is read: what is put there meanwhile is another file
      const stamp = await stampOf(at);
      const dialect = await peek(at);
      if (dialect instanceof Error) {
        add(exits.io, fault(unreadableFile(name, reasonOf(dialect)), { file: name }));
        continue;
      }
      if (typeof dialect === "string") {
        add(exits.data, fault(headerMessages[dialect](name), { file: name }));
        continue;
      }
      const columns = dialect.names.filter((column) => column !== "");
      for (const twice of new Set(columns.filter((column, i) => columns.indexOf(column) < i)))
        add(exits.data, fault(duplicateHeader(twice, name), { file: name, line: dialect.headerLine }));
      for (const need of required)
        if (!columns.includes(need.column))
          add(exits.usage, fault(missingColumn(need.column, name, columns), placeOf(study, need.path)));
      files.push({ source, index, name, path: at, dialect, columns, stamp });
    }
  };

  const { leads, activities, stages } = study.sources;
  for (const [i, source] of leads.entries()) {
    const { path, file, id, created, account, channel } = source;
    await read("leads", i, file, path, [
      ...needs(path, { id, created, account, channel }),
      ...filtered(source),
    ]);
  }
  for (const [i, source] of activities.entries()) {
    const { path, file, lead, type, at, known, by, offer } = source;
    await read("activities", i, file, path, [
      ...needs(path, { lead, type, at, known, by: columnOfBy(by), offer }),
      ...filtered(source),
      ...formatted(source),
    ]);
  }
  for (const [i, source] of stages.entries())
    if (source.kind === "long") {
      const { path, file, lead, at, reason } = source;
      const stage = "column" in source.stage ? source.stage.column : null;
      await read("stages", i, file, path, [
        ...needs(path, { lead, stage, at, reason }),
        ...filtered(source),
        ...formatted(source),
      ]);
    }

  const ofLeads = files.filter((file) => file.source === "leads");
  const known = [...new Set(ofLeads.flatMap((file) => file.columns))];
  const name = ofLeads.map((file) => file.name).join(", ");
  if (ofLeads.length > 0)
    for (const need of leadNeeds(study))
      if (!known.includes(need.column))
        add(exits.usage, fault(missingColumn(need.column, name, known), placeOf(study, need.path)));
  return { files, faults, exit };
}

/**
 * The headers of files that no study names yet. What cannot be read is a fault of its own, and the others are given all
 * the same.
 */
export async function peekFiles(
  folder: string,
  names: readonly string[],
): Promise<Pick<Headers, "files" | "faults">> {
  const files: HeaderFile[] = [];
  const faults: Fault[] = [];
  for (const file of names) {
    const found = await findFiles(folder, file);
    if (found.length === 0) {
      const instead = await standsInstead(folder, file);
      const message =
        instead === null
          ? noSuchFile(file, await namesBeside(folder, file))
          : instead === "folder"
            ? notAFile(file)
            : noPlainFile(file, instead);
      faults.push(fault(message, { file }));
    }
    for (const { name, path } of found) {
      const stamp = await stampOf(path);
      const dialect = await peek(path);
      if (dialect instanceof Error)
        faults.push(fault(unreadableFile(name, reasonOf(dialect)), { file: name }));
      else if (typeof dialect === "string") faults.push(fault(headerMessages[dialect](name), { file: name }));
      else {
        const columns = dialect.names.filter((column) => column !== "");
        const twice = columns.find((column, i) => columns.indexOf(column) < i);
        if (twice === undefined)
          files.push({ source: "leads", index: 0, name, path, dialect, columns, stamp });
        else faults.push(fault(duplicateHeader(twice, name), { file: name, line: dialect.headerLine }));
      }
    }
  }
  return { files, faults };
}

/** The leads' column that alone dates the outcome's stage; null: none does, or a file of stages may date it too. */
function wideOutcome({ outcome, sources }: Study): string | null {
  if (outcome.kind === "column" || sources.stages.some(({ kind }) => kind === "long")) return null;
  const columns = sources.stages.flatMap((source) =>
    source.kind === "wide"
      ? [...source.columns].flatMap(([stage, column]) => (stage === outcome.reaches ? [column] : []))
      : [],
  );
  return columns[0] ?? null;
}

/**
 * Columns that the study names and some of several leads files lack: told, since their leads count as missing them. A lead
 * that misses the outcome's column would count as lost: that is a fault.
 */
export function lackingColumns(study: Study, files: readonly HeaderFile[]): readonly Fault[] {
  const outcome = study.outcome.kind === "column" ? study.outcome.column : wideOutcome(study);
  const worked = study.worked?.kind === "column" ? study.worked.column : null;
  return leadNeeds(study).flatMap(({ column, path }, i, all) =>
    all.findIndex((need) => need.column === column) < i
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
export async function requireHeaders(study: Study, folder: string): Promise<readonly HeaderFile[]> {
  const { files, faults, exit } = await readHeaders(study, folder);
  if (faults.length > 0) throw new LeadlineError(exit, faults);
  return files;
}
