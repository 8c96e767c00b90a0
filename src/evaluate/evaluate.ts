import { defined } from "../base/defined.ts";
import { type Estimated, estimate, notEstimable } from "../base/estimate.ts";
import {
  noRows,
  notCalibrated,
  oneAccount,
  oneNotCalibrated,
  predictionsAlike,
  predictionsEqual,
  sameOutcome,
  slopeSeparated,
} from "../base/messages/models/fits.ts";
import type { EvaluationFacts } from "../result/type.ts";
import { reliability } from "../stats/calibrate/reliability.ts";
import { expit } from "../stats/numeric/expit.ts";
import { clusteredProportion, garwood, zOf } from "../stats/proportions/proportion.ts";
import { ascending, aucDifference, aucEstimate } from "../stats/rank/rank.ts";
import { fitLogistic } from "../stats/regression/logistic/fit.ts";

export interface Scored {
  /** predicted probabilities; null: the score is not calibrated */
  readonly p: Float64Array | null;
  /** scores, only for their order: higher is better */
  readonly score: ArrayLike<number>;
  /** outcome of each row: 0 or 1 */
  readonly label: Uint8Array;
  /** the account of each row */
  readonly cluster: Int32Array;
  /**
   * weight of each row; default 1. Rows of one lead share a weight of 1, as in fits, so that an active lead counts once
   */
  readonly weight?: Float64Array;
}

/** Rows on which predicted probabilities are compared with what happened. */
export type Promised = Omit<Scored, "p" | "score"> & { readonly p: Float64Array };

/** How well scores rank leads, and whether predicted probabilities come true. Intervals are clustered by account. */
export type Evaluation = Omit<EvaluationFacts, "method">;

/**
 * Judges scores against outcomes. Where `own` is given, calibration (O/E, slope, reliability) is judged on those rows
 * instead. Rows that lack one of the two outcomes give nulls with a reason, never a NaN. O(n log n).
 */
export function evaluateScores(s: Scored, own: Promised | null = null): Evaluation {
  const promised = own ?? (s.p && { ...s, p: s.p });
  const n = s.label.length;
  const positives = s.label.reduce((sum, y) => sum + y, 0);
  const base = { n, positives };
  if (n === 0) return { ...base, ...nothing(noRows) };
  const { p } = s;
  const why = notEstimable(notCalibrated);
  return {
    ...base,
    auc: aucEstimate(s.score, s.label, s.cluster, 0.95, s.weight),
    brier:
      p === null
        ? why
        : clusteredMean(
            p.map((v, i) => (v - (s.label[i] ?? 0)) ** 2),
            s.cluster,
            s.weight,
          ),
    logLoss: p === null ? why : clusteredMean(logLosses(p, s.label), s.cluster, s.weight),
    ...(promised === null
      ? { observedExpected: why, calibrationSlope: why, reliability: [] }
      : heldAgainst(promised)),
    precisionAtTenth: atTenth(s),
    baseRate: clusteredProportion({ value: s.label, cluster: s.cluster, ...weighted(s) }),
  };
}

/**
 * Whether predicted probabilities came true: O/E, calibration slope and reliability. Rows of one outcome have no slope:
 * its value is null, with the reason.
 */
export function heldAgainst({
  p,
  label,
  cluster,
  weight,
}: Promised): Pick<Evaluation, "observedExpected" | "calibrationSlope" | "reliability"> {
  return {
    observedExpected: observedOverExpected(p, label, cluster, weight),
    calibrationSlope: label.every((y) => y === label[0])
      ? notEstimable(sameOutcome)
      : slope(p, label, cluster, weight),
    reliability: reliability(p, label, cluster, 10, weight),
  };
}

const weighted = ({ weight }: Pick<Scored, "weight">): Pick<Scored, "weight"> =>
  weight === undefined ? {} : { weight };

const nothing = (reason: string): Omit<Evaluation, "n" | "positives"> => {
  const none = notEstimable(reason);
  return {
    auc: none,
    brier: none,
    logLoss: none,
    observedExpected: none,
    calibrationSlope: none,
    precisionAtTenth: none,
    baseRate: none,
    reliability: [],
  };
};

const logLosses = (p: Float64Array, label: ArrayLike<number>): Float64Array =>
  p.map((v, i) => -Math.log(Math.max(1e-300, label[i] === 1 ? v : 1 - v)));

/**
 * Standard error of a sum of residuals, clustered: sqrt(a / (a - 1) sum over the a clusters of (sum of its
 * residuals)^2).
 */
function clusteredError(residual: Float64Array, cluster: Int32Array): number {
  const sums = new Map<number, number>();
  residual.forEach((r, i) => {
    const c = cluster[i] ?? 0;
    sums.set(c, (sums.get(c) ?? 0) + r);
  });
  let squares = 0;
  for (const v of sums.values()) squares += v * v;
  return sums.size > 1 ? Math.sqrt((squares * sums.size) / (sums.size - 1)) : Number.NaN;
}

function clusteredMean(values: Float64Array, cluster: Int32Array, weight?: Float64Array): Estimated {
  const n = values.length;
  const w = (i: number): number => weight?.[i] ?? 1;
  const total = weight?.reduce((sum, v) => sum + v, 0) ?? n;
  const mean = values.reduce((sum, v, i) => sum + w(i) * v, 0) / total;
  const se =
    clusteredError(
      values.map((v, i) => w(i) * (v - mean)),
      cluster,
    ) / total;
  if (!Number.isFinite(se)) return notEstimable(oneAccount);
  return estimate(mean, mean - zOf() * se, mean + zOf() * se, n);
}

/**
 * O/E: outcomes observed for each one expected. Garwood's interval on O / deff, where deff is the clustered variance of
 * O - E divided by the binomial one.
 */
export function observedOverExpected(
  p: Float64Array,
  label: ArrayLike<number>,
  cluster: Int32Array,
  weight?: Float64Array,
): Estimated {
  let [observed, expected, binomial] = [0, 0, 0];
  const w = (i: number): number => weight?.[i] ?? 1;
  p.forEach((v, i) => {
    observed += w(i) * (label[i] ?? 0);
    expected += w(i) * v;
    binomial += w(i) * v * (1 - v);
  });
  const se = clusteredError(
    p.map((v, i) => w(i) * ((label[i] ?? 0) - v)),
    cluster,
  );
  const deff = binomial > 0 && Number.isFinite(se) ? Math.max(1, (se * se) / binomial) : 1;
  return garwood(observed, expected, { deff });
}

/**
 * Calibration slope: the slope of the outcome on logit(p), with a sandwich error by account. 1 is right; below 1 the
 * predictions are too far apart.
 */
function slope(p: Float64Array, label: Uint8Array, cluster: Int32Array, weight?: Float64Array): Estimated {
  const logit = p.map(
    (v) =>
      Math.log(Math.min(Math.max(v, 1e-12), 1 - 1e-12)) -
      Math.log1p(-Math.min(Math.max(v, 1e-12), 1 - 1e-12)),
  );
  const first = logit[0] ?? 0;
  if (logit.every((v) => v === first)) return notEstimable(predictionsEqual);
  const fit = fitLogistic({ columns: [logit], label, ...defined({ weight }) });
  const [a = 0, b = 0] = fit.coefficients;
  if (!fit.converged) return notEstimable(slopeSeparated);
  const sums = new Map<number, [number, number]>();
  let [h00, h01, h11] = [0, 0, 0];
  logit.forEach((x, i) => {
    const mu = expit(a + b * x);
    const w = weight?.[i] ?? 1;
    const r = w * ((label[i] ?? 0) - mu);
    const v = w * mu * (1 - mu);
    h00 += v;
    h01 += v * x;
    h11 += v * x * x;
    const c = cluster[i] ?? 0;
    const s = sums.get(c) ?? [0, 0];
    sums.set(c, [s[0] + r, s[1] + r * x]);
  });
  const det = h00 * h11 - h01 * h01;
  let variance = 0;
  for (const [s0, s1] of sums.values()) variance += ((-h01 * s0 + h00 * s1) / det) ** 2;
  const half = zOf() * Math.sqrt(variance);
  return Number.isFinite(half)
    ? estimate(b, b - half, b + half, label.length)
    : notEstimable(predictionsAlike);
}

/**
 * Precision among the tenth of the rows (by weight) with the highest scores. Rows tied at the cut count in part, by the
 * share of them that fits into the tenth.
 */
function atTenth({ score, label, cluster, weight: own }: Scored): Estimated {
  const w = (i: number): number => own?.[i] ?? 1;
  const order = ascending(score);
  const n = label.length;
  const total = own?.reduce((sum, v) => sum + v, 0) ?? n;
  const wanted = own === undefined ? Math.max(1, Math.floor(n / 10)) : total / 10;
  const share = new Float64Array(n);
  let above = 0;
  for (let end = n; end > 0 && above < wanted; ) {
    let [from, tied] = [end, 0];
    while (from > 0 && score[order[from - 1] ?? 0] === score[order[end - 1] ?? 0])
      tied += w(order[--from] ?? 0);
    const part = Math.min(1, (wanted - above) / tied);
    for (let k = from; k < end; k++) share[order[k] ?? 0] = part * w(order[k] ?? 0);
    above += tied;
    end = from;
  }
  return clusteredProportion({ value: label, weight: share, cluster });
}

/** Two models on the same rows: the differences a - b of AUC and of log loss, paired and clustered. */
export function compareScores(
  a: Pick<Scored, "p" | "score">,
  b: Pick<Scored, "p" | "score">,
  label: Uint8Array,
  cluster: Int32Array,
  weight?: Float64Array,
): { readonly aucDifference: Estimated; readonly logLossDifference: Estimated } {
  if (label.length === 0) {
    const none = notEstimable(noRows);
    return { aucDifference: none, logLossDifference: none };
  }
  const { difference } = aucDifference(a.score, b.score, label, cluster, 0.95, weight);
  const [pa, pb] = [a.p, b.p];
  if (pa === null || pb === null)
    return {
      aucDifference: difference,
      logLossDifference: notEstimable(oneNotCalibrated),
    };
  const lb = logLosses(pb, label);
  return {
    aucDifference: difference,
    logLossDifference: clusteredMean(
      logLosses(pa, label).map((v, i) => v - (lb[i] ?? 0)),
      cluster,
      weight,
    ),
  };
}
