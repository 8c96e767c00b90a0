import { expit } from "../numeric/expit.ts";
import { cholesky, solveCholesky } from "../numeric/linear.ts";
import { densePass, linearPredictor } from "../regression/logistic/dense.kernel.ts";
import {
  type Design,
  designOf,
  onDesignScale,
  onOriginalScale,
  scaled,
} from "../regression/logistic/design.ts";
import { fitDesign } from "../regression/logistic/fit.ts";
import { type Numbered, numbered } from "../regression/logistic/intervals/robust.ts";
import { type ActivityEvents, decayedCounts } from "./decay.ts";
import type { Taken } from "./profile.ts";

export interface HalfLifeData {
  /** columns that do not decay, n values each, without the intercept */
  readonly fixed: readonly ArrayLike<number>[];
  readonly activities: readonly ActivityEvents[];
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
  readonly weight?: ArrayLike<number>;
  /** cluster of each row, such as its account: rows of one cluster are dependent. Absent: rows are independent */
  readonly cluster?: ArrayLike<number>;
  readonly cap: number;
}

/**
 * How many times as large the variance of ln h is as it would be with independent rows, at given half-lives of which
 * those marked in `moving` change together. Differences of twice the log-likelihood are divided by it (Rotnitzky &
 * Jewell 1990, for one parameter).
 */
export type Spread = (halfLives: readonly Taken[], moving: readonly boolean[]) => number;

export interface Likelihood {
  /** the maximal (penalised) log-likelihood at given half-lives, NaN where the fit has not converged */
  readonly ll: (halfLives: readonly Taken[]) => number;
  readonly spread: Spread;
}

/** @param active which activities have events */
export function likelihoodOf(data: HalfLifeData, active: readonly boolean[], lambda: number): Likelihood {
  // what the last step would add is predicted to about 1e-8, far below what distinguishes half-lives
  const how = { lambda, standardise: true, accuracy: 5e-4 };
  const rows = data.label.length;
  const weighted = data.weight === undefined ? {} : { weight: data.weight };
  const still = designOf({ columns: data.fixed, label: data.label, ...weighted });
  const kept = data.activities.map(() => new Map<Taken, ReturnType<typeof scaled>>());
  const counts = (a: number, h: Taken): ReturnType<typeof scaled> => {
    const found = kept[a]?.get(h);
    if (found !== undefined) return found;
    const events = data.activities[a] ?? { row: [], age: [] };
    const made = scaled(decayedCounts(events, rows, h, data.cap), still);
    // along one half-life the columns of the others stay the same
    kept[a]?.clear();
    kept[a]?.set(h, made);
    return made;
  };
  // on the scale of the columns, on which it changes least from one half-life to the next
  let near: Float64Array | undefined;
  const designAt = (halfLives: readonly Taken[], more: readonly ReturnType<typeof scaled>[] = []): Design => {
    const moving = [...halfLives.flatMap((h, a) => (active[a] === true ? [counts(a, h)] : [])), ...more];
    return {
      ...still,
      columns: [...still.columns, ...moving.map((m) => m.column)],
      scale: [...still.scale, ...moving.map((m) => m.moments)],
      ones: null,
    };
  };
  const known = new Map<string, { readonly value: number; readonly coefficients: Float64Array }>();
  const at = (
    halfLives: readonly Taken[],
  ): { readonly value: number; readonly coefficients: Float64Array } => {
    const key = halfLives.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const design = designAt(halfLives);
    const start = near === undefined ? {} : { start: onOriginalScale(near, design) };
    const fit = fitDesign(design, { ...how, ...start });
    const { coefficients } = fit;
    if (fit.converged) near = onDesignScale(coefficients, design);
    const value = fit.converged ? fit.logLikelihood - fit.penalty + fit.left : Number.NaN;
    known.set(key, { value, coefficients });
    return { value, coefficients };
  };
  let clusters: Numbered | undefined;
  return {
    ll: (halfLives) => at(halfLives).value,
    spread: (halfLives, moving) => {
      if (data.cluster === undefined) return 1;
      clusters ??= numbered(data.cluster, still.weight);
      const { coefficients } = at(halfLives);
      const slope = slopeOf(
        data,
        { halfLives, moving, active },
        coefficients.subarray(1 + data.fixed.length),
      );
      // ln h as one more coefficient, 0 at the maximum of the profile
      const design = designAt(halfLives, [scaled(slope, still)]);
      const beta = onDesignScale(Float64Array.of(...coefficients, 0), design);
      return inflation(design, beta, lambda, clusters);
    },
  };
}

/**
 * The sandwich variance of the last coefficient, by cluster (Liang & Zeger 1986, robust.ts), divided by the variance
 * from the (penalised) information; 1 where there is none. With v the last column of the inverse information, the
 * sandwich is the sum over clusters of (sum of residual x'v)^2, so that no matrix of scores is needed.
 */
function inflation(design: Design, beta: Float64Array, lambda: number, { code, count }: Numbered): number {
  const { label, weight } = design;
  const p = beta.length;
  const information = new Float64Array(p * p);
  densePass(design, beta, { logLikelihood: 0, gradient: new Float64Array(p), information });
  for (let j = 1; j < p - 1; j++) information[j * p + j] = (information[j * p + j] ?? 0) + lambda;
  const factored = cholesky(information, p);
  if ("failedAt" in factored) return 1;
  const last = Float64Array.from(beta, (_, j) => (j === p - 1 ? 1 : 0));
  const v = solveCholesky(factored.factor, last, p);
  const eta = linearPredictor(design, beta);
  const influence = linearPredictor(design, v);
  const sums = new Float64Array(count);
  for (let i = 0; i < eta.length; i++) {
    const own = (weight[i] ?? 0) * ((label[i] ?? 0) - expit(eta[i] ?? 0)) * (influence[i] ?? 0);
    sums[code[i] ?? 0] = (sums[code[i] ?? 0] ?? 0) + own;
  }
  const squares = sums.reduce((all, sum) => all + sum * sum, 0);
  const ratio = ((count / (count - 1)) * squares) / (v[p - 1] ?? Number.NaN);
  return ratio > 0 && Number.isFinite(ratio) ? ratio : 1;
}

/** The derivative of the linear predictor by ln h of the half-lives that move, by differences of a hundredth. */
function slopeOf(
  { activities, label, cap }: HalfLifeData,
  of: {
    readonly halfLives: readonly Taken[];
    readonly moving: readonly boolean[];
    readonly active: readonly boolean[];
  },
  coefficients: Float64Array,
): Float64Array {
  const rows = label.length;
  const slope = new Float64Array(rows);
  const step = 0.01;
  let j = 0;
  activities.forEach((events, a) => {
    if (of.active[a] !== true) return;
    const [b, h = null] = [(coefficients[j++] ?? 0) / (2 * step), of.halfLives[a]];
    if (of.moving[a] !== true || h === null) return;
    const longer = decayedCounts(events, rows, h * Math.exp(step), cap);
    const shorter = decayedCounts(events, rows, h * Math.exp(-step), cap);
    for (let i = 0; i < rows; i++) slope[i] = (slope[i] ?? 0) + b * ((longer[i] ?? 0) - (shorter[i] ?? 0));
  });
  return slope;
}
