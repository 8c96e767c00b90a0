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
  const place = new Map<number, number>();
  const total = new Float64Array(score.length);
  const positive = new Float64Array(score.length);
  for (let i = 0; i < score.length; i++) {
    const w = weight === undefined ? 1 : (weight[i] ?? 0);
    if (!(w > 0)) continue;
    const s = score[i] ?? 0;
    let at = place.get(s);
    if (at === undefined) {
      at = place.size;
      place.set(s, at);
    }
    total[at] = (total[at] ?? 0) + w;
    positive[at] = (positive[at] ?? 0) + w * (label[i] ?? 0);
  }
  const count = place.size;
  return {
    score: Float64Array.from(place.keys()),
    label: positive.slice(0, count).map((y, c) => Math.min(1, y / (total[c] ?? 1))),
    weight: total.slice(0, count),
  };
}
