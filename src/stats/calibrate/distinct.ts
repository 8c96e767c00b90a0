import { sortedValues } from "../numeric/order.kernel.ts";

/** Rows with equal scores taken together, in the order of first rows. */
export interface DistinctScores {
  readonly score: Float64Array;
  /** weighted mean of the targets */
  readonly label: Float64Array;
  /** sum of the weights */
  readonly weight: Float64Array;
}

/**
 * Takes rows with the same score together, as one row with their weight. The likelihood of any map stays the same up to
 * a constant, and points take a hundred values where there are a hundred thousand rows. Rows of weight 0 are dropped.
 * O(n).
 */
export function distinctScores(rows: {
  readonly score: ArrayLike<number>;
  /** 0 or 1, or targets in between */
  readonly label: ArrayLike<number>;
  readonly weight?: ArrayLike<number>;
}): DistinctScores {
  const { score, label, weight } = rows;
  const { order, values } = sortedValues(score);
  // the position of each row's score among the distinct scores, ascending
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
