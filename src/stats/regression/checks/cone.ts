import { margins, type SidedRows, sumOfRows } from "./rows.kernel.ts";

/** A margin below this, in rows and directions with largest value 1, counts as 0. */
export const noMargin = 1e-8;

/**
 * Konis' (2007) linear programme: the direction b, every |b_j| <= 1, that has no row on the wrong side and the largest
 * sum of margins. 0 where only b = 0 or boundary directions remain. It is solved by the simplex method on the dual, min
 * sum(u + v) with sum y_i a_i - u + v = -c, which has one equation for each coefficient however many the rows; its
 * multipliers are -b, so that pricing means finding the row that b violates most. A step costs O(n p), and there are a
 * few times p of them. Null: it did not end, which only rounding could cause.
 */
export function widestDirection(rows: SidedRows): Float64Array | null {
  const p = rows.columns.length + 1;
  const per = 1 / Math.max(1, rows.active.length);
  const right = sumOfRows(rows).map((c) => -c * per);
  // the basis starts with v_j or u_j, whichever is not negative; column u_j is -e_j, v_j is e_j, both cost 1
  const inverse = new Float64Array(p * p);
  right.forEach((b, j) => {
    inverse[j * p + j] = b < 0 ? -1 : 1;
  });
  const value = right.map(Math.abs);
  const cost = new Float64Array(p).fill(1);
  let stuck = 0;
  for (let step = 0; step < 200 * (p + 10); step++) {
    const b = multipliers(cost, inverse, p).map((v) => -v);
    const entering = mostViolated(rows, b, stuck > 2 * p);
    if (entering === null) return b;
    const direction = times(inverse, entering.column, p);
    const leaving = ratioTest(direction, value, p);
    if (leaving === null) return null;
    stuck = (value[leaving] ?? 0) > 1e-14 ? 0 : stuck + 1;
    pivot(inverse, value, direction, leaving, p);
    cost[leaving] = entering.cost;
  }
  return null;
}

const multipliers = (cost: Float64Array, inverse: Float64Array, p: number): Float64Array =>
  cost.map((_, j) => cost.reduce((s, c, i) => s + c * (inverse[i * p + j] ?? 0), 0));

const times = (inverse: Float64Array, column: Float64Array, p: number): Float64Array =>
  column.map((_, i) => column.reduce((s, v, j) => s + (inverse[i * p + j] ?? 0) * v, 0));

interface Entering {
  readonly column: Float64Array;
  readonly cost: number;
}

/**
 * The bound or row that b violates most (or the first that it violates, where steps have stalled, to avoid cycles);
 * null: none.
 */
function mostViolated(rows: SidedRows, b: Float64Array, first: boolean): Entering | null {
  let worst = noMargin;
  let unit = -1;
  b.forEach((v, j) => {
    if (Math.abs(v) - 1 > worst) {
      worst = Math.abs(v) - 1;
      unit = j;
    }
  });
  if (unit >= 0) {
    const column = new Float64Array(b.length);
    // b_j > 1 is a multiplier below -1: u_j = -e_j enters
    column[unit] = (b[unit] ?? 0) > 0 ? -1 : 1;
    return { column, cost: 1 };
  }
  const margin = margins(rows, b);
  let at = -1;
  for (let a = 0; a < margin.length; a++) {
    const off = -(margin[a] ?? 0);
    if (!(off > worst)) continue;
    worst = off;
    at = a;
    if (first) break;
  }
  return at < 0 ? null : { column: rowOf(rows, rows.active[at] ?? 0, b), cost: 0 };
}

/** The scaled row with the sign of its side; a row with both outcomes takes the side that b violates. */
function rowOf({ columns, side, scale }: SidedRows, i: number, b: Float64Array): Float64Array {
  const row = Float64Array.from(b, (_, j) => (j === 0 ? 1 : (columns[j - 1]?.[i] ?? 0)) * (scale[i] ?? 1));
  const eta = row.reduce((s, v, j) => s + v * (b[j] ?? 0), 0);
  const s = side[i] === 0 ? -Math.sign(eta) : (side[i] ?? 1);
  return row.map((v) => s * v);
}

function ratioTest(direction: Float64Array, value: Float64Array, p: number): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < p; i++) {
    const d = direction[i] ?? 0;
    if (!(d > 1e-11)) continue;
    const ratio = (value[i] ?? 0) / d;
    if (ratio < least || (ratio === least && d > (direction[best ?? 0] ?? 0))) {
      least = ratio;
      best = i;
    }
  }
  return best;
}

function pivot(
  inverse: Float64Array,
  value: Float64Array,
  direction: Float64Array,
  leaving: number,
  p: number,
): void {
  const by = direction[leaving] ?? 1;
  for (let j = 0; j < p; j++) inverse[leaving * p + j] = (inverse[leaving * p + j] ?? 0) / by;
  value[leaving] = (value[leaving] ?? 0) / by;
  for (let i = 0; i < p; i++) {
    const d = direction[i] ?? 0;
    if (i === leaving || d === 0) continue;
    for (let j = 0; j < p; j++)
      inverse[i * p + j] = (inverse[i * p + j] ?? 0) - d * (inverse[leaving * p + j] ?? 0);
    value[i] = Math.max(0, (value[i] ?? 0) - d * (value[leaving] ?? 0));
  }
}
