import type { Watch } from "../../base/progress.ts";
import type { Bytes } from "../files/content/content.ts";
import { type RowHashes, takeRecords, wholeRecords } from "./records.kernel.ts";
import { Stamps } from "./stamps.kernel.ts";
import { Numbers, Passed, type Taker, Texts } from "./takers.kernel.ts";

/**
 * What to take from each column of a table: texts, times, or "any" (numbers where it holds nothing else, otherwise
 * texts). Columns that are not named are not taken.
 */
export interface WantedCells {
  /** by the column's position */
  readonly columns: ReadonlyMap<number, "text" | "time" | "any">;
  /** whether rows are hashed, to find equal ones */
  readonly hashed?: true;
}

type Column = Texts | Numbers | Stamps | Passed;

/** All cells of a table. */
export interface Cells {
  /** by position in the table */
  readonly columns: readonly Column[];
  readonly hashes: RowHashes | null;
}

/** How many records are looked at to find the columns that hold numbers. */
const SAMPLE = 1000;

/** A text in UTF-8, plain as `takeRecords` describes, without the header, which is its first line. */
export interface PlainText {
  readonly bytes: Bytes;
  readonly delimiter: string;
  readonly columns: number;
  /** number of records below the header, as counted before */
  readonly rows: number;
  /** whether some record holds a line break */
  readonly breaks: boolean;
}

/**
 * Reads all cells of a plain text into columns. Null where the text is not as plain as it looked, or has another number
 * of rows than was counted. One pass over the bytes, about 5 ns for each; memory for the distinct texts, 4 bytes for
 * each row of a text and 8 for each of a number.
 */
export async function readCells(
  { bytes, delimiter, columns: width, rows, breaks }: PlainText,
  { columns: wanted, hashed }: WantedCells,
  watch: Watch,
): Promise<Cells | null> {
  const code = delimiter.charCodeAt(0);
  const positions = Array.from({ length: width }, (_, i) => i);
  const hashes = hashed === true ? { high: new Int32Array(rows), low: new Int32Array(rows) } : null;
  let columns: readonly Column[] | null = null;
  let row = 0;
  const take = (records: Uint8Array): boolean => {
    if (columns === null) {
      const begun = beginning(records);
      const sample = positions.map(() => new Texts(Math.min(SAMPLE, rows)));
      const header: Taker[] = positions.map(() => new Texts(1));
      const below = begun.subarray(wholeLine(begun));
      if (takeRecords(begun.subarray(0, begun.length - below.length), code, header, 0, 1) !== 1) return false;
      if (takeRecords(below, code, sample, 0, Math.min(SAMPLE, rows)) < 0) return false;
      columns = sample.map((found, i) => takerOf(wanted.get(i), found, rows));
      row = takeRecords(below, code, columns, 0, rows + 1, hashes);
    } else row = takeRecords(records, code, columns, row, rows + 1, hashes);
    return row >= 0 && row <= rows && !columns.some(isOver);
  };
  let carry: Uint8Array = new Uint8Array(0);
  for await (const part of bytes()) {
    watch.signal?.throwIfAborted();
    const all: Uint8Array = carry.length === 0 ? part : Buffer.concat([carry, part]);
    const end = breaks ? wholeRecords(all) : all.lastIndexOf(10) + 1;
    if (end > 0 && !take(all.subarray(0, end))) return null;
    carry = all.subarray(end);
  }
  if (carry.length > 0 && !take(carry)) return null;
  return row === rows && columns !== null ? { columns, hashes } : null;
}

/** The most bytes of a column's texts: their offsets have 32 bits. */
const MOST = 2 ** 32;

/** Whether a column holds something that is not plain, or more than its offsets can reach. */
const isOver = (column: Column): boolean =>
  column instanceof Stamps ? column.failed : column instanceof Texts && column.bytes.length >= MOST;

/** The bytes without the byte-order mark. */
const beginning = (bytes: Uint8Array): Uint8Array =>
  bytes.subarray(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

/** The number of bytes of the first record. */
function wholeLine(bytes: Uint8Array): number {
  let from = 0;
  for (;;) {
    const end = bytes.indexOf(10, from) + 1;
    if (end === 0) return bytes.length;
    if (wholeRecords(bytes.subarray(0, end)) === end) return end;
    from = end;
  }
}

function takerOf(as: "text" | "time" | "any" | undefined, sample: Texts, rows: number): Column {
  if (as === undefined) return new Passed();
  if (as === "time") return new Stamps(rows);
  return as === "any" && holdsNumbers(sample) ? new Numbers(rows) : new Texts(rows);
}

function holdsNumbers({ count, bytes, starts }: Texts): boolean {
  const numbers = new Numbers(count);
  for (let text = 0; text < count; text++)
    numbers.take(bytes, starts[text] ?? 0, starts[text + 1] ?? 0, text);
  return count > 0 && !numbers.failed;
}
