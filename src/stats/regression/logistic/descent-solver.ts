import { expit } from "../../numeric/expit.ts";
import { designOf, type LogisticData, onDesignScale, onOriginalScale } from "./design.ts";
import { fitLogistic, type LogisticFit, softplus } from "./fit.ts";

/** The parts of the packages `ml-logistic-regression` 2 and `ml-matrix` 6 that are used; the caller passes them in. */
export interface DescentModules {
  readonly LogisticRegression: new (options: {
    numSteps: number;
    learningRate: number;
  }) => {
    train(x: unknown, y: unknown): void;
    readonly classifiers: readonly { readonly weights: { to1DArray(): number[] } }[];
  };
  readonly Matrix: {
    new (rows: number[][]): unknown;
    columnVector(values: readonly number[]): unknown;
  };
}

export interface DescentOptions {
  /** the first number of steps, which doubles (from the start again) until the stopping rule is met. Default 500 */
  readonly steps?: number;
  /** default 64000 */
  readonly mostSteps?: number;
  /**
   * stopping rule: no component of the gradient of the mean log-likelihood is above this, on scaled columns. Default
   * 1e-8
   */
  readonly gradient?: number;
}

export interface DescentFit {
  /** intercept first, on the original scale */
  readonly coefficients: Float64Array;
  readonly logLikelihood: number;
  readonly steps: number;
  readonly learningRate: number;
  /** largest component of the mean gradient at the end */
  readonly gradient: number;
  /** whether the stopping rule was met; the package itself has none */
  readonly converged: boolean;
  /** difference from Newton's method on the same rows */
  readonly disagreement: {
    /** largest difference of a coefficient, columns scaled to SD 1 */
    readonly coefficient: number;
    /** Newton's log-likelihood less this one's */
    readonly logLikelihood: number;
  };
  readonly newton: LogisticFit;
}

/**
 * Plain gradient ascent of `ml-logistic-regression`, with what the package leaves to its user: centred and scaled
 * columns, a column of ones, a step that cannot diverge (1 over a bound of the curvature), and a stopping rule. For
 * weights of 1 and labels 0 and 1; no penalty, no offset. The package fits each class against all others, so that its
 * first classifier is the model of label 1. Far slower than Newton's method with the same answer: an independent check.
 */
export function fitByDescent(
  data: LogisticData,
  { LogisticRegression, Matrix }: DescentModules,
  { steps = 500, mostSteps = 64_000, gradient = 1e-8 }: DescentOptions = {},
): DescentFit {
  if (data.weight !== undefined || data.offset !== undefined)
    throw new RangeError("ml-logistic-regression knows neither weights nor offsets: use Newton's method");
  const design = designOf(data);
  const { columns, label, share } = design;
  if (share <= 0 || share >= 1) throw new RangeError("every outcome is the same");
  if (label.some((y) => y !== 0 && y !== 1))
    throw new RangeError("ml-logistic-regression needs labels 0 and 1");
  const rows = Array.from(label, (_, i) => [1, ...columns.map((c) => c[i] ?? 0)]);
  const [x, y] = [new Matrix(rows), Matrix.columnVector(Array.from(label))];
  const learningRate = 1 / curvatureBound(columns, label.length);
  for (let count = steps; ; count *= 2) {
    const model = new LogisticRegression({ numSteps: count, learningRate });
    model.train(x, y);
    const beta = Float64Array.from(model.classifiers[0]?.weights.to1DArray() ?? []);
    const at = gradientAt(rows, label, beta);
    const converged = at.gradient <= gradient;
    if (!converged && 2 * count <= mostSteps) continue;
    const newton = fitLogistic(data);
    const best = onDesignScale(newton.coefficients, design);
    return {
      coefficients: onOriginalScale(beta, design),
      logLikelihood: at.logLikelihood,
      steps: count,
      learningRate,
      gradient: at.gradient,
      converged,
      disagreement: {
        coefficient: beta.reduce((most, b, j) => Math.max(most, Math.abs(b - (best[j] ?? 0))), 0),
        logLikelihood: newton.logLikelihood - at.logLikelihood,
      },
      newton,
    };
  }
}

/** Gershgorin's bound on the largest eigenvalue of X'X / 4: no information matrix is steeper. */
function curvatureBound(columns: readonly Float64Array[], n: number): number {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * (b[i] ?? 0), 0);
  // centred columns are orthogonal to the column of ones, whose own sum is n
  const sums = columns.map((a) => columns.reduce((s, b) => s + Math.abs(dot(a, b)), 0));
  return Math.max(n, ...sums) / 4;
}

function gradientAt(
  rows: readonly (readonly number[])[],
  label: Float64Array,
  beta: Float64Array,
): { gradient: number; logLikelihood: number } {
  const sums = new Float64Array(beta.length);
  let logLikelihood = 0;
  rows.forEach((row, i) => {
    const eta = row.reduce((s, v, j) => s + v * (beta[j] ?? 0), 0);
    const y = label[i] ?? 0;
    logLikelihood += y * eta - softplus(eta);
    const r = y - expit(eta);
    row.forEach((v, j) => {
      sums[j] = (sums[j] ?? 0) + r * v;
    });
  });
  return {
    gradient: sums.reduce((most, s) => Math.max(most, Math.abs(s)), 0) / rows.length,
    logLikelihood,
  };
}
