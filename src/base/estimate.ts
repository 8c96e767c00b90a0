/**
 * An estimate with its interval, never a bare number. `n` is the number of observations behind it; method and level are
 * stated once, where estimates are shown.
 */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** A value that cannot be computed, with the reason. */
export interface NotEstimable {
  readonly value: null;
  readonly reason: string;
}

export type Estimated = Estimate | NotEstimable;

export const estimate = (value: number, low: number, high: number, n: number): Estimate => ({
  value,
  low,
  high,
  n,
});

export const notEstimable = (reason: string): NotEstimable => ({ value: null, reason });

/**
 * On which side of `bound` an interval lies as a whole: 1 above, -1 below; 0: it contains the bound, or there is no
 * value.
 */
export const sideOf = (e: Estimated, bound = 0): -1 | 0 | 1 =>
  e.value === null ? 0 : e.low > bound ? 1 : e.high < bound ? -1 : 0;

/** Whether a model ranks no better than chance: the interval of its AUC contains .5 or lies below it. */
export const noBetterThanChance = (auc: Estimated): boolean => auc.value !== null && sideOf(auc, 0.5) < 1;

/**
 * How many decimals outcomes a quarter need: one where whole numbers would hide the difference, or on which side of 0
 * an end lies.
 */
export const digitsOf = (e: Pick<Estimate, "value" | "low" | "high">): number =>
  Math.abs(e.value) >= 3 && [e.low, e.high].every((end) => end === 0 || Math.abs(end) >= 0.5) ? 0 : 1;
