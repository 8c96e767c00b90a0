import { betaCdf, gammaUpper, logGamma } from "../numeric/distributions.ts";

/** A distribution of counts: negative binomial of a mean and a size (variance = mean + mean^2 / size); Infinity: Poisson. */
export interface CountModel {
  readonly mean: number;
  readonly size: number;
}

/**
 * The negative binomial that fits counts best by likelihood; Poisson where they vary no more than that.
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
  const likelihood = (size: number): number =>
    values.reduce(
      (sum, y) =>
        sum +
        logGamma(y + size) -
        logGamma(size) +
        size * Math.log(size / (size + mean)) +
        (y === 0 ? 0 : y * Math.log(mean / (size + mean))),
      0,
    );
  // golden section on the logarithm: the likelihood has one top where counts vary more than Poisson's
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
 * E[min(N, slots)]: how many of N are taken where there are so many slots, which need not be whole.
 *
 * @example
 * expectedTaken(1e9, { mean: 36, size: 8 }); // 36
 */
export function expectedTaken(slots: number, of: CountModel): number {
  // the sum of P(N > k) over whole k below the slots, and the part of the last one
  const whole = Math.min(Math.floor(slots), countQuantile(1 - 1e-12, of));
  let taken = 0;
  for (let k = 0; k < whole; k++) taken += 1 - countCdf(k, of);
  return taken + Math.max(0, Math.min(1, slots - whole)) * (1 - countCdf(whole, of));
}
