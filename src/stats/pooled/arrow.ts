import { cholesky, inverseFromCholesky, solveCholesky } from "../linear.ts";
import { subtractSchur } from "./schur.kernel.ts";

/**
 * The information of common coefficients and each segment's deviations from them. A row is of one segment, and its
 * coefficients are the sum of both: so with H_s the information of segment s by itself, and H_0 that of the rows of
 * none, the whole is [sum of H, H_1 ... H_S; H_1, H_1 + Q_1; ...], an arrow. `information` holds H_1 ... H_S, H_0, each
 * p x p with both triangles; parameters are the common ones, then segment by segment.
 */
export interface Arrow {
  readonly p: number;
  readonly segments: number;
  readonly information: Float64Array;
  /** on the diagonal, one a parameter */
  readonly penalty: Float64Array;
}

export interface FactoredArrow {
  readonly logDeterminant: number;
  readonly solve: (gradient: Float64Array) => Float64Array;
  /** variances of a segment's deviations (those of the common coefficients in them), and given the common ones */
  readonly variances: (segment: number) => { readonly whole: Float64Array; readonly given: Float64Array };
}

/** Null where it is not positive definite. O((segments + 1) p^3). */
export function factorArrow({ p, segments, information, penalty }: Arrow): FactoredArrow | null {
  const block = (s: number): Float64Array => information.subarray(s * p * p, (s + 1) * p * p);
  const penaltyOf = (s: number): Float64Array => penalty.subarray((s + 1) * p, (s + 2) * p);
  const left = Float64Array.from(block(segments));
  for (let j = 0; j < p; j++) left[j * p + j] = (left[j * p + j] ?? 0) + (penalty[j] ?? 0);
  const own: Float64Array[] = [];
  for (let s = 0; s < segments; s++) {
    const h = block(s);
    const penalised = Float64Array.from(h);
    penaltyOf(s).forEach((q, j) => {
      penalised[j * p + j] = (penalised[j * p + j] ?? 0) + q;
    });
    const factored = cholesky(penalised, p);
    if ("failedAt" in factored) return null;
    own.push(factored.factor);
    for (let at = 0; at < h.length; at++) left[at] = (left[at] ?? 0) + (h[at] ?? 0);
    subtractSchur(factored.factor, h, p, left);
  }
  const factored = cholesky(left, p);
  if ("failedAt" in factored) return null;
  const common = factored.factor;
  return {
    logDeterminant: [common, ...own].reduce((sum, factor) => sum + logDeterminant(factor, p), 0),
    solve(gradient) {
      const step = Float64Array.from(gradient);
      const rest = gradient.slice(0, p);
      const of = (s: number): Float64Array => gradient.subarray((s + 1) * p, (s + 2) * p);
      own.forEach((factor, s) => {
        subtractProduct(block(s), solveCholesky(factor, of(s), p), rest);
      });
      const shared = solveCholesky(common, rest, p);
      step.set(shared);
      own.forEach((factor, s) => {
        const mine = Float64Array.from(of(s));
        subtractProduct(block(s), shared, mine);
        step.set(solveCholesky(factor, mine, p), (s + 1) * p);
      });
      return step;
    },
    variances(s) {
      const factor = own[s];
      if (factor === undefined) throw new RangeError(`there is no segment ${s}`);
      const given = inverseFromCholesky(factor, p);
      const h = block(s);
      const diagonal = Float64Array.from({ length: p }, (_, j) => given[j * p + j] ?? 0);
      // a deviation moves with the common coefficients by -(H + Q)^-1 H, row j of which is H times row j of the inverse
      const whole = diagonal.map((variance, j) => {
        const moves = new Float64Array(p);
        subtractProduct(h, given.subarray(j * p, (j + 1) * p), moves);
        const by = solveCholesky(common, moves, p);
        return variance + moves.reduce((sum, m, k) => sum + m * (by[k] ?? 0), 0);
      });
      return { whole, given: diagonal };
    },
  };
}

function logDeterminant(factor: Float64Array, p: number): number {
  let sum = 0;
  for (let j = 0; j < p; j++) sum += 2 * Math.log(factor[j * p + j] ?? 1);
  return sum;
}

/** from -= matrix x vector, the matrix symmetric. */
function subtractProduct(matrix: Float64Array, vector: Float64Array, from: Float64Array): void {
  const p = from.length;
  vector.forEach((v, k) => {
    if (v === 0) return;
    for (let j = 0; j < p; j++) from[j] = (from[j] ?? 0) - v * (matrix[k * p + j] ?? 0);
  });
}
