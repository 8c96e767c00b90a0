import { sortRows } from "../../numeric/order.kernel.ts";
import type { Cell, Counts, LevelCounts, SpecialCell, ValueCounts } from "../type.ts";
import {
  distinctOf,
  everyPeriod,
  firstOutside,
  type Outcome,
  partRows,
  type Sums,
  tallyCodes,
  tallyOrdered,
  tallyRows,
} from "./tally.kernel.ts";

/** Outcomes of n rows. */
export interface Outcomes {
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** weights of 0 or more; default 1 for each row */
  readonly weight?: ArrayLike<number>;
  /** period of each row, 0 to `periods` - 1: the order of bins must be the same in all of them */
  readonly period?: ArrayLike<number>;
  readonly periods?: number;
}

export interface NumberRows extends Outcomes {
  readonly values: Float64Array;
  /** 1 where the value is missing, whatever the value at that place */
  readonly missing?: Uint8Array;
  /** values that mean something else, each with a bin of its own */
  readonly special?: readonly number[];
}

export interface CountedNumbers {
  readonly counts: ValueCounts;
  /** missing first, then the special values as given; cells without rows too */
  readonly special: readonly SpecialCell[];
}

/**
 * Counts for each distinct value, in one sort. Rows of weight 0 do not count. O(n).
 * @throws RangeError on a value that is NaN or infinite, on labels other than 0 and 1 and on weights below 0, naming
 * the row
 */
export function countNumbers(data: NumberRows): CountedNumbers {
  const { values, missing, special = [] } = data;
  const n = values.length;
  const outcome = checkedOutcomes(data, n);
  if (missing !== undefined && missing.length !== n)
    throw new RangeError(`missing has ${missing.length} values for ${n} rows`);
  const rows = new Uint32Array(n);
  const names = ["missing", ...special.map(String)];
  const apart = emptySums(names.length);
  const order = rows.subarray(0, partRows(values, missing ?? null, special, outcome, rows, apart));
  const sorted = sortRows(values, order);
  const value = distinctOf(sorted);
  const counts = tally(value.length, outcome, (into, period) =>
    tallyOrdered(sorted, order, outcome, period, into),
  );
  return {
    counts: { value, ...counts },
    special: names.map((name, k) => specialCell(name, apart, k)),
  };
}

export interface LevelRows extends Outcomes {
  /** null: missing */
  readonly values: readonly (string | null)[];
}

export interface CountedLevels {
  readonly counts: LevelCounts;
  readonly special: readonly SpecialCell[];
}

/** Counts for each level. Levels without a row of weight above 0 are left out. O(n + levels log levels). */
export function countLevels(data: LevelRows): CountedLevels {
  const outcome = checkedOutcomes(data, data.values.length);
  const index = new Map<string, number>();
  const missingRow = -2;
  const cellOf = new Int32Array(data.values.length).fill(-1);
  for (let i = 0; i < cellOf.length; i++) {
    if (outcome.weight !== null && outcome.weight[i] === 0) continue;
    const level = data.values[i] ?? null;
    let cell = level === null ? missingRow : index.get(level);
    if (cell === undefined && level !== null) {
      cell = index.size;
      index.set(level, cell);
    }
    cellOf[i] = cell ?? missingRow;
  }
  const level = [...index.keys()].sort((a, b) => (a < b ? -1 : 1));
  const rank = new Int32Array(index.size);
  level.forEach((name, r) => {
    rank[index.get(name) ?? 0] = r;
  });
  for (let i = 0; i < cellOf.length; i++) {
    const cell = cellOf[i] ?? -1;
    if (cell >= 0) cellOf[i] = rank[cell] ?? -1;
    else if (cell === missingRow) cellOf[i] = level.length;
  }
  const sums = tally(level.length + 1, outcome, (into, period) => tallyRows(cellOf, outcome, period, into));
  return {
    counts: { level, ...firstCells(sums, level.length) },
    special: [specialCell("missing", sums, level.length)],
  };
}

/**
 * Counts for each code, for rows that are coded already: cell c is code c. O(n).
 * @param outcomes as they are, or checked once for the codes of many features
 */
export function countCodes(
  codes: ArrayLike<number>,
  cells: number,
  outcomes: Outcomes | CheckedOutcomes,
): Counts {
  const outcome = "checkedRows" in outcomes ? outcomes : checkedOutcomes(outcomes, codes.length);
  if (outcome.checkedRows !== codes.length)
    throw new RangeError(`${codes.length} codes for ${outcome.checkedRows} rows`);
  const coded =
    codes instanceof Uint8Array || codes instanceof Uint16Array || codes instanceof Uint32Array
      ? codes
      : Float64Array.from(codes);
  const bad = codes.length === 0 ? -1 : firstOutside(coded, cells);
  if (bad >= 0) throw new RangeError(`row ${bad + 1} has code ${codes[bad]}; there are ${cells}`);
  const cellOf = coded instanceof Float64Array ? Uint32Array.from(coded) : coded;
  return tally(cells, outcome, (into, period) => tallyCodes(cellOf, outcome, period, into));
}

/** Outcomes that were checked, for as many rows. */
export interface CheckedOutcomes extends Outcome {
  readonly periods: number;
  readonly checkedRows: number;
}

/**
 * Checks the outcomes of n rows.
 * @throws RangeError on an invalid outcome, naming the row
 */
export function checkedOutcomes(
  { label, weight, period, periods = 0 }: Outcomes,
  n: number,
): CheckedOutcomes {
  for (const [name, list] of [
    ["label", label],
    ["weight", weight],
    ["period", period],
  ] as const)
    if (list !== undefined && list.length !== n)
      throw new RangeError(`${name} has ${list.length} values for ${n} rows`);
  const refused = (row: number, what: string): never => {
    throw new RangeError(`row ${row + 1} ${what}`);
  };
  for (let i = 0; i < n; i++) {
    const y = label[i];
    if (y !== 0 && y !== 1) refused(i, `has the label ${y}; labels are 0 or 1`);
    const w = weight === undefined ? 1 : (weight[i] ?? Number.NaN);
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY))
      refused(i, `has the weight ${w}; weights are 0 or more, and finite`);
    const p = period?.[i] ?? 0;
    if (period !== undefined && !(Number.isInteger(p) && p >= 0 && p < periods))
      refused(i, `is of period ${p}; there are ${periods}, from 0`);
  }
  return {
    label: label instanceof Uint8Array ? label : Uint8Array.from(label),
    weight: weight === undefined ? null : weight instanceof Float64Array ? weight : Float64Array.from(weight),
    period: period === undefined ? null : period instanceof Int32Array ? period : Int32Array.from(period),
    periods: period === undefined ? 0 : periods,
    checkedRows: n,
  };
}

/** Sums of cells, in total and by period. */
function tally(
  cells: number,
  { period, periods }: CheckedOutcomes,
  add: (into: Sums, period: number) => void,
): Counts {
  const sums = (only: number): Sums => {
    const into = emptySums(cells);
    add(into, only);
    return into;
  };
  const all = sums(everyPeriod);
  return period === null ? all : { ...all, periods: Array.from({ length: periods }, (_, p) => sums(p)) };
}

function firstCells({ events, nonEvents, periods }: Counts, n: number): Counts {
  const all = { events: events.subarray(0, n), nonEvents: nonEvents.subarray(0, n) };
  return periods === undefined ? all : { ...all, periods: periods.map((p) => firstCells(p, n)) };
}

const emptySums = (cells: number): Sums => ({
  events: new Float64Array(cells),
  nonEvents: new Float64Array(cells),
});

const specialCell = (name: string, sums: Sums, cell: number): SpecialCell => ({
  name,
  events: sums.events[cell] ?? 0,
  nonEvents: sums.nonEvents[cell] ?? 0,
});

export const sumCells = (cells: readonly Cell[]): Cell => ({
  events: cells.reduce((s, c) => s + c.events, 0),
  nonEvents: cells.reduce((s, c) => s + c.nonEvents, 0),
});
