import type { Watch } from "../../base/progress.ts";
import type { Bytes } from "../files/content/content.ts";
import { Block, hashRows, type RowHashes } from "./block.kernel.ts";
import { Stamps } from "./stamps.kernel.ts";
import { Numbers, Passed, Texts } from "./takers.kernel.ts";

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

/** How many records are taken at a time; of the first ones it is seen which columns hold numbers. */
const AT_ONCE = 1000;

/** A text in UTF-8, plain as `Block` describes, whose first record is the header. */
export interface PlainText {
  readonly bytes: Bytes;
  readonly delimiter: string;
  readonly columns: number;
  /** number of records below the header, as counted before */
  readonly rows: number;
}

/**
 * Reads all cells of a plain text into columns. Null where the text is not as plain as it looked, or has another number
 * of rows than was counted. One pass over the bytes, about 5 ns for each; memory for the texts, 4 bytes for each row of
 * a text and 8 for each of a number.
 */
export async function readCells(
  { bytes, delimiter, columns: width, rows }: PlainText,
  { columns: wanted, hashed }: WantedCells,
  watch: Watch,
): Promise<Cells | null> {
  const positions = Array.from({ length: width }, (_, i) => i);
  const hashes = hashed === true ? { high: new Int32Array(rows), low: new Int32Array(rows) } : null;
  const block = new Block(width, delimiter.charCodeAt(0), Math.min(AT_ONCE, rows));
  let columns: readonly Column[] | null = null;
  // the header is record -1
  let row = -1;
  const takeAll = (isEnd: boolean): boolean => {
    for (;;) {
      if (!block.split(row < 0 ? 1 : AT_ONCE, isEnd)) return false;
      if (block.rows === 0) return true;
      if (row >= 0) {
        columns ??= positions.map((at) => takerOf(wanted.get(at), block, at, rows));
        if (row + block.rows > rows) return false;
        for (const [at, column] of columns.entries()) column.take(block, at, row);
        if (hashes !== null) hashRows(block, row, hashes);
        if (columns.some(isOver)) return false;
      }
      row += block.rows;
    }
  };
  for await (const part of bytes()) {
    watch.signal?.throwIfAborted();
    block.append(part);
    if (!takeAll(false)) return null;
  }
  return takeAll(true) && row === rows && columns !== null ? { columns, hashes } : null;
}

/** The most bytes of a column's texts: their offsets have 32 bits. */
const MOST = 2 ** 32;

/** Whether a column holds something that is not plain, or more than its offsets can reach. */
const isOver = (column: Column): boolean =>
  column instanceof Stamps ? column.failed : column instanceof Texts && column.bytes.length >= MOST;

function takerOf(as: "text" | "time" | "any" | undefined, begun: Block, at: number, rows: number): Column {
  if (as === undefined) return new Passed();
  if (as === "time") return new Stamps(rows);
  return as === "any" && holdsNumbers(begun, at) ? new Numbers(rows) : new Texts(rows, as === "any");
}

/** Whether a column holds numbers, and nothing else, in the first records. */
function holdsNumbers(begun: Block, at: number): boolean {
  const numbers = new Numbers(begun.rows);
  numbers.take(begun, at, 0);
  return !numbers.failed && numbers.values.some((value) => !Number.isNaN(value));
}
