import { type Estimated, estimate, notEstimable } from "../../../../base/estimate.ts";
import { noSandwich, noSuchCoefficient } from "../../../../base/messages/stats.ts";
import { tQuantile } from "../../../numeric/distributions.ts";
import { expit } from "../../../numeric/expit.ts";
import { zOf } from "../../../proportions/proportion.ts";
import { linearPredictor } from "../dense.kernel.ts";
import { covarianceOnOriginalScale, designOf, type LogisticData, onDesignScale } from "../design.ts";
import type { LogisticFit } from "../fit.ts";
import { inverseInformation } from "../pass.ts";
import { meatOf } from "./robust.kernel.ts";

export interface RobustOptions {
  /**
   * What the weights mean. "sampling": a row of weight w represents w unseen rows, and its score counts once with
   * weight w (HC0). "frequency": the row was seen w times. The coefficients are the same.
   */
  readonly weights?: "sampling" | "frequency";
  /**
   * cluster of each row, such as its account: rows of one are dependent. Any values; absent: every row is independent
   */
  readonly cluster?: ArrayLike<number>;
}

export interface RobustCovariance {
  /** on the original scale, intercept first, row-major */
  readonly covariance: Float64Array;
  readonly standardErrors: Float64Array;
  /** number of clusters with weight; null: rows are taken as independent */
  readonly clusters: number | null;
}

/**
 * Sandwich covariance of an unpenalised fit: H^-1 M H^-1, with M the sum of squared scores (HC0; White 1982), or of the
 * squared sums of a cluster's scores times G / (G - 1) (Liang & Zeger 1986). Null where the fit has not converged, or
 * there is only one cluster.
 */
export function robustCovariance(
  data: LogisticData,
  fit: LogisticFit,
  { weights = "sampling", cluster }: RobustOptions = {},
): RobustCovariance | null {
  if (!fit.converged) return null;
  const design = designOf(data);
  const { columns, label, weight } = design;
  const p = fit.coefficients.length;
  const beta = onDesignScale(fit.coefficients, design);
  const bread = inverseInformation(design, beta);
  if (bread === null) return null;
  const residual = linearPredictor(design, beta).map((eta, i) => (label[i] ?? 0) - expit(eta));
  const codes = cluster === undefined ? null : numbered(cluster, weight);
  if (codes !== null && codes.count < 2) return null;
  const byRowTimes = codes === null && weights === "frequency";
  const scored = byRowTimes ? residual : residual.map((r, i) => r * (weight[i] ?? 0));
  const meat = meatOf(columns, scored, byRowTimes ? weight : null, codes?.code ?? null, codes?.count ?? 0);
  const inflate = codes === null ? 1 : codes.count / (codes.count - 1);
  const middle = sandwich(bread, meat, p).map((v) => v * inflate);
  const covariance = covarianceOnOriginalScale(middle, design);
  return {
    covariance,
    standardErrors: Float64Array.from({ length: p }, (_, j) =>
      Math.sqrt(covariance[j * p + j] ?? Number.NaN),
    ),
    clusters: codes?.count ?? null,
  };
}

/**
 * Wald's interval with a sandwich standard error: the normal quantile for independent rows, Student's t with G - 1
 * degrees of freedom for G clusters. The `n` of the estimate counts what is independent: clusters, otherwise `rows`.
 */
export function robustWald(
  fit: LogisticFit,
  robust: RobustCovariance | null,
  coefficient: number,
  rows: number,
  level = 0.95,
): Estimated {
  if (robust === null) return notEstimable(noSandwich);
  const b = fit.coefficients[coefficient] ?? Number.NaN;
  const g = robust.clusters;
  const quantile = g === null ? zOf(level) : tQuantile(1 - (1 - level) / 2, g - 1);
  const half = quantile * (robust.standardErrors[coefficient] ?? Number.NaN);
  return Number.isFinite(half) ? estimate(b, b - half, b + half, g ?? rows) : notEstimable(noSuchCoefficient);
}

export interface Numbered {
  readonly code: Int32Array;
  readonly count: number;
}

/** Clusters numbered from 0 in order of first row; clusters without weight share a number and do not count. */
export function numbered(cluster: ArrayLike<number>, weight: Float64Array): Numbered {
  if (cluster.length !== weight.length)
    throw new RangeError(`${cluster.length} clusters for ${weight.length} rows`);
  const known = new Map<number, number>();
  const code = new Int32Array(weight.length);
  for (let i = 0; i < weight.length; i++) {
    if (!((weight[i] ?? 0) > 0)) continue;
    const name = cluster[i] ?? Number.NaN;
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    code[i] = number;
  }
  return { code, count: known.size };
}

/** B M B for symmetric matrices. */
function sandwich(bread: Float64Array, meat: Float64Array, p: number): Float64Array {
  return multiply(multiply(bread, meat, p), bread, p);
}

function multiply(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let k = 0; k < p; k++) {
      const v = a[i * p + k] ?? 0;
      for (let j = 0; j < p; j++) out[i * p + j] = (out[i * p + j] ?? 0) + v * (b[k * p + j] ?? 0);
    }
  return out;
}
