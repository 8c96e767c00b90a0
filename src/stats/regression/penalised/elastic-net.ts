import { maximise, type Sums } from "../../numeric/newton.ts";
import { densePass } from "../logistic/dense.kernel.ts";
import { type Design, designOf, type LogisticData, onOriginalScale, startOf } from "../logistic/design.ts";
import { type Pass, passOf } from "../logistic/pass.ts";
import { coordinateDescent } from "./descent.kernel.ts";

export interface ElasticNetOptions {
  /** 1 is the lasso, 0 ridge; default 1 */
  readonly alpha?: number;
  /** lambdas on glmnet's mean scale, falling; default: its path of 100 */
  readonly lambdas?: readonly number[];
  /** false: the penalty is on the coefficients of the columns as they are. Default true, as in glmnet */
  readonly standardise?: boolean;
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
export function* pathOf(design: Design, { alpha = 1, lambdas }: ElasticNetOptions): Generator<ElasticNetFit> {
  const empty = emptyModel(design);
  const fitAt = warmFits(design, alpha, empty);
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
}

/** The intercept alone, with the offset. */
function emptyModel(design: Design): Centre {
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
function defaultPath(design: Design, { sums }: Centre, alpha: number): readonly number[] {
  const steepest = sums.gradient.slice(1).reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const largest = steepest / (design.total * Math.max(alpha, leastAlpha));
  const ratio = design.label.length > design.scale.length ? 1e-4 : 0.01;
  return Array.from({ length: pathLength }, (_, k) => largest * ratio ** (k / (pathLength - 1)));
}

/** The longest last step of Newton's method whose square is still negligible. */
const nearEnough = 1e-10;

/**
 * Fits of one design at falling lambdas, each starting from the one before. Proximal Newton: the quadratic at a point,
 * with the penalties, is minimised by coordinate descent, and the step is halved while the objective rises. The
 * quadratic at the last lambda's solution predicts the next solution to first order; the error of that prediction at
 * the last lambda is added, since it changes little from one to the next. The last step is not checked again: the
 * remaining error is of the order of its square.
 */
export function warmFits(
  design: Design,
  alpha: number,
  empty = emptyModel(design),
): (lambda: number) => ElasticNetFit {
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha is ${alpha}; it lies between 0 and 1`);
  const pass = passOf(design);
  let centre = empty;
  let beta = empty.beta;
  let missed = new Float64Array(beta.length);
  return (lambda) => {
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
      beta = target;
      converged = length * Math.max(length, (length / before) ** 2) < nearEnough;
      if (converged) break;
      if (iteration === 0) {
        first = target;
        beta = bent(target, missed);
      }
      const now = costOf(centre);
      let next = centreAt(beta, pass);
      for (let part = 1; !(costOf(next) <= now + 1e-12 * Math.abs(now)) && part > 1e-8; part /= 2)
        next = centreAt(between(centre.beta, target, part), pass);
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

const mostSteps = 100;

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
  return { beta, sums };
}

/** @param p number of parameters, the intercept included */
export const sumsOf = (p: number): Sums => ({
  logLikelihood: 0,
  gradient: new Float64Array(p),
  information: new Float64Array(p * p),
});
