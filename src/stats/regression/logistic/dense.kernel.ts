import type { Sums } from "../../numeric/newton.ts";
import { blockKernel, blockRows, chunkRows, layoutOf, stride, tile } from "./simd/block.ts";

/** A dense design: p columns of n values, without the intercept. */
export interface DenseRows {
  readonly columns: readonly Float64Array[];
  readonly label: Float64Array;
  readonly weight: Float64Array;
  /** added to the linear predictor; null: nothing */
  readonly offset: Float64Array | null;
}

/**
 * One Newton pass of logistic regression: log-likelihood, score and, where wanted, the lower triangle of the
 * information at `beta` (intercept first). Rows go through simd/block.ts in blocks that stay in the cache; the
 * intercept is a column of ones. Cost: n p^2 / 2 multiply-adds with the information, 2 n p without it.
 * @param every take only one block of this many
 */
export function densePass(
  rows: DenseRows,
  beta: Float64Array,
  out: Sums,
  withInformation = true,
  every = 1,
): void {
  const { columns, label, weight, offset } = rows;
  const n = label.length;
  const p = beta.length;
  const { gradient, information } = out;
  if (
    columns.length + 1 !== p ||
    columns.some((c) => c.length !== n) ||
    weight.length !== n ||
    (offset !== null && offset.length !== n) ||
    gradient.length !== p ||
    (withInformation && information.length !== p * p)
  )
    throw new RangeError("densePass: lengths disagree");
  const kernel = blockKernel();
  const at = layoutOf(p);
  const memory = kernel.memory(at.length);
  memory.fill(0, at.logLikelihood, at.x);
  memory.set(beta, at.beta);
  const chunk = Math.min(n, every > 1 ? blockRows : chunkRows);
  memory.fill(1, at.x, at.x + chunk);
  for (let j = p; j < at.tiles * tile; j++) memory.fill(0, at.x + j * stride, at.x + j * stride + chunk);
  const put = (values: Float64Array, from: number, to: number, place: number): void =>
    memory.set(from === 0 && to === n ? values : values.subarray(from, to), place);
  for (let start = 0; start < n; start += every * chunk) {
    const end = Math.min(n, start + chunk);
    for (let j = 1; j < p; j++) put(columns[j - 1]!, start, end, at.x + j * stride);
    for (let from = start; from < end; from += blockRows) {
      const to = Math.min(end, from + blockRows);
      if (!anyWeight(weight, from, to)) continue;
      const m = to - from;
      if (offset === null) memory.fill(0, at.eta, at.eta + m);
      else put(offset, from, to, at.eta);
      put(label, from, to, at.label);
      put(weight, from, to, at.weight);
      if (m % 2 === 1) {
        memory[at.eta + m] = 0;
        memory[at.weight + m] = 0;
        for (let j = 0; j < at.tiles * tile; j++) memory[at.x + j * stride + to - start] = 0;
      }
      kernel.run(at, from - start, m, withInformation);
    }
  }
  const sumAt = (place: number): number => memory[place]! + memory[place + 1]!;
  out.logLikelihood = sumAt(at.logLikelihood);
  for (let j = 0; j < p; j++) gradient[j] = sumAt(at.gradient + 2 * j);
  if (!withInformation) return;
  let place = at.information;
  for (let j = 0; j < p; j += tile)
    for (let k = 0; k <= j; k += tile)
      for (let a = j; a < j + tile; a++)
        for (let b = k; b < k + tile; b++, place += 2)
          // above the diagonal and in the padding nothing is needed
          if (a < p && b <= a) information[a * p + b] = sumAt(place);
}

function anyWeight(weight: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (weight[i]! !== 0) return true;
  return false;
}

export interface Moments {
  readonly mean: number;
  /** population SD */
  readonly sd: number;
}

/** Weighted mean and population SD, in two passes; NaN or infinite where a value of positive weight is. */
export function momentsOf(column: Float64Array, weight: Float64Array, total: number): Moments {
  if (column.length !== weight.length) throw new RangeError("momentsOf: lengths disagree");
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += weight[i]! * column[i]!;
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < column.length; i++) {
    const d = column[i]! - mean;
    squares += weight[i]! * d * d;
  }
  return { mean, sd: Math.sqrt(squares / total) };
}

/** (column - mean) / sd */
export function centredAndScaled(column: Float64Array, { mean, sd }: Moments): Float64Array {
  const out = new Float64Array(column.length);
  const scale = 1 / sd;
  for (let i = 0; i < column.length; i++) out[i] = (column[i]! - mean) * scale;
  return out;
}

/** The linear predictor of each row, with the offset. */
export function linearPredictor(
  rows: Pick<DenseRows, "columns" | "offset"> & { readonly label: ArrayLike<number> },
  beta: Float64Array,
): Float64Array {
  const { columns, label, offset } = rows;
  if (columns.length + 1 !== beta.length) throw new RangeError("linearPredictor: lengths disagree");
  const eta = new Float64Array(label.length).fill(beta[0]!);
  columns.forEach((column, j) => {
    const b = beta[j + 1]!;
    for (let i = 0; i < eta.length; i++) eta[i] = eta[i]! + b * column[i]!;
  });
  if (offset !== null) for (let i = 0; i < eta.length; i++) eta[i] = eta[i]! + offset[i]!;
  return eta;
}
