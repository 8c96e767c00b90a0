import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { sameOutcome } from "../../base/messages/stats.ts";
import { normalCdf } from "../numeric/distributions.ts";
import { expit } from "../numeric/expit.ts";
import { sortedValues } from "../numeric/order.kernel.ts";
import { wilson, zOf } from "../proportions/proportion.ts";

/** Indices that put finite values into ascending order; equal values keep their order. O(n). */
export const ascending = (values: ArrayLike<number>): Uint32Array => sortedValues(values).order;

export interface Placements {
  readonly auc: number;
  /**
   * one value for each row: for a positive the share of negatives that it outranks, for a negative the share of
   * positives that outrank it; ties count 1/2
   */
  readonly placement: Float64Array;
  /** sums of weights */
  readonly positives: number;
  readonly negatives: number;
  /** default 1 */
  readonly weight?: ArrayLike<number>;
}

/**
 * AUC by placements (DeLong, DeLong & Clarke-Pearson 1988; Sun & Xu 2014 for O(n log n)). Ties count 1/2. Null when
 * one class is absent.
 */
export function placements(
  score: ArrayLike<number>,
  label: ArrayLike<number>,
  weight?: ArrayLike<number>,
): Placements | null {
  const order = ascending(score);
  const n = order.length;
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < n; i++)
    if (label[i] === 1) positives += weight?.[i] ?? 1;
    else negatives += weight?.[i] ?? 1;
  if (!(positives > 0 && negatives > 0)) return null;
  const placement = new Float64Array(n);
  let auc = 0;
  let negBelow = 0;
  let posBelow = 0;
  for (let i = 0; i < n; ) {
    const value = score[order[i] ?? 0];
    let end = i;
    let pos = 0;
    let neg = 0;
    while (end < n && score[order[end] ?? 0] === value) {
      const row = order[end++] ?? 0;
      if (label[row] === 1) pos += weight?.[row] ?? 1;
      else neg += weight?.[row] ?? 1;
    }
    const beaten = (negBelow + neg / 2) / negatives;
    const beating = (positives - posBelow - pos / 2) / positives;
    for (let k = i; k < end; k++) {
      const row = order[k] ?? 0;
      placement[row] = label[row] === 1 ? beaten : beating;
    }
    auc += pos * beaten;
    negBelow += neg;
    posBelow += pos;
    i = end;
  }
  const weighted = weight === undefined ? {} : { weight };
  return { auc: auc / positives, placement, positives, negatives, ...weighted };
}

/**
 * Area under the ROC curve, ties 1/2; null when one class is absent.
 *
 * @example
 * // of the four pairs (0, 1) the second and the fourth row win three
 * auc([1, 2, 3, 4], [0, 1, 0, 1]); // 0.75
 */
export const auc = (score: ArrayLike<number>, label: ArrayLike<number>): number | null =>
  placements(score, label)?.auc ?? null;

/** Covariance of two AUCs on the same rows, independent rows (DeLong 1988). */
export function delongCovariance(a: Placements, b: Placements, label: ArrayLike<number>): number {
  let s10 = 0;
  let s01 = 0;
  for (let i = 0; i < a.placement.length; i++) {
    const product = ((a.placement[i] ?? 0) - a.auc) * ((b.placement[i] ?? 0) - b.auc);
    if (label[i] === 1) s10 += product;
    else s01 += product;
  }
  const part = (s: number, n: number): number => (n > 1 ? s / (n - 1) / n : 0);
  return part(s10, a.positives) + part(s01, a.negatives);
}

/** Covariance of two AUCs on the same rows, which come in clusters (Obuchowski 1997). A row counts by its weight. */
export function obuchowskiCovariance(
  a: Placements,
  b: Placements,
  label: ArrayLike<number>,
  cluster: ArrayLike<number>,
): number {
  const sums = new Map<
    number,
    { m: number; n: number; a10: number; a01: number; b10: number; b01: number }
  >();
  for (let i = 0; i < a.placement.length; i++) {
    const key = cluster[i] ?? 0;
    const s = sums.get(key) ?? { m: 0, n: 0, a10: 0, a01: 0, b10: 0, b01: 0 };
    const w = a.weight?.[i] ?? 1;
    if (label[i] === 1) {
      s.m += w;
      s.a10 += w * (a.placement[i] ?? 0);
      s.b10 += w * (b.placement[i] ?? 0);
    } else {
      s.n += w;
      s.a01 += w * (a.placement[i] ?? 0);
      s.b01 += w * (b.placement[i] ?? 0);
    }
    sums.set(key, s);
  }
  const all = sums.size;
  let i10 = 0;
  let i01 = 0;
  let s10 = 0;
  let s01 = 0;
  let s11 = 0;
  for (const s of sums.values()) {
    if (s.m > 0) i10++;
    if (s.n > 0) i01++;
    const [da10, db10] = [s.a10 - s.m * a.auc, s.b10 - s.m * b.auc];
    const [da01, db01] = [s.a01 - s.n * a.auc, s.b01 - s.n * b.auc];
    s10 += da10 * db10;
    s01 += da01 * db01;
    s11 += (da10 * db01 + db10 * da01) / 2;
  }
  const [m, n] = [a.positives, a.negatives];
  const scale = (k: number, d: number): number => (k > 1 ? k / ((k - 1) * d) : 0);
  return (
    (scale(i10, m) * s10) / m +
    (scale(i01, n) * s01) / n +
    (all > 1 ? (2 * (all / (all - 1)) * s11) / (m * n) : 0)
  );
}

const repeats = (cluster: ArrayLike<number>): boolean => new Set(Array.from(cluster)).size < cluster.length;

const covariance = (
  a: Placements,
  b: Placements,
  label: ArrayLike<number>,
  cluster: ArrayLike<number> | null,
): number =>
  cluster !== null && (a.weight !== undefined || repeats(cluster))
    ? obuchowskiCovariance(a, b, label, cluster)
    : delongCovariance(a, b, label);

const oneClass = notEstimable(sameOutcome);

/** The number of accounts (rows, where they are not clustered) with the rarer outcome, on which a perfect AUC rests. */
function rarer(label: ArrayLike<number>, cluster: ArrayLike<number> | null): number {
  const of = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < label.length; i++) of[label[i] === 1 ? 1 : 0]?.add(cluster?.[i] ?? i);
  return Math.min(of[0]?.size ?? 0, of[1]?.size ?? 0);
}

/**
 * AUC with its interval on the logit scale: Obuchowski's where clusters have several rows, else DeLong's. Where these
 * find no variance (the scores separate the outcomes, or an outcome has one row) the AUC is not certain: Wilson's
 * interval for the accounts of the rarer outcome is used instead.
 */
export function aucEstimate(
  score: ArrayLike<number>,
  label: ArrayLike<number>,
  cluster: ArrayLike<number> | null,
  level = 0.95,
  weight?: ArrayLike<number>,
): Estimated {
  const p = placements(score, label, weight);
  if (p === null) return oneClass;
  const se = Math.sqrt(Math.max(0, covariance(p, p, label, cluster)));
  if (p.auc <= 0 || p.auc >= 1 || se === 0) {
    const m = rarer(label, cluster);
    const blind = wilson(p.auc * m, m, { level });
    return blind.value === null ? blind : { ...blind, value: p.auc, n: score.length };
  }
  const logit = Math.log(p.auc / (1 - p.auc));
  const half = (zOf(level) * se) / (p.auc * (1 - p.auc));
  return estimate(p.auc, expit(logit - half), expit(logit + half), score.length);
}

/** Difference a - b of two AUCs on the same rows, paired, with its two-sided p-value. */
export function aucDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  label: ArrayLike<number>,
  cluster: ArrayLike<number> | null,
  level = 0.95,
  weight?: ArrayLike<number>,
): { readonly difference: Estimated; readonly p: number | null } {
  const pa = placements(a, label, weight);
  const pb = placements(b, label, weight);
  if (pa === null || pb === null) return { difference: oneClass, p: null };
  const variance =
    covariance(pa, pa, label, cluster) +
    covariance(pb, pb, label, cluster) -
    2 * covariance(pa, pb, label, cluster);
  const se = Math.sqrt(Math.max(0, variance));
  const d = pa.auc - pb.auc;
  const half = zOf(level) * se;
  return {
    difference: estimate(d, d - half, d + half, a.length),
    p: se > 0 ? 2 * normalCdf(-Math.abs(d) / se) : 1,
  };
}

/**
 * Kolmogorov-Smirnov distance between the two classes' scores, at distinct values; null when one class is absent.
 *
 * @example
 * kolmogorovSmirnov([1, 2, 3, 4], [0, 0, 1, 1]); // 1
 */
export function kolmogorovSmirnov(score: ArrayLike<number>, label: ArrayLike<number>): number | null {
  const order = ascending(score);
  let positives = 0;
  for (let i = 0; i < order.length; i++) positives += label[i] === 1 ? 1 : 0;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let [pos, neg, best] = [0, 0, 0];
  for (let i = 0; i < order.length; i++) {
    if (label[order[i] ?? 0] === 1) pos++;
    else neg++;
    if (score[order[i] ?? 0] !== score[order[i + 1] ?? -1])
      best = Math.max(best, Math.abs(pos / positives - neg / negatives));
  }
  return best;
}

/**
 * Average precision: the step sum over distinct thresholds, ties as a block; null without positives.
 *
 * @example
 * // precision 1 at the first positive, 2/3 at the second
 * averagePrecision([4, 3, 2, 1], [1, 0, 1, 0]); // 0.8333
 */
export function averagePrecision(score: ArrayLike<number>, label: ArrayLike<number>): number | null {
  const order = ascending(score);
  let [taken, hits, sum, blockHits] = [0, 0, 0, 0];
  for (let i = order.length - 1; i >= 0; i--) {
    taken++;
    blockHits += label[order[i] ?? 0] === 1 ? 1 : 0;
    if (i > 0 && score[order[i] ?? 0] === score[order[i - 1] ?? 0]) continue;
    hits += blockHits;
    sum += blockHits * (hits / taken);
    blockHits = 0;
  }
  return hits === 0 ? null : sum / hits;
}

export interface AtK {
  /** expected hits among the best k, averaged over all orders of ties */
  readonly hits: number;
  readonly precision: number;
  readonly recall: number;
  readonly lift: number;
  /** standard deviation of the hits over the orders of ties (hypergeometric) */
  readonly tieSd: number;
}

/**
 * Precision among the best k, ties in expectation: hits = h_above + (k - n_above) h_tie / n_tie.
 *
 * @example
 * // one sure hit, and one of two that are tied
 * precisionAtK([3, 2, 2, 1], [1, 1, 0, 0], 2); // { hits: 1.5, precision: 0.75, recall: 0.75, lift: 1.5, tieSd: 0.5 }
 */
export function precisionAtK(score: ArrayLike<number>, label: ArrayLike<number>, k: number): AtK {
  const order = ascending(score);
  let positives = 0;
  for (let i = 0; i < order.length; i++) positives += label[i] === 1 ? 1 : 0;
  let [above, hits] = [0, 0];
  for (let i = order.length - 1; i >= 0 && above < k; ) {
    let [n, h, j] = [0, 0, i];
    while (j >= 0 && score[order[j] ?? 0] === score[order[i] ?? 0]) {
      n++;
      h += label[order[j--] ?? 0] === 1 ? 1 : 0;
    }
    const take = Math.min(n, k - above);
    hits += (take * h) / n;
    above += take;
    i = j;
    if (take < n || above === k) {
      const share = h / n;
      const variance = n > 1 ? (take * share * (1 - share) * (n - take)) / (n - 1) : 0;
      return atK(hits, above, positives, order.length, Math.sqrt(variance));
    }
  }
  return atK(hits, above, positives, order.length, 0);
}

const atK = (hits: number, k: number, positives: number, n: number, tieSd: number): AtK => ({
  hits,
  precision: k > 0 ? hits / k : Number.NaN,
  recall: positives > 0 ? hits / positives : Number.NaN,
  lift: k > 0 && positives > 0 ? hits / k / (positives / n) : Number.NaN,
  tieSd,
});

export interface VolumeThreshold {
  readonly threshold: number;
  readonly volume: number;
}

/** The cut-offs on both sides of a tie at a volume: the largest volume that fits, and the next larger one. */
export function thresholdAtVolume(
  score: ArrayLike<number>,
  capacity: number,
): { readonly fits: VolumeThreshold | null; readonly next: VolumeThreshold | null } {
  const order = ascending(score);
  let fits: VolumeThreshold | null = null;
  for (let i = order.length - 1; i >= 0; i--) {
    const threshold = score[order[i] ?? 0] ?? Number.NaN;
    if (i > 0 && score[order[i - 1] ?? 0] === threshold) continue;
    const volume = order.length - i;
    if (volume > capacity) return { fits, next: { threshold, volume } };
    fits = { threshold, volume };
  }
  return { fits, next: null };
}
