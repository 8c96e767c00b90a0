import { ascendingRows } from "./order.kernel.ts";
import type { Cell, LevelCounts, SpecialCell, ValueCounts } from "./type.ts";

/** Outcomes of n rows. */
export interface Outcomes {
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** 0 or more; default 1 a row */
  readonly weight?: ArrayLike<number>;
  /** period of each row, 0 to `periods` - 1, where the order of bins must agree in all of them */
  readonly period?: ArrayLike<number>;
  readonly periods?: number;
}

export interface NumberRows extends Outcomes {
  readonly values: Float64Array;
  /** 1 where the value is missing (whatever stands there) */
  readonly missing?: Uint8Array;
  /** values that stand for something else, each a bin of its own */
  readonly special?: readonly number[];
}

export interface CountedNumbers {
  readonly counts: ValueCounts;
  /** missing first, then the special values as given; cells without rows too */
  readonly special: readonly SpecialCell[];
}

/**
 * Counts per distinct value, in one sort. Throws a RangeError on a value that is NaN or infinite, on labels other than 0
 * and 1 and on weights below 0, naming the row. Rows of weight 0 are as if absent. O(n).
 */
export function countNumbers(data: NumberRows): CountedNumbers {
  const { values, missing } = data;
  const outcome = checked(data, values.length);
  if (missing !== undefined && missing.length !== values.length)
    throw new RangeError(`missing has ${missing.length} values for ${values.length} rows`);
  const special = data.special ?? [];
  const apart = [new Float64Array(special.length + 1), new Float64Array(special.length + 1)] as const;
  const rows = new Uint32Array(values.length);
  let kept = 0;
  for (let i = 0; i < values.length; i++) {
    const w = outcome.weight(i);
    if (w === 0) continue;
    const value = values[i] ?? Number.NaN;
    let cell = -1;
    if (missing?.[i] === 1) cell = 0;
    else if (special.length > 0) cell = special.indexOf(value) + 1 || -1;
    if (cell >= 0) add(apart[outcome.label(i)] ?? apart[0], cell, w);
    else if (Number.isFinite(value)) rows[kept++] = i;
    else
      throw new RangeError(
        `row ${i + 1} of ${values.length} holds ${value}; mark it as missing, or leave it out`,
      );
  }
  const counts = distinct(values, ascendingRows(values, rows.subarray(0, kept)), outcome);
  const names = ["missing", ...special.map(String)];
  return {
    counts,
    special: names.map((name, k) => ({ name, events: apart[1][k] ?? 0, nonEvents: apart[0][k] ?? 0 })),
  };
}

function distinct(values: Float64Array, order: Uint32Array, outcome: Checked): ValueCounts {
  // in ascending order, so that equal values stand together and each cell's rows keep their order
  const ascending = new Float64Array(order.length);
  let cells = 0;
  for (let k = 0; k < order.length; k++) {
    const value = (values[order[k] ?? 0] ?? 0) + 0;
    ascending[k] = value;
    if (k === 0 || value !== ascending[k - 1]) cells++;
  }
  const value = new Float64Array(cells);
  const sums = tally(cells, outcome);
  let cell = -1;
  for (let k = 0; k < order.length; k++) {
    const v = ascending[k] ?? 0;
    if (k === 0 || v !== ascending[k - 1]) value[++cell] = v;
    sums.add(cell, order[k] ?? 0);
  }
  return { value, ...sums.counts };
}

export interface LevelRows extends Outcomes {
  /** null is missing */
  readonly values: readonly (string | null)[];
}

export interface CountedLevels {
  readonly counts: LevelCounts;
  readonly special: readonly SpecialCell[];
}

/** Counts per level. Levels that have no row of weight above 0 are as if absent. O(n + levels log levels). */
export function countLevels(data: LevelRows): CountedLevels {
  const outcome = checked(data, data.values.length);
  const index = new Map<string, number>();
  const cellOf = new Int32Array(data.values.length).fill(-1);
  const missing = [0, 0];
  data.values.forEach((level, i) => {
    const w = outcome.weight(i);
    if (w === 0) return;
    if (level === null) {
      missing[outcome.label(i)] = (missing[outcome.label(i)] ?? 0) + w;
      return;
    }
    let cell = index.get(level);
    if (cell === undefined) {
      cell = index.size;
      index.set(level, cell);
    }
    cellOf[i] = cell;
  });
  const level = [...index.keys()].sort((a, b) => (a < b ? -1 : 1));
  const rank = new Int32Array(index.size);
  level.forEach((name, r) => {
    rank[index.get(name) ?? 0] = r;
  });
  const sums = tally(level.length, outcome);
  for (let i = 0; i < cellOf.length; i++) {
    const cell = cellOf[i] ?? -1;
    if (cell >= 0) sums.add(rank[cell] ?? 0, i);
  }
  return {
    counts: { level, ...sums.counts },
    special: [{ name: "missing", events: missing[1] ?? 0, nonEvents: missing[0] ?? 0 }],
  };
}

/** Counts per code, for rows that are coded already: cell c is code c. O(n). */
export function countCodes(
  codes: ArrayLike<number>,
  cells: number,
  outcomes: Outcomes,
): Omit<ValueCounts, "value"> {
  const outcome = checked(outcomes, codes.length);
  const sums = tally(cells, outcome);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? -1;
    if (!(code >= 0 && code < cells))
      throw new RangeError(`row ${i + 1} has code ${code}; there are ${cells}`);
    sums.add(code, i);
  }
  return sums.counts;
}

interface Checked {
  readonly label: (row: number) => 0 | 1;
  readonly weight: (row: number) => number;
  readonly period: ((row: number) => number) | null;
  readonly periods: number;
}

/** Reads outcomes row by row, and refuses what is none. */
function checked({ label, weight, period, periods = 0 }: Outcomes, n: number): Checked {
  for (const [name, list] of [
    ["label", label],
    ["weight", weight],
    ["period", period],
  ] as const)
    if (list !== undefined && list.length !== n)
      throw new RangeError(`${name} has ${list.length} values for ${n} rows`);
  for (let i = 0; i < n; i++) {
    const y = label[i];
    if (y !== 0 && y !== 1) throw new RangeError(`row ${i + 1} has the label ${y}; labels are 0 or 1`);
    const w = weight === undefined ? 1 : (weight[i] ?? Number.NaN);
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY))
      throw new RangeError(`row ${i + 1} has the weight ${w}; weights are 0 or more, and finite`);
    const p = period?.[i] ?? 0;
    if (period !== undefined && !(Number.isInteger(p) && p >= 0 && p < periods))
      throw new RangeError(`row ${i + 1} is of period ${p}; there are ${periods}, from 0`);
  }
  return {
    label: (row) => (label[row] === 1 ? 1 : 0),
    weight: weight === undefined ? () => 1 : (row) => weight[row] ?? 0,
    period: period === undefined ? null : (row) => period[row] ?? 0,
    periods: period === undefined ? 0 : periods,
  };
}

function tally(
  cells: number,
  outcome: Checked,
): { readonly counts: Omit<ValueCounts, "value">; readonly add: (cell: number, row: number) => void } {
  const pair = (): { events: Float64Array; nonEvents: Float64Array } => ({
    events: new Float64Array(cells),
    nonEvents: new Float64Array(cells),
  });
  const all = pair();
  const periods = Array.from({ length: outcome.periods }, pair);
  return {
    counts: outcome.period === null ? all : { ...all, periods },
    add: (cell, row) => {
      const w = outcome.weight(row);
      const event = outcome.label(row) === 1;
      add(event ? all.events : all.nonEvents, cell, w);
      const own = outcome.period === null ? undefined : periods[outcome.period(row)];
      if (own !== undefined) add(event ? own.events : own.nonEvents, cell, w);
    },
  };
}

function add(sums: Float64Array, cell: number, w: number): void {
  sums[cell] = (sums[cell] ?? 0) + w;
}

export const sumCells = (cells: readonly Cell[]): Cell => ({
  events: cells.reduce((s, c) => s + c.events, 0),
  nonEvents: cells.reduce((s, c) => s + c.nonEvents, 0),
});
