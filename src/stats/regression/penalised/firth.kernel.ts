import type { DenseRows } from "../logistic/dense.kernel.ts";

const block = 256;

/**
 * Adds Firth's term X'(h (1/2 - mu)) to `score`, with h the leverages w mu (1 - mu) x' (L L')^-1 x of the rows at
 * `beta`, and `factor` the lower Cholesky factor L of the information there. A row of weight 2 counts as two rows. O(n
 * p^2 / 2).
 */
export function addFirthScore(
  rows: DenseRows,
  beta: Float64Array,
  factor: Float64Array,
  score: Float64Array,
): void {
  const { columns, label, weight, offset } = rows;
  const n = label.length;
  const p = beta.length;
  if (columns.length + 1 !== p || factor.length !== p * p || score.length !== p)
    throw new RangeError("addFirthScore: lengths disagree");
  const z = new Float64Array(p * block);
  const eta = new Float64Array(block);
  const norm = new Float64Array(block);
  const pull = new Float64Array(block);
  for (let from = 0; from < n; from += block) {
    const m = Math.min(block, n - from);
    for (let i = 0; i < m; i++) eta[i] = beta[0]! + (offset === null ? 0 : offset[from + i]!);
    norm.fill(0);
    // z = L^-1 x by forward substitution, one column of z for the whole block at a time; the leverage is |z|^2
    for (let j = 0; j < p; j++) {
      const at = j * block;
      const scale = 1 / factor[j * p + j]!;
      if (j === 0) z.fill(1, 0, m);
      else {
        const column = columns[j - 1]!;
        const b = beta[j]!;
        for (let i = 0; i < m; i++) {
          z[at + i] = column[from + i]!;
          eta[i] = eta[i]! + b * column[from + i]!;
        }
      }
      for (let k = 0; k < j; k++) {
        const l = factor[j * p + k]!;
        const other = k * block;
        for (let i = 0; i < m; i++) z[at + i] = z[at + i]! - l * z[other + i]!;
      }
      for (let i = 0; i < m; i++) {
        z[at + i] = z[at + i]! * scale;
        norm[i] = norm[i]! + z[at + i]! * z[at + i]!;
      }
    }
    for (let i = 0; i < m; i++) {
      const e = Math.exp(-Math.abs(eta[i]!));
      const mu = eta[i]! >= 0 ? 1 / (1 + e) : e / (1 + e);
      const h = ((weight[from + i]! * e) / ((1 + e) * (1 + e))) * norm[i]!;
      pull[i] = h * (0.5 - mu);
      score[0] = score[0]! + pull[i]!;
    }
    for (let j = 1; j < p; j++) {
      const column = columns[j - 1]!;
      let sum = 0;
      for (let i = 0; i < m; i++) sum += pull[i]! * column[from + i]!;
      score[j] = score[j]! + sum;
    }
  }
}
