import type { Sorted } from "../numeric/order.kernel.ts";

/**
 * Pool adjacent violators (Ayer et al. 1955; Best & Chakravarti 1990). `sum` and `weight` hold the weighted sum of the
 * values and the weight of n points in order. Afterwards their first entries are those of the blocks, and `end` holds
 * for each block the index after its last point. Returns the number of blocks, whose means rise strictly. Means are
 * compared by cross products: exact on whole numbers below 2^26. Weights > 0. O(n).
 */
export function poolViolators(sum: Float64Array, weight: Float64Array, n: number, end: Int32Array): number {
  if (sum.length < n || weight.length < n || end.length < n)
    throw new RangeError("poolViolators: lengths disagree");
  let blocks = 0;
  for (let i = 0; i < n; i++) {
    let s = sum[i]!;
    let w = weight[i]!;
    while (blocks > 0 && sum[blocks - 1]! * w >= s * weight[blocks - 1]!) {
      blocks--;
      s += sum[blocks]!;
      w += weight[blocks]!;
    }
    sum[blocks] = s;
    weight[blocks] = w;
    end[blocks++] = i + 1;
  }
  return blocks;
}

export interface Pooled {
  /** distinct scores, ascending; of all three arrays the first `count` entries are used */
  readonly score: Float64Array;
  readonly sum: Float64Array;
  readonly weight: Float64Array;
  readonly count: number;
}

/**
 * Pools rows of equal score to one point: the sum of weight x label, and the weight. Rows of weight 0 are dropped.
 * O(n).
 */
export function poolTies(
  { order, values }: Sorted,
  label: ArrayLike<number>,
  weight: ArrayLike<number> | undefined,
): Pooled {
  const n = order.length;
  if (values.length !== n || label.length !== n || (weight !== undefined && weight.length !== n))
    throw new RangeError("poolTies: lengths disagree");
  const score = new Float64Array(n);
  const sum = new Float64Array(n);
  const total = new Float64Array(n);
  let count = 0;
  let last = Number.NaN;
  for (let k = 0; k < n; k++) {
    const i = order[k]!;
    const w = weight === undefined ? 1 : weight[i]!;
    if (w === 0) continue;
    const s = values[k]!;
    if (s !== last) {
      last = s;
      score[count++] = s;
    }
    sum[count - 1] = sum[count - 1]! + w * label[i]!;
    total[count - 1] = total[count - 1]! + w;
  }
  return { score, sum, weight: total, count };
}

/**
 * The fitted value of each row: `mean` of the first block whose highest score is not below the row's, else of the last
 * block.
 */
export function spread(score: ArrayLike<number>, blockTop: Float64Array, mean: Float64Array): Float64Array {
  const n = score.length;
  const blocks = mean.length;
  if (blockTop.length !== blocks) throw new RangeError("spread: lengths disagree");
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const s = score[i]!;
    let low = 0;
    for (let width = blocks; width > 1; ) {
      const half = width >> 1;
      if (blockTop[low + half - 1]! < s) low += half;
      width -= half;
    }
    out[i] = mean[low]!;
  }
  return out;
}
