import { ascending } from "./rank.ts";

/**
 * Spearman's rank correlation of two columns of the same length, from -1 to 1: Pearson's correlation of their ranks,
 * ties at their mean rank. Null where one side does not vary. O(n log n). (Spearman 1904; Kendall & Gibbons, Rank
 * Correlation Methods, 5th ed. 1990, section 3.)
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [ra, rb] = [ranks(a), ranks(b)];
  const n = a.length;
  const mean = (n - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [(ra[i] ?? 0) - mean, (rb[i] ?? 0) - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

/** Ranks from 0, ties at their mean. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = ascending(values);
  const out = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[i] ?? 0]) end++;
    for (let k = i; k <= end; k++) out[order[k] ?? 0] = (i + end) / 2;
    i = end + 1;
  }
  return out;
}
