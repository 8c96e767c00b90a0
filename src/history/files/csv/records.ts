import { StringDecoder } from "node:string_decoder";
import { bare } from "../../../base/text.ts";
import type { WalkedRecord, Wanted } from "../../feed.ts";
import type { Bytes } from "../content/content.ts";

/** One record of the text: its fields, and where the next record begins. */
export interface SplitRecord {
  readonly fields: readonly string[];
  readonly next: number;
  /** number of line breaks in it, with the one at its end */
  readonly breaks: number;
  /** false where the text ends before the record does */
  readonly closed: boolean;
}

/** Splits the record that starts at `from`. Quotes are doubled inside quotes; blanks around quotes are dropped. */
export function splitRecord(text: string, from: number, delimiter: string): SplitRecord {
  const fields: string[] = [];
  const bareEnd = (start: number): number => {
    let end = start;
    while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end++;
    return end;
  };
  let at = from;
  let breaks = 0;
  for (;;) {
    let quote = at;
    while (text[quote] === " ") quote++;
    if (text[quote] === '"') {
      let value = "";
      let start = quote + 1;
      for (;;) {
        const end = text.indexOf('"', start);
        if (end < 0) return { fields, next: text.length, breaks, closed: false };
        value += text.slice(start, end);
        start = end + 1;
        if (text[start] !== '"') break;
        value += '"';
        start++;
      }
      breaks += value.split("\n").length - 1;
      at = bareEnd(start);
      fields.push(value + text.slice(start, at).trimEnd());
    } else {
      const end = bareEnd(at);
      fields.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) return { fields, next: at, breaks, closed: false };
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    const next = text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : at + 1;
    return { fields, next, breaks: breaks + 1, closed: true };
  }
}

/** A text and how it is written; `made`: each record counts as one line, however many line breaks it holds. */
interface Walked {
  readonly bytes: Bytes;
  readonly dialect: { readonly delimiter: string; readonly made?: true };
}

/** Whether a line is a record: a line of blanks is not. */
const isRecord = (text: string, delimiter: string): boolean => text.trim() !== "" || text.includes(delimiter);

/**
 * Goes through a file record by record, in order, for messages only: line by line where `plainLines`, so that records
 * are split only when their fields are asked for. Ends when `visit` returns true. O(file); memory of 1 MiB and one
 * record.
 */
export async function walk(
  { bytes, dialect: { delimiter, made } }: Walked,
  plainLines: boolean,
  visit: (record: WalkedRecord) => boolean,
): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let line = 1;
  let text = "";
  const split = (row: string) => (): readonly string[] =>
    row.includes('"') ? splitRecord(row, 0, delimiter).fields : row.replace(/\r$/, "").split(delimiter);
  for await (const part of bytes()) {
    text += decoder.write(Buffer.from(part));
    let at = 0;
    while (at < text.length) {
      if (plainLines) {
        const end = text.indexOf("\n", at);
        if (end < 0) break;
        const row = text.slice(at, end);
        if (isRecord(row, delimiter) && visit({ line, text: row, fields: split(row) })) return;
        line++;
        at = end + 1;
        continue;
      }
      const record = splitRecord(text, at, delimiter);
      // a CR at the very end may be half of a CRLF
      if (!record.closed || (record.next === text.length && text.endsWith("\r"))) break;
      const row = text.slice(at, record.next);
      if (isRecord(row, delimiter) && visit({ line, text: row, fields: () => record.fields })) return;
      line += made === true ? 1 : record.breaks;
      at = record.next;
    }
    text = text.slice(at);
  }
  const rest = text;
  if (rest !== "") visit({ line, text: rest, fields: () => splitRecord(rest, 0, delimiter).fields });
}

/** The lines on which given texts occur first, or 0. Outer blanks are ignored. Stops once all are found. */
export async function locate(
  file: Walked,
  wanted: readonly Wanted[],
  plainLines: boolean,
): Promise<readonly number[]> {
  const found = wanted.map(() => 0);
  const left = wanted.map((want) => want.nth ?? 1);
  let open = wanted.length;
  const texts = wanted.map((want) => bare(want.text));
  // a quote in a field is doubled in its line, and accents and wide blanks may be in another form: search for the part
  // before them
  const needles = wanted.map((want, i) => {
    const text = texts[i] ?? "";
    if (!/^[ -~]*$/.test(text)) return "";
    return want.column === null ? text : text.split('"', 1).join("");
  });
  await walk(file, plainLines, ({ line, text, fields }) => {
    if (!needles.some((needle) => text.includes(needle))) return false;
    const values = fields();
    wanted.forEach((want, i) => {
      if (found[i] !== 0) return;
      const value = want.column === null ? text : (values[want.column] ?? "");
      if (bare(value) !== texts[i]) return;
      left[i] = (left[i] ?? 1) - 1;
      if (left[i] !== 0) return;
      found[i] = line;
      open--;
    });
    return open === 0;
  });
  return found;
}
