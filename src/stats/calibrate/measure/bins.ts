import { type NotEstimable, notEstimable } from "../../../base/estimate.ts";
import { binOfOne, certainGroup, fewPredictions } from "../../../base/messages/stats.ts";
import { sortedValues } from "../../numeric/order.kernel.ts";
import { checkProbabilities } from "../rows.ts";
import { brier, chi2Upper } from "./scores.ts";

/** One bin with rows: their number, mean prediction and share of positives. */
export interface CalibrationBin {
  readonly n: number;
  readonly predicted: number;
  readonly observed: number;
}

/** The bin of each row when [0, 1] is cut into `count` equal widths [k / count, (k + 1) / count), 1 in the last. */
export function equalWidth(p: ArrayLike<number>, count: number): Int32Array {
  // k / count by division, so that a prediction printed as .3 falls on the side of the cut .3
  const cuts = Float64Array.from({ length: count }, (_, k) => k / count);
  return Int32Array.from(p, (v) => {
    let k = Math.min(count - 1, Math.floor(v * count));
    if (k > 0 && v < (cuts[k] ?? 0)) k--;
    else if (k < count - 1 && v >= (cuts[k + 1] ?? 1)) k++;
    return k;
  });
}

/**
 * The bin of each row when rows, in order of p, are divided into `count` runs, longer runs first; equal values keep
 * their order.
 */
export function equalMass(p: ArrayLike<number>, count: number): Int32Array {
  const out = new Int32Array(p.length);
  const [short, longer] = [Math.floor(p.length / count), p.length % count];
  let [bin, left] = [0, short + (longer > 0 ? 1 : 0)];
  for (const row of sortedValues(p).order) {
    while (left === 0) left = short + (++bin < longer ? 1 : 0);
    out[row] = bin;
    left--;
  }
  return out;
}

/** One bin for each distinct prediction. */
export function distinct(p: ArrayLike<number>): Int32Array {
  const out = new Int32Array(p.length);
  let bin = -1;
  let last = Number.NaN;
  for (const row of sortedValues(p).order) {
    if (p[row] !== last) bin++;
    last = p[row] ?? Number.NaN;
    out[row] = bin;
  }
  return out;
}

export function calibrationBins(
  p: ArrayLike<number>,
  label: ArrayLike<number>,
  bin: Int32Array,
): CalibrationBin[] {
  checkProbabilities(p, label);
  const sums: { n: number; p: number; y: number }[] = [];
  bin.forEach((b, i) => {
    sums[b] ??= { n: 0, p: 0, y: 0 };
    const s = sums[b];
    s.n++;
    s.p += p[i] ?? 0;
    s.y += label[i] ?? 0;
  });
  return sums
    .filter((s) => s !== undefined)
    .map((s) => ({ n: s.n, predicted: s.p / s.n, observed: s.y / s.n }));
}

/**
 * Expected and largest calibration error over bins. Biased upward: even a perfect model shows some (methods: finding
 * 6).
 */
export function calibrationError(bins: readonly CalibrationBin[]): { expected: number; largest: number } {
  const n = bins.reduce((s, b) => s + b.n, 0);
  let [expected, largest] = [0, 0];
  for (const b of bins) {
    const gap = Math.abs(b.predicted - b.observed);
    expected += (b.n / n) * gap;
    largest = Math.max(largest, gap);
  }
  return { expected, largest };
}

/** Squared calibration error, both as it is and less its bias (Kumar, Liang & Ma 2019); the latter can be negative. */
export function squaredError(
  bins: readonly CalibrationBin[],
): { plugIn: number; debiased: number } | NotEstimable {
  const n = bins.reduce((s, b) => s + b.n, 0);
  const thin = bins.find((b) => b.n < 2);
  if (n === 0 || thin !== undefined) return notEstimable(binOfOne);
  let [plugIn, debiased] = [0, 0];
  for (const b of bins) {
    const squared = (b.predicted - b.observed) ** 2;
    plugIn += (b.n / n) * squared;
    debiased += (b.n / n) * (squared - (b.observed * (1 - b.observed)) / (b.n - 1));
  }
  return { plugIn, debiased };
}

export interface Murphy {
  readonly brier: number;
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
  /** variance and covariance within bins: 0 where every bin holds one prediction */
  readonly withinVariance: number;
  readonly withinCovariance: number;
}

/** Brier = reliability - resolution + uncertainty + within-bin variance - covariance (Murphy 1973; Stephenson 2008). */
export function murphy(p: ArrayLike<number>, label: ArrayLike<number>, bin: Int32Array): Murphy {
  const bins = calibrationBins(p, label, bin);
  const n = p.length;
  const number = new Map([...new Set(bin)].sort((a, b) => a - b).map((b, i) => [b, i]));
  const base = bins.reduce((s, b) => s + b.n * b.observed, 0) / n;
  let [reliability, resolution, withinVariance, withinCovariance] = [0, 0, 0, 0];
  for (const b of bins) {
    reliability += (b.n / n) * (b.predicted - b.observed) ** 2;
    resolution += (b.n / n) * (b.observed - base) ** 2;
  }
  bin.forEach((key, i) => {
    const b = bins[number.get(key) ?? 0];
    if (b === undefined) return;
    const off = (p[i] ?? 0) - b.predicted;
    withinVariance += off ** 2 / n;
    withinCovariance += (2 / n) * off * ((label[i] ?? 0) - b.observed);
  });
  return {
    brier: brier(p, label),
    reliability,
    resolution,
    uncertainty: base * (1 - base),
    withinVariance,
    withinCovariance,
  };
}

export interface HosmerLemeshow {
  readonly chi2: number;
  /** for each group: rows, positives, and the sum of predictions */
  readonly groups: readonly (readonly [number, number, number])[];
  readonly df: number;
  readonly p: number;
}

/**
 * Hosmer & Lemeshow's (1980) test on groups between type-7 quantiles of the predictions, (low, high], with equal cuts
 * merged. Degrees of freedom: groups - 2 with `onFitData`, else groups. The result depends on the choice of groups:
 * CORP says more.
 */
export function hosmerLemeshow(
  p: ArrayLike<number>,
  label: ArrayLike<number>,
  { groups = 10, onFitData }: { groups?: number; onFitData: boolean },
): HosmerLemeshow | NotEstimable {
  checkProbabilities(p, label);
  const sorted = Float64Array.from(p).sort();
  const cuts = [
    ...new Set(Array.from({ length: groups - 1 }, (_, k) => quantile(sorted, (k + 1) / groups))),
  ].filter((c) => c < (sorted.at(-1) ?? 0));
  const sums = Array.from({ length: cuts.length + 1 }, (): [number, number, number] => [0, 0, 0]);
  for (let i = 0; i < p.length; i++) {
    const over = cuts.findIndex((c) => (p[i] ?? 0) <= c);
    const s = sums[over < 0 ? cuts.length : over];
    if (s === undefined) continue;
    s[0]++;
    s[1] += label[i] ?? 0;
    s[2] += p[i] ?? 0;
  }
  const filled = sums.filter((s) => s[0] > 0);
  const df = onFitData ? filled.length - 2 : filled.length;
  if (df < 1) return notEstimable(fewPredictions);
  let chi2 = 0;
  for (const [n, y, e] of filled) {
    const variance = e * (1 - e / n);
    if (!(variance > 0)) return notEstimable(certainGroup);
    chi2 += (y - e) ** 2 / variance;
  }
  return { chi2, groups: filled, df, p: chi2Upper(chi2, df) };
}

/** The q-quantile of ascending values, type 7. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = (sorted.length - 1) * q;
  const i = Math.floor(at);
  const [a = Number.NaN, b = a] = [sorted[i], sorted[i + 1]];
  return at === i ? a : a + (at - i) * (b - a);
}
