import { betaCdf, gammaUpper, logGamma } from "../numeric/distributions.ts";
import { maximiseOnInterval } from "../numeric/maximise-on-interval.ts";

/** A distribution of counts: negative binomial of a mean and a size (variance = mean + mean^2 / size); Infinity: Poisson. */
export interface CountModel {
  readonly mean: number;
  readonly size: number;
}

/**
 * The negative binomial that fits counts best by likelihood; Poisson where the counts vary no more than Poisson counts.
 *
 * @throws RangeError without counts
 * @example
 * countModel([2, 9, 4, 15, 0]).mean; // 6
 */
export function countModel(counts: ArrayLike<number>): CountModel {
  const n = counts.length;
  if (n === 0) throw new RangeError("there are no counts to fit");
  const values = Array.from(counts);
  const mean = values.reduce((sum, y) => sum + y, 0) / n;
  const variance = values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / n;
  if (!(variance > mean)) return { mean, size: Number.POSITIVE_INFINITY };
  const likelihood = (size: number): number => values.reduce((sum, y) => sum + logChance(y, mean, size), 0);
  // golden section on the logarithm: the likelihood has one maximum where counts vary more than Poisson's
  let [low, high] = [Math.log(1e-3), Math.log(1e7)];
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 120; i++) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (likelihood(Math.exp(a)) > likelihood(Math.exp(b))) high = b;
    else low = a;
  }
  const size = Math.exp((low + high) / 2);
  return { mean, size: size > 1e6 ? Number.POSITIVE_INFINITY : size };
}

/**
 * P(N <= k).
 *
 * @example
 * countCdf(20, { mean: 36, size: 8 }); // 0.121
 */
export function countCdf(k: number, { mean, size }: CountModel): number {
  if (k < 0) return 0;
  const whole = Math.floor(k);
  if (mean <= 0) return 1;
  return size === Number.POSITIVE_INFINITY
    ? gammaUpper(mean, whole + 1)
    : betaCdf(size / (size + mean), size, whole + 1);
}

/** The smallest count k with P(N <= k) >= p. */
export function countQuantile(p: number, of: CountModel): number {
  let [low, high] = [-1, Math.max(1, Math.ceil(2 * of.mean))];
  while (countCdf(high, of) < p) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (countCdf(middle, of) >= p) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * E[min(N, slots)]: how many of N leads are taken where there are so many slots, which may be a fraction.
 *
 * @example
 * expectedTaken(1e9, { mean: 36, size: 8 }); // 36
 */
export function expectedTaken(slots: number, of: CountModel): number {
  // the sum of P(N > k) over whole k below the slots, and a part of the last one
  const whole = Math.min(Math.floor(slots), countQuantile(1 - 1e-12, of));
  let taken = 0;
  for (let k = 0; k < whole; k++) taken += 1 - countCdf(k, of);
  return taken + Math.max(0, Math.min(1, slots - whole)) * (1 - countCdf(whole, of));
}

/** Counts that grow by the same factor each period. */
export interface CountTrend {
  /** logarithm of the mean at period 0, and what each period adds to it */
  readonly intercept: number;
  readonly slope: number;
  /** size of the negative binomial around the trend; Infinity: Poisson */
  readonly size: number;
  /** Pearson's dispersion around a Poisson trend: 1 where counts vary as Poisson counts do */
  readonly dispersion: number;
}

/**
 * A log-linear trend in counts by period, negative binomial (NB2) by maximum likelihood: the mean by iterated weighted
 * least squares, the size by its profile.
 *
 * @throws RangeError with fewer than 3 counts, or none above 0
 */
export function countTrend(counts: ArrayLike<number>): CountTrend {
  const y = Array.from(counts);
  const n = y.length;
  const total = y.reduce((sum, count) => sum + count, 0);
  if (n < 3 || !(total > 0)) throw new RangeError("a trend takes 3 counts, and one above 0");
  const lineOf = (size: number): { intercept: number; slope: number; means: number[] } => {
    let [intercept, slope] = [Math.log(total / n), 0];
    const meansOf = (): number[] => y.map((_, t) => Math.exp(intercept + slope * t));
    for (let i = 0; i < 100; i++) {
      const means = meansOf();
      let [w, wt, wtt, g, gt] = [0, 0, 0, 0, 0];
      means.forEach((mean, t) => {
        const weight = size === Number.POSITIVE_INFINITY ? mean : mean / (1 + mean / size);
        const score = weight * (((y[t] ?? 0) - mean) / mean);
        [w, wt, wtt] = [w + weight, wt + weight * t, wtt + weight * t * t];
        [g, gt] = [g + score, gt + score * t];
      });
      const determinant = w * wtt - wt * wt;
      const [a, b] = [(wtt * g - wt * gt) / determinant, (w * gt - wt * g) / determinant];
      intercept += a;
      slope += b;
      if (Math.abs(a) + n * Math.abs(b) < 1e-12) break;
    }
    return { intercept, slope, means: meansOf() };
  };
  const poisson = lineOf(Number.POSITIVE_INFINITY);
  const dispersion =
    poisson.means.reduce((sum, mean, t) => sum + ((y[t] ?? 0) - mean) ** 2 / mean, 0) / (n - 2);
  const likelihood = (logSize: number): number => {
    const size = Math.exp(logSize);
    return lineOf(size).means.reduce((sum, mean, t) => sum + logChance(y[t] ?? 0, mean, size), 0);
  };
  const logSize = maximiseOnInterval(likelihood, Math.log(1e-3), Math.log(1e7), 1e-10).x;
  const size = logSize > Math.log(1e6) ? Number.POSITIVE_INFINITY : Math.exp(logSize);
  const { intercept, slope } = lineOf(size);
  return { intercept, slope, size, dispersion };
}

/** ln P(N = y) of a negative binomial, without the factorial of y, which does not depend on a parameter. */
const logChance = (y: number, mean: number, size: number): number =>
  logGamma(y + size) -
  logGamma(size) +
  size * Math.log(size / (size + mean)) +
  (y === 0 ? 0 : y * Math.log(mean / (size + mean)));
