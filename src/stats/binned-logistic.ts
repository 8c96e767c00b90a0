import { type BinnedPass, binnedPass, cellsOf } from "./binned.kernel.ts";
import { cholesky, solveCholesky } from "./linear.ts";

export interface BinnedData {
  /** per characteristic, the bin of each row */
  readonly bins: readonly Uint8Array[];
  /** number of bins of each characteristic */
  readonly sizes: readonly number[];
  readonly label: Uint8Array;
  readonly weight: Float64Array;
  /** ridge on columns standardised by their population SD, sum scale; > 0 */
  readonly lambda: number;
}

export interface BinnedFit {
  readonly intercept: number;
  /** per characteristic, one coefficient a bin; 0 for bins without weight */
  readonly coef: readonly Float64Array[];
  /** without the penalty */
  readonly logLikelihood: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/** Rows collapse to weighted cells when that shrinks them at least so often. */
const worthCells = 4;

/**
 * Ridge logistic regression on one 0/1 column a bin: maximises ll - 0.5 lambda sum of sd_j^2 b_j^2 (columns divided by
 * their weighted population SD), the intercept free. All bins have a column: the ridge identifies them. Newton with
 * step halving; stops when max |step| < 1e-10 and the relative change of the objective < 1e-10.
 */
export function fitBinned({ bins, sizes, label, weight, lambda }: BinnedData, maxIterations = 60): BinnedFit {
  if (!(lambda > 0))
    throw new RangeError(
      "fitBinned needs lambda > 0: without a penalty a column a bin has no single solution",
    );
  const rows = collapse(bins, label, weight);
  const offsets = new Int32Array(sizes.length + 1);
  offsets[0] = 1;
  sizes.forEach((size, k) => {
    offsets[k + 1] = (offsets[k] ?? 0) + size;
  });
  const p = offsets[sizes.length] ?? 1;
  const penalty = penalties(rows, offsets, p, lambda);
  let beta = new Float64Array(p);
  beta[0] = startingIntercept(rows);
  let now = evaluateAt(rows, offsets, beta, penalty);
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < maxIterations) {
    iterations++;
    const factored = cholesky(now.information, p);
    if ("failedAt" in factored) break;
    const step = solveCholesky(factored.factor, now.gradient, p);
    let size = 1;
    let next = beta.map((b, j) => b + (step[j] ?? 0));
    let after = evaluateAt(rows, offsets, next, penalty);
    while (!(after.objective >= now.objective - 1e-12 * Math.abs(now.objective)) && size > 1e-8) {
      size /= 2;
      next = beta.map((b, j) => b + size * (step[j] ?? 0));
      after = evaluateAt(rows, offsets, next, penalty);
    }
    const largest = step.reduce((m, s) => Math.max(m, Math.abs(s) * size), 0);
    converged =
      largest < 1e-10 ||
      (largest < 1e-7 &&
        Math.abs(after.objective - now.objective) <= 1e-10 * Math.abs(now.objective) &&
        quadratic(largest));
    beta = next;
    now = after;
  }
  return {
    intercept: beta[0] ?? 0,
    coef: sizes.map((size, k) => beta.slice(offsets[k] ?? 0, (offsets[k] ?? 0) + size)),
    logLikelihood: now.logLikelihood,
    converged,
    iterations,
  };
}

/** Newton's error squares at each step: a step below 1e-7 has left an error far below 1e-10. */
const quadratic = (step: number): boolean => step * step < 1e-13;

interface Rows {
  readonly bins: readonly Uint8Array[];
  /** weighted share of positives of the row or cell */
  readonly label: Float64Array;
  readonly weight: Float64Array;
}

function collapse(bins: readonly Uint8Array[], label: Uint8Array, weight: Float64Array): Rows {
  const n = label.length;
  const { cell, first, count } = cellsOf(bins, n);
  if (count * worthCells > n) return { bins, label: Float64Array.from(label), weight };
  const total = new Float64Array(count);
  const positive = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    const c = cell[i] ?? 0;
    total[c] = (total[c] ?? 0) + (weight[i] ?? 0);
    positive[c] = (positive[c] ?? 0) + (weight[i] ?? 0) * (label[i] ?? 0);
  }
  return {
    bins: bins.map((bin) => Uint8Array.from(first, (row) => bin[row] ?? 0)),
    label: positive.map((y, c) => ((total[c] ?? 0) > 0 ? y / (total[c] ?? 1) : 0)),
    weight: total,
  };
}

/** lambda x weighted population variance of each 0/1 column; columns that hold nothing or everything are pinned at 0. */
function penalties(rows: Rows, offsets: Int32Array, p: number, lambda: number): Float64Array {
  const mass = new Float64Array(p);
  let total = 0;
  for (const w of rows.weight) total += w;
  rows.bins.forEach((bin, k) => {
    const at = offsets[k] ?? 0;
    for (let i = 0; i < bin.length; i++) {
      const j = at + (bin[i] ?? 0);
      mass[j] = (mass[j] ?? 0) + (rows.weight[i] ?? 0);
    }
  });
  return mass.map((m, j) => {
    if (j === 0) return 0;
    const share = m / total;
    const variance = share * (1 - share);
    return variance > 1e-12 ? lambda * variance : Math.max(1, total);
  });
}

function startingIntercept(rows: Rows): number {
  let [y, n] = [0, 0];
  for (let i = 0; i < rows.weight.length; i++) {
    n += rows.weight[i] ?? 0;
    y += (rows.weight[i] ?? 0) * (rows.label[i] ?? 0);
  }
  const share = Math.min(1 - 1e-6, Math.max(1e-6, y / n));
  return Math.log(share / (1 - share));
}

interface At extends BinnedPass {
  readonly objective: number;
}

function evaluateAt(rows: Rows, offsets: Int32Array, beta: Float64Array, penalty: Float64Array): At {
  const p = beta.length;
  const out: BinnedPass = {
    logLikelihood: 0,
    gradient: new Float64Array(p),
    information: new Float64Array(p * p),
  };
  binnedPass(rows.bins, offsets, rows.label, rows.weight, beta, out);
  let objective = out.logLikelihood;
  for (let j = 0; j < p; j++) {
    const q = penalty[j] ?? 0;
    const b = beta[j] ?? 0;
    objective -= 0.5 * q * b * b;
    out.gradient[j] = (out.gradient[j] ?? 0) - q * b;
    out.information[j * p + j] = (out.information[j * p + j] ?? 0) + q;
    for (let k = 0; k < j; k++) out.information[k * p + j] = out.information[j * p + k] ?? 0;
  }
  return { ...out, objective };
}
