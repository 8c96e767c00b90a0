import type { Sums } from "./newton.ts";

const block = 4096;

/**
 * One Newton pass of logistic regression on a dense design: log-likelihood, score and the lower triangle of the
 * information at `beta` (intercept first). Rows go in blocks that stay in the cache. Cost: n p^2 / 2 multiply-adds.
 */
export function densePass(
  columns: readonly Float64Array[],
  label: Float64Array,
  weight: Float64Array,
  beta: Float64Array,
  out: Sums,
): void {
  const n = label.length;
  const p = beta.length;
  const { gradient, information } = out;
  if (
    columns.length + 1 !== p ||
    weight.length !== n ||
    gradient.length !== p ||
    information.length !== p * p
  )
    throw new RangeError("densePass: lengths disagree");
  gradient.fill(0);
  information.fill(0);
  const r = new Float64Array(block);
  const v = new Float64Array(block);
  const vx = new Float64Array(block);
  let logLikelihood = 0;
  for (let from = 0; from < n; from += block) {
    const m = Math.min(block, n - from);
    v.fill(beta[0]!, 0, m);
    for (let j = 1; j < p; j++) {
      const x = columns[j - 1]!;
      const b = beta[j]!;
      for (let i = 0; i < m; i++) v[i] = v[i]! + b * x[from + i]!;
    }
    let [sumR, sumV] = [0, 0];
    for (let i = 0; i < m; i++) {
      const eta = v[i]!;
      const w = weight[from + i]!;
      const y = label[from + i]!;
      const e = Math.exp(-Math.abs(eta));
      const mu = eta >= 0 ? 1 / (1 + e) : e / (1 + e);
      // y eta - softplus(eta), arranged so that neither overflows nor cancels
      logLikelihood += w * (eta > 0 ? (y - 1) * eta : y * eta) - w * Math.log1p(e);
      r[i] = w * (y - mu);
      v[i] = (w * e) / ((1 + e) * (1 + e));
      sumR += r[i]!;
      sumV += v[i]!;
    }
    gradient[0] = gradient[0]! + sumR;
    information[0] = information[0]! + sumV;
    for (let j = 1; j < p; j++) {
      const x = columns[j - 1]!;
      let [score, cross] = [0, 0];
      for (let i = 0; i < m; i++) {
        const value = x[from + i]!;
        score += r[i]! * value;
        vx[i] = v[i]! * value;
        cross += vx[i]!;
      }
      gradient[j] = gradient[j]! + score;
      information[j * p] = information[j * p]! + cross;
      for (let k = 1; k <= j; k++) {
        const other = columns[k - 1]!;
        let sum = 0;
        for (let i = 0; i < m; i++) sum += vx[i]! * other[from + i]!;
        information[j * p + k] = information[j * p + k]! + sum;
      }
    }
  }
  out.logLikelihood = logLikelihood;
}
