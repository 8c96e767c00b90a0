import type { Sums } from "../newton.ts";

/** Rows of a block: a block of 30 columns and its weighted copy stay in the second-level cache. */
const block = 256;
/** The information is summed in squares of this side: nine sums live in registers while six values are read. */
const tile = 3;

/** A dense design: p columns of n values, without the intercept. */
export interface DenseRows {
  readonly columns: readonly Float64Array[];
  readonly label: Float64Array;
  readonly weight: Float64Array;
  /** added to the linear predictor; null: nothing */
  readonly offset: Float64Array | null;
}

/** The working arrays of a pass, made once a fit. */
export interface Workspace {
  readonly x: Float64Array;
  readonly vx: Float64Array;
  readonly eta: Float64Array;
  readonly residual: Float64Array;
}

/** @param p parameters, the intercept included */
export function workspace(p: number): Workspace {
  const padded = Math.ceil(p / tile) * tile;
  return {
    x: new Float64Array(padded * block),
    vx: new Float64Array(padded * block),
    eta: new Float64Array(block),
    residual: new Float64Array(block),
  };
}

/**
 * One Newton pass of logistic regression: log-likelihood, score and, where asked for, the lower triangle of the
 * information at `beta` (intercept first). Rows go in blocks that stay in the cache; the intercept is a column of ones
 * and the columns are padded to whole tiles. Cost: n p^2 / 2 multiply-adds with the information, 2 n p without.
 */
export function densePass(
  rows: DenseRows,
  beta: Float64Array,
  out: Sums,
  work: Workspace = workspace(beta.length),
  withInformation = true,
): void {
  const { columns, label, weight, offset } = rows;
  const n = label.length;
  const p = beta.length;
  const { gradient, information } = out;
  if (
    columns.length + 1 !== p ||
    columns.some((c) => c.length !== n) ||
    weight.length !== n ||
    (offset !== null && offset.length !== n) ||
    gradient.length !== p ||
    information.length !== p * p ||
    work.x.length < p * block
  )
    throw new RangeError("densePass: lengths disagree");
  gradient.fill(0);
  if (withInformation) information.fill(0);
  const { eta, residual } = work;
  let logLikelihood = 0;
  for (let from = 0; from < n; from += block) {
    const m = Math.min(block, n - from);
    if (!anyWeight(weight, from, m)) continue;
    const b0 = beta[0]!;
    for (let i = 0; i < m; i++) eta[i] = offset === null ? b0 : b0 + offset[from + i]!;
    addColumns(columns, beta, from, m, eta);
    for (let i = 0; i < m; i++) {
      const t = eta[i]!;
      const w = weight[from + i]!;
      const y = label[from + i]!;
      const e = Math.exp(-Math.abs(t));
      const d = 1 / (1 + e);
      // y eta - softplus(eta), arranged so that neither overflows nor cancels
      logLikelihood += w * ((t > 0 ? (y - 1) * t : y * t) - Math.log1p(e));
      residual[i] = w * (y - (t >= 0 ? d : e * d));
      eta[i] = w * e * d * d;
    }
    addScores(columns, residual, from, m, gradient);
    if (withInformation) addInformation(work, columns, from, m, information);
  }
  out.logLikelihood = logLikelihood;
}

function anyWeight(weight: Float64Array, from: number, m: number): boolean {
  for (let i = from; i < from + m; i++) if (weight[i]! !== 0) return true;
  return false;
}

/** eta + X b over one block, two columns at a time. */
function addColumns(
  columns: readonly Float64Array[],
  beta: Float64Array,
  from: number,
  m: number,
  eta: Float64Array,
): void {
  const p = columns.length;
  let j = 0;
  for (; j + 1 < p; j += 2) {
    const [a, b] = [columns[j]!, columns[j + 1]!];
    const [ba, bb] = [beta[j + 1]!, beta[j + 2]!];
    for (let i = 0; i < m; i++) eta[i] = eta[i]! + ba * a[from + i]! + bb * b[from + i]!;
  }
  if (j < p) {
    const a = columns[j]!;
    const ba = beta[j + 1]!;
    for (let i = 0; i < m; i++) eta[i] = eta[i]! + ba * a[from + i]!;
  }
}

/** Adds (1, X)' residual of one block, two columns at a time. */
function addScores(
  columns: readonly Float64Array[],
  residual: Float64Array,
  from: number,
  m: number,
  gradient: Float64Array,
): void {
  const p = columns.length;
  let sum = 0;
  for (let i = 0; i < m; i++) sum += residual[i]!;
  gradient[0] = gradient[0]! + sum;
  let j = 0;
  for (; j + 1 < p; j += 2) {
    const [a, b] = [columns[j]!, columns[j + 1]!];
    let [sa, sb] = [0, 0];
    for (let i = 0; i < m; i++) {
      const r = residual[i]!;
      sa += r * a[from + i]!;
      sb += r * b[from + i]!;
    }
    gradient[j + 1] = gradient[j + 1]! + sa;
    gradient[j + 2] = gradient[j + 2]! + sb;
  }
  if (j < p) {
    const a = columns[j]!;
    let sa = 0;
    for (let i = 0; i < m; i++) sa += residual[i]! * a[from + i]!;
    gradient[j + 1] = gradient[j + 1]! + sa;
  }
}

/** Adds X' V X of one block, V in `eta`: a tile of three columns by three at a time, lower triangle. */
function addInformation(
  { x, vx, eta }: Workspace,
  columns: readonly Float64Array[],
  from: number,
  m: number,
  information: Float64Array,
): void {
  const p = columns.length + 1;
  for (let i = 0; i < m; i++) {
    x[i] = 1;
    vx[i] = eta[i]!;
  }
  for (let j = 1; j < p; j++) {
    const column = columns[j - 1]!;
    const at = j * block;
    for (let i = 0; i < m; i++) {
      const value = column[from + i]!;
      x[at + i] = value;
      vx[at + i] = eta[i]! * value;
    }
  }
  for (let j = 0; j < p; j += tile) {
    for (let k = 0; k <= j; k += tile) {
      const [ja, jb, jc] = [j * block, (j + 1) * block, (j + 2) * block];
      const [ka, kb, kc] = [k * block, (k + 1) * block, (k + 2) * block];
      let [aa, ab, ac, ba, bb, bc, ca, cb, cc] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
      for (let i = 0; i < m; i++) {
        const a = vx[ja + i]!;
        const b = vx[jb + i]!;
        const c = vx[jc + i]!;
        const xa = x[ka + i]!;
        const xb = x[kb + i]!;
        const xc = x[kc + i]!;
        aa += a * xa;
        ab += a * xb;
        ac += a * xc;
        ba += b * xa;
        bb += b * xb;
        bc += b * xc;
        ca += c * xa;
        cb += c * xb;
        cc += c * xc;
      }
      addRow(information, p, j, k, aa, ab, ac);
      addRow(information, p, j + 1, k, ba, bb, bc);
      addRow(information, p, j + 2, k, ca, cb, cc);
    }
  }
}

/** Adds three neighbours of one row; what lies in the padding falls away. */
function addRow(
  information: Float64Array,
  p: number,
  row: number,
  column: number,
  a: number,
  b: number,
  c: number,
): void {
  if (row >= p) return;
  const at = row * p + column;
  information[at] = information[at]! + a;
  if (column + 1 < p) information[at + 1] = information[at + 1]! + b;
  if (column + 2 < p) information[at + 2] = information[at + 2]! + c;
}

export interface Moments {
  readonly mean: number;
  /** population SD */
  readonly sd: number;
}

/** Weighted mean and population SD, in two passes; NaN or infinite where a value of positive weight is. */
export function momentsOf(column: Float64Array, weight: Float64Array, total: number): Moments {
  if (column.length !== weight.length) throw new RangeError("momentsOf: lengths disagree");
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += weight[i]! * column[i]!;
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < column.length; i++) {
    const d = column[i]! - mean;
    squares += weight[i]! * d * d;
  }
  return { mean, sd: Math.sqrt(squares / total) };
}

/** (column - mean) / sd */
export function centredAndScaled(column: Float64Array, { mean, sd }: Moments): Float64Array {
  const out = new Float64Array(column.length);
  const scale = 1 / sd;
  for (let i = 0; i < column.length; i++) out[i] = (column[i]! - mean) * scale;
  return out;
}

/** The linear predictor of each row, the offset included. */
export function linearPredictor(rows: DenseRows, beta: Float64Array): Float64Array {
  const { columns, label, offset } = rows;
  if (columns.length + 1 !== beta.length) throw new RangeError("linearPredictor: lengths disagree");
  const eta = new Float64Array(label.length).fill(beta[0]!);
  columns.forEach((column, j) => {
    const b = beta[j + 1]!;
    for (let i = 0; i < eta.length; i++) eta[i] = eta[i]! + b * column[i]!;
  });
  if (offset !== null) for (let i = 0; i < eta.length; i++) eta[i] = eta[i]! + offset[i]!;
  return eta;
}

/** Every `stride`-th row. */
export function everyNth({ columns, label, weight, offset }: DenseRows, stride: number): DenseRows {
  const n = Math.floor(label.length / stride);
  const thinned = (values: Float64Array): Float64Array => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) out[i] = values[i * stride]!;
    return out;
  };
  return {
    columns: columns.map(thinned),
    label: thinned(label),
    weight: thinned(weight),
    offset: offset === null ? null : thinned(offset),
  };
}
