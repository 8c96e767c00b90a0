/**
 * Weighted outcomes of n cells in order: the distinct values of a column, its pre-bins, its levels. A lead that converts
 * is an event. Counts come from weights, so they need not be whole.
 */
export interface Counts {
  readonly events: Float64Array;
  readonly nonEvents: Float64Array;
  /** the same cells in every period whose order must agree; absent: no such rule */
  readonly periods?: readonly { readonly events: Float64Array; readonly nonEvents: Float64Array }[];
}

/** Counts per distinct value, ascending. */
export interface ValueCounts extends Counts {
  readonly value: Float64Array;
}

/** Counts per level, in code-unit order. */
export interface LevelCounts extends Counts {
  readonly level: readonly string[];
}

/** Outcomes of one cell, or of all. */
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

/** The order that the rates of the bins were found in; `flat` is one bin. */
export type FoundTrend = "flat" | "none" | "ascending" | "descending" | "peak" | "valley";

export interface BinRules {
  /** default "none" */
  readonly trend?: Trend;
  /** least weight of a bin; default 0 */
  readonly minSize?: number;
  /** least weighted events and non-events of a bin; a bin always needs some of both. Default 0 */
  readonly minEvents?: number;
  readonly minNonEvents?: number;
  /** default 1 and no limit */
  readonly minBins?: number;
  readonly maxBins?: number;
  /** neighbours' rates differ by at least so much; default 0: they differ */
  readonly minDifference?: number;
  /** neighbours differ with a p-value of at most this (chi-squared of the 2 x 2 table, uncorrected); default 1 */
  readonly maxP?: number;
  /** outcomes that shares are of; default the sum of the cells. Give it where some rows stand in special bins */
  readonly totals?: Cell;
}

export interface OptimalBins {
  /** last pre-bin of each bin, from 0 */
  readonly ends: readonly number[];
  /** information value of these bins, in nats, of raw counts */
  readonly iv: number;
  readonly trend: FoundTrend;
  /** always: the programme looks at every partition. Of these pre-bins; finer ones may hold more */
  readonly optimal: true;
  /** IV that the same trend reaches without any other rule; null where some cell would be empty of a class */
  readonly bound: number | null;
}

/** No partition keeps the rules, or there is nothing to part. */
export interface NoBins {
  readonly ends: null;
  readonly reason: string;
}
