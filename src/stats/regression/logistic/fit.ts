import { type Estimated, estimate, notEstimable } from "../../../base/estimate.ts";
import { notConverged } from "../../../base/messages/stats.ts";
import { cholesky, inverseFromCholesky } from "../../numeric/linear.ts";
import { type Ascent, type Maximum, maximise } from "../../numeric/newton.ts";
import { zOf } from "../../proportions/proportion.ts";
import { densePass } from "./dense.kernel.ts";
import {
  covarianceOnOriginalScale,
  type Design,
  designOf,
  type LogisticData,
  onDesignScale,
  onOriginalScale,
  startOf,
} from "./design.ts";
import { type Pass, passOf } from "./pass.ts";

export interface LogisticOptions {
  /** ridge on the sum scale: the objective is ll - 0.5 lambda sum of b^2, with a free intercept; default 0 */
  readonly lambda?: number;
  /**
   * whether the penalty is on coefficients of columns divided by their population SD; results are on the original
   * scale. Default false
   */
  readonly standardise?: boolean;
  readonly maxIterations?: number;
  /** where to begin: the coefficients of a fit of similar columns. It only saves time */
  readonly start?: Float64Array;
  /**
   * a step shorter than this, in SDs of the columns, is not taken, and `left` predicts what it would add. Default: all
   * are taken
   */
  readonly accuracy?: number;
}

export interface LogisticFit {
  /** intercept first, then one for each column */
  readonly coefficients: Float64Array;
  /** inverse of the (penalised) information, row-major; NaN where the fit has not converged */
  readonly covariance: Float64Array;
  readonly standardErrors: Float64Array;
  /** without the penalty */
  readonly logLikelihood: number;
  /** what the ridge subtracts: 0.5 lambda sum of b^2 */
  readonly penalty: number;
  /** what the last step, if not taken, would add to the penalised log-likelihood (`accuracy`); otherwise 0 */
  readonly left: number;
  /**
   * false: the coefficients mean nothing, because of separated outcomes, one class, collinear columns or the iteration
   * limit
   */
  readonly converged: boolean;
  readonly iterations: number;
  /** index in `coefficients` of a column that is constant or a combination of earlier ones; null: none */
  readonly collinear: number | null;
  /** tr((H + penalty)^-1 H): the number of coefficients without a penalty; NaN where the fit has not converged */
  readonly effectiveDf: number;
}

/**
 * ln(1 + e^x) without overflow.
 *
 * @example
 * softplus(0); // 0.6931
 */
export const softplus = (x: number): number =>
  x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
/**
 * Maximum (penalised) likelihood by Newton's method (newton.ts) on centred and scaled columns. O(n p^2) an iteration.
 *
 * @throws RangeError on values that are not finite, on lengths that differ, on no weight; `fitChecked` says the same in
 * words that name the column and the way out
 *
 * @example
 * // 1 of 4 without, 3 of 4 with: ln(1/3), and ln 9 more
 * const rows = { columns: [[0, 0, 0, 0, 1, 1, 1, 1]], label: [0, 0, 0, 1, 0, 1, 1, 1] };
 * fitLogistic(rows).coefficients; // [-1.0986, 2.1972]
 */
export function fitLogistic(data: LogisticData, options: LogisticOptions = {}): LogisticFit {
  return fitDesign(designOf(data), options);
}

export function fitDesign(design: Design, options: LogisticOptions = {}): LogisticFit {
  const { lambda = 0, standardise = false, maxIterations = 100 } = options;
  const { share, scale } = design;
  const start = options.start === undefined ? startOf(design) : onDesignScale(options.start, design);
  const penalty = Float64Array.from(start, (_, j) => {
    const column = scale[j - 1];
    return column === undefined ? 0 : standardise ? lambda : lambda / column.sd ** 2;
  });
  const oneClass = share <= 0 || share >= 1;
  const known = oneClass || options.start !== undefined;
  const large = design.label.length >= largeRows && design.label.length >= largeRatio * start.length;
  const found = ascend(passOf(design), {
    ...(large && !known ? nearOptimum(design, start, penalty) : { start }),
    penalty,
    large,
    maxIterations: oneClass ? 0 : maxIterations,
    ...(options.accuracy === undefined ? {} : { accuracy: options.accuracy }),
  });
  return reported(found, design, penalty);
}

/** From this many rows, and this many for each coefficient, one block in sixteen gives the starting point. */
const largeRows = 1 << 16;
const largeRatio = 1024;
const thinning = 16;

interface DenseAscent
  extends Pick<Ascent, "start" | "information" | "penalty" | "maxIterations" | "accuracy"> {
  /**
   * whether steps near the optimum reuse the information of an earlier point, which takes p / 20 times as long as the
   * rest of a pass
   */
  readonly large: boolean;
}

function ascend(pass: Pass, { large, ...ascent }: DenseAscent): Maximum {
  return maximise({
    ...ascent,
    pass,
    ...(large ? { cheapPass: (beta, out) => pass(beta, out, false) } : {}),
  });
}

/**
 * The optimum of a sixteenth of the rows and sixteen times its information; where it has none, the given start. The
 * choice of rows only affects the time.
 */
function nearOptimum(
  design: Design,
  start: Float64Array,
  penalty: Float64Array,
): Pick<Ascent, "start" | "information"> {
  const thinned: Pass = (beta, out, withInformation) =>
    densePass(design, beta, out, withInformation, thinning);
  const found = ascend(thinned, {
    start,
    penalty: penalty.map((q) => q / thinning),
    large: true,
    maxIterations: 20,
  });
  return found.converged
    ? { start: found.beta, information: found.information.map((v) => v * thinning) }
    : { start };
}

/** Wald's interval of one coefficient (0 is the intercept). */
export function wald(
  fit: Pick<LogisticFit, "coefficients" | "standardErrors">,
  coefficient: number,
  n: number,
  level = 0.95,
): Estimated {
  const b = fit.coefficients[coefficient] ?? Number.NaN;
  const half = zOf(level) * (fit.standardErrors[coefficient] ?? Number.NaN);
  return Number.isFinite(b) && Number.isFinite(half)
    ? estimate(b, b - half, b + half, n)
    : notEstimable(notConverged);
}

function reported(found: Maximum, design: Design, penalty: Float64Array): LogisticFit {
  const p = found.beta.length;
  const coefficients = onOriginalScale(found.beta, design);
  const factored = found.converged ? cholesky(found.information, p) : { failedAt: 0 };
  const inverse =
    "failedAt" in factored
      ? new Float64Array(p * p).fill(Number.NaN)
      : inverseFromCholesky(factored.factor, p);
  const covariance = covarianceOnOriginalScale(inverse, design);
  return {
    coefficients,
    covariance,
    standardErrors: coefficients.map((_, j) => Math.sqrt(covariance[j * p + j] ?? Number.NaN)),
    logLikelihood: found.logLikelihood,
    penalty: found.beta.reduce((sum, b, j) => sum + 0.5 * (penalty[j] ?? 0) * b * b, 0),
    left: found.left,
    converged: found.converged,
    iterations: found.iterations,
    collinear: found.singularAt,
    effectiveDf: penalty.reduce((df, q, j) => df - q * (inverse[j * p + j] ?? Number.NaN), p),
  };
}
