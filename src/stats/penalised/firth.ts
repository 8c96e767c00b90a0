import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { chi2Quantile } from "../distributions.ts";
import { cholesky, inverseFromCholesky, solveCholesky } from "../linear.ts";
import { profileBound } from "../logistic/bounds.ts";
import {
  covarianceOnOriginalScale,
  type Design,
  designOf,
  type LogisticData,
  onOriginalScale,
  startOf,
} from "../logistic/design.ts";
import { fitLogistic } from "../logistic/fit.ts";
import { addOnesFirthScore } from "../logistic/ones.kernel.ts";
import { type Pass, passOf, scoreOnDesignScale } from "../logistic/pass.ts";
import { addFirthScore } from "./firth.kernel.ts";

export interface FirthFit {
  /** intercept first */
  readonly coefficients: Float64Array;
  /** inverse information at the estimate, row-major */
  readonly covariance: Float64Array;
  readonly standardErrors: Float64Array;
  /** without the penalty */
  readonly logLikelihood: number;
  /** ll + 0.5 ln det of the information of the columns as given */
  readonly penalisedLogLikelihood: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** as in LogisticFit */
  readonly collinear: number | null;
}

const longestStep = 5;
const infiniteFrom = 100;

/**
 * Firth's (1993) penalised likelihood ll + 0.5 ln det I, finite under separation (Heinze & Schemper 2002). Scoring steps
 * on centred and scaled columns, capped at 5 and halved while the objective falls. It has converged when no coefficient
 * moves by 1e-10. The intercept is pulled too: use `flic` where probabilities are wanted. O(n p^2) an iteration.
 */
export function fitFirth(data: LogisticData, maxIterations = 500): FirthFit {
  const design = designOf(data);
  return reported(design, ascend(design, startOf(design), allFree(design), maxIterations));
}

/**
 * The intercept that makes the mean probability the observed rate, the other coefficients of `fit` held (FLIC, Puhr et
 * al. 2017); null where there is none (one class).
 */
export function flic(data: LogisticData, fit: FirthFit): number | null {
  const slopes = fit.coefficients;
  const held = Float64Array.from(data.label, (_, i) =>
    data.columns.reduce((eta, c, j) => eta + (slopes[j + 1] ?? 0) * (c[i] ?? 0), data.offset?.[i] ?? 0),
  );
  const refit = fitLogistic({ ...data, columns: [], offset: held });
  return refit.converged ? (refit.coefficients[0] ?? null) : null;
}

/** Profile intervals of the penalised likelihood (1 is the first column), the others refitted under the same penalty. */
export function firthIntervals(
  data: LogisticData,
  coefficients: readonly number[],
  level = 0.95,
): readonly Estimated[] {
  const design = designOf(data);
  const best = ascend(design, startOf(design), allFree(design), 500);
  const fit = reported(design, best);
  return coefficients.map((j) => {
    const sd = design.scale[j - 1]?.sd;
    if (sd === undefined) throw new RangeError(`there is no column ${j} to profile`);
    if (!best.converged) return notEstimable("the fit has not converged");
    const beta = best.beta[j] ?? 0;
    const free = allFree(design).map((_, k) => (k === j ? 0 : 1));
    let start = best.beta;
    const search = {
      at: (value: number) => {
        const found = ascend(
          design,
          start.map((b, k) => (k === j ? value : b)),
          free,
          500,
        );
        start = found.beta;
        return { drop: 2 * (best.point.objective - found.point.objective), score: found.point.score[j] ?? 0 };
      },
      estimate: beta,
      target: chi2Quantile(level, 1),
      farthest: infiniteFrom + Math.abs(beta),
    };
    const step = 2 * (fit.standardErrors[j] ?? 1) * sd;
    const low = profileBound({ ...search, step: -step });
    start = best.beta;
    const high = profileBound({ ...search, step });
    if (low === null || high === null) return notEstimable("a bound was not reached");
    return estimate(beta / sd, low / sd, high / sd, design.total);
  });
}

/** Twice the fall of the penalised log-likelihood when the given coefficients are held at 0 under the same penalty. */
export function firthLikelihoodRatio(data: LogisticData, coefficients: readonly number[]): number | null {
  const design = designOf(data);
  const held = new Set(coefficients);
  const best = ascend(design, startOf(design), allFree(design), 500);
  // intercept and slopes at 0 on the design's scale: held slopes are 0 there too
  const free = allFree(design).map((_, j) => (held.has(j) ? 0 : 1));
  const without = ascend(design, startOf(design), free, 500);
  return best.converged && without.converged ? 2 * (best.point.objective - without.point.objective) : null;
}

const allFree = (design: Design): Uint8Array => new Uint8Array(design.scale.length + 1).fill(1);

interface Point {
  readonly logLikelihood: number;
  /** on the design's scale */
  readonly objective: number;
  /** of the penalised likelihood, all parameters */
  readonly score: Float64Array;
  readonly information: Float64Array;
}

interface Ascended {
  readonly beta: Float64Array;
  readonly point: Point;
  readonly converged: boolean;
  readonly iterations: number;
  readonly collinear: number | null;
}

/** Maximises over the parameters that are free (1), the others held where `start` has them. */
function ascend(design: Design, start: Float64Array, free: Uint8Array, maxIterations: number): Ascended {
  const pass = passOf(design);
  const at = (beta: Float64Array): Point | number => pointOf(design, beta, pass);
  const first = at(start);
  if (typeof first === "number") return nowhere(start, first);
  let [beta, point, converged, iterations, damping, taken] = [start, first, false, 0, 1, 1];
  let before: Float64Array | null = null;
  while (!converged && iterations < maxIterations) {
    iterations++;
    const step = stepOf(point, free);
    if (step === null) break;
    const length = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(length)) break;
    converged = length < 1e-10;
    const back = before === null ? 0 : -dot(step, before) / dot(before, before);
    if (back > turning) damping = 2 / (1 + (1 + back) / taken);
    let fraction = Math.min(damping, longestStep / Math.max(length, 1e-300));
    const slack = 1e-12 * Math.max(1, Math.abs(point.objective));
    const moved = (): Float64Array => beta.map((b, j) => b + fraction * (step[j] ?? 0));
    let next = at(moved());
    while ((typeof next === "number" || !(next.objective >= point.objective - slack)) && fraction > 1e-8) {
      fraction /= 2;
      next = at(moved());
    }
    if (typeof next === "number") break;
    beta = moved();
    point = next;
    [before, taken] = [step, fraction];
  }
  return { beta, point, converged, iterations, collinear: null };
}

/**
 * A step that goes back by more than this share of the last one overshoots. The information leaves the penalty's own
 * curvature out, so that along a contrast of n leads' weight a step is (n + 1) / n too long, and at n <= 1 it would swing
 * for ever: the damping that serves this direction and the others alike is 2 / (1 + that excess).
 */
const turning = 0.3;

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, j) => sum + v * (b[j] ?? 0), 0);

/** The penalised likelihood at a point, or the parameter at which the information is singular. */
function pointOf(design: Design, beta: Float64Array, pass: Pass): Point | number {
  const p = beta.length;
  const sums = { logLikelihood: 0, gradient: new Float64Array(p), information: new Float64Array(p * p) };
  pass(beta, sums);
  const factored = cholesky(sums.information, p);
  if ("failedAt" in factored) return factored.failedAt;
  addPull(design, beta, factored.factor, sums.gradient);
  return {
    logLikelihood: sums.logLikelihood,
    objective: sums.logLikelihood + halfLogDeterminant(factored.factor, p),
    score: sums.gradient,
    information: sums.information,
  };
}

/** Adds Firth's term to the score of the design; leverages do not change with the scale of the columns. */
function addPull(design: Design, beta: Float64Array, factor: Float64Array, score: Float64Array): void {
  if (design.ones === null) {
    addFirthScore(design, beta, factor, score);
    return;
  }
  const inverse = covarianceOnOriginalScale(inverseFromCholesky(factor, beta.length), design);
  const pull = new Float64Array(beta.length);
  addOnesFirthScore(design.ones, design, onOriginalScale(beta, design), inverse, pull);
  scoreOnDesignScale(pull, design);
  pull.forEach((v, j) => {
    score[j] = (score[j] ?? 0) + v;
  });
}

function halfLogDeterminant(factor: Float64Array, p: number): number {
  let sum = 0;
  for (let j = 0; j < p; j++) sum += Math.log(factor[j * p + j] ?? 1);
  return sum;
}

/** I^-1 score over the free parameters, 0 elsewhere. */
function stepOf({ score, information }: Point, free: Uint8Array): Float64Array | null {
  const p = free.length;
  const kept = Array.from(free.keys()).filter((j) => free[j] === 1);
  const q = kept.length;
  const matrix = new Float64Array(q * q);
  kept.forEach((row, a) => {
    kept.forEach((column, b) => {
      if (b <= a) matrix[a * q + b] = information[row * p + column] ?? 0;
    });
  });
  const factored = cholesky(matrix, q);
  if ("failedAt" in factored) return null;
  const solved = solveCholesky(
    factored.factor,
    Float64Array.from(kept, (j) => score[j] ?? 0),
    q,
  );
  const step = new Float64Array(p);
  kept.forEach((j, a) => {
    step[j] = solved[a] ?? 0;
  });
  return step;
}

const nowhere = (start: Float64Array, collinear: number): Ascended => ({
  beta: start,
  point: {
    logLikelihood: Number.NaN,
    objective: Number.NaN,
    score: start.map(() => Number.NaN),
    information: new Float64Array(start.length ** 2),
  },
  converged: false,
  iterations: 0,
  collinear,
});

function reported(design: Design, { beta, point, converged, iterations, collinear }: Ascended): FirthFit {
  const p = beta.length;
  const factored = converged ? cholesky(point.information, p) : { failedAt: 0 };
  const covariance =
    "failedAt" in factored
      ? new Float64Array(p * p).fill(Number.NaN)
      : covarianceOnOriginalScale(inverseFromCholesky(factored.factor, p), design);
  return {
    coefficients: onOriginalScale(beta, design),
    covariance,
    standardErrors: beta.map((_, j) => Math.sqrt(covariance[j * p + j] ?? Number.NaN)),
    logLikelihood: point.logLikelihood,
    // the determinant of the columns as given is that of the scaled ones times the squared SDs
    penalisedLogLikelihood: design.scale.reduce((sum, { sd }) => sum + Math.log(sd), point.objective),
    converged,
    iterations,
    collinear,
  };
}
