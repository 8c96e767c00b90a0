import { bare } from "../../../base/text.ts";
import type { Bytes } from "../content/content.ts";
import { splitRecord } from "./records.ts";

const usual: readonly string[] = [",", ";", "\t", "|"];
/**
 * Delimiters that are tried only where none of the usual ones divides the first records: those of Hive, and rare ones.
 */
const unusual: readonly string[] = ["\u0001", "\u001f", "^", "~"];

/** How a file is written, and the names in its header. */
export interface Dialect {
  /** one ASCII character */
  readonly delimiter: string;
  /** names in the header, without outer blanks; "" for a column without a name */
  readonly names: readonly string[];
  /** number of lines before the header: blank ones, Excel's `sep=`, titles */
  readonly before: number;
  /** how many of these are records: `sep=`, titles */
  readonly recordsBefore: number;
  /** line of the header, counted from 1 */
  readonly headerLine: number;
  /** the first field of the header as it is written, with the delimiter after it; "" where there is one column */
  readonly first: string;
  /** the text was made by Leadline from the cells of a workbook: a record is a row, and none is wrapped in quotes */
  readonly made?: true;
  /** a name in the header holds a line break */
  readonly overLines?: true;
}

/** One file of delimited text. */
export interface CsvFile {
  readonly name: string;
  readonly path: string;
  readonly dialect: Dialect;
  /** in UTF-8 */
  readonly bytes: Bytes;
  /** the file at `path` holds these very bytes */
  readonly plain: boolean;
}

export type Unreadable = "empty" | "unclosed" | "binary" | "encoding";

const RECORDS = 50;

function look(
  text: string,
  from: number,
  delimiter: string,
  cut: boolean,
): { names: readonly string[]; agree: number } {
  const counts: number[] = [];
  let names: readonly string[] = [];
  for (let at = from; at < text.length && counts.length < RECORDS; ) {
    const record = splitRecord(text, at, delimiter);
    // the sample may end within a record
    if (!record.closed && counts.length > 0 && cut) break;
    if (counts.length === 0) names = record.fields;
    if (record.fields.length > 1 || record.fields[0] !== "") counts.push(record.fields.length);
    at = record.next;
  }
  const agree = counts.filter((n) => n === names.length || n === names.length + 1).length;
  return { names, agree: counts.length === 0 ? 0 : agree / counts.length };
}

interface Seen {
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly agree: number;
}

/** Whether there is one field, or one followed by empty ones. */
const single = (fields: readonly string[]): boolean => fields.slice(1).every((field) => field.trim() === "");

/** The header of a file whose rows, header included, are each wrapped whole in quotes; null for any other file. */
function wrapped(text: string, from: number): Seen | null {
  for (const delimiter of usual) {
    const header = splitRecord(text, from, delimiter);
    const row = splitRecord(text, header.next, delimiter);
    const [names, values] = [header, row].map(({ fields }) =>
      single(fields) ? splitRecord(`${fields[0]}\n`, 0, delimiter).fields : [],
    );
    if (names !== undefined && names.length > 1 && values?.length === names.length)
      return { delimiter, names, agree: 1 };
  }
  return null;
}

/** Titles above a header are looked for in this many records. */
const TITLES = 10;

/**
 * Whether a record is a title: one field, or a name and its value (`Filtered by:,All leads`) above a header that is at
 * least half as wide again.
 */
const isTitle = (fields: readonly string[], width: number): boolean =>
  single(fields) || 2 * fields.filter((field) => field.trim() !== "").length <= width;

/** A header below titles, as CRM reports have it: the first record from which on nearly all have its width. */
function belowTitles(
  text: string,
  from: number,
  candidates: readonly string[],
): { readonly at: number; readonly skipped: number; readonly delimiter: string } | null {
  for (const delimiter of candidates) {
    const records: { readonly at: number; readonly fields: readonly string[] }[] = [];
    for (let at = from; at < text.length && records.length < RECORDS; ) {
      const record = splitRecord(text, at, delimiter);
      if (!record.closed && records.length > 0) break;
      // a row of empty fields is a record, a blank line is not
      if (record.fields.length > 1 || record.fields[0]?.trim() !== "")
        records.push({ at, fields: record.fields });
      at = record.next;
    }
    for (let skipped = 1; skipped <= TITLES && skipped + 1 < records.length; skipped++) {
      const header = records[skipped];
      if (
        header === undefined ||
        header.fields.length < 2 ||
        header.fields.some((field) => field.trim() === "")
      )
        continue;
      const rest = records.slice(skipped + 1);
      const alike = rest.filter(({ fields }) => fields.length === header.fields.length).length;
      const titles = records.slice(0, skipped).every(({ fields }) => isTitle(fields, header.fields.length));
      if (titles && alike >= 0.8 * rest.length) return { at: header.at, skipped, delimiter };
    }
  }
  return null;
}

/**
 * The delimiter that the first records of a text agree on, and its header. It is the one by which most records have as
 * many fields as the header; among equals, the one that gives most fields.
 *
 * @param text the beginning of the text
 * @param cut whether there is more of it
 * @param wanted the delimiter, where the study states it
 */
export function peekHeader(text: string, cut: boolean, wanted: string | null): Dialect | Unreadable {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let before = 0;
  let recordsBefore = 0;
  const skipLine = (): void => {
    const end = text.slice(at).search(/\r\n|\n|\r/);
    at += end < 0 ? text.length : end + (text.startsWith("\r\n", at + end) ? 2 : 1);
    before++;
  };
  const skipBlank = (): void => {
    while (at < text.length && /^[ \t]*(\r|\n)/.test(text.slice(at, at + 200))) skipLine();
  };
  skipBlank();
  let stated = wanted;
  const sep = /^sep=([ -~\t])[ \t]*(?:\r|\n)/i.exec(text.slice(at, at + 20));
  if (sep) {
    stated ??= sep[1] ?? null;
    skipLine();
    recordsBefore++;
    skipBlank();
  }
  if (text.slice(at).trim() === "") return "empty";
  let best = bestOf(text, at, cut, stated === null ? usual : [stated]);
  if (best !== null && stated === null && single(best.names)) {
    const other = bestOf(text, at, cut, unusual);
    if (other !== null && other.names.length > 1 && other.agree >= 0.9) best = other;
  }
  let header = at;
  if (best !== null && single(best.names)) {
    best = wrapped(text, at) ?? best;
    const below = single(best.names) ? belowTitles(text, at, stated === null ? usual : [stated]) : null;
    if (below !== null) {
      before += text.slice(at, below.at).split(/\r+\n|\n|\r/).length - 1;
      recordsBefore += below.skipped;
      header = below.at;
      best = { delimiter: below.delimiter, ...look(text, below.at, below.delimiter, cut) };
    }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no header has them, and every binary file does
  if (/[\0-\x08\x0e-\x1f]/.test(best === null ? text.slice(at, at + 1000) : best.names.join("")))
    return "binary";
  if (best === null) return "unclosed";
  if (best.names.some((name) => name.includes("\ufffd"))) return "encoding";
  const names = text.slice(header, splitRecord(text, header, best.delimiter).next);
  return {
    delimiter: best.delimiter,
    first: best.names.length > 1 ? names.slice(0, names.indexOf(best.delimiter) + 1) : "",
    // a line break within a name is a blank: nobody writes one in a study
    names: best.names.map((name) => bare(name).replace(/\s*\n\s*/g, " ")),
    before,
    recordsBefore,
    headerLine: before + 1,
    ...(best.names.some((name) => /[\r\n]/.test(name)) ? { overLines: true as const } : {}),
  };
}

/** Of several delimiters the one that divides the records best; null: the header is never closed. */
function bestOf(text: string, at: number, cut: boolean, among: readonly string[]): Seen | null {
  let best: Seen | null = null;
  for (const delimiter of among) {
    const seen = { delimiter, ...look(text, at, delimiter, cut) };
    if (seen.names.length === 0) continue;
    const better =
      best === null ||
      (seen.names.length > 1 &&
        (best.names.length === 1 ||
          seen.agree > best.agree ||
          (seen.agree === best.agree && seen.names.length > best.names.length)));
    if (better) best = seen;
  }
  return best;
}
