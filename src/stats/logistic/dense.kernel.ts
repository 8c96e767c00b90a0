import type { Sums } from "../newton.ts";
import * as block from "./simd/block.ts";
import { blockKernel, blockRows, layoutOf, tile } from "./simd/block.ts";

/** A dense design: p columns of n values, without the intercept. */
export interface DenseRows {
  readonly columns: readonly Float64Array[];
  readonly label: Float64Array;
  readonly weight: Float64Array;
  /** added to the linear predictor; null: nothing */
  readonly offset: Float64Array | null;
}

/**
 * One Newton pass of logistic regression: log-likelihood, score and, where asked for, the lower triangle of the
 * information at `beta` (intercept first). Rows go through simd/block.ts in blocks that stay in the cache; the intercept
 * is a column of ones. Cost: n p^2 / 2 multiply-adds with the information, 2 n p without. Of every
 * `every` blocks one is taken.
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
  // as doubles: all addresses are multiples of 8
  const memory = new Float64Array(kernel.memory(at.bytes), 0, at.bytes / 8);
  memory.fill(0, block.logLikelihood / 8);
  memory.set(beta, at.beta / 8);
  const x = at.x / 8;
  memory.fill(1, x, x + blockRows);
  for (let from = 0; from < n; from += every * blockRows) {
    const m = Math.min(blockRows, n - from);
    if (!anyWeight(weight, from, m)) continue;
    const put = (values: Float64Array, address: number): void =>
      memory.set(m === n ? values : values.subarray(from, from + m), address);
    if (offset === null) memory.fill(0, block.eta / 8, block.eta / 8 + m);
    else put(offset, block.eta / 8);
    put(label, block.label / 8);
    put(weight, block.weight / 8);
    for (let j = 1; j < p; j++) put(columns[j - 1]!, x + j * blockRows);
    // an odd last row has a neighbour without weight
    if (m % 2 === 1) {
      memory[block.eta / 8 + m] = 0;
      memory[block.weight / 8 + m] = 0;
    }
    kernel.run(at, m, withInformation);
  }
  const both = (address: number): number => memory[address / 8]! + memory[address / 8 + 1]!;
  out.logLikelihood = both(block.logLikelihood);
  for (let j = 0; j < p; j++) gradient[j] = both(at.gradient + 16 * j);
  if (withInformation) readInformation(both, at.information, information, p);
}

function anyWeight(weight: Float64Array, from: number, m: number): boolean {
  for (let i = from; i < from + m; i++) if (weight[i]! !== 0) return true;
  return false;
}

/** Tiles of the lower triangle to rows of it; what lies in the padding falls away. */
function readInformation(
  both: (address: number) => number,
  from: number,
  information: Float64Array,
  p: number,
): void {
  information.fill(0);
  let address = from;
  for (let j = 0; j < p; j += tile)
    for (let k = 0; k <= j; k += tile)
      for (let a = j; a < j + tile; a++)
        for (let b = k; b < k + tile; b++, address += 16)
          if (a < p && b <= a) information[a * p + b] = both(address);
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

/** The linear predictor of each row, the offset included. */
export function linearPredictor(rows: DenseRows, beta: Float64Array): Float64Array {
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
