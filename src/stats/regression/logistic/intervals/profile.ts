import { estimate, type NotEstimable, notEstimable } from "../../../../base/estimate.ts";
import { collinearColumns, infiniteBySeparation, sameOutcomes } from "../../../../base/messages/stats.ts";
import { chi2Quantile } from "../../../numeric/distributions.ts";
import { maximise, type Sums } from "../../../numeric/newton.ts";
import { densePass } from "../dense.kernel.ts";
import { type Design, designOf, type LogisticData, onDesignScale } from "../design.ts";
import { fitDesign, type LogisticFit } from "../fit.ts";
import { type ProfileInterval, type ProfilePoint, profileBound } from "./bounds.ts";

/** A coefficient of more than this, for one SD of its column, counts as infinite. */
const infiniteFrom = 100;

/**
 * Profile-likelihood intervals of the given coefficients (1 is the first column) of an unpenalised fit: the values at
 * which twice the decrease of the log-likelihood, with the others refitted, is the chi-square quantile (Venzon &
 * Moolgavkar 1988). Where separation makes an estimate infinite, its value is null with the reason, the finite bound is
 * given and the other is null. The intercept has none, since it depends on where 0 of every column happens to be. Each
 * bound takes about five fits.
 */
export function profileIntervals(
  data: LogisticData,
  coefficients: readonly number[],
  level = 0.95,
): readonly (ProfileInterval | NotEstimable)[] {
  const design = designOf(data);
  const fit = fitDesign(design);
  const { share } = design;
  return coefficients.map((j) => {
    if (!(Number.isInteger(j) && j >= 1 && j <= design.columns.length))
      throw new RangeError(`there is no column ${j} to profile`);
    if (share <= 0 || share >= 1) return notEstimable(sameOutcomes);
    if (fit.collinear !== null) return notEstimable(collinearColumns);
    return intervalOf(design, fit, j, level);
  });
}

function intervalOf(design: Design, fit: LogisticFit, j: number, level: number): ProfileInterval {
  const sd = design.scale[j - 1]?.sd ?? 1;
  const best = onDesignScale(fit.coefficients, design);
  const beta = best[j] ?? 0;
  const search = {
    at: profileOf(design, best, j, fit.logLikelihood),
    estimate: beta,
    target: chi2Quantile(level, 1),
    farthest: infiniteFrom + Math.abs(beta),
  };
  const se = (fit.standardErrors[j] ?? Number.NaN) * sd;
  const step = Number.isFinite(se) ? 2 * se : 1;
  const onColumn = (bound: number | null): number | null => (bound === null ? null : bound / sd);
  const low = onColumn(profileBound({ ...search, step: -step }));
  const high = onColumn(profileBound({ ...search, step }));
  const n = design.total;
  if (low !== null && high !== null && fit.converged) return estimate(beta / sd, low, high, n);
  return { value: null, reason: infiniteBySeparation, low, high, n };
}

/** The profile of coefficient j on the design's scale; each fit starts where the last one ended. */
function profileOf(
  design: Design,
  best: Float64Array,
  j: number,
  most: number,
): (value: number) => ProfilePoint {
  const p = best.length;
  const sums: Sums = {
    logLikelihood: 0,
    gradient: new Float64Array(p),
    information: new Float64Array(p * p),
  };
  let start = without(best, j);
  return (value) => {
    const found = maximise({
      start,
      penalty: new Float64Array(p - 1),
      pass: (free, out) => restrictedPass(design, within(free, j, value), j, sums, out),
      maxIterations: 50,
    });
    start = found.beta;
    densePass(design, within(found.beta, j, value), sums, false);
    return { drop: 2 * (most - found.logLikelihood), score: sums.gradient[j] ?? 0 };
  };
}

/** A pass over all parameters, with the row and column of parameter j left out. */
function restrictedPass(design: Design, beta: Float64Array, j: number, sums: Sums, out: Sums): void {
  const p = beta.length;
  densePass(design, beta, sums);
  out.logLikelihood = sums.logLikelihood;
  const kept = Array.from(beta.keys()).filter((k) => k !== j);
  kept.forEach((row, a) => {
    out.gradient[a] = sums.gradient[row] ?? 0;
    kept.forEach((column, b) => {
      if (b <= a) out.information[a * (p - 1) + b] = sums.information[row * p + column] ?? 0;
    });
  });
}

const without = (beta: Float64Array, j: number): Float64Array => beta.filter((_, k) => k !== j);
const within = (free: Float64Array, j: number, value: number): Float64Array =>
  Float64Array.from([...free.subarray(0, j), value, ...free.subarray(j)]);
