import type { Grouped } from "../regression/binned/groups.ts";

/**
 * The least loss of logit p = a + b x total on counts by total, over a and b >= 0, with the `a` and `b` that reach it.
 */
export interface Refit {
  loss: number;
  a: number;
  b: number;
}

const mostSteps = 40;

/**
 * Fits (a, b) to a table of totals: entry i of `positive` and `all` holds the weights at total `lowest` + i. Newton's
 * method, starting at the a and b in `out`; steps are halved while the loss grows. It stops when a step would gain less
 * than 1e-11 of the loss. A negative slope is held at 0. An infinite slope (separated totals) stops at the step limit,
 * with the loss reached by then. Cost: entries x 3 to 6 steps, no allocation.
 */
export function refitTotals(
  positive: Float64Array,
  all: Float64Array,
  count: number,
  lowest: number,
  out: Refit,
): void {
  if (positive.length < count || all.length < count) throw new RangeError("refitTotals: lengths disagree");
  let { a, b } = out;
  let loss = Number.POSITIVE_INFINITY;
  let [stepA, stepB] = [0, 0];
  let fraction = 1;
  for (let step = 0; step < mostSteps; step++) {
    const [tryA, tryB] = [a + fraction * stepA, b + fraction * stepB];
    let [l, g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const w = all[i]!;
      if (w === 0) continue;
      const t = lowest + i;
      const eta = tryA + tryB * t;
      const y = positive[i]!;
      const e = Math.exp(-Math.abs(eta));
      const q = 1 / (1 + e);
      l += w * Math.log1p(e) + (eta > 0 ? (w - y) * eta : -y * eta);
      const r = y - w * (eta >= 0 ? q : e * q);
      const v = w * e * q * q;
      g0 += r;
      g1 += r * t;
      h00 += v;
      h01 += v * t;
      h11 += v * t * t;
    }
    if (!(l <= loss * (1 + 1e-14))) {
      fraction /= 2;
      if (fraction < 1e-6) break;
      continue;
    }
    a = tryA;
    b = tryB;
    loss = l;
    fraction = 1;
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-13 * h00 * h11)) {
      // with one total only the intercept can be fitted
      stepB = 0;
      stepA = h00 > 0 ? g0 / h00 : 0;
    } else {
      stepA = (h11 * g0 - h01 * g1) / determinant;
      stepB = (h00 * g1 - h01 * g0) / determinant;
    }
    if (0.5 * (stepA * g0 + stepB * g1) <= 1e-11 * loss) break;
  }
  if (b < 0) levelOnly(positive, all, count, out);
  else {
    out.loss = loss;
    out.a = a;
    out.b = b;
  }
}

/** The fit with slope 0: the base rate for everyone. */
function levelOnly(positive: Float64Array, all: Float64Array, count: number, out: Refit): void {
  let [y, w] = [0, 0];
  for (let i = 0; i < count; i++) {
    y += positive[i]!;
    w += all[i]!;
  }
  out.a = Math.log(y / (w - y));
  out.b = 0;
  out.loss = -(y * Math.log(y / w) + (w - y) * Math.log(1 - y / w));
}

/** Adds up the weights of cells by their total of points, and returns the lowest total; `span` entries are used. */
export function tally(
  values: Int32Array,
  terms: number,
  points: Int32Array,
  cellPositive: Float64Array,
  cellAll: Float64Array,
  positive: Float64Array,
  all: Float64Array,
): { lowest: number; span: number } {
  const cells = cellAll.length;
  if (values.length !== cells * terms || points.length < terms || cellPositive.length !== cells)
    throw new RangeError("tally: lengths disagree");
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let c = 0; c < cells; c++) {
    const t = totalOf(values, c * terms, points, terms);
    if (t < least) least = t;
    if (t > most) most = t;
  }
  const span = most - least + 1;
  if (positive.length < span || all.length < span) throw new RangeError("tally: the table is too short");
  positive.fill(0, 0, span);
  all.fill(0, 0, span);
  for (let c = 0; c < cells; c++) {
    const i = totalOf(values, c * terms, points, terms) - least;
    positive[i] = positive[i]! + cellPositive[c]!;
    all[i] = all[i]! + cellAll[c]!;
  }
  return { lowest: least, span };
}

function totalOf(values: Int32Array, from: number, points: Int32Array, terms: number): number {
  let t = 0;
  for (let k = 0; k < terms; k++) t += values[from + k]! * points[k]!;
  return t;
}

/**
 * For each column: the sums of residual x value, of variance x value and of variance x value^2 over cells. One pass for
 * each group of columns, then its table is read once for each column. O(cells x groups).
 */
export function columnScores(
  { codes, offsets, members }: Grouped,
  columns: number,
  residual: Float64Array,
  variance: Float64Array,
): { gradient: Float64Array; first: Float64Array; second: Float64Array } {
  const out = {
    gradient: new Float64Array(columns),
    first: new Float64Array(columns),
    second: new Float64Array(columns),
  };
  const n = residual.length;
  if (variance.length !== n) throw new RangeError("columnScores: lengths disagree");
  for (let k = 0; k < codes.length; k++) {
    const code = codes[k]!;
    if (code.length !== n) throw new RangeError("columnScores: lengths disagree");
    const size = offsets[k + 1]! - offsets[k]!;
    const r = new Float64Array(size);
    const v = new Float64Array(size);
    for (let c = 0; c < n; c++) {
      const at = code[c]!;
      r[at] = r[at]! + residual[c]!;
      v[at] = v[at]! + variance[c]!;
    }
    for (const { characteristic: j, binOf } of members[k]!) {
      for (let at = 0; at < size; at++) {
        const x = binOf[at]!;
        out.gradient[j] = out.gradient[j]! + r[at]! * x;
        out.first[j] = out.first[j]! + v[at]! * x;
        out.second[j] = out.second[j]! + v[at]! * x * x;
      }
    }
  }
  return out;
}

/**
 * Splits cells by one more column: replaces the code (0..count - 1) of each cell by the number of its (code, value)
 * pair, in order of first cells. Returns how many there are, and the first cell of each. O(cells + count x levels).
 */
export function splitBy(code: Int32Array, count: number, column: Uint8Array, levels: number): Int32Array {
  const n = code.length;
  if (column.length !== n) throw new RangeError("splitBy: lengths disagree");
  const number = new Int32Array(count * levels).fill(-1);
  const first = new Int32Array(Math.min(n, count * levels));
  let next = 0;
  for (let c = 0; c < n; c++) {
    const joint = code[c]! * levels + column[c]!;
    let known = number[joint]!;
    if (known < 0) {
      known = next;
      number[joint] = known;
      first[next++] = c;
    }
    code[c] = known;
  }
  return first.subarray(0, next);
}

/** Sums of two weights by code. */
export function sumsBy(
  code: Int32Array,
  positive: Float64Array,
  all: Float64Array,
  count: number,
): { positive: Float64Array; all: Float64Array } {
  const n = code.length;
  if (positive.length !== n || all.length !== n) throw new RangeError("sumsBy: lengths disagree");
  const out = { positive: new Float64Array(count), all: new Float64Array(count) };
  for (let c = 0; c < n; c++) {
    const k = code[c]!;
    out.positive[k] = out.positive[k]! + positive[c]!;
    out.all[k] = out.all[k]! + all[c]!;
  }
  return out;
}

/** The residual and variance of each cell, given the probability of each code. Returns the sum of the variances. */
export function cellResiduals(
  code: Int32Array,
  probability: Float64Array,
  positive: Float64Array,
  all: Float64Array,
  residual: Float64Array,
  variance: Float64Array,
): number {
  const n = code.length;
  if (positive.length !== n || all.length !== n || residual.length !== n || variance.length !== n)
    throw new RangeError("cellResiduals: lengths disagree");
  let level = 0;
  for (let c = 0; c < n; c++) {
    const w = all[c]!;
    const m = probability[code[c]!]!;
    residual[c] = positive[c]! - w * m;
    const v = w * m * (1 - m);
    variance[c] = v;
    level += v;
  }
  return level;
}
