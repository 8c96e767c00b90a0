/**
 * One Newton pass of logistic regression on binned characteristics: every bin is a 0/1 column. Of a row only the bins
 * are visited that are not the fullest ("modal") bin of their characteristic; the modal bin's sums are the totals less
 * the others. Cost: n x a (a + 1) / 2 additions for a visited bins in each row; counts are mostly zero, so a is a
 * fraction of the characteristics.
 */

/** Rows as lists of the parameters of their bins that are not modal. Parameter 0 is the intercept. */
export interface SparseRows {
  /** n + 1 offsets into `active` */
  readonly start: Int32Array;
  readonly active: Int32Array;
  /** modal parameter of each characteristic */
  readonly modal: Int32Array;
  /** parameters of characteristic k are offsets[k] to offsets[k + 1] - 1 */
  readonly offsets: Int32Array;
}

/**
 * @param bins for each characteristic, the bin of each row
 * @param offsets as in SparseRows
 */
export function sparseRows(bins: readonly Uint8Array[], offsets: Int32Array, n: number): SparseRows {
  if (offsets.length !== bins.length + 1)
    throw new RangeError("sparseRows: one offset a characteristic and one more");
  const modal = new Int32Array(bins.length);
  let visited = 0;
  for (let k = 0; k < bins.length; k++) {
    const bin = bins[k]!;
    if (bin.length !== n) throw new RangeError("sparseRows: a characteristic lacks rows");
    const count = new Int32Array(offsets[k + 1]! - offsets[k]!);
    for (let i = 0; i < n; i++) count[bin[i]!] = count[bin[i]!]! + 1;
    let best = 0;
    for (let b = 1; b < count.length; b++) if (count[b]! > count[best]!) best = b;
    modal[k] = offsets[k]! + best;
    visited += n - (count[best] ?? 0);
  }
  const start = new Int32Array(n + 1);
  const active = new Int32Array(visited);
  let at = 0;
  for (let i = 0; i < n; i++) {
    start[i] = at;
    for (let k = 0; k < bins.length; k++) {
      const j = offsets[k]! + bins[k]![i]!;
      if (j !== modal[k]!) active[at++] = j;
    }
  }
  start[n] = at;
  return { start, active, modal, offsets };
}

/**
 * Sums of one pass. `information` is row-major over intercept and all bins, with the lower triangle filled; it is left
 * unchanged where it is not wanted.
 */
export interface BinnedPass {
  logLikelihood: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

export function binnedPass(
  rows: SparseRows,
  label: Float64Array,
  weight: Float64Array,
  beta: Float64Array,
  out: BinnedPass,
  withInformation = true,
): void {
  const n = label.length;
  const p = beta.length;
  const { start, active, modal, offsets } = rows;
  const { gradient, information } = out;
  if (
    weight.length !== n ||
    start.length !== n + 1 ||
    gradient.length !== p ||
    (withInformation && information.length !== p * p)
  )
    throw new RangeError("binnedPass: lengths disagree");
  gradient.fill(0);
  if (withInformation) information.fill(0);
  let base = beta[0]!;
  const delta = new Float64Array(p);
  for (let k = 0; k < modal.length; k++) {
    const own = beta[modal[k]!]!;
    base += own;
    for (let j = offsets[k]!; j < offsets[k + 1]!; j++) delta[j] = beta[j]! - own;
  }
  let logLikelihood = 0;
  let residuals = 0;
  let mass = 0;
  for (let i = 0; i < n; i++) {
    const from = start[i]!;
    const to = start[i + 1]!;
    let eta = base;
    for (let a = from; a < to; a++) eta += delta[active[a]!]!;
    const w = weight[i]!;
    const y = label[i]!;
    const e = Math.exp(-Math.abs(eta));
    const mu = eta >= 0 ? 1 / (1 + e) : e / (1 + e);
    logLikelihood += w * (y * eta - (eta > 0 ? eta : 0) - Math.log1p(e));
    const r = w * (y - mu);
    const v = w * mu * (1 - mu);
    residuals += r;
    mass += v;
    if (!withInformation) {
      for (let a = from; a < to; a++) gradient[active[a]!] = gradient[active[a]!]! + r;
      continue;
    }
    for (let a = from; a < to; a++) {
      const j = active[a]!;
      gradient[j] = gradient[j]! + r;
      information[j * p] = information[j * p]! + v;
      const row = j * p;
      for (let b = from; b <= a; b++) {
        const at = row + active[b]!;
        information[at] = information[at]! + v;
      }
    }
  }
  gradient[0] = residuals;
  out.logLikelihood = logLikelihood;
  fillModalGradient(rows, gradient);
  if (!withInformation) return;
  information[0] = mass;
  fillModal(rows, information, p);
}

function fillModalGradient({ modal, offsets }: SparseRows, gradient: Float64Array): void {
  for (let k = 0; k < modal.length; k++) {
    let g = gradient[0]!;
    for (let j = offsets[k]!; j < offsets[k + 1]!; j++) if (j !== modal[k]!) g -= gradient[j]!;
    gradient[modal[k]!] = g;
  }
}

/** Fills in the modal bins: a characteristic's columns add up to the intercept's. */
function fillModal({ modal, offsets }: SparseRows, information: Float64Array, p: number): void {
  const at = (i: number, j: number): number => (i >= j ? i * p + j : j * p + i);
  // against the intercept
  for (let k = 0; k < modal.length; k++) {
    const m = modal[k]!;
    let v = information[0]!;
    for (let j = offsets[k]!; j < offsets[k + 1]!; j++) {
      if (j === m) continue;
      v -= information[j * p]!;
    }
    information[m * p] = v;
    information[m * p + m] = v;
  }
  // a characteristic's modal bin with the other bins of others, then modal with modal
  for (let k = 0; k < modal.length; k++) {
    const m = modal[k]!;
    for (let l = 0; l < modal.length; l++) {
      if (l === k) continue;
      for (let c = offsets[l]!; c < offsets[l + 1]!; c++) {
        if (c === modal[l]!) continue;
        let v = information[c * p]!;
        for (let j = offsets[k]!; j < offsets[k + 1]!; j++) if (j !== m) v -= information[at(j, c)]!;
        information[at(m, c)] = v;
      }
    }
  }
  for (let k = 0; k < modal.length; k++) {
    for (let l = 0; l < k; l++) {
      const other = modal[l]!;
      let v = information[other * p]!;
      for (let j = offsets[k]!; j < offsets[k + 1]!; j++)
        if (j !== modal[k]!) v -= information[at(j, other)]!;
      information[at(modal[k]!, other)] = v;
    }
  }
}
