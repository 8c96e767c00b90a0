import { cholesky, inverseFromCholesky, solveCholesky } from "../../numeric/linear.ts";
import { pin } from "../binned/fit.ts";
import { subtractSchur } from "./schur.kernel.ts";

/**
 * The information of common coefficients and each segment's deviations from them. A row belongs to one segment, and its
 * coefficients are the sum of both. So with H_s the information of segment s alone, and H_0 that of the rows of none,
 * the whole is [sum of H, H_1 ... H_S; H_1, H_1 + Q_1; ...], an arrow. `information` holds H_1 ... H_S, H_0, each p x p
 * with both triangles; parameters are the common ones, then segment by segment.
 */
export interface Arrow {
  readonly p: number;
  readonly segments: number;
  readonly information: Float64Array;
  /** diagonal of the penalty, one entry for each parameter */
  readonly penalty: Float64Array;
}

export interface FactoredArrow {
  readonly logDeterminant: number;
  readonly solve: (gradient: Float64Array) => Float64Array;
  /** variances of a segment's deviations: with the variance of the common coefficients (`whole`), and given these */
  readonly variances: (segment: number) => { readonly whole: Float64Array; readonly given: Float64Array };
}

/**
 * Factors an arrow; null where it is not positive definite. A deviation that is held (a penalty of `pin`), or of a bin
 * in which the segment has no rows, is 0 and left out. O(p^3 + the sum over segments of a p^2), with a the deviations
 * that take part.
 */
export function factorArrow({ p, segments, information, penalty }: Arrow): FactoredArrow | null {
  const left = Float64Array.from(information.subarray(segments * p * p));
  for (let j = 0; j < p; j++) left[j * p + j] = (left[j * p + j] ?? 0) + (penalty[j] ?? 0);
  const own: Block[] = [];
  for (let s = 0; s < segments; s++) {
    const h = information.subarray(s * p * p, (s + 1) * p * p);
    for (let at = 0; at < h.length; at++) left[at] = (left[at] ?? 0) + (h[at] ?? 0);
    const block = blockOf(h, penalty.subarray((s + 1) * p, (s + 2) * p));
    if (block === null) return null;
    subtractSchur(block.factor, block.rows, block.active.length, p, left);
    own.push(block);
  }
  const factored = cholesky(left, p);
  if ("failedAt" in factored) return null;
  const common = factored.factor;
  const logOf = (factor: Float64Array, n: number): number => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += 2 * Math.log(factor[j * n + j] ?? 1);
    return sum;
  };
  return {
    logDeterminant: own.reduce(
      (sum, { factor, active, idle }) => sum + logOf(factor, active.length) + idle,
      logOf(common, p),
    ),
    solve(gradient) {
      const step = new Float64Array(gradient.length);
      const rest = gradient.slice(0, p);
      const of = ({ active }: Block, s: number): Float64Array =>
        Float64Array.from(active, (j) => gradient[(s + 1) * p + j] ?? 0);
      own.forEach((block, s) => {
        const mine = solveCholesky(block.factor, of(block, s), block.active.length);
        mine.forEach((x, i) => {
          for (let j = 0; j < p; j++) rest[j] = (rest[j] ?? 0) - x * (block.rows[i * p + j] ?? 0);
        });
      });
      const shared = solveCholesky(common, rest, p);
      step.set(shared);
      own.forEach((block, s) => {
        const { factor, active, rows } = block;
        const mine = of(block, s).map((g, i) => g - dot(rows, i * p, shared));
        solveCholesky(factor, mine, active.length).forEach((x, i) => {
          step[(s + 1) * p + (active[i] ?? 0)] = x;
        });
      });
      return step;
    },
    variances(s) {
      const block = own[s];
      if (block === undefined) throw new RangeError(`there is no segment ${s}`);
      const { factor, active, rows } = block;
      const n = active.length;
      const inverse = inverseFromCholesky(factor, n);
      const given = Float64Array.from({ length: p }, (_, j) => 1 / (penalty[(s + 1) * p + j] ?? 1));
      const whole = Float64Array.from(given);
      active.forEach((j, i) => {
        // a deviation moves with the common coefficients by -(H + Q)^-1 H
        const moves = new Float64Array(p);
        for (let k = 0; k < n; k++) {
          const by = inverse[i * n + k] ?? 0;
          for (let c = 0; c < p; c++) moves[c] = (moves[c] ?? 0) + by * (rows[k * p + c] ?? 0);
        }
        given[j] = inverse[i * n + i] ?? 0;
        whole[j] = (given[j] ?? 0) + dot(solveCholesky(common, moves, p), 0, moves);
      });
      return { whole, given };
    },
  };
}

/** The part of a segment that is not left out. */
interface Block {
  /** its deviations, by their index among the segment's coefficients */
  readonly active: Int32Array;
  /** Cholesky factor of their information and penalty */
  readonly factor: Float64Array;
  /** their rows of the information, for all coefficients */
  readonly rows: Float64Array;
  /** log penalties of the deviations left out */
  readonly idle: number;
}

function blockOf(h: Float64Array, penalty: Float64Array): Block | null {
  const p = penalty.length;
  const active = Int32Array.from(penalty.keys()).filter(
    (j) => (penalty[j] ?? 0) < pin && (h[j * p + j] ?? 0) > 0,
  );
  const n = active.length;
  const rows = new Float64Array(n * p);
  const matrix = new Float64Array(n * n);
  active.forEach((j, i) => {
    rows.set(h.subarray(j * p, (j + 1) * p), i * p);
    for (let k = 0; k < n; k++) matrix[i * n + k] = h[j * p + (active[k] ?? 0)] ?? 0;
    matrix[i * n + i] = (matrix[i * n + i] ?? 0) + (penalty[j] ?? 0);
  });
  const factored = cholesky(matrix, n);
  if ("failedAt" in factored) return null;
  const all = penalty.reduce((sum, q) => sum + Math.log(q), 0);
  const idle = all - active.reduce((sum, j) => sum + Math.log(penalty[j] ?? 1), 0);
  return { active, factor: factored.factor, rows, idle };
}

function dot(a: Float64Array, from: number, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < b.length; j++) sum += (a[from + j] ?? 0) * (b[j] ?? 0);
  return sum;
}
