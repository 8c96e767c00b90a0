import { type Estimated, estimate, notEstimable } from "../../../base/estimate.ts";
import { boundNotReached, notConverged } from "../../../base/messages/stats.ts";
import { chi2Quantile } from "../../numeric/distributions.ts";
import { cholesky, inverseFromCholesky, solveCholesky } from "../../numeric/linear.ts";
import { linearPredictor } from "../logistic/dense.kernel.ts";
import {
  covarianceOnOriginalScale,
  type Design,
  designOf,
  type LogisticData,
  onDesignScale,
  onOriginalScale,
  startOf,
} from "../logistic/design.ts";
import { fitLogistic } from "../logistic/fit.ts";
import { profileBound } from "../logistic/intervals/bounds.ts";
import { addOnesFirthScore } from "../logistic/ones.kernel.ts";
import { type Pass, passOf, scoreOnDesignScale } from "../logistic/pass.ts";
import { widestOf } from "../logistic/patterns.kernel.ts";
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

/** The most that a row's logit moves in one step: beyond it a rare level has no information left to come back. */
const widestSwing = 5;
const infiniteFrom = 100;
const mostIterations = 500;

/**
 * Firth's (1993) penalised likelihood ll + 0.5 ln det I, which is finite under separation (Heinze & Schemper 2002).
 * Scoring steps on centred and scaled columns, in which no row's logit moves by more than 5, halved while the objective
 * falls. It has converged when no coefficient moves by 1e-10. The intercept is shrunk too: use `flic` where
 * probabilities are wanted. O(n p^2) for each iteration.
 */
export function fitFirth(data: LogisticData, maxIterations = mostIterations, near?: Float64Array): FirthFit {
  const design = designOf(data);
  const start = near === undefined ? startOf(design) : onDesignScale(near, design);
  return reported(design, ascend(design, start, allFree(design), maxIterations));
}

/**
 * The intercept that makes the mean probability equal the observed rate, with the other coefficients of `fit` held
 * (FLIC, Puhr et al. 2017); null where there is none (one class).
 */
export function flic(data: LogisticData, fit: FirthFit): number | null {
  const columns = data.columns.map((c) => (c instanceof Float64Array ? c : Float64Array.from(c)));
  const offset = data.offset === undefined ? null : Float64Array.from(data.offset);
  const held = linearPredictor(
    { columns, label: data.label, offset },
    fit.coefficients.map((b, j) => (j === 0 ? 0 : b)),
  );
  const refit = fitLogistic({ ...data, columns: [], offset: held });
  return refit.converged ? (refit.coefficients[0] ?? null) : null;
}

/**
 * Profile intervals of the penalised likelihood (1 is the first column), with the others refitted under the same
 * penalty.
 */
export function firthIntervals(
  data: LogisticData,
  coefficients: readonly number[],
  level = 0.95,
): readonly Estimated[] {
  const design = designOf(data);
  const best = ascend(design, startOf(design), allFree(design));
  const fit = reported(design, best);
  return coefficients.map((j) => {
    const sd = design.scale[j - 1]?.sd;
    if (sd === undefined) throw new RangeError(`there is no column ${j} to profile`);
    if (!best.converged) return notEstimable(notConverged);
    const beta = best.beta[j] ?? 0;
    const free = allFree(design).map((_, k) => (k === j ? 0 : 1));
    let start = best.beta;
    const search = {
      at: (value: number) => {
        const found = ascend(
          design,
          start.map((b, k) => (k === j ? value : b)),
          free,
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
    if (low === null || high === null) return notEstimable(boundNotReached);
    return estimate(beta / sd, low / sd, high / sd, design.total);
  });
}

/**
 * Twice the decrease of the penalised log-likelihood when the given coefficients are held at 0 under the same penalty.
 */
export function firthLikelihoodRatio(data: LogisticData, coefficients: readonly number[]): number | null {
  const design = designOf(data);
  const held = new Set(coefficients);
  const best = ascend(design, startOf(design), allFree(design));
  // intercept and slopes at 0 on the design's scale, on which held slopes are 0 too
  const free = allFree(design).map((_, j) => (held.has(j) ? 0 : 1));
  const without = ascend(design, startOf(design), free);
  return best.converged && without.converged ? 2 * (best.point.objective - without.point.objective) : null;
}

const allFree = (design: Design): Uint8Array => new Uint8Array(design.scale.length + 1).fill(1);

interface Point {
  readonly logLikelihood: number;
  /** on the design's scale */
  readonly objective: number;
  /** score of the penalised likelihood, all parameters */
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

/** Maximises over the free parameters (1), with the others held where `start` has them. */
function ascend(
  design: Design,
  start: Float64Array,
  free: Uint8Array,
  maxIterations = mostIterations,
): Ascended {
  const pass = passOf(design);
  const at = (beta: Float64Array): Point | number => pointOf(design, beta, pass);
  const first = at(start);
  if (typeof first === "number") return nowhere(start, first);
  const missing = new Float64Array(start.length ** 2);
  let [beta, point, converged, iterations] = [start, first, false, 0];
  while (!converged && iterations < maxIterations) {
    iterations++;
    const learnt = stepOf(point, free, missing);
    const scoring = stepOf(point, free);
    if (scoring === null) break;
    // the learnt curvature shortens steps; where it would allow a leap it belongs to another place
    const trusted = learnt !== null && longest(learnt) <= 2 * longest(scoring);
    if (!trusted) missing.fill(0);
    const step = trusted ? learnt : scoring;
    const length = longest(step);
    if (!Number.isFinite(length)) break;
    converged = length < 1e-10;
    let fraction = Math.min(1, widestSwing / Math.max(swingOf(design, step), 1e-300));
    const slack = 1e-12 * Math.max(1, Math.abs(point.objective));
    const moved = (): Float64Array => beta.map((b, j) => b + fraction * (step[j] ?? 0));
    let next = at(moved());
    while ((typeof next === "number" || !(next.objective >= point.objective - slack)) && fraction > 1e-8) {
      fraction /= 2;
      next = at(moved());
    }
    if (typeof next === "number") break;
    learnCurvature(
      missing,
      point,
      next,
      step.map((s) => fraction * s),
      free,
    );
    beta = moved();
    point = next;
  }
  return { beta, point, converged, iterations, collinear: null };
}

/** The most that a row's logit moves in a step on the design's scale. */
function swingOf(design: Design, step: Float64Array): number {
  const { ones } = design;
  if (ones === null) return longest(linearPredictor({ ...design, offset: null }, step));
  return widestOf(ones.patterns(), onOriginalScale(step, ones));
}

/**
 * The information lacks the penalty's own curvature: along a contrast with the weight of n leads a step is (n + 1) / n
 * too long, without limit where n is almost nothing. The missing part is learnt from the steps taken, by a symmetric
 * update of rank one (as Dennis, Gay & Welsch 1981 do for a structured Hessian): after the update the matrix maps the
 * last step to the decrease of the score that was seen.
 */
function learnCurvature(
  missing: Float64Array,
  before: Point,
  after: Point,
  step: Float64Array,
  free: Uint8Array,
): void {
  const p = step.length;
  const rest = step.map((_, a) => {
    if (free[a] !== 1) return 0;
    let mapped = 0;
    for (let b = 0; b < p; b++) {
      const at = a >= b ? a * p + b : b * p + a;
      mapped += ((after.information[at] ?? 0) + (missing[at] ?? 0)) * (step[b] ?? 0);
    }
    return (before.score[a] ?? 0) - (after.score[a] ?? 0) - mapped;
  });
  const along = dot(rest, step);
  if (!(Math.abs(along) > 1e-8 * Math.sqrt(dot(rest, rest) * dot(step, step)))) return;
  for (let a = 0; a < p; a++)
    for (let b = 0; b <= a; b++)
      missing[a * p + b] = (missing[a * p + b] ?? 0) + ((rest[a] ?? 0) * (rest[b] ?? 0)) / along;
}

const longest = (step: Float64Array): number => step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, j) => sum + v * (b[j] ?? 0), 0);

/** The penalised likelihood at a point, or the index of the parameter at which the information is singular. */
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

/** Adds Firth's term to the score of the design; leverages do not depend on the scale of the columns. */
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

/**
 * (I + the missing part)^-1 score over the free parameters, 0 elsewhere; null where that matrix is not positive
 * definite.
 */
function stepOf(
  { score, information }: Point,
  free: Uint8Array,
  missing?: Float64Array,
): Float64Array | null {
  const p = free.length;
  const kept = Array.from(free.keys()).filter((j) => free[j] === 1);
  const q = kept.length;
  const matrix = new Float64Array(q * q);
  kept.forEach((row, a) => {
    kept.forEach((column, b) => {
      const at = row * p + column;
      if (b <= a) matrix[a * q + b] = (information[at] ?? 0) + (missing?.[at] ?? 0);
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
    // the determinant for the columns as given is that for the scaled ones times the squared SDs
    penalisedLogLikelihood: design.scale.reduce((sum, { sd }) => sum + Math.log(sd), point.objective),
    converged,
    iterations,
    collinear,
  };
}
