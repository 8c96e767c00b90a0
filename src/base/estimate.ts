/** An estimate: never a bare number. `n` is what it rests on; method and level are said once where it is shown. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** What cannot be computed says why. */
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

/** On which side of `bound` an interval lies wholly: 1 above, -1 below; 0: it holds the bound, or nothing is known. */
export const sideOf = (e: Estimated, bound = 0): -1 | 0 | 1 =>
  e.value === null ? 0 : e.low > bound ? 1 : e.high < bound ? -1 : 0;

/** Does a model rank no better than chance, by its AUC? So where the interval holds .5 or lies below it. */
export const noBetterThanChance = (auc: Estimated): boolean => auc.value !== null && sideOf(auc, 0.5) < 1;
