import { logGamma } from "../numeric/distributions.ts";
import { kolmogorovSmirnov } from "../rank/rank.ts";

/** How far apart two distributions over the same bins are. */
export interface Divergences {
  /** Jensen and Shannon's divergence: natural logarithm, at most ln 2 */
  readonly jensenShannon: number;
  /** the same with the logarithm of base 2, at most 1; its square root is a distance */
  readonly jensenShannonBits: number;
  readonly jensenShannonDistance: number;
  /** Hellinger's distance, 0 to 1 */
  readonly hellinger: number;
  /** half the sum of absolute differences: the most that the chance of any set of bins differs */
  readonly totalVariation: number;
  /**
   * Kullback and Leibler's divergence of the expected from the actual shares, and in the other direction; Infinity at
   * an empty bin
   */
  readonly kullbackLeibler: number;
  readonly kullbackLeiblerBack: number;
}

/**
 * Distances between the shares of expected and actual counts by bin (Lin 1991 for Jensen and Shannon's). None has a
 * critical value here: `psi` tells what chance alone gives.
 *
 * @throws RangeError where the counts have different lengths or nothing in them
 * @example
 * divergences([1, 0], [0, 1]).jensenShannonBits; // 1
 */
export function divergences(expected: ArrayLike<number>, actual: ArrayLike<number>): Divergences {
  if (expected.length !== actual.length) throw new RangeError("two lists of as many bins are compared");
  const sharesOf = (counts: ArrayLike<number>): readonly number[] => {
    const all = Array.from(counts).reduce((sum, n) => sum + n, 0);
    if (!(all > 0)) throw new RangeError("counts of nothing have no shares");
    return Array.from(counts, (n) => n / all);
  };
  const [p, q] = [sharesOf(expected), sharesOf(actual)];
  const over = (term: (a: number, b: number) => number): number =>
    p.reduce((sum, a, i) => sum + term(a, q[i] ?? 0), 0);
  const relative = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));
  const nats = Math.max(
    0,
    over((a, b) => (relative(a, (a + b) / 2) + relative(b, (a + b) / 2)) / 2),
  );
  return {
    jensenShannon: nats,
    jensenShannonBits: nats / Math.LN2,
    jensenShannonDistance: Math.sqrt(nats / Math.LN2),
    hellinger: Math.sqrt(over((a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2),
    totalVariation: over((a, b) => Math.abs(a - b)) / 2,
    kullbackLeibler: over(relative),
    kullbackLeiblerBack: over((a, b) => relative(b, a)),
  };
}

/**
 * Kolmogorov and Smirnov's test of two samples: the largest difference of their distribution functions, and the chance
 * that two samples from one population differ as much. The chance is that of one sample of nm / (n + m) values; where
 * values repeat it is too large.
 *
 * @throws RangeError where a sample is empty
 * @example
 * sameDistribution([1, 2, 3], [1, 2, 3]).distance; // 0
 */
export function sameDistribution(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly distance: number; readonly p: number } {
  const distance = kolmogorovSmirnov(
    [...Array.from(a), ...Array.from(b)],
    [...Array.from(a, () => 1), ...Array.from(b, () => 0)],
  );
  if (distance === null) throw new RangeError("a sample without values has no distribution");
  return { distance, p: distanceUpper(distance, Math.round((a.length * b.length) / (a.length + b.length))) };
}

/**
 * P(D_n > d) for Kolmogorov's distance of n values. Below .02 it is twice Smirnov's one-sided chance, exact to 8
 * digits; otherwise Kolmogorov's series with Stephens' (1970) correction for n, accurate to .001.
 */
function distanceUpper(d: number, n: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  if (n * d * d > 2.4 && n <= 100_000) {
    let sum = 0;
    for (let v = 0; v <= Math.floor(n * (1 - d)); v++) {
      const [below, above] = [d + v / n, 1 - d - v / n];
      if (above <= 0) continue;
      const ways = logGamma(n + 1) - logGamma(v + 1) - logGamma(n - v + 1);
      sum += Math.exp(ways + (v - 1) * Math.log(below) + (n - v) * Math.log(above));
    }
    return Math.min(1, 2 * d * sum);
  }
  const z = d * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  let sum = 0;
  if (z < 1) {
    // the theta function's other series, which converges here
    for (let k = 1; k < 20; k++) sum += Math.exp(-((2 * k - 1) ** 2 * Math.PI ** 2) / (8 * z * z));
    return 1 - (Math.sqrt(2 * Math.PI) / z) * sum;
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * z * z);
  return Math.min(1, sum);
}

/**
 * Counts of both samples between the deciles of the expected sample (quantile type 7): (low, high], with open ends; a
 * decile that repeats counts once. `psi` takes such counts, of a number or a score.
 *
 * @throws RangeError without expected values
 * @example
 * countsByTenth([1, 2, 3], [0, 9], 2); // { edges: [2], expected: [2, 1], actual: [1, 1] }
 */
export function countsByTenth(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  bins = 10,
): {
  readonly edges: readonly number[];
  readonly expected: readonly number[];
  readonly actual: readonly number[];
} {
  const sorted = Float64Array.from(expected).sort();
  if (sorted.length === 0) throw new RangeError("nothing is expected: there are no values to take tenths of");
  const quantile = (share: number): number => {
    const at = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
    return below + (at - Math.floor(at)) * (above - below);
  };
  const edges = [...new Set(Array.from({ length: bins - 1 }, (_, k) => quantile((k + 1) / bins)))];
  const counted = (values: ArrayLike<number>): readonly number[] => {
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (let i = 0; i < values.length; i++) {
      const found = edges.findIndex((edge) => (values[i] ?? 0) <= edge);
      const bin = found < 0 ? edges.length : found;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };
  return { edges, expected: counted(expected), actual: counted(actual) };
}
