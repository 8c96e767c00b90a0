import { type Estimated, estimate, notEstimable } from "../base/estimate.ts";
import { fitLogistic } from "../stats/logistic/fit.ts";
import { clusteredProportion, garwood, zOf } from "../stats/proportion.ts";
import { aucDifference, aucEstimate, precisionAtK } from "../stats/rank.ts";
import { type ReliabilityBin, reliability } from "../stats/reliability.ts";

export interface Scored {
  /** probabilities; null: the score is not calibrated */
  readonly p: Float64Array | null;
  /** what ranks: higher is better */
  readonly score: ArrayLike<number>;
  /** 0 or 1 */
  readonly label: Uint8Array;
  /** the account of each row */
  readonly cluster: Int32Array;
}

/** How well scores tell outcomes apart and promise them; intervals cluster by account. */
export interface Evaluation {
  readonly n: number;
  readonly positives: number;
  readonly auc: Estimated;
  readonly brier: Estimated;
  readonly logLoss: Estimated;
  readonly observedExpected: Estimated;
  readonly calibrationSlope: Estimated;
  readonly precisionAtTenth: Estimated;
  readonly baseRate: Estimated;
  readonly reliability: readonly ReliabilityBin[];
}

/** Judges scores against outcomes. Rows without both outcomes give nulls with the reason, never a NaN. O(n log n). */
export function evaluateScores(s: Scored): Evaluation {
  const n = s.label.length;
  const positives = s.label.reduce((sum, y) => sum + y, 0);
  const base = { n, positives };
  if (n === 0) return { ...base, ...nothing("there are no rows to judge on") };
  const oneClass = positives === 0 || positives === n;
  const why = notEstimable(
    oneClass ? "all rows have the same outcome" : "the score is not calibrated to a probability",
  );
  const { p } = s;
  const calibrated = p !== null && !oneClass;
  return {
    ...base,
    auc: aucEstimate(s.score, s.label, s.cluster),
    brier:
      p === null
        ? why
        : clusteredMean(
            p.map((v, i) => (v - (s.label[i] ?? 0)) ** 2),
            s.cluster,
          ),
    logLoss: p === null ? why : clusteredMean(logLosses(p, s.label), s.cluster),
    observedExpected: p === null ? why : observedOverExpected(p, s.label, s.cluster),
    calibrationSlope: calibrated ? slope(p, s.label, s.cluster) : why,
    precisionAtTenth: atTenth(s),
    baseRate: clusteredProportion({ value: s.label, cluster: s.cluster }),
    reliability: p === null ? [] : reliability(p, s.label, s.cluster),
  };
}

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

/** Standard error of a sum, clustered: sqrt(a / (a - 1) sum over clusters of (sum of residuals)^2). */
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

function clusteredMean(values: Float64Array, cluster: Int32Array): Estimated {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const se =
    clusteredError(
      values.map((v) => v - mean),
      cluster,
    ) / n;
  if (!Number.isFinite(se)) return notEstimable("all rows belong to one account");
  return estimate(mean, mean - zOf() * se, mean + zOf() * se, n);
}

/** O/E with Garwood's interval on O / deff; deff is the clustered variance of O - E over the binomial one. */
export function observedOverExpected(
  p: Float64Array,
  label: ArrayLike<number>,
  cluster: Int32Array,
): Estimated {
  let [observed, expected, binomial] = [0, 0, 0];
  p.forEach((v, i) => {
    observed += label[i] ?? 0;
    expected += v;
    binomial += v * (1 - v);
  });
  const se = clusteredError(
    p.map((v, i) => (label[i] ?? 0) - v),
    cluster,
  );
  const deff = binomial > 0 && Number.isFinite(se) ? Math.max(1, (se * se) / binomial) : 1;
  return garwood(observed, expected, { deff });
}

/** Slope of the outcome on logit(p), with a sandwich error by account: 1 is right, below 1 is over-confident. */
function slope(p: Float64Array, label: Uint8Array, cluster: Int32Array): Estimated {
  const logit = p.map(
    (v) =>
      Math.log(Math.min(Math.max(v, 1e-12), 1 - 1e-12)) -
      Math.log1p(-Math.min(Math.max(v, 1e-12), 1 - 1e-12)),
  );
  const first = logit[0] ?? 0;
  if (logit.every((v) => v === first)) return notEstimable("all predictions are equal");
  const fit = fitLogistic({ columns: [logit], label });
  const [a = 0, b = 0] = fit.coefficients;
  if (!fit.converged)
    return notEstimable("the calibration slope does not converge: the outcomes are separated");
  const sums = new Map<number, [number, number]>();
  let [h00, h01, h11] = [0, 0, 0];
  logit.forEach((x, i) => {
    const mu = 1 / (1 + Math.exp(-(a + b * x)));
    const r = (label[i] ?? 0) - mu;
    const v = mu * (1 - mu);
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
    : notEstimable("the predictions do not vary enough");
}

/** Precision of the best tenth of rows, ties in expectation; the interval takes the rows at the tie by their share. */
function atTenth({ score, label, cluster }: Scored): Estimated {
  const n = label.length;
  const k = Math.max(1, Math.floor(n / 10));
  const threshold = Float64Array.from(score).sort()[n - k] ?? 0;
  let [above, tied] = [0, 0];
  for (let i = 0; i < n; i++) {
    if ((score[i] ?? 0) > threshold) above++;
    else if (score[i] === threshold) tied++;
  }
  const weight = Float64Array.from({ length: n }, (_, i) =>
    (score[i] ?? 0) > threshold ? 1 : score[i] === threshold ? (k - above) / tied : 0,
  );
  const interval = clusteredProportion({ value: label, weight, cluster });
  return interval.value === null ? interval : { ...interval, value: precisionAtK(score, label, k).precision };
}

/** The same rows under two models: difference a - b of AUC and of log loss, paired and clustered. */
export function compareScores(
  a: Pick<Scored, "p" | "score">,
  b: Pick<Scored, "p" | "score">,
  label: Uint8Array,
  cluster: Int32Array,
): { readonly aucDifference: Estimated; readonly logLossDifference: Estimated } {
  if (label.length === 0) {
    const none = notEstimable("there are no rows to judge on");
    return { aucDifference: none, logLossDifference: none };
  }
  const { difference } = aucDifference(a.score, b.score, label, cluster);
  const [pa, pb] = [a.p, b.p];
  if (pa === null || pb === null)
    return {
      aucDifference: difference,
      logLossDifference: notEstimable("one of the scores is not calibrated to a probability"),
    };
  const lb = logLosses(pb, label);
  return {
    aucDifference: difference,
    logLossDifference: clusteredMean(
      logLosses(pa, label).map((v, i) => v - (lb[i] ?? 0)),
      cluster,
    ),
  };
}
