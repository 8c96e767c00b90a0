import { sortedValues } from "../numeric/order.kernel.ts";

/** Rows of one score taken together, in order of first row. */
export interface DistinctScores {
  readonly score: Float64Array;
  /** weighted mean of the targets */
  readonly label: Float64Array;
  /** sum of the weights */
  readonly weight: Float64Array;
}

/**
 * Rows with the same score as one row of their weight: the likelihood of any map is the same up to a constant of the
 * rows, and points take a hundred values where there are a hundred thousand rows. Rows of weight 0 fall away. O(n).
 */
export function distinctScores(rows: {
  readonly score: ArrayLike<number>;
  /** 0 or 1, or targets in between */
  readonly label: ArrayLike<number>;
  readonly weight?: ArrayLike<number>;
}): DistinctScores {
  const { score, label, weight } = rows;
  const { order, values } = sortedValues(score);
  // the distinct score of each row, by its place among them in ascending order
  const rank = new Int32Array(order.length);
  let last = -1;
  for (let k = 0; k < order.length; k++) {
    if (k === 0 || values[k] !== values[k - 1]) last++;
    rank[order[k] ?? 0] = last;
  }
  const place = new Int32Array(last + 1).fill(-1);
  const distinct = new Float64Array(last + 1);
  const total = new Float64Array(last + 1);
  const positive = new Float64Array(last + 1);
  let count = 0;
  for (let i = 0; i < score.length; i++) {
    const w = weight === undefined ? 1 : (weight[i] ?? 0);
    if (!(w > 0)) continue;
    const own = rank[i] ?? 0;
    let at = place[own] ?? -1;
    if (at < 0) {
      at = count++;
      place[own] = at;
      distinct[at] = (score[i] ?? 0) + 0;
    }
    total[at] = (total[at] ?? 0) + w;
    positive[at] = (positive[at] ?? 0) + w * (label[i] ?? 0);
  }
  return {
    score: distinct.slice(0, count),
    label: positive.slice(0, count).map((y, c) => Math.min(1, y / (total[c] ?? 1))),
    weight: total.slice(0, count),
  };
}
