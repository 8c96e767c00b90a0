import { below, equal, four, lowest } from "./words.kernel.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;

const UP_TO_QUOTE = four(QUOTE + 1);

/** Bytes behind the text: a line end and a quote that end every search, and room to read four bytes at once. */
const BEHIND = 8;

/**
 * A window on a text, and where the cells of some whole records in it stand. Whoever takes the cells goes through them
 * column by column: each column has one small loop of its own over bytes that are still in the processor's cache.
 *
 * The CSV must be plain: every record has as many fields as there are columns, quotes are only around a whole field or
 * doubled within one, and LF or CR LF ends each record.
 */
export class Block {
  bytes = new Uint8Array(1 << 12);
  view = new DataView(this.bytes.buffer);
  /** number of records whose cells are here; cell c of record r is number r * columns + c */
  rows = 0;
  /** where cells begin and end in `bytes`, without quotes; two quotes within a field are one already */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** number of columns */
  readonly columns: number;
  /** the text in `bytes`: from the first record that was not split yet to the end */
  private from = 0;
  private to = 0;
  /** whether the byte-order mark, if there is one, was passed over */
  private begun = false;
  private readonly delimiter: number;
  /** four of them, as a word */
  private readonly delimiters: number;
  /** by byte, 1: it ends a field without quotes, or has no place in one */
  private readonly stops = new Uint8Array(256);

  /**
   * @param delimiter one ASCII byte
   * @param most number of records that are split at a time
   */
  constructor(columns: number, delimiter: number, most: number) {
    this.columns = columns;
    this.delimiter = delimiter;
    this.delimiters = four(delimiter);
    this.starts = new Int32Array(most * columns);
    this.ends = new Int32Array(most * columns);
    for (const byte of [delimiter, LF, CR, QUOTE]) this.stops[byte] = 1;
  }

  /** Takes the next bytes of the text; forgets the records that were split. */
  append(part: Uint8Array): void {
    const left = this.to - this.from;
    const needed = left + part.length + BEHIND;
    const into = needed <= this.bytes.length ? this.bytes : new Uint8Array(2 * needed);
    if (into === this.bytes) into.copyWithin(0, this.from, this.to);
    else {
      into.set(this.bytes.subarray(this.from, this.to));
      this.bytes = into;
      this.view = new DataView(into.buffer);
    }
    into.set(part, left);
    this.from = 0;
    this.to = left + part.length;
  }

  /**
   * Finds the cells of the next whole records, at most as many as there is room for.
   *
   * @param most fewer than there is room for
   * @param isEnd whether the text ends with the last bytes, so that a last record may lack its line end
   * @returns false where something else stands there
   */
  split(most: number, isEnd: boolean): boolean {
    const { bytes, starts, ends, columns, delimiter, stops, to } = this;
    if (!this.begun) {
      if (to < 3 && !isEnd) return this.stop(0, false);
      this.begun = true;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.from = 3;
    }
    const room = Math.min(most, Math.floor(starts.length / columns));
    bytes[to] = LF;
    bytes[to + 1] = QUOTE;
    let at = this.from;
    let cell = 0;
    let row = 0;
    for (; row < room && at < to; row++) {
      let doubled = false;
      for (let c = 1; c <= columns; c++, cell++) {
        let b = bytes[at]!;
        if (b === QUOTE) {
          starts[cell] = ++at;
          for (;;) {
            while (bytes[at] !== QUOTE) at++;
            if (bytes[at + 1] !== QUOTE || at >= to - 1) break;
            doubled = true;
            at += 2;
          }
          ends[cell] = at++;
          // the quote behind the text: the field is not closed yet
          if (at > to) return this.stop(row, isEnd);
          b = bytes[at]!;
        } else {
          starts[cell] = at;
          for (at = this.candidate(at); stops[bytes[at]!] === 0; ) at = this.candidate(at + 1);
          b = bytes[at]!;
          ends[cell] = at;
        }
        if (c === columns && b === CR) b = bytes[++at]!;
        if (b === LF && at === to && !isEnd) return this.stop(row, false);
        if (b !== (c < columns ? delimiter : LF)) return false;
        at++;
      }
      if (doubled) this.halveQuotes(cell - columns, cell);
      this.from = at;
    }
    this.rows = row;
    return true;
  }

  /**
   * The place of the next byte, from `at` on, that may end a field: the delimiter, or a byte up to the quote's (a line
   * end, a blank).
   */
  private candidate(at: number): number {
    const { view, delimiters } = this;
    for (let i = at; ; i += 4) {
      const word = view.getInt32(i, true);
      const found = below(word, UP_TO_QUOTE) | equal(word, delimiters);
      if (found !== 0) return i + lowest(found);
    }
  }

  /** Ends before a record that is not whole. */
  private stop(rows: number, failed: boolean): boolean {
    this.rows = rows;
    return !failed;
  }

  /** Makes two quotes one in the cells of a record. */
  private halveQuotes(first: number, after: number): void {
    const { bytes, starts, ends } = this;
    for (let cell = first; cell < after; cell++) {
      const end = ends[cell]!;
      let kept = starts[cell]!;
      for (let i = kept; i < end; i++) {
        const b = bytes[i]!;
        if (b === QUOTE) i++;
        bytes[kept++] = b;
      }
      ends[cell] = kept;
    }
  }
}

/** Two hashes of each row's cells, which tell rows apart. */
export interface RowHashes {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** Scatters the bits of a word. */
const mixed = (word: number): number => {
  const product = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  return product ^ (product >>> 13);
};

/**
 * A hash of bytes, four at a time. The last words are counted from the end, so that short texts take no loop, whose end
 * the processor would have to guess; and no word waits for the one before it.
 *
 * @param seed another one gives another hash
 */
export function hashOf(view: DataView, from: number, to: number, seed: number): number {
  const length = to - from;
  let hash = seed ^ length;
  if (length < 4) hash += Math.imul(view.getInt32(from, true) & ((1 << (8 * length)) - 1), 0x9e3779b1);
  else {
    hash += Math.imul(view.getInt32(from, true), 0x9e3779b1);
    hash ^= mixed(view.getInt32(to - 4, true));
    if (length > 8) {
      hash += Math.imul(view.getInt32(from + 4, true), 0x85ebca6b);
      hash ^= Math.imul(view.getInt32(to - 8, true), 0xc2b2ae35);
      for (let i = from + 8; i < to - 8; i += 4) hash = mixed(hash ^ view.getInt32(i, true));
    }
  }
  return mixed(hash | 0);
}

/** Whether texts of the same length are equal. */
export function areEqual(a: DataView, from: number, b: DataView, at: number, length: number): boolean {
  if (length < 4) return ((a.getInt32(from, true) ^ b.getInt32(at, true)) & ((1 << (8 * length)) - 1)) === 0;
  const [end, last] = [from + length, at + length];
  if (a.getInt32(from, true) !== b.getInt32(at, true)) return false;
  if (a.getInt32(end - 4, true) !== b.getInt32(last - 4, true)) return false;
  if (length <= 8) return true;
  if (a.getInt32(from + 4, true) !== b.getInt32(at + 4, true)) return false;
  if (a.getInt32(end - 8, true) !== b.getInt32(last - 8, true)) return false;
  for (let i = from + 8, k = at + 8; i < end - 8; i += 4, k += 4)
    if (a.getInt32(i, true) !== b.getInt32(k, true)) return false;
  return true;
}

/** Hashes the records of a block, the first of which is `row`. */
export function hashRows({ view, rows, columns, starts, ends }: Block, row: number, into: RowHashes): void {
  for (let r = 0, cell = 0; r < rows; r++) {
    let [high, low] = [0x811c9dc5, 0x01000193];
    for (let c = 0; c < columns; c++, cell++) {
      const [from, to] = [starts[cell]!, ends[cell]!];
      high = hashOf(view, from, to, Math.imul(high, 0x85ebca6b));
      low = hashOf(view, from, to, Math.imul(low ^ (low >>> 13), 0xc2b2ae35));
    }
    into.high[row + r] = high;
    into.low[row + r] = low;
  }
}
