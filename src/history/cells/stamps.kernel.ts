import type { Block } from "./block.kernel.ts";
import type { Taker } from "./takers.kernel.ts";

const DAY = 86_400;
const [BLANK, DASH, POINT, COLON, T] = [32, 45, 46, 58, 84];
/** Stamps are read from 1971 to 2037: no program's zero date is among them. */
const FIRST_YEAR = 1971;
const LAST_YEAR = 2037;
/** The least and the most bytes of a plain stamp: to the minute, to the microsecond. */
const SHORTEST = 16;
const LONGEST = 26;

/** The day number of each date, at `31 * (12 * (year - FIRST_YEAR) + month - 1) + day - 1`; -1: there is no such date. */
const DAYS = Int32Array.from({ length: 31 * 12 * (LAST_YEAR - FIRST_YEAR + 1) }, (_, at) => {
  const month = Math.floor(at / 31);
  const date = new Date(Date.UTC(FIRST_YEAR, month, 1 + (at % 31)));
  return date.getUTCMonth() === month % 12 ? date.getTime() / (1000 * DAY) : -1;
});

/** Two digits as a number; at least 1000 where one of them is no digit. */
const two = (bytes: Uint8Array, at: number): number => {
  const [tens, ones] = [bytes[at]! - 48, bytes[at + 1]! - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : 1000;
};

/**
 * Times as programs write them, without a zone: `2026-01-31 09:30`, `2026-01-31T09:30:15.250`. If one cell is of
 * another kind, even a date alone, the column as a whole is refused. Stamps are counted by shape and time of day, for
 * the warnings about columns of times (src/history/stamps).
 */
export class Stamps implements Taker {
  /** seconds since 1970 on the clock of the file; 0 where the cell is empty */
  readonly seconds: Int32Array;
  failed = false;
  empty = 0;
  /** number of stamps by the sign before the time ("T" or a blank) and by length in bytes */
  private readonly shapes = new Float64Array(2 * (LONGEST + 1));
  /** of these, the stamps at each whole or half hour, by minute of the day */
  private readonly clocks = new Map<number, Float64Array>();

  constructor(rows: number) {
    this.seconds = new Int32Array(rows);
  }

  take({ bytes, rows, columns, starts, ends }: Block, column: number, row: number): void {
    for (let r = row, cell = column; r < row + rows && !this.failed; r++, cell += columns) {
      const [from, to] = [starts[cell]!, ends[cell]!];
      if (from === to) this.empty++;
      else this.seconds[r] = this.read(bytes, from, to);
    }
  }

  /** The second of a cell that is not empty. */
  private read(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    const year = 100 * two(bytes, from) + two(bytes, from + 2);
    const month = two(bytes, from + 5);
    const day = two(bytes, from + 8);
    const hour = two(bytes, from + 11);
    const minute = two(bytes, from + 14);
    const sign = bytes[from + 10];
    let second = 0;
    let whole = true;
    if (length > SHORTEST) {
      second = two(bytes, from + 17);
      if (length < 19 || bytes[from + 16] !== COLON) this.failed = true;
      if (length > 19) {
        if (bytes[from + 19] !== POINT || length === 20) this.failed = true;
        for (let i = from + 20; i < to; i++) {
          const digit = bytes[i]! - 48;
          if (digit < 0 || digit > 9) this.failed = true;
          if (digit !== 0) whole = false;
        }
      }
    }
    if (
      length < SHORTEST ||
      length > LONGEST ||
      year < FIRST_YEAR ||
      year > LAST_YEAR ||
      month < 1 ||
      month > 12 ||
      day < 1 ||
      day > 31 ||
      hour > 23 ||
      minute > 59 ||
      second > 59 ||
      bytes[from + 4] !== DASH ||
      bytes[from + 7] !== DASH ||
      bytes[from + 13] !== COLON ||
      (sign !== T && sign !== BLANK)
    )
      this.failed = true;
    if (this.failed) return 0;
    const days = DAYS[31 * (12 * (year - FIRST_YEAR) + month - 1) + day - 1]!;
    if (days < 0) this.failed = true;
    const shape = 2 * length + (sign === T ? 1 : 0);
    this.shapes[shape]!++;
    if (second === 0 && whole && minute % 30 === 0) {
      let at = this.clocks.get(shape);
      if (at === undefined) {
        at = new Float64Array(48);
        this.clocks.set(shape, at);
      }
      at[2 * hour + minute / 30]!++;
    }
    return DAY * days + 3600 * hour + 60 * minute + second;
  }

  /**
   * Each shape with its number of rows, and of these the number at each whole or half hour, as it is written: "09:30".
   */
  counted(): readonly (readonly [shape: string, rows: number, clocks: ReadonlyMap<string, number>])[] {
    const found: [string, number, Map<string, number>][] = [];
    for (const [shape, rows] of this.shapes.entries()) {
      if (rows === 0) continue;
      const length = shape >> 1;
      const time = `00:00${length > SHORTEST ? ":00" : ""}${length > 19 ? ".".padEnd(length - 19, "0") : ""}`;
      const clocks = new Map<string, number>();
      for (const [half, n] of (this.clocks.get(shape) ?? []).entries())
        if (n > 0) clocks.set(`${String(half >> 1).padStart(2, "0")}:${half % 2 === 0 ? "00" : "30"}`, n);
      found.push([`0000-00-00${shape % 2 === 1 ? "T" : " "}${time}`, rows, clocks]);
    }
    return found;
  }
}
