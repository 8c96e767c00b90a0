import { open } from "node:fs/promises";
import { bare } from "../../../base/text.ts";
import { splitRecord } from "./records.ts";

const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a file is written, and the names in its header. */
export interface Dialect {
  readonly delimiter: Delimiter;
  /** names in the header, blanks trimmed; an unnamed column is "" */
  readonly names: readonly string[];
  /** lines before the header: blank ones, and Excel's `sep=` */
  readonly before: number;
  /** Excel's `sep=;` line stands before the header */
  readonly sepLine: boolean;
  /** line of the header, from 1 */
  readonly headerLine: number;
}

/** One file of delimited text. */
export interface CsvFile {
  readonly name: string;
  readonly path: string;
  readonly dialect: Dialect;
}

export type Unreadable = "empty" | "utf16" | "unclosed" | "binary" | "encoding";

const SAMPLE = 1 << 20;
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
  readonly delimiter: Delimiter;
  readonly names: readonly string[];
  readonly agree: number;
}

/** One field, or one with empty ones behind it. */
const single = (fields: readonly string[]): boolean => fields.slice(1).every((field) => field.trim() === "");

/** The header of a file whose rows are wrapped whole in quotes, the header too; null: this is none. */
function wrapped(text: string, from: number): Seen | null {
  for (const delimiter of delimiters) {
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

/**
 * Reads the first MiB of a file: which delimiter its records agree on, and its header. The delimiter is the one by
 * which most records have as many fields as the header; the most fields decide among equals.
 */
export async function peekHeader(path: string): Promise<Dialect | Unreadable> {
  const file = await open(path, "r");
  let bytes: Buffer;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    bytes = buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "utf16";
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  let at = 0;
  let before = 0;
  const skipLine = (): void => {
    const end = text.slice(at).search(/\r\n|\n|\r/);
    at += end < 0 ? text.length : end + (text.startsWith("\r\n", at + end) ? 2 : 1);
    before++;
  };
  const skipBlank = (): void => {
    while (at < text.length && /^[ \t]*(\r|\n)/.test(text.slice(at, at + 200))) skipLine();
  };
  skipBlank();
  let stated: Delimiter | null = null;
  const sep = /^sep=([,;\t|])[ \t]*(?:\r|\n)/i.exec(text.slice(at, at + 20));
  if (sep) {
    stated = delimiters.find((d) => d === sep[1]) ?? null;
    skipLine();
    skipBlank();
  }
  if (text.slice(at).trim() === "") return "empty";
  let best: Seen | null = null;
  for (const delimiter of stated === null ? delimiters : [stated]) {
    const seen = { delimiter, ...look(text, at, delimiter, bytes.length === SAMPLE) };
    if (seen.names.length === 0) continue;
    const better =
      best === null ||
      (seen.names.length > 1 &&
        (best.names.length === 1 ||
          seen.agree > best.agree ||
          (seen.agree === best.agree && seen.names.length > best.names.length)));
    if (better) best = seen;
  }
  if (best !== null && single(best.names)) best = wrapped(text, at) ?? best;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no header has them, and every binary file does
  if (/[\0-\x08\x0e-\x1f]/.test(best === null ? text.slice(at, at + 1000) : best.names.join("")))
    return "binary";
  if (best === null) return "unclosed";
  if (best.names.some((name) => name.includes("\ufffd"))) return "encoding";
  return {
    delimiter: best.delimiter,
    names: best.names.map(bare),
    before,
    sepLine: sep !== null,
    headerLine: before + 1,
  };
}
