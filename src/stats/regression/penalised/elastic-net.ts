import { maximise, type Sums } from "../../numeric/newton.ts";
import { densePass } from "../logistic/dense.kernel.ts";
import {
  type Design,
  designOf,
  type LogisticData,
  onDesignScale,
  onOriginalScale,
  startOf,
} from "../logistic/design.ts";
import { type Pass, passOf } from "../logistic/pass.ts";
import { coordinateDescent, corrected } from "./descent.kernel.ts";

export interface ElasticNetOptions {
  /** 1 is the lasso, 0 ridge; default 1 */
  readonly alpha?: number;
  /** lambdas on glmnet's mean scale, falling; default: its path of 100 */
  readonly lambdas?: readonly number[];
  /** false: the penalty is on the coefficients of the columns as they are. Default true, as in glmnet */
  readonly standardise?: boolean;
  /** the most that a coefficient may be off, on the scale of the penalty; default 1e-10 */
  readonly accuracy?: number;
}

export interface ElasticNetFit {
  /** on the mean scale: a ridge's sum-scale lambda is n times this */
  readonly lambda: number;
  /** intercept first, on the original scale */
  readonly coefficients: Float64Array;
  /** number of slopes that are not 0 */
  readonly nonZero: number;
  readonly logLikelihood: number;
  /** 1 - deviance / deviance of the intercept alone */
  readonly devianceRatio: number;
  readonly converged: boolean;
}

const pathLength = 100;
/**
 * The path ends where a step explains less than this share of the null deviance, or almost nothing is left to explain
 * (glmnet's control).
 */
const leastGain = 1e-5;
const mostExplained = 0.999;
const fewest = 5;
/** glmnet computes a ridge's path from the lambda of this alpha. */
const leastAlpha = 1e-3;

/**
 * Elastic net by glmnet's objective (Friedman, Hastie & Tibshirani 2010): minimises -ll / n + lambda (alpha sum |b_j| +
 * (1 - alpha) / 2 sum b_j^2) over columns divided by their population SD (or as they are), with a free intercept.
 * Without `lambdas` the path is glmnet's: 100 values from the largest that keeps a slope down to 1e-4 of it (0.01 where
 * columns outnumber rows), cut where the deviance stops falling. O(n p^2) for each of two or three Newton steps at each
 * lambda, p^2 for each sweep: for hundreds of columns, not tens of thousands.
 */
export function elasticNetPath(
  data: LogisticData,
  options: ElasticNetOptions = {},
): readonly ElasticNetFit[] {
  return [...pathOf(designOf(data, options.standardise), options)];
}

/** The path, one fit at a time: a caller that has seen enough stops asking. */
export function* pathOf(design: Design, options: ElasticNetOptions): Generator<ElasticNetFit> {
  const { alpha = 1, lambdas } = options;
  const empty = emptyModel(design);
  const fitAt = warmFits(design, options, empty);
  let before = 0;
  let count = 0;
  for (const lambda of lambdas ?? defaultPath(design, empty, alpha)) {
    const fit = fitAt(lambda);
    yield fit;
    count++;
    const gain = fit.devianceRatio - before;
    before = fit.devianceRatio;
    if (lambdas !== undefined || count < fewest) continue;
    if (gain < leastGain || before > mostExplained) return;
  }
}

/** Sums over the rows at a point, of which Newton's quadratic is made. */
interface Centre {
  readonly beta: Float64Array;
  readonly sums: Sums;
  /** false: the information is of an earlier point, corrected along the steps from there */
  readonly fresh: boolean;
}

/** The longest error that a last step may leave, in coefficients on the design's scale. */
const nearEnough = 1e-10;

/** The intercept alone, with the offset. */
export function emptyModel(design: Design): Centre {
  if (design.share <= 0 || design.share >= 1) throw new RangeError("every outcome is the same");
  const { label, weight, offset } = design;
  const beta = startOf(design);
  const alone = maximise({
    start: beta.slice(0, 1),
    penalty: new Float64Array(1),
    pass: (b, out) => densePass({ columns: [], label, weight, offset }, b, out),
    maxIterations: 100,
  });
  beta[0] = alone.beta[0] ?? 0;
  return centreAt(beta, passOf(design));
}

/** lambda_max = max_j |x_j'(y - p0)| / (n alpha), then log-spaced. */
export function defaultPath(design: Design, { sums }: Centre, alpha = 1): readonly number[] {
  const steepest = sums.gradient.slice(1).reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const largest = steepest / (design.total * Math.max(alpha, leastAlpha));
  const ratio = design.label.length > design.scale.length ? 1e-4 : 0.01;
  return Array.from({ length: pathLength }, (_, k) => largest * ratio ** (k / (pathLength - 1)));
}

/**
 * Fits of one design at falling lambdas, each starting from the one before. Proximal quasi-Newton: the quadratic at a
 * point, with the penalties, is minimised by coordinate descent, and the step is halved while the objective rises. The
 * information of an earlier point stays in the quadratic and is corrected along each step by the change of the score
 * (BFGS), which takes a pass of half the cost or less; it is computed anew where steps do not shrink threefold. The
 * error of the first step at the last lambda is added to the first at this one, since it changes little from one to the
 * next. The last step is not checked again: what remains is less than `accuracy` by the rate at which steps shrink.
 */
export function warmFits(
  design: Design,
  { alpha = 1, accuracy = nearEnough }: Pick<ElasticNetOptions, "alpha" | "accuracy">,
  empty = emptyModel(design),
): FitAt {
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha is ${alpha}; it lies between 0 and 1`);
  const pass = passOf(design);
  let centre = empty;
  let beta = empty.beta;
  let missed = new Float64Array(beta.length);
  return (lambda, near) => {
    if (near !== undefined) {
      centre = movedTo(onDesignScale(near, design), centre, pass);
      beta = centre.beta;
      missed = new Float64Array(beta.length);
    }
    if (!(lambda >= 0)) throw new RangeError(`lambda is ${lambda}; it is 0 or more`);
    const l1 = design.total * lambda * alpha;
    const l2 = design.total * lambda * (1 - alpha);
    const costOf = ({ beta, sums }: Centre): number =>
      beta.reduce(
        (sum, b, j) => (j === 0 ? sum : sum + l1 * Math.abs(b) + 0.5 * l2 * b * b),
        -sums.logLikelihood,
      );
    let before = Number.POSITIVE_INFINITY;
    let converged = false;
    let first = beta;
    for (let iteration = 0; iteration < mostSteps; iteration++) {
      const target = Float64Array.from(beta);
      coordinateDescent(centre.sums.information, centre.sums.gradient, centre.beta, target, l1, l2, 1e-13);
      const length = longest(target, centre.beta);
      if (!Number.isFinite(length)) break;
      const rate = length / before;
      converged =
        length * (centre.fresh ? Math.max(length, rate ** 2) : iteration === 0 ? 1 : rate) < accuracy;
      if (converged) {
        beta = target;
        break;
      }
      if (!centre.fresh && rate > slowest && iteration > 0) {
        centre = centreAt(centre.beta, pass);
        continue;
      }
      const predicted = iteration === 0 ? bent(target, missed) : target;
      if (iteration === 0) first = target;
      const now = costOf(centre);
      let next = movedTo(predicted, centre, pass);
      for (let part = 1; !(costOf(next) <= now + 1e-12 * Math.abs(now)) && part > 1e-8; part /= 2)
        next = movedTo(between(centre.beta, target, part), centre, pass);
      centre = next;
      beta = next.beta;
      before = length;
    }
    missed = beta.map((b, j) => b - (first[j] ?? 0));
    const logLikelihood = quadraticAt(centre, beta);
    return {
      lambda,
      coefficients: onOriginalScale(beta, design),
      nonZero: beta.reduce((count, b, j) => count + (j > 0 && b !== 0 ? 1 : 0), 0),
      logLikelihood,
      devianceRatio: 1 - logLikelihood / empty.sums.logLikelihood,
      converged,
    };
  };
}

/**
 * The fit at a lambda, from the one before it or from `near`: coefficients on the original scale, at which one pass is
 * made.
 */
export type FitAt = (lambda: number, near?: Float64Array) => ElasticNetFit;

const mostSteps = 100;

/** The share of the last step above which a step is too long for the information to be kept. */
const slowest = 0.3;

/** A point moved by the error of the prediction before it, where that keeps its signs. */
const bent = (target: Float64Array, missed: Float64Array): Float64Array =>
  target.map((b, j) => {
    const moved = b + (missed[j] ?? 0);
    return j === 0 || Math.sign(moved) === Math.sign(b) ? moved : b;
  });

const between = (from: Float64Array, to: Float64Array, part: number): Float64Array =>
  from.map((b, j) => b + part * ((to[j] ?? 0) - b));

const longest = (to: Float64Array, from: Float64Array): number =>
  to.reduce((most, b, j) => Math.max(most, Math.abs(b - (from[j] ?? 0))), 0);

/** The log-likelihood at a point, by the quadratic of a centre near it. */
function quadraticAt({ beta, sums }: Centre, at: Float64Array): number {
  const p = at.length;
  let ll = sums.logLikelihood;
  for (let j = 0; j < p; j++) {
    const d = (at[j] ?? 0) - (beta[j] ?? 0);
    if (d === 0) continue;
    let curved = 0;
    for (let k = 0; k < p; k++)
      curved += (sums.information[j * p + k] ?? 0) * ((at[k] ?? 0) - (beta[k] ?? 0));
    ll += d * ((sums.gradient[j] ?? 0) - 0.5 * curved);
  }
  return ll;
}

/** The sums at a point, the information with both triangles. */
function centreAt(beta: Float64Array, pass: Pass): Centre {
  const p = beta.length;
  const sums = sumsOf(p);
  pass(beta, sums);
  const { information } = sums;
  for (let j = 0; j < p; j++)
    for (let k = 0; k < j; k++) information[k * p + j] = information[j * p + k] ?? 0;
  return { beta, sums, fresh: true };
}

/**
 * The sums at a point near another, with the information of that one corrected along the step (BFGS): it then maps the
 * step to the decrease of the score that was seen.
 */
function movedTo(beta: Float64Array, from: Centre, pass: Pass): Centre {
  const p = beta.length;
  const sums: Sums = { logLikelihood: 0, gradient: new Float64Array(p), information: from.sums.information };
  pass(beta, sums, false);
  const step = beta.map((b, j) => b - (from.beta[j] ?? 0));
  const seen = sums.gradient.map((g, j) => (from.sums.gradient[j] ?? 0) - g);
  return { beta, sums: { ...sums, information: corrected(from.sums.information, step, seen) }, fresh: false };
}

/** @param p number of parameters, the intercept included */
export const sumsOf = (p: number): Sums => ({
  logLikelihood: 0,
  gradient: new Float64Array(p),
  information: new Float64Array(p * p),
});
