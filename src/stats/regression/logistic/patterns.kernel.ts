import type { Sums } from "../../numeric/newton.ts";
import type { ListedRows, Ones } from "./ones.kernel.ts";

/**
 * Neighbouring 0/1 columns taken together in groups: which of a group's columns a row has is one pattern. Patterns are
 * nodes of trees, one tree a group: a pattern is its parent and one column more, so that its part of the predictor is
 * one addition, however many columns it has.
 */
export interface Patterns {
  readonly groups: number;
  /** patterns of each row, row-major, one for each group */
  readonly of: Int32Array;
  /** the pattern without its last column, always a smaller number; -1: it has no column */
  readonly parent: Int32Array;
  /** parameter of the last column (1 is the first); -1: none */
  readonly last: Int32Array;
}

/** The most patterns of a group: the tables of some four groups then stay in a near cache. */
const mostPatterns = 2048;

/**
 * Groups columns while few enough patterns occur. Counts of an activity's windows, and bins of one characteristic, go
 * together well: 82 columns of ten ones a row make four groups. O(ones).
 * @param p number of parameters, the intercept included
 */
export function patternsOf({ start, active }: Ones, p: number, most = mostPatterns): Patterns {
  const n = start.length - 1;
  const { first, row } = byColumn(start, active, p);
  const parent: number[] = [];
  const last: number[] = [];
  const done: Int32Array[] = [];
  let own = new Int32Array(n);
  let root = -1;
  const open = (): void => {
    root = parent.length;
    parent.push(-1);
    last.push(-1);
    own = new Int32Array(n).fill(root);
    done.push(own);
  };
  const put = (j: number): void => {
    const grown = new Int32Array(parent.length).fill(-1);
    for (let a = first[j]!; a < first[j + 1]!; a++) {
      const i = row[a]!;
      const before = own[i]!;
      if (grown[before]! < 0) {
        grown[before] = parent.length;
        parent.push(before);
        last.push(j);
      }
      own[i] = grown[before]!;
    }
  };
  open();
  for (let j = 1; j < p; j++) {
    const before = parent.length;
    put(j);
    if (parent.length - root <= most || before - root === 1) continue;
    for (let a = first[j]!; a < first[j + 1]!; a++) own[row[a]!] = parent[own[row[a]!]!]!;
    parent.length = before;
    last.length = before;
    open();
    put(j);
  }
  const groups = done.length;
  const of = new Int32Array(n * groups);
  for (let g = 0; g < groups; g++) {
    const codes = done[g]!;
    for (let i = 0; i < n; i++) of[i * groups + g] = codes[i]!;
  }
  return { groups, of, parent: Int32Array.from(parent), last: Int32Array.from(last) };
}

/** Rows with a one, by column: row[first[j]] to row[first[j + 1] - 1]. */
function byColumn(start: Int32Array, active: Int32Array, p: number) {
  const first = new Int32Array(p + 1);
  for (let a = 0; a < active.length; a++) first[active[a]! + 1] = first[active[a]! + 1]! + 1;
  for (let j = 0; j < p; j++) first[j + 1] = first[j + 1]! + first[j]!;
  const next = first.slice(0, p);
  const row = new Int32Array(active.length);
  for (let i = 0; i + 1 < start.length; i++)
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = active[a]!;
      row[next[j]!] = i;
      next[j] = next[j]! + 1;
    }
  return { first, row };
}

/** Log-likelihood and score of onesPass, by patterns: n x groups additions. */
export function patternsPass(
  { groups, of, parent, last }: Patterns,
  { label, weight, offset }: ListedRows,
  beta: Float64Array,
  out: Sums,
): void {
  const n = label.length;
  const { gradient } = out;
  if (of.length !== n * groups || weight.length !== n || gradient.length !== beta.length)
    throw new RangeError("patternsPass: lengths disagree");
  const part = partsOf(parent, last, beta);
  const pulled = new Float64Array(parent.length);
  let [logLikelihood, residuals] = [0, 0];
  for (let i = 0; i < n; i++) {
    const w = weight[i]!;
    if (w === 0) continue;
    const from = i * groups;
    const to = from + groups;
    let t = beta[0]! + (offset === null ? 0 : offset[i]!);
    for (let a = from; a < to; a++) t += part[of[a]!]!;
    const y = label[i]!;
    const e = Math.exp(-Math.abs(t));
    const d = 1 / (1 + e);
    logLikelihood += w * ((t > 0 ? (y - 1) * t : y * t) - Math.log1p(e));
    const r = w * (y - (t >= 0 ? d : e * d));
    residuals += r;
    for (let a = from; a < to; a++) pulled[of[a]!] = pulled[of[a]!]! + r;
  }
  gradient.fill(0);
  gradient[0] = residuals;
  for (let c = pulled.length - 1; c >= 0; c--) {
    const before = parent[c]!;
    if (before < 0) continue;
    const r = pulled[c]!;
    gradient[last[c]!] = gradient[last[c]!]! + r;
    pulled[before] = pulled[before]! + r;
  }
  out.logLikelihood = logLikelihood;
}

/** What each pattern adds to the linear predictor. */
function partsOf(parent: Int32Array, last: Int32Array, beta: Float64Array): Float64Array {
  const part = new Float64Array(parent.length);
  for (let c = 0; c < part.length; c++) {
    const before = parent[c]!;
    if (before >= 0) part[c] = part[before]! + beta[last[c]!]!;
  }
  return part;
}

/** The largest absolute linear predictor of a row, weighted or not. */
export function widestOf({ groups, of, parent, last }: Patterns, beta: Float64Array): number {
  const part = partsOf(parent, last, beta);
  let widest = 0;
  for (let from = 0; from < of.length; from += groups) {
    let t = beta[0]!;
    for (let a = from; a < from + groups; a++) t += part[of[a]!]!;
    widest = Math.max(widest, Math.abs(t));
  }
  return widest;
}
