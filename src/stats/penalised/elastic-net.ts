import { densePass } from "../logistic/dense.kernel.ts";
import { type Design, designOf, type LogisticData, onOriginalScale, startOf } from "../logistic/design.ts";
import { type Pass, passOf } from "../logistic/pass.ts";
import { maximise, type Sums } from "../newton.ts";
import { coordinateDescent } from "./descent.kernel.ts";

export interface ElasticNetOptions {
  /** 1 is the lasso, 0 ridge; default 1 */
  readonly alpha?: number;
  /** glmnet's mean scale, falling; default: its path of 100 */
  readonly lambdas?: readonly number[];
}

export interface ElasticNetFit {
  /** mean scale: a ridge's sum-scale lambda is n times this */
  readonly lambda: number;
  /** intercept first, on the original scale */
  readonly coefficients: Float64Array;
  /** slopes that are not 0 */
  readonly nonZero: number;
  readonly logLikelihood: number;
  /** 1 - deviance / deviance of the intercept alone */
  readonly devianceRatio: number;
  readonly converged: boolean;
}

const pathLength = 100;
/** The path ends where a step explains no more than this of the null deviance, or all but nothing is left to explain (glmnet's control). */
const leastGain = 1e-5;
const mostExplained = 0.999;
const fewest = 5;
/** glmnet takes a ridge's path from the lambda of this alpha. */
const leastAlpha = 1e-3;

/**
 * Elastic net by glmnet's objective (Friedman, Hastie & Tibshirani 2010): minimises
 * -ll / n + lambda (alpha sum |b_j| + (1 - alpha) / 2 sum b_j^2) over columns divided by their population SD, the
 * intercept free. Each lambda starts from the one before: Newton's quadratic is minimised by coordinate descent on the
 * information matrix, the step halved while the objective rises. Without `lambdas` the path is glmnet's: 100 from the
 * largest that keeps a slope, down to 1e-4 of it (0.01 where columns outnumber rows), cut where the deviance stops
 * falling. O(n p^2) a Newton step, p^2 a sweep: for hundreds of columns, not tens of thousands.
 */
export function elasticNetPath(
  data: LogisticData,
  options: ElasticNetOptions = {},
): readonly ElasticNetFit[] {
  const design = designOf(data);
  if (design.share <= 0 || design.share >= 1) throw new RangeError("every outcome is the same");
  return pathOf(design, options);
}

function pathOf(design: Design, { alpha = 1, lambdas }: ElasticNetOptions): readonly ElasticNetFit[] {
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha is ${alpha}; it lies between 0 and 1`);
  const pass = passOf(design);
  const empty = emptyModel(design, pass);
  const given = lambdas !== undefined;
  const grid = lambdas ?? defaultPath(design, empty, alpha);
  const fits: ElasticNetFit[] = [];
  let beta = empty.beta;
  let at: Sums | null = null;
  for (const lambda of grid) {
    if (!(lambda >= 0)) throw new RangeError(`lambda is ${lambda}; it is 0 or more`);
    const found = descend(design, beta, lambda, alpha, pass, at);
    beta = found.beta;
    at = found.sums;
    const devianceRatio = 1 - found.sums.logLikelihood / empty.logLikelihood;
    const before = fits.at(-1)?.devianceRatio ?? 0;
    fits.push({
      lambda,
      coefficients: onOriginalScale(beta, design),
      nonZero: beta.reduce((count, b, j) => count + (j > 0 && b !== 0 ? 1 : 0), 0),
      logLikelihood: found.sums.logLikelihood,
      devianceRatio,
      converged: found.converged,
    });
    if (given || fits.length < fewest) continue;
    if (devianceRatio - before < leastGain || devianceRatio > mostExplained) break;
  }
  return fits;
}

interface Empty {
  readonly beta: Float64Array;
  readonly logLikelihood: number;
  /** at the intercept alone */
  readonly gradient: Float64Array;
}

/** The intercept alone, with the offset. */
function emptyModel(design: Design, pass: Pass): Empty {
  const beta = startOf(design);
  const alone = maximise({
    start: beta.slice(0, 1),
    penalty: new Float64Array(1),
    pass: (b, out) => densePass({ ...design, columns: [] }, b, out),
    maxIterations: 100,
  });
  beta[0] = alone.beta[0] ?? 0;
  const sums = sumsOf(beta.length);
  pass(beta, sums, false);
  return { beta, logLikelihood: sums.logLikelihood, gradient: sums.gradient };
}

/** lambda_max = max_j |x_j'(y - p0)| / (n alpha), then log-spaced. */
function defaultPath(design: Design, { gradient }: Empty, alpha: number): readonly number[] {
  const steepest = gradient.slice(1).reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const largest = steepest / (design.total * Math.max(alpha, leastAlpha));
  const ratio = design.label.length > design.columns.length ? 1e-4 : 0.01;
  return Array.from({ length: pathLength }, (_, k) => largest * ratio ** (k / (pathLength - 1)));
}

interface Descended {
  readonly beta: Float64Array;
  readonly sums: Sums;
  readonly converged: boolean;
}

/** Proximal Newton at one lambda; `known` are the sums at the start, where the lambda before has left them. */
function descend(
  design: Design,
  start: Float64Array,
  lambda: number,
  alpha: number,
  pass: Pass,
  known: Sums | null,
): Descended {
  const l1 = design.total * lambda * alpha;
  const l2 = design.total * lambda * (1 - alpha);
  const p = start.length;
  const cost = (beta: Float64Array, ll: number): number =>
    beta.reduce((sum, b, j) => (j === 0 ? sum : sum + l1 * Math.abs(b) + 0.5 * l2 * b * b), -ll);
  let beta = start;
  let sums = known ?? sumsOf(p);
  if (known === null) pass(beta, sums);
  for (let iteration = 0; iteration < 100; iteration++) {
    mirror(sums.information, p);
    const target = Float64Array.from(beta);
    coordinateDescent(sums.information, sums.gradient, beta, target, l1, l2, 1e-13);
    const step = target.map((b, j) => b - (beta[j] ?? 0));
    const length = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(length)) break;
    const now = cost(beta, sums.logLikelihood);
    let fraction = 1;
    let moved = target;
    let next = sumsOf(p);
    pass(moved, next);
    while (!(cost(moved, next.logLikelihood) <= now + 1e-12 * Math.abs(now)) && fraction > 1e-8) {
      fraction /= 2;
      const part = fraction;
      moved = beta.map((b, j) => b + part * (step[j] ?? 0));
      next = sumsOf(p);
      pass(moved, next);
    }
    beta = moved;
    sums = next;
    if (length < 1e-9) return { beta, sums, converged: true };
  }
  return { beta, sums, converged: false };
}

const sumsOf = (p: number): Sums => ({
  logLikelihood: 0,
  gradient: new Float64Array(p),
  information: new Float64Array(p * p),
});

function mirror(matrix: Float64Array, p: number): void {
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) matrix[k * p + j] = matrix[j * p + k] ?? 0;
}
