import { type Design, designOf, type LogisticData } from "../logistic/design.ts";
import { noMargin, widestDirection } from "./cone.ts";
import { gramOfRows, margins, type SidedRows, sidedRows } from "./rows.kernel.ts";

export interface Separation {
  /** complete: some direction puts every row strictly on its side; quasi: only some rows, and the rest on the border */
  readonly kind: "none" | "quasi" | "complete";
  /**
   * indices of the coefficients (0 is the intercept) whose maximum-likelihood estimate is infinite or not identified
   */
  readonly coefficients: readonly number[];
  /** columns (1 is the first) that separate the outcomes without any other: the first to look at */
  readonly alone: readonly number[];
}

/**
 * Whether maximum likelihood has no finite answer, and for which coefficients: there is a direction b with (2y - 1) x'b
 * >= 0 for all rows and > 0 for one (Albert & Anderson 1984), found by Konis' linear programme. Rows that a direction
 * separates are taken away and the rest is asked again, until none are; coefficients that the rest does not identify
 * are infinite (Clarkson & Jennrich 1991). Null where the programme did not end. Collinear columns are named too: rule
 * them out first. Rows of weight 0 do not count; a label between 0 and 1 is a row with both outcomes.
 */
export function separationOf(data: LogisticData): Separation | null {
  return separationOfDesign(designOf(data));
}

export function separationOfDesign(design: Design): Separation | null {
  const { columns, label, weight } = design;
  const side = Int8Array.from(label, (y) => (y >= 1 ? 1 : y <= 0 ? -1 : 0));
  const all = Int32Array.from(label.keys()).filter((i) => (weight[i] ?? 0) > 0);
  let rows = sidedRows(columns, side, all);
  for (;;) {
    const direction = widestDirection(rows);
    if (direction === null) return null;
    const margin = margins(rows, direction);
    const left = rows.active.filter((_, a) => !((margin[a] ?? 0) > noMargin));
    if (left.length === rows.active.length) break;
    rows = { ...rows, active: left };
  }
  if (rows.active.length === all.length) return { kind: "none", coefficients: [], alone: [] };
  return {
    kind: rows.active.length === 0 ? "complete" : "quasi",
    coefficients: notIdentified(rows, design),
    alone: Array.from(columns.keys(), (j) => j + 1).filter((j) => separatesAlone(design, side, j)),
  };
}

/**
 * Coefficients, on the original scale, that change in some direction along which every remaining row keeps its value.
 */
function notIdentified(rows: SidedRows, { scale }: Design): number[] {
  const p = scale.length + 1;
  const still = nullSpace(gramOfRows(rows), p);
  const moves = (v: Float64Array, j: number): boolean => {
    if (j > 0) return Math.abs(v[j] ?? 0) > 1e-7;
    const shifts = scale.map(({ mean, sd }, k) => ((v[k + 1] ?? 0) * mean) / sd);
    const size = shifts.reduce((most, s) => Math.max(most, Math.abs(s)), Math.abs(v[0] ?? 0));
    const intercept = shifts.reduce((b, s) => b - s, v[0] ?? 0);
    return Math.abs(intercept) > 1e-7 * Math.max(1, size);
  };
  return Array.from({ length: p }, (_, j) => j).filter((j) => still.some((v) => moves(v, j)));
}

/** A basis of the null space of a symmetric matrix, by Gauss-Jordan elimination with the largest remaining pivot. */
function nullSpace(matrix: Float64Array, p: number): Float64Array[] {
  const m = Float64Array.from(matrix);
  const largest = m.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const pivots: number[] = [];
  const free = new Set(Array.from({ length: p }, (_, j) => j));
  for (;;) {
    let best = -1;
    for (const j of free) if (best < 0 || (m[j * p + j] ?? 0) > (m[best * p + best] ?? 0)) best = j;
    const by = best < 0 ? 0 : (m[best * p + best] ?? 0);
    if (!(by > 1e-10 * largest)) break;
    free.delete(best);
    pivots.push(best);
    for (let k = 0; k < p; k++) m[best * p + k] = (m[best * p + k] ?? 0) / by;
    for (let i = 0; i < p; i++) {
      const d = m[i * p + best] ?? 0;
      if (i === best || d === 0) continue;
      for (let k = 0; k < p; k++) m[i * p + k] = (m[i * p + k] ?? 0) - d * (m[best * p + k] ?? 0);
    }
  }
  return Array.from(free, (f) => {
    const v = new Float64Array(p);
    v[f] = 1;
    for (const i of pivots) v[i] = -(m[i * p + f] ?? 0);
    return v;
  });
}

function separatesAlone({ columns, weight }: Design, side: Int8Array, j: number): boolean {
  const column = columns[j - 1];
  if (column === undefined) return false;
  const range = [
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ];
  column.forEach((x, i) => {
    if (!((weight[i] ?? 0) > 0)) return;
    for (const s of [0, 1]) {
      const own = range[s];
      if (own === undefined || side[i] === (s === 1 ? -1 : 1)) continue;
      own[0] = Math.min(own[0] ?? x, x);
      own[1] = Math.max(own[1] ?? x, x);
    }
  });
  const [[low0 = 0, high0 = 0] = [], [low1 = 0, high1 = 0] = []] = range;
  return (high0 <= low1 || high1 <= low0) && !(low0 === high1 && high0 === low1);
}
