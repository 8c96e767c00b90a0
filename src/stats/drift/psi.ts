import { chi2Cdf, chi2Quantile } from "../numeric/distributions.ts";

export interface StabilityOptions {
  /** count added to every cell of both lists, so that none is empty; 0 gives the plain index. Default 1/2 */
  readonly add?: number;
  /** level of the critical value. Default .95 */
  readonly level?: number;
  /** mean design effect, where what is counted comes in clusters (`designEffect`). Default 1 */
  readonly effect?: number;
}

/** The population stability index of counts by bin, with the values that chance alone would give. */
export interface Stability {
  readonly value: number;
  /** what each bin adds to the index */
  readonly bins: readonly number[];
  /** the index that samples from one population exceed in the share 1 - level of cases */
  readonly critical: number;
  /** the chance that samples from one population have an index as large */
  readonly p: number;
}

/**
 * PSI = sum of (a - e) ln(a / e) over bins, a and e the shares of the actual and the expected counts. Between samples of
 * N and M of one population PSI / (1/N + 1/M) is about chi-squared with B - 1 degrees of freedom (Yurdakul and Naranjo
 * 2020), times the mean design effect where members of a cluster are alike (Rao and Scott 1984, Annals of Statistics 12:1), so that the usual bounds of .1 and .25 mean little where either is small. An index of an empty bin depends on
 * the rule for it: here `add` in every cell.
 *
 * @throws RangeError where the counts have different lengths, fewer than two bins, or nothing in them
 * @example
 * psi([50, 30, 15, 5, 0], [40, 35, 15, 8, 2]).value; // 0.0731
 */
export function psi(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  { add = 0.5, level = 0.95, effect = 1 }: StabilityOptions = {},
): Stability {
  const bins = expected.length;
  if (bins !== actual.length || bins < 2)
    throw new RangeError("PSI takes two lists of as many bins, 2 or more");
  const sum = (of: ArrayLike<number>): number => Array.from(of).reduce((total, n) => total + n, 0);
  const [n, m] = [sum(expected), sum(actual)];
  if (!(n > 0 && m > 0)) throw new RangeError("PSI takes counts of something");
  const parts = Array.from({ length: bins }, (_, i) => {
    const e = ((expected[i] ?? 0) + add) / (n + add * bins);
    const a = ((actual[i] ?? 0) + add) / (m + add * bins);
    return a === e ? 0 : (a - e) * Math.log(a / e);
  });
  const value = parts.reduce((total, part) => total + part, 0);
  const scale = effect * (1 / n + 1 / m);
  return {
    value,
    bins: parts,
    critical: chi2Quantile(level, bins - 1) * scale,
    p: 1 - chi2Cdf(value / scale, bins - 1),
  };
}

/**
 * Mean design effect of the shares of bins (Rao and Scott 1984): how many times as much the shares vary as they would
 * with independent rows, because rows of one cluster are alike. At least 1.
 *
 * @param bin of each row, below `bins`
 * @param cluster of each row
 * @example
 * designEffect([0, 0, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 2, 2, 3, 3], 2); // 2
 */
export function designEffect(bin: ArrayLike<number>, cluster: ArrayLike<number>, bins: number): number {
  const n = bin.length;
  const share = new Float64Array(bins);
  const clusters = new Map<number, Map<number, number>>();
  for (let i = 0; i < n; i++) {
    const [b, c] = [bin[i] ?? 0, cluster[i] ?? 0];
    share[b] = (share[b] ?? 0) + 1 / n;
    const own = clusters.get(c) ?? new Map<number, number>();
    own.set(b, (own.get(b) ?? 0) + 1);
    clusters.set(c, own);
  }
  // for each bin, the sum over clusters of (x - p m)^2 / p; where x is 0 it is p m^2
  let sum = 0;
  let filled = 0;
  for (const p of share) if (p > 0) filled++;
  for (const own of clusters.values()) {
    let m = 0;
    for (const x of own.values()) m += x;
    sum += m * m;
    for (const [b, x] of own) {
      const p = share[b] ?? 0;
      sum += (x - p * m) ** 2 / p - p * m * m;
    }
  }
  return filled < 2 ? 1 : Math.max(1, sum / (n * (filled - 1)));
}

/**
 * By how much the mean of points changes when the shares of their bins change (a characteristic's stability).
 *
 * @example
 * meanShift([50, 50], [25, 75], [0, 10]); // 2.5
 */
export function meanShift(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  points: ArrayLike<number>,
): number {
  const mean = (counts: ArrayLike<number>): number => {
    let [total, all] = [0, 0];
    for (let i = 0; i < counts.length; i++) {
      total += (counts[i] ?? 0) * (points[i] ?? 0);
      all += counts[i] ?? 0;
    }
    return total / all;
  };
  return mean(actual) - mean(expected);
}

/**
 * The chi-squared test that two lists of counts come from one population, and Cramer's V.
 *
 * @example
 * homogeneity([10, 20], [20, 10]).chi2; // 6.67
 */
export function homogeneity(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): { readonly chi2: number; readonly df: number; readonly p: number; readonly v: number } {
  let [n, m] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    n += expected[i] ?? 0;
    m += actual[i] ?? 0;
  }
  let chi2 = 0;
  let filled = 0;
  for (let i = 0; i < expected.length; i++) {
    const [e, a] = [expected[i] ?? 0, actual[i] ?? 0];
    const share = (e + a) / (n + m);
    if (share === 0) continue;
    filled++;
    chi2 += (e - n * share) ** 2 / (n * share) + (a - m * share) ** 2 / (m * share);
  }
  const df = filled - 1;
  return { chi2, df, p: df > 0 ? 1 - chi2Cdf(chi2, df) : 1, v: Math.sqrt(chi2 / (n + m)) };
}
