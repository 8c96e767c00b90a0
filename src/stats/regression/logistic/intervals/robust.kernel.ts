/**
 * The middle matrix of a sandwich covariance: the sum over clusters of s s', where s is the sum of (1, x) times
 * `residual` over the rows of the cluster. `cluster` numbers the clusters from 0; null treats every row as a cluster
 * that counts `times` times (frequency weights). Row-major, both triangles. O(n p^2) by rows, O(n p + clusters p^2) by
 * clusters.
 */
export function meatOf(
  columns: readonly Float64Array[],
  residual: Float64Array,
  times: Float64Array | null,
  cluster: Int32Array | null,
  clusters: number,
): Float64Array {
  const n = residual.length;
  const p = columns.length + 1;
  if (columns.some((c) => c.length !== n) || (times ?? residual).length !== n)
    throw new RangeError("meatOf: lengths disagree");
  if (cluster !== null && cluster.length !== n) throw new RangeError("meatOf: one cluster a row");
  const meat = new Float64Array(p * p);
  if (cluster === null) {
    const s = new Float64Array(p);
    for (let i = 0; i < n; i++) {
      s[0] = residual[i]!;
      for (let j = 1; j < p; j++) s[j] = residual[i]! * columns[j - 1]![i]!;
      addOuter(meat, s, 0, p, times === null ? 1 : times[i]!);
    }
  } else {
    const scores = new Float64Array(clusters * p);
    for (let i = 0; i < n; i++) {
      const at = cluster[i]! * p;
      if (!(at >= 0 && at < scores.length)) throw new RangeError("meatOf: a cluster outside its count");
      scores[at] = scores[at]! + residual[i]!;
      for (let j = 1; j < p; j++) scores[at + j] = scores[at + j]! + residual[i]! * columns[j - 1]![i]!;
    }
    for (let c = 0; c < clusters; c++) addOuter(meat, scores, c * p, p, 1);
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) meat[k * p + j] = meat[j * p + k]!;
  return meat;
}

function addOuter(meat: Float64Array, s: Float64Array, from: number, p: number, times: number): void {
  for (let j = 0; j < p; j++) {
    const a = times * s[from + j]!;
    for (let k = 0; k <= j; k++) meat[j * p + k] = meat[j * p + k]! + a * s[from + k]!;
  }
}
