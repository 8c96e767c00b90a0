import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noQuarterJudged } from "../../base/messages/models/unknown.ts";
import { noRows, nothingExpected, oneQuarter } from "../../base/messages/stats.ts";
import { betaQuantile, gammaQuantile, normalQuantile, tQuantile } from "../numeric/distributions.ts";

export interface IntervalOptions {
  /** two-sided, default 0.95 */
  readonly level?: number;
  /** design effect: the variance divided by that of independent rows; default 1 */
  readonly deff?: number;
}

/**
 * The quantile of the standard normal for a two-sided interval of this level.
 *
 * @example
 * zOf(0.95); // 1.96
 */
export const zOf = (level = 0.95): number => normalQuantile(1 - (1 - level) / 2);

/**
 * Wilson's (1927) score interval for a proportion.
 *
 * @param successes of n rows; may be fractional
 * @param options level (two-sided, default 0.95), and a design effect: the interval is that of n / deff rows
 *
 * @example
 * // 3 of 10
 * wilson(3, 10); // { value: 0.3, low: 0.1078, high: 0.6032, n: 10 }
 */
export function wilson(
  successes: number,
  n: number,
  { level = 0.95, deff = 1 }: IntervalOptions = {},
): Estimated {
  if (!(n > 0)) return notEstimable(noRows);
  const p = successes / n;
  const m = n / deff;
  const z = zOf(level);
  const centre = (p + (z * z) / (2 * m)) / (1 + (z * z) / m);
  const half = (z / (1 + (z * z) / m)) * Math.sqrt(Math.max(0, (p * (1 - p)) / m + (z * z) / (4 * m * m)));
  return estimate(p, p <= 0 ? 0 : Math.max(0, centre - half), p >= 1 ? 1 : Math.min(1, centre + half), n);
}

/**
 * Jeffreys' interval: quantiles of Beta(x + 1/2, n - x + 1/2); its low end is 0 at x = 0, its high end 1 at x = n.
 *
 * @example
 * jeffreys(0, 10); // { value: 0, low: 0, n: 10 }
 */
export function jeffreys(successes: number, n: number, level = 0.95): Estimated {
  if (!(n > 0)) return notEstimable(noRows);
  const a = (1 - level) / 2;
  const low = successes === 0 ? 0 : betaQuantile(a, successes + 0.5, n - successes + 0.5);
  const high = successes === n ? 1 : betaQuantile(1 - a, successes + 0.5, n - successes + 0.5);
  return estimate(successes / n, low, high, n);
}

/** Garwood's (1936) exact interval of observed / expected. With a design effect: of O / deff, scaled back. */
export function garwood(
  observed: number,
  expected: number,
  { level = 0.95, deff = 1 }: IntervalOptions = {},
): Estimated {
  if (!(expected > 0)) return notEstimable(nothingExpected);
  const o = observed / deff;
  const a = (1 - level) / 2;
  const low = o === 0 ? 0 : gammaQuantile(a, o);
  const high = gammaQuantile(1 - a, o + 1);
  return estimate(observed / expected, (low * deff) / expected, (high * deff) / expected, observed);
}

export interface ClusteredRows {
  /** 0 or 1, or shares in between */
  readonly value: ArrayLike<number>;
  /** default 1; rows of weight 0 do not count */
  readonly weight?: ArrayLike<number>;
  readonly cluster: ArrayLike<number>;
  readonly level?: number;
}

/**
 * A proportion whose rows come in clusters: Wilson's interval with n / deff. deff is the cluster-robust variance of the
 * weighted mean, a / (a - 1) sum over the a clusters of (sum w (y - p))^2 / W^2, divided by p (1 - p) / n with n = W^2
 * / sum w^2. It is at least 1, so that few clusters that happen to agree do not narrow the interval. Where p is 0 or 1
 * it is 1, and n is the number of clusters. The `n` of the estimate is the number of rows.
 */
export function clusteredProportion({ value, weight, cluster, level = 0.95 }: ClusteredRows): Estimated {
  let rows = 0;
  let total = 0;
  let squares = 0;
  let sum = 0;
  for (let i = 0; i < value.length; i++) {
    const w = weight?.[i] ?? 1;
    if (w > 0) rows++;
    total += w;
    squares += w * w;
    sum += w * (value[i] ?? 0);
  }
  if (!(total > 0)) return notEstimable(noRows);
  const p = sum / total;
  const deviations = byCluster({ value, cluster, ...(weight === undefined ? {} : { weight }) }, p);
  const robust = deviations.reduce((all, s) => all + s * s, 0);
  const a = deviations.length;
  const effective = (total * total) / squares;
  const simple = (p * (1 - p)) / effective;
  const within = p <= 0 || p >= 1 || simple <= 0;
  const m = within
    ? Math.min(a, effective)
    : effective / Math.max(1, a > 1 ? (robust * a) / (a - 1) / (total * total) / simple : 1);
  const interval = wilson(p * m, m, { level });
  return interval.value === null ? interval : { ...interval, value: p, n: rows };
}

/** For each cluster, the sum of w (y - p) over its rows. Rows in the order of their clusters need no map. */
function byCluster({ value, weight, cluster }: ClusteredRows, p: number): readonly number[] {
  const sums: number[] = [];
  let places: Map<number, number> | null = null;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < value.length; i++) {
    const w = weight?.[i] ?? 1;
    if (!(w > 0)) continue;
    const c = cluster[i] ?? 0;
    if (places === null && c < last) places = placesBefore(cluster, weight, i);
    const deviation = w * ((value[i] ?? 0) - p);
    const place =
      places === null ? (c === last ? sums.length - 1 : sums.length) : (places.get(c) ?? sums.length);
    places?.set(c, place);
    sums[place] = (sums[place] ?? 0) + deviation;
    last = c;
  }
  return sums;
}

/** The position of each cluster among the clusters of the rows before `end`, in the order of those rows. */
function placesBefore(
  cluster: ArrayLike<number>,
  weight: ArrayLike<number> | undefined,
  end: number,
): Map<number, number> {
  const places = new Map<number, number>();
  for (let i = 0; i < end; i++)
    if ((weight?.[i] ?? 1) > 0 && !places.has(cluster[i] ?? 0)) places.set(cluster[i] ?? 0, places.size);
  return places;
}

/**
 * The mean of K values, such as quarters, with the t-interval for the *next* value: mean +- t(K - 1) s sqrt(1 + 1/K).
 * Not estimable with fewer than two values.
 *
 * @example
 * // s = 1, t(2) = 4.303: 2 -+ 4.303 sqrt(4/3)
 * nextOf([1, 2, 3]); // { value: 2, low: -2.968, high: 6.968, n: 3 }
 */
export function nextOf(values: readonly number[], level = 0.95): Estimated {
  const k = values.length;
  if (k < 2) return notEstimable(k === 0 ? noQuarterJudged : oneQuarter);
  const mean = values.reduce((s, v) => s + v, 0) / k;
  const s = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (k - 1));
  const half = tQuantile(1 - (1 - level) / 2, k - 1) * s * Math.sqrt(1 + 1 / k);
  return estimate(mean, mean - half, mean + half, k);
}
