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
