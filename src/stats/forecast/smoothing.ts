/** The level of a series and how fast it moves: simple exponential smoothing. */
export interface Level {
  readonly level: number;
  /** the share of each surprise that the level takes up; 0: it does not move */
  readonly alpha: number;
}

const alphas: readonly number[] = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

/**
 * The level after the last value, with the alpha of the least squared error one step ahead (from a grid up to 1/2;
 * among equals the smallest). The level starts at the mean of the first eight values.
 *
 * @throws RangeError without values
 * @example
 * smoothed([5, 5, 5, 5]); // { level: 5, alpha: 0 }
 */
export function smoothed(values: ArrayLike<number>): Level {
  const n = values.length;
  if (n === 0) throw new RangeError("there is nothing to smooth");
  const start = Math.min(8, n);
  let first = 0;
  for (let i = 0; i < start; i++) first += (values[i] ?? 0) / start;
  let best = { level: first, alpha: 0, error: Number.POSITIVE_INFINITY };
  for (const alpha of alphas) {
    let level = first;
    let error = 0;
    for (let i = 0; i < n; i++) {
      const surprise = (values[i] ?? 0) - level;
      // the first values made the start, and cannot test it
      if (i >= start) error += surprise * surprise;
      level += (alpha === 0 ? 1 / (i + 1) : alpha) * surprise;
    }
    if (error < best.error - 1e-9) best = { level, alpha, error };
  }
  if (best.error === Number.POSITIVE_INFINITY || n <= start) return { level: first, alpha: 0 };
  return { level: best.level, alpha: best.alpha };
}

/**
 * Variance of the sum of the values in `ahead` steps that begin `gap` steps after the last value, from the variance of
 * one step: a moving level carries every surprise on (Hyndman et al. 2008, local level).
 */
export function varianceOfSum(variance: number, alpha: number, ahead: number, gap = 0): number {
  let sum = gap * (ahead * alpha) ** 2;
  for (let i = 0; i < ahead; i++) sum += (1 + i * alpha) ** 2;
  return variance * sum;
}
