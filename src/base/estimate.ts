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
