/**
 * Weighted outcomes of n cells in order: the distinct values of a column, its pre-bins, its levels. A lead that
 * converts is an event. Counts are sums of weights, so they may be fractions.
 */
export interface Counts {
  readonly events: Float64Array;
  readonly nonEvents: Float64Array;
  /** the same cells in every period in which the order must be the same; absent: there is no such rule */
  readonly periods?: readonly { readonly events: Float64Array; readonly nonEvents: Float64Array }[];
}

/** Counts for each distinct value, ascending. */
export interface ValueCounts extends Counts {
  readonly value: Float64Array;
}

/** Counts for each level, in code-unit order. */
export interface LevelCounts extends Counts {
  readonly level: readonly string[];
}

/** Outcomes of one cell, or of all cells. */
export interface Cell {
  readonly events: number;
  readonly nonEvents: number;
}

/** A bin outside the order: missing, not observed, a special value, rare levels. */
export interface SpecialCell extends Cell {
  readonly name: string;
}

/**
 * `peak` rises, then falls; `valley` falls, then rises; either part may be empty. `monotone` is the better of ascending
 * and descending, `auto` the best of all four. Neighbouring bins always differ.
 */
export type Trend = "none" | "ascending" | "descending" | "peak" | "valley" | "monotone" | "auto";

/** The order in which the rates of the bins were found; `flat` is one bin. */
export type FoundTrend = "flat" | "none" | "ascending" | "descending" | "peak" | "valley";

export interface BinRules {
  /** default "none" */
  readonly trend?: Trend;
  /** least weight of a bin; default 0 */
  readonly minSize?: number;
  /** least weighted events and non-events of a bin; a bin always needs some of each. Default 0 */
  readonly minEvents?: number;
  readonly minNonEvents?: number;
  /** default 1 and no limit */
  readonly minBins?: number;
  readonly maxBins?: number;
  /** least difference of neighbours' rates; default 0: they only must differ */
  readonly minDifference?: number;
  /** greatest p-value of the difference of neighbours (chi-squared of the 2 x 2 table, uncorrected); default 1 */
  readonly maxP?: number;
  /** the outcomes that shares refer to; default the sum of the cells. State it where some rows are in special bins */
  readonly totals?: Cell;
}

export interface OptimalBins {
  /** index of the last pre-bin of each bin */
  readonly ends: readonly number[];
  /** information value of these bins, in nats, from raw counts */
  readonly iv: number;
  readonly trend: FoundTrend;
  /** always true: the programme compares all partitions of these pre-bins. Finer pre-bins may allow a better one */
  readonly optimal: true;
  /** IV that the same trend reaches without any other rule; null where some cell would lack a class */
  readonly bound: number | null;
}

/** No partition keeps the rules, or there is nothing to divide. */
export interface NoBins {
  readonly ends: null;
  readonly reason: string;
}
