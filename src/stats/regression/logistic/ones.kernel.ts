import type { Sums } from "../../numeric/newton.ts";
import type { Moments } from "./dense.kernel.ts";

/**
 * A design whose columns hold only 0 and 1, as lists of the parameters (1 is the first column) at which a row has a 1.
 */
export interface Ones {
  /** n + 1 offsets into `active` */
  readonly start: Int32Array;
  readonly active: Int32Array;
}

/** The least rows for which lists are worth making, and the share of ones below which they beat whole columns. */
const worthRows = 2048;
const mostOnes = 0.35;

/**
 * Weighted means and population SDs of columns by their lists. A column that is constant over the rows with weight has
 * an infinite SD, and so no score and no information once divided by it.
 * @param p number of columns
 */
export function listedScale(
  { start, active }: Ones,
  weight: Float64Array,
  total: number,
  p: number,
): readonly Moments[] {
  const mass = new Float64Array(p + 1);
  const count = new Int32Array(p + 1);
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i]!;
    if (w === 0) continue;
    count[0] = count[0]! + 1;
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = active[a]!;
      mass[j] = mass[j]! + w;
      count[j] = count[j]! + 1;
    }
  }
  const scale: Moments[] = [];
  for (let j = 1; j <= p; j++) {
    if (count[j] === 0 || count[j] === count[0]) scale.push({ mean: count[j] === 0 ? 0 : 1, sd: Infinity });
    else {
      const mean = mass[j]! / total;
      scale.push({ mean, sd: Math.sqrt(mean * (1 - mean)) });
    }
  }
  return scale;
}

/**
 * The lists, or null where a column holds anything else, or whole columns are as good because there are few rows or
 * many ones. O(n p).
 */
export function onesOf(columns: readonly Float64Array[], n: number): Ones | null {
  if (n < worthRows || columns.length === 0) return null;
  const start = new Int32Array(n + 1);
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!;
    if (column.length !== n) throw new RangeError("onesOf: lengths disagree");
    for (let i = 0; i < n; i++) {
      const x = column[i]!;
      if (x === 1) start[i + 1] = start[i + 1]! + 1;
      else if (x !== 0) return null;
    }
  }
  for (let i = 0; i < n; i++) start[i + 1] = start[i + 1]! + start[i]!;
  if (start[n]! > mostOnes * n * columns.length) return null;
  const active = new Int32Array(start[n]!);
  const next = start.slice(0, n);
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!;
    for (let i = 0; i < n; i++) {
      if (column[i]! !== 1) continue;
      const at = next[i]!;
      active[at] = j + 1;
      next[i] = at + 1;
    }
  }
  return { start, active };
}

/** What a pass over lists reads beside them. */
export interface ListedRows {
  readonly label: Float64Array;
  readonly weight: Float64Array;
  readonly offset: Float64Array | null;
}

/**
 * The sums of dense.kernel.ts for columns as given, neither centred nor scaled: log-likelihood, score and, where
 * wanted, the lower triangle of the information. Cost: n a^2 / 2 additions for a ones in each row.
 */
export function onesPass(
  { start, active }: Ones,
  { label, weight, offset }: ListedRows,
  beta: Float64Array,
  out: Sums,
  withInformation: boolean,
): void {
  const n = label.length;
  const p = beta.length;
  const { gradient, information } = out;
  if (start.length !== n + 1 || weight.length !== n || gradient.length !== p)
    throw new RangeError("onesPass: lengths disagree");
  if (withInformation && information.length !== p * p) throw new RangeError("onesPass: lengths disagree");
  gradient.fill(0);
  if (withInformation) information.fill(0);
  let [logLikelihood, residuals, mass] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const w = weight[i]!;
    if (w === 0) continue;
    const from = start[i]!;
    const to = start[i + 1]!;
    let t = beta[0]! + (offset === null ? 0 : offset[i]!);
    for (let a = from; a < to; a++) t += beta[active[a]!]!;
    const y = label[i]!;
    const e = Math.exp(-Math.abs(t));
    const d = 1 / (1 + e);
    logLikelihood += w * ((t > 0 ? (y - 1) * t : y * t) - Math.log1p(e));
    const r = w * (y - (t >= 0 ? d : e * d));
    residuals += r;
    for (let a = from; a < to; a++) gradient[active[a]!] = gradient[active[a]!]! + r;
    if (!withInformation) continue;
    const v = w * e * d * d;
    mass += v;
    for (let a = from; a < to; a++) {
      const row = active[a]! * p;
      information[row] = information[row]! + v;
      for (let b = from; b <= a; b++) {
        const at = row + active[b]!;
        information[at] = information[at]! + v;
      }
    }
  }
  gradient[0] = residuals;
  if (withInformation) information[0] = mass;
  out.logLikelihood = logLikelihood;
}

/**
 * Firth's term of firth.kernel.ts for columns as given: adds X'(h (1/2 - mu)) to `score`, with the leverages h from the
 * inverse information (row-major, both triangles) of the columns as given. O(n a^2 / 2) for a ones in each row.
 */
export function addOnesFirthScore(
  { start, active }: Ones,
  { label, weight, offset }: ListedRows,
  beta: Float64Array,
  inverse: Float64Array,
  score: Float64Array,
): void {
  const n = label.length;
  const p = beta.length;
  if (start.length !== n + 1 || weight.length !== n || inverse.length !== p * p || score.length !== p)
    throw new RangeError("addOnesFirthScore: lengths disagree");
  for (let i = 0; i < n; i++) {
    const from = start[i]!;
    const to = start[i + 1]!;
    let t = beta[0]! + (offset === null ? 0 : offset[i]!);
    let twice = 0;
    let once = inverse[0]!;
    for (let a = from; a < to; a++) {
      const j = active[a]!;
      const row = j * p;
      t += beta[j]!;
      twice += inverse[row]!;
      once += inverse[row + j]!;
      for (let b = from; b < a; b++) twice += inverse[row + active[b]!]!;
    }
    const e = Math.exp(-Math.abs(t));
    const d = 1 / (1 + e);
    const h = weight[i]! * e * d * d * (once + 2 * twice);
    const pull = h * (0.5 - (t >= 0 ? d : e * d));
    score[0] = score[0]! + pull;
    for (let a = from; a < to; a++) score[active[a]!] = score[active[a]!]! + pull;
  }
}
