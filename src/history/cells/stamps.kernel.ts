import type { Taker } from "./takers.kernel.ts";

const DAY = 86_400;
/** Stamps are read from 1971 to 2037: no program's zero date is among them. */
const FIRST_YEAR = 1971;
const LAST_YEAR = 2037;
/** The least and the most bytes of a plain stamp: to the minute, to the microsecond. */
const SHORTEST = 16;
const LONGEST = 26;
const DAYS_BEFORE = Int32Array.of(0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334);
const DAYS_OF = Int32Array.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

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

  take(bytes: Uint8Array, from: number, to: number, row: number): void {
    if (to === from) {
      this.empty++;
      this.seconds[row] = 0;
      return;
    }
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
      if (length < 19 || bytes[from + 16] !== 58) this.failed = true;
      if (length > 19) {
        if (bytes[from + 19] !== 46 || length === 20) this.failed = true;
        for (let i = from + 20; i < to; i++) {
          const digit = bytes[i]! - 48;
          if (digit < 0 || digit > 9) this.failed = true;
          if (digit !== 0) whole = false;
        }
      }
    }
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    if (
      length < SHORTEST ||
      length > LONGEST ||
      year < FIRST_YEAR ||
      year > LAST_YEAR ||
      month < 1 ||
      month > 12 ||
      day < 1 ||
      day > DAYS_OF[month - 1]! + (leap && month === 2 ? 1 : 0) ||
      hour > 23 ||
      minute > 59 ||
      second > 59 ||
      bytes[from + 4] !== 45 ||
      bytes[from + 7] !== 45 ||
      bytes[from + 13] !== 58 ||
      (sign !== 84 && sign !== 32)
    )
      this.failed = true;
    if (this.failed) return;
    const past = year - 1;
    const days =
      365 * year +
      Math.floor(past / 4) -
      Math.floor(past / 100) +
      Math.floor(past / 400) -
      719_527 +
      DAYS_BEFORE[month - 1]! +
      (leap && month > 2 ? 1 : 0) +
      day;
    this.seconds[row] = DAY * (days - 1) + 3600 * hour + 60 * minute + second;
    const shape = 2 * length + (sign === 84 ? 1 : 0);
    this.shapes[shape]!++;
    if (second === 0 && whole && minute % 30 === 0) {
      let at = this.clocks.get(shape);
      if (at === undefined) {
        at = new Float64Array(48);
        this.clocks.set(shape, at);
      }
      at[2 * hour + minute / 30]!++;
    }
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
