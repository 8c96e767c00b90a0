import { cholesky, inverseFromCholesky, solveCholesky } from "./linear.ts";

export interface LogisticData {
  /** p columns of n values, without the intercept */
  readonly columns: readonly ArrayLike<number>[];
  /** 0 or 1, or targets in between (Platt) */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
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
  /** of the (penalised) information; NaN where it cannot be inverted */
  readonly standardErrors: Float64Array;
  /** without the penalty */
  readonly logLikelihood: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** index of a column that is a combination of others (0 is the intercept); null: none */
  readonly collinear: number | null;
}

/** ln(1 + e^x) without overflow. */
export const softplus = (x: number): number =>
  x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
export const expit = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

const stepTolerance = 1e-10;

/**
 * Maximum (penalised) likelihood by Newton's method with step halving; stops when max |step| < 1e-10 and the relative
 * change of the objective < 1e-10. At the iteration limit `converged` is false. O(n p^2) an iteration.
 */
export function fitLogistic(
  { columns, label, weight }: LogisticData,
  options: LogisticOptions = {},
): LogisticFit {
  const { lambda = 0, standardise = false, maxIterations = 100 } = options;
  const n = label.length;
  const p = columns.length + 1;
  const w = weight ?? { length: n };
  const unit = weight === undefined;
  const wAt = (i: number): number => (unit ? 1 : (w[i] ?? 0));
  const penalty = new Float64Array(p);
  columns.forEach((column, j) => {
    penalty[j + 1] = standardise ? lambda * populationVariance(column, wAt, n) : lambda;
  });
  let beta = new Float64Array(p);
  let now = pass(columns, label, wAt, n, beta, penalty);
  let converged = false;
  let iterations = 0;
  let collinear: number | null = null;
  while (iterations < maxIterations && !converged) {
    iterations++;
    const factored = cholesky(now.information, p);
    if ("failedAt" in factored) {
      collinear = factored.failedAt;
      break;
    }
    const step = solveCholesky(factored.factor, now.gradient, p);
    let size = 1;
    let next = beta.map((b, j) => b + (step[j] ?? 0));
    let after = pass(columns, label, wAt, n, next, penalty);
    while (!(after.objective >= now.objective - 1e-12 * Math.abs(now.objective)) && size > 1e-8) {
      size /= 2;
      next = beta.map((b, j) => b + size * (step[j] ?? 0));
      after = pass(columns, label, wAt, n, next, penalty);
    }
    const largest = step.reduce((m, s) => Math.max(m, Math.abs(s * size)), 0);
    converged =
      largest < stepTolerance &&
      Math.abs(after.objective - now.objective) <= 1e-10 * (Math.abs(now.objective) + 1e-10);
    beta = next;
    now = after;
  }
  const factored = cholesky(now.information, p);
  const inverse = "failedAt" in factored ? null : inverseFromCholesky(factored.factor, p);
  return {
    coefficients: beta,
    standardErrors: beta.map((_, j) =>
      inverse === null ? Number.NaN : Math.sqrt(inverse[j * p + j] ?? Number.NaN),
    ),
    logLikelihood: now.logLikelihood,
    converged,
    iterations,
    collinear,
  };
}

function populationVariance(column: ArrayLike<number>, wAt: (i: number) => number, n: number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += wAt(i) * (column[i] ?? 0);
    total += wAt(i);
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += wAt(i) * ((column[i] ?? 0) - mean) ** 2;
  return squares / total;
}

/** Objective, gradient and information at a point. */
function pass(
  columns: readonly ArrayLike<number>[],
  label: ArrayLike<number>,
  wAt: (i: number) => number,
  n: number,
  beta: Float64Array,
  penalty: Float64Array,
): { objective: number; logLikelihood: number; gradient: Float64Array; information: Float64Array } {
  const p = beta.length;
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  const x = new Float64Array(p);
  x[0] = 1;
  let logLikelihood = 0;
  for (let i = 0; i < n; i++) {
    let eta = beta[0] ?? 0;
    for (let j = 1; j < p; j++) {
      const v = columns[j - 1]?.[i] ?? 0;
      x[j] = v;
      eta += v * (beta[j] ?? 0);
    }
    const w = wAt(i);
    const y = label[i] ?? 0;
    logLikelihood += w * (y * eta - softplus(eta));
    const mu = expit(eta);
    const r = w * (y - mu);
    const v = w * mu * (1 - mu);
    for (let j = 0; j < p; j++) {
      const xj = x[j] ?? 0;
      gradient[j] = (gradient[j] ?? 0) + r * xj;
      const vx = v * xj;
      for (let k = 0; k <= j; k++) information[j * p + k] = (information[j * p + k] ?? 0) + vx * (x[k] ?? 0);
    }
  }
  let objective = logLikelihood;
  for (let j = 0; j < p; j++) {
    const b = beta[j] ?? 0;
    const q = penalty[j] ?? 0;
    objective -= 0.5 * q * b * b;
    gradient[j] = (gradient[j] ?? 0) - q * b;
    information[j * p + j] = (information[j * p + j] ?? 0) + q;
    for (let k = 0; k < j; k++) information[k * p + j] = information[j * p + k] ?? 0;
  }
  return { objective, logLikelihood, gradient, information };
}
