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
  /** columns that do not decay, of n values each, without the intercept */
  readonly fixed: readonly ArrayLike<number>[];
  readonly activities: readonly ActivityEvents[];
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
  readonly weight?: ArrayLike<number>;
  /** the cluster of each row, say its account: rows of one are dependent. Absent: every row its own */
  readonly cluster?: ArrayLike<number>;
  readonly cap: number;
}

/**
 * How many times the variance that independent rows would have ln h has in truth, at given half-lives of which some
 * move as one: what a fall of twice the log-likelihood is divided by (Rotnitzky & Jewell 1990, for one parameter).
 */
export type Spread = (halfLives: readonly Taken[], moving: readonly boolean[]) => number;

export interface Likelihood {
  /** the maximal (penalised) log-likelihood at given half-lives, NaN where the fit has not converged */
  readonly ll: (halfLives: readonly Taken[]) => number;
  readonly spread: Spread;
}

/** @param active which activities have events */
export function likelihoodOf(data: HalfLifeData, active: readonly boolean[], lambda: number): Likelihood {
  // what such a step adds is foretold to some 1e-8: far below what tells half-lives apart
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
    // along one half-life those of the others stay as they are
    kept[a]?.clear();
    kept[a]?.set(h, made);
    return made;
  };
  // on the scale of the columns, where it changes least from one half-life to the next
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
      // ln h as one more coefficient, 0 at the top of the profile
      const design = designAt(halfLives, [scaled(slope, still)]);
      const beta = onDesignScale(Float64Array.of(...coefficients, 0), design);
      return inflation(design, beta, lambda, clusters);
    },
  };
}

/**
 * The sandwich variance of the last coefficient, by cluster (Liang & Zeger 1986, robust.ts), divided by the variance
 * from the (penalised) information; 1 where there is none. With v the last column of the inverse information the former
 * is the sum over clusters of (sum of residual x'v)^2, so that no matrix of scores is needed.
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

/** The derivative of the linear predictor by the ln h of what moves, by differences of a hundredth. */
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
