import { StringDecoder } from "node:string_decoder";
import { bare } from "../../../base/text.ts";
import type { Wanted } from "../../feed.ts";
import type { Bytes } from "../content/content.ts";

/** One record as it stands in the text: its fields, and where the next begins. */
export interface SplitRecord {
  readonly fields: readonly string[];
  readonly next: number;
  /** line breaks taken in, the one at its end among them */
  readonly breaks: number;
  /** false where the text ends before the record does */
  readonly closed: boolean;
}

/** Splits the record that starts at `from`. Quotes are doubled inside quotes; blanks around quotes are let go. */
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

/**
 * The lines on which given texts first stand, or 0. Outer blanks are let go. Reads the file record by record (line by
 * line, splitting only those that hold a text, where `plainLines`) and stops at the last find: for messages only.
 *
 * @param made each record is one line, whatever breaks it holds: the row of a workbook
 */
export async function locate(
  bytes: Bytes,
  delimiter: string,
  wanted: readonly Wanted[],
  plainLines: boolean,
  made = false,
): Promise<readonly number[]> {
  const found = wanted.map(() => 0);
  const left = wanted.map((want) => want.nth ?? 1);
  let open = wanted.length;
  let line = 1;
  const texts = wanted.map((want) => bare(want.text));
  // a quote in a field stands doubled in its line: look for what comes before it
  // and accents and wide blanks may stand there in another form
  const needles = wanted.map((want, i) => {
    const text = texts[i] ?? "";
    if (!/^[ -~]*$/.test(text)) return "";
    return want.column === null ? text : text.split('"', 1).join("");
  });
  const take = (fields: readonly string[], record: string): void => {
    wanted.forEach((want, i) => {
      if (found[i] !== 0) return;
      const value = want.column === null ? record : (fields[want.column] ?? "");
      if (bare(value) !== texts[i]) return;
      left[i] = (left[i] ?? 1) - 1;
      if (left[i] !== 0) return;
      found[i] = line;
      open--;
    });
  };
  const decoder = new StringDecoder("utf8");
  let text = "";
  for await (const part of bytes()) {
    text += decoder.write(Buffer.from(part));
    let at = 0;
    while (at < text.length && open > 0) {
      if (plainLines) {
        const end = text.indexOf("\n", at);
        if (end < 0) break;
        const row = text.slice(at, end);
        if (needles.some((needle) => row.includes(needle))) take(splitRecord(row, 0, delimiter).fields, row);
        line++;
        at = end + 1;
        continue;
      }
      const record = splitRecord(text, at, delimiter);
      // a CR at the very end may be half of a CRLF
      if (!record.closed || (record.next === text.length && text.endsWith("\r"))) break;
      take(record.fields, text.slice(at, record.next));
      line += made ? 1 : record.breaks;
      at = record.next;
    }
    if (open === 0) return found;
    text = text.slice(at);
  }
  if (text !== "") take(splitRecord(text, 0, delimiter).fields, text);
  return found;
}
