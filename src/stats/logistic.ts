import { type Estimated, estimate, notEstimable } from "../base/estimate.ts";
import { cholesky, inverseFromCholesky } from "./linear.ts";
import { densePass } from "./logistic.kernel.ts";
import { type Maximum, maximise } from "./newton.ts";
import { zOf } from "./proportion.ts";

export interface LogisticData {
  /** p columns of n values, without the intercept */
  readonly columns: readonly ArrayLike<number>[];
  /** 0 or 1, or targets in between (Platt) */
  readonly label: ArrayLike<number>;
  /** frequency weights (2 is the row twice), default 1 */
  readonly weight?: ArrayLike<number>;
}

export interface LogisticOptions {
  /** ridge, sum scale: the objective is ll - 0.5 lambda sum of b^2, the intercept free; default 0 */
  readonly lambda?: number;
  /** penalise coefficients of columns divided by their population SD; reported on the original scale. Default false */
  readonly standardise?: boolean;
  readonly maxIterations?: number;
}

export interface LogisticFit {
  /** intercept first, then one a column */
  readonly coefficients: Float64Array;
  /** inverse of the (penalised) information, row-major; NaN where the fit has not converged */
  readonly covariance: Float64Array;
  readonly standardErrors: Float64Array;
  /** without the penalty */
  readonly logLikelihood: number;
  /** false: the coefficients mean nothing. Separated outcomes, one class, collinear columns or the iteration limit */
  readonly converged: boolean;
  readonly iterations: number;
  /** position in `coefficients` of a column that is constant or a combination of those before it; null: none */
  readonly collinear: number | null;
}

/** ln(1 + e^x) without overflow. */
export const softplus = (x: number): number =>
  x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
export const expit = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

/**
 * Maximum (penalised) likelihood by Newton's method (newton.ts). Columns are centred and scaled inside, which changes
 * neither model nor penalty, so that years or amounts in millions do not spoil the arithmetic. Throws a RangeError on
 * values that are not finite, on lengths that differ, on no weight. O(n p^2) an iteration.
 */
export function fitLogistic(data: LogisticData, options: LogisticOptions = {}): LogisticFit {
  const { lambda = 0, standardise = false, maxIterations = 100 } = options;
  const label = finite(data.label, "the label");
  const n = label.length;
  const weight = data.weight === undefined ? new Float64Array(n).fill(1) : finite(data.weight, "the weight");
  const share = shareOf(label, weight);
  const columns = data.columns.map((column, j) => {
    if (column.length !== n)
      throw new RangeError(`column ${j + 1} has ${column.length} values for ${n} rows`);
    return standardised(finite(column, `column ${j + 1}`), weight);
  });
  const start = new Float64Array(columns.length + 1);
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  start[0] = Math.log(inside / (1 - inside));
  const penalty = Float64Array.from(start, (_, j) => {
    const column = columns[j - 1];
    return column === undefined ? 0 : standardise ? lambda : lambda / column.sd ** 2;
  });
  const scaled = columns.map((c) => c.values);
  const oneClass = share <= 0 || share >= 1;
  const found = maximise({
    start,
    penalty,
    pass: (beta, out) => densePass(scaled, label, weight, beta, out),
    maxIterations: oneClass ? 0 : maxIterations,
  });
  return onOriginalScale(found, columns);
}

/** Wald's interval of one coefficient (0 is the intercept). */
export function wald(fit: LogisticFit, coefficient: number, n: number, level = 0.95): Estimated {
  const b = fit.coefficients[coefficient] ?? Number.NaN;
  const half = zOf(level) * (fit.standardErrors[coefficient] ?? Number.NaN);
  return Number.isFinite(b) && Number.isFinite(half)
    ? estimate(b, b - half, b + half, n)
    : notEstimable("the fit has not converged");
}

interface Column {
  readonly values: Float64Array;
  readonly mean: number;
  /** population SD; 1 where the column is constant */
  readonly sd: number;
}

function standardised(column: Float64Array, weight: Float64Array): Column {
  let [sum, total] = [0, 0];
  column.forEach((v, i) => {
    sum += (weight[i] ?? 0) * v;
    total += weight[i] ?? 0;
  });
  const mean = sum / total;
  let squares = 0;
  column.forEach((v, i) => {
    squares += (weight[i] ?? 0) * (v - mean) ** 2;
  });
  const sd = Math.sqrt(squares / total);
  // a constant column leaves rounding in its place: it is set to 0, so that the information says which it is
  if (!(sd > 1e-13 * Math.abs(mean))) return { values: new Float64Array(column.length), mean, sd: 1 };
  return { values: column.map((v) => (v - mean) / sd), mean, sd };
}

function onOriginalScale(found: Maximum, columns: readonly Column[]): LogisticFit {
  const p = found.beta.length;
  const coefficients = found.beta.map((b, j) => b / (columns[j - 1]?.sd ?? 1));
  columns.forEach((c, j) => {
    coefficients[0] = (coefficients[0] ?? 0) - (coefficients[j + 1] ?? 0) * c.mean;
  });
  const factored = found.converged ? cholesky(found.information, p) : { failedAt: 0 };
  const covariance =
    "failedAt" in factored
      ? new Float64Array(p * p).fill(Number.NaN)
      : unscaled(inverseFromCholesky(factored.factor, p), columns, p);
  return {
    coefficients,
    covariance,
    standardErrors: coefficients.map((_, j) => Math.sqrt(covariance[j * p + j] ?? Number.NaN)),
    logLikelihood: found.logLikelihood,
    converged: found.converged,
    iterations: found.iterations,
    collinear: found.singularAt,
  };
}

/** A S A' with A the map from standardised to original coefficients: rows of slopes / sd, the intercept - means / sd. */
function unscaled(s: Float64Array, columns: readonly Column[], p: number): Float64Array {
  const scale = Float64Array.from({ length: p }, (_, j) => 1 / (columns[j - 1]?.sd ?? 1));
  const half = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) half[i * p + j] = (s[i * p + j] ?? 0) * (scale[i] ?? 1);
  for (let i = 1; i < p; i++)
    for (let j = 0; j < p; j++)
      half[j] = (half[j] ?? 0) - (columns[i - 1]?.mean ?? 0) * (half[i * p + j] ?? 0);
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) out[i * p + j] = (half[i * p + j] ?? 0) * (scale[j] ?? 1);
    for (let j = 1; j < p; j++)
      out[i * p] = (out[i * p] ?? 0) - (columns[j - 1]?.mean ?? 0) * (out[i * p + j] ?? 0);
  }
  return out;
}

function shareOf(label: Float64Array, weight: Float64Array): number {
  if (weight.length !== label.length)
    throw new RangeError(`${weight.length} weights for ${label.length} rows`);
  let [y, total] = [0, 0];
  label.forEach((v, i) => {
    const w = weight[i] ?? 0;
    if (w < 0) throw new RangeError(`row ${i + 1} has a negative weight`);
    y += w * v;
    total += w;
  });
  if (!(total > 0)) throw new RangeError("there are no rows to fit on");
  return y / total;
}

function finite(values: ArrayLike<number>, name: string): Float64Array {
  const out = Float64Array.from(values);
  const bad = out.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) throw new RangeError(`${name} holds ${out[bad]} in row ${bad + 1}`);
  return out;
}
