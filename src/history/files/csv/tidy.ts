import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Watch } from "../../../base/progress.ts";
import { bare } from "../../../base/text.ts";
import { LISTED, type RefusedRows } from "../../feed.ts";
import type { CsvFile } from "./dialect.ts";
import { splitRecord } from "./records.ts";
import { endScan, newScan, scanRecord, viewOf } from "./scan.kernel.ts";
import type { Scan } from "./scan.ts";

/** The result of a tidy copy. */
export interface Tidied {
  /** the copy that the engine reads: one record on each line, LF ends, nothing before the header */
  readonly path: string;
  /** rows that our own scan refuses */
  readonly rejects: readonly RefusedRows[];
  /** number of rows that were wrapped whole in quotes, and are read as what the quotes hold */
  readonly wrapped: number;
  /** lines on which the header stands again; they are no rows */
  readonly headers: readonly number[];
  /** first line of another header, with some of the names or in another order; 0: there is none */
  readonly otherLine: number;
}

/** A record with more bytes than this is refused: files were glued together, it is not a row. */
const longest = 2_000_000;
/** How many bytes of a refused record are kept to show. */
const shown = 400;

/**
 * Whether the engine would lose or shift rows of this file, or could not read it at all. Its lenient reader, which
 * mixed line ends need, silently drops fields beyond the header's, and glues the CR of CR CR LF to ids. A line wrapped
 * whole in quotes is one field to it, followed by empty ones where a spreadsheet saved it again. It reads only UTF-8,
 * and wants the header first.
 */
export const needsTidying = ({ dialect, plain }: CsvFile, scan: Scan): boolean =>
  !plain ||
  dialect.recordsBefore > 1 ||
  scan.mixedEnds ||
  scan.doubled > 0 ||
  scan.blankLines > 0 ||
  scan.withNul > 0 ||
  scan.longest > longest ||
  scan.headed ||
  // it takes the first line break of a file for its line end, though it stands in a quoted name
  dialect.overLines === true ||
  (dialect.names.length > 1 && scan.alone > 0);

/** Writes the tidy copy of a file. One pass; memory of one record. */
export async function tidy(file: CsvFile, into: string, watch: Watch): Promise<Tidied> {
  const { delimiter, names, recordsBefore, made } = file.dialect;
  const code = delimiter.charCodeAt(0);
  const state = newScan();
  const out = createWriteStream(into);
  const rejects = new Map<string, { count: number; line: number; lines: number[]; sample: string }>();
  const headers: number[] = [];
  let otherLine = 0;
  let wrapped = 0;
  let seen = 0;
  // a row of a workbook is one, however many lines its cells have
  let row = 0;
  let parts: Uint8Array[] = [];
  let held = 0;

  const refuse = (reason: string): void => {
    const sample = Buffer.concat(parts).subarray(0, shown).toString("utf8").replace(/\0+/g, "\0").trim();
    const found = rejects.get(reason);
    if (found === undefined)
      rejects.set(reason, { count: 1, line: state.endedLine, lines: [state.endedLine], sample });
    else {
      found.count++;
      if (found.lines.length < LISTED) found.lines.push(state.endedLine);
      // the smallest, as for all refused texts, so that the order of rows does not matter
      if (sample < found.sample) Object.assign(found, { line: state.endedLine, sample });
    }
  };
  /** The text of the record that has ended, or null where the record is dropped. */
  const settled = (): Uint8Array | string | null => {
    if (state.endedLength === 0) return null;
    seen++;
    if (seen <= recordsBefore) return null;
    if (state.endedLength > longest) return refuse("the row is longer than 2 MB") ?? null;
    if (state.endedNul) return refuse("the row holds zero bytes: the file is damaged there") ?? null;
    const bytes = strip(Buffer.concat(parts));
    if (state.endedQuoted && names.length > 1 && made !== true) {
      const [inner = ""] = splitRecord(`${bytes.toString("utf8")}\n`, 0, delimiter).fields;
      const { fields, next } = splitRecord(`${inner}\n`, 0, delimiter);
      if (next > inner.length && fields.length === names.length) {
        if (seen > recordsBefore + 1) wrapped++;
        return inner.replace(/\r+\n/g, "\n");
      }
    }
    return bytes.includes(13) ? bytes.toString("utf8").replace(/\r+\n/g, "\n") : bytes;
  };
  const write = async (): Promise<void> => {
    const record = settled();
    row++;
    const line = made === true ? row : state.endedLine;
    parts = [];
    held = 0;
    if (record === null) return;
    const kind = seen > recordsBefore + 1 ? headerAgain(record, delimiter, names) : "row";
    if (kind === "other" && otherLine === 0) otherLine = line;
    if (kind === "same") {
      headers.push(line);
      return;
    }
    out.write(record);
    if (!out.write("\n")) await once(out, "drain");
  };

  let first = true;
  for await (const part of file.bytes()) {
    watch.signal?.throwIfAborted();
    let bytes: Uint8Array = part;
    if (first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    first = false;
    const viewed = viewOf(bytes);
    for (let at = 0; at < bytes.length; ) {
      const next = scanRecord(viewed, at, code, state);
      if (held <= longest) {
        parts.push(bytes.subarray(at, next));
        held += next - at;
      }
      at = next;
      if (state.ended) await write();
    }
  }
  endScan(state);
  if (state.ended) await write();
  await finished(out.end());
  return {
    path: into,
    rejects: [...rejects].map(([reason, found]) => ({ reason, ...found })),
    wrapped,
    headers,
    otherLine,
  };
}

/**
 * Whether a record is the header once more, as in exports that were joined end to end, or another header: most of its
 * fields are names of columns.
 */
function headerAgain(
  record: Uint8Array | string,
  delimiter: string,
  names: readonly string[],
): "row" | "same" | "other" {
  const [first = ""] = names;
  if (names.length < 2 || first === "") return "row";
  const text = typeof record === "string" ? record : Buffer.from(record).toString("utf8");
  // most rows are told apart by how they begin
  if (!text.slice(0, first.length + 8).includes(first)) return "row";
  const fields = splitRecord(`${text}\n`, 0, delimiter).fields.map(bare);
  if (fields.length === names.length && fields.every((field, i) => field === names[i])) return "same";
  const known = fields.filter((field) => field !== "" && names.includes(field)).length;
  return fields[0] === first && known > 2 && known > names.length / 2 ? "other" : "row";
}

/** A record without the line end after it, and without the LF of a CR LF before it. */
function strip(bytes: Buffer): Buffer {
  let [from, to] = [0, bytes.length];
  while (from < to && (bytes[from] === 10 || bytes[from] === 13)) from++;
  while (to > from && (bytes[to - 1] === 10 || bytes[to - 1] === 13)) to--;
  return bytes.subarray(from, to);
}
