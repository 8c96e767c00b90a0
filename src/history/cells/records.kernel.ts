import type { Taker } from "./takers.kernel.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;

/**
 * The end of the last whole record in these bytes, which begin with a record; 0: none ends here. Quotes come in pairs.
 */
export function wholeRecords(bytes: Uint8Array): number {
  let quoted = false;
  let end = 0;
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) quoted = !quoted;
    else if (b === LF && !quoted) end = i + 1;
  }
  return end;
}

/** Two hashes of each row's cells, which tell rows apart. */
export interface RowHashes {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** Adds a cell, and that it ended, to the hashes of its row. */
function hashCell({ high, low }: RowHashes, bytes: Uint8Array, from: number, to: number, row: number): void {
  let [a, b] = [high[row]!, low[row]!];
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul((b << 5) | (b >>> 27), 0x2c1b3c6d) ^ byte;
  }
  high[row] = Math.imul(a ^ 0x1ff, 0x01000193);
  low[row] = Math.imul((b << 5) | (b >>> 27), 0x2c1b3c6d) ^ 0x1ff;
}

/**
 * Passes the cells of whole records to their columns. The CSV must be plain: every record has as many fields as there
 * are columns, quotes are only around a whole field or doubled within one, and LF or CR LF ends each record.
 *
 * @param row of the first record
 * @param hashes of the rows, zeros so far
 * @returns the row after the last, at most `most`; -1 where something else stands there
 */
export function takeRecords(
  bytes: Uint8Array,
  delimiter: number,
  columns: readonly Taker[],
  row: number,
  most: number,
  hashes: RowHashes | null = null,
): number {
  const length = bytes.length;
  const last = columns.length - 1;
  let scratch = new Uint8Array(256);
  let at = 0;
  for (; at < length && row < most; row++) {
    for (let c = 0; c <= last; c++) {
      const column = columns[c]!;
      let from = at;
      let b = at < length ? bytes[at]! : LF;
      if (b === QUOTE) {
        from = ++at;
        let copied = -1;
        for (;;) {
          if (at >= length) return -1;
          b = bytes[at]!;
          if (b === QUOTE) {
            if (at + 1 >= length || bytes[at + 1] !== QUOTE) break;
            if (copied < 0) {
              // from here on the text differs from its bytes: of two quotes it has one
              copied = at - from;
              if (copied >= scratch.length) scratch = new Uint8Array(2 * copied + 256);
              scratch.set(bytes.subarray(from, at));
            }
            at++;
          }
          if (copied >= 0) {
            if (copied === scratch.length) {
              const more = new Uint8Array(2 * copied);
              more.set(scratch);
              scratch = more;
            }
            scratch[copied++] = b;
          }
          at++;
        }
        if (copied >= 0) column.take(scratch, 0, copied, row);
        else column.take(bytes, from, at, row);
        if (hashes !== null)
          if (copied >= 0) hashCell(hashes, scratch, 0, copied, row);
          else hashCell(hashes, bytes, from, at, row);
        at++;
        b = at < length ? bytes[at]! : LF;
        if (b !== delimiter && b !== LF && b !== CR) return -1;
      } else {
        while (b !== delimiter && b !== LF && b !== CR) {
          if (b === QUOTE) return -1;
          at++;
          b = at < length ? bytes[at]! : LF;
        }
        column.take(bytes, from, at, row);
        if (hashes !== null) hashCell(hashes, bytes, from, at, row);
      }
      if (c < last) {
        if (b !== delimiter) return -1;
      } else {
        if (b === CR) {
          at++;
          b = at < length ? bytes[at]! : LF;
        }
        if (b !== LF) return -1;
      }
      at++;
    }
  }
  return row;
}
