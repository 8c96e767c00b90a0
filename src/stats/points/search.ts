import { type Refit, refitTotals, tally } from "./points.kernel.ts";
import { logitOfShare, type Support } from "./support.ts";

/** Points for the columns of a support, and their loss once (a, b) are fitted to the total. */
export interface PointsOn {
  readonly points: Int32Array;
  readonly loss: number;
  readonly a: number;
  readonly b: number;
}

export type RangeOf = (column: number) => readonly [number, number];

/** How many multipliers of the continuous fit are tried as starts. */
const multipliers = 20;
const largestBeta = 5;
/**
 * The steepest slope of a usable start: beyond it the totals are almost separated, and their (a, b) would mislead
 * others.
 */
const steepest = 5;

/**
 * Good points on one support. The starts are the continuous coefficients times 20 multipliers, from the one at which
 * the largest coefficient rounds to 1 to the one at which the smallest reaches its range, with the others limited to
 * theirs. Each start is improved by the best move of one term to any value, then by the best pair of steps by 1, until
 * neither helps; the best of all by the best pair of any values.
 */
export function searchPoints(support: Support, rangeOf: RangeOf): PointsOn {
  const ranges = support.columns.map(rangeOf);
  const evaluate = evaluator(support, ranges);
  let best: PointsOn | null = null;
  const seen = new Set<string>();
  for (const start of starts(support, ranges)) {
    let now = evaluate(start, best);
    for (;;) {
      const key = now.points.join();
      if (seen.has(key)) break;
      seen.add(key);
      const next = singles(now, ranges, evaluate) ?? pairSteps(now, ranges, evaluate);
      if (next === null) break;
      now = next;
    }
    if (best === null || now.loss < best.loss) best = now;
  }
  let now = best ?? evaluate(new Int32Array(support.columns.length), null);
  for (;;) {
    const next = pairValues(now, ranges, evaluate);
    if (next === null) return now;
    now = next;
  }
}

type Evaluate = (points: Int32Array, near: PointsOn | null) => PointsOn;

/** The refitted loss of points; each vector is computed once. */
function evaluator({ cells, columns }: Support, ranges: readonly (readonly [number, number])[]): Evaluate {
  const terms = columns.length;
  const most = cells.values.reduce((m, v) => Math.max(m, v), 0);
  const span = ranges.reduce((s, [low, high]) => s + (high - low), 0) * most + 1;
  const positive = new Float64Array(span);
  const all = new Float64Array(span);
  const base = logitOfShare(cells);
  const known = new Map<number, PointsOn>();
  const key = (points: Int32Array): number =>
    ranges.reduce((k, [low, high], t) => k * (high - low + 1) + (points[t] ?? 0) - low, 0);
  const exact = ranges.reduce((k, [low, high]) => k * (high - low + 1), 1) < 2 ** 53;
  return (points, near) => {
    const name = exact ? key(points) : -1;
    const found = exact ? known.get(name) : undefined;
    if (found !== undefined) return found;
    const table = tally(cells.values, terms, points, cells.positive, cells.all, positive, all);
    const refit: Refit = { loss: 0, a: near?.a ?? base, b: near?.b ?? 0 };
    if (refit.b > steepest) Object.assign(refit, { a: base, b: 0 });
    refitTotals(positive, all, table.span, table.lowest, refit);
    const result = { points: Int32Array.from(points), loss: refit.loss, a: refit.a, b: refit.b };
    if (exact) known.set(name, result);
    return result;
  };
}

function starts({ coefficients }: Support, ranges: readonly (readonly [number, number])[]): Int32Array[] {
  // a column that separates some rows has no finite coefficient
  const beta = Array.from(coefficients.subarray(1), (b) => Math.max(-largestBeta, Math.min(largestBeta, b)));
  const sizes = beta.map(Math.abs).filter((b) => b > 1e-3);
  if (sizes.length === 0) return [new Int32Array(beta.length)];
  const least = 0.5 / Math.max(...sizes);
  const widest = Math.max(1, ...ranges.flatMap(([low, high]) => [high, -low]));
  const most = widest / Math.min(...sizes);
  return Array.from({ length: multipliers }, (_, i) => {
    const m = least * (most / least) ** ((i + 1) / multipliers);
    return Int32Array.from(beta, (b, t) => {
      const [low, high] = ranges[t] ?? [0, 0];
      return Math.min(high, Math.max(low, Math.round(b * m)));
    });
  });
}

const gains = (a: PointsOn, b: PointsOn): boolean => a.loss < b.loss - 1e-11 * Math.abs(b.loss);

/** The best of all vectors that differ in one term, if it is better. */
function singles(
  now: PointsOn,
  ranges: readonly (readonly [number, number])[],
  evaluate: Evaluate,
): PointsOn | null {
  let best = now;
  const points = Int32Array.from(now.points);
  ranges.forEach(([low, high], t) => {
    const own = points[t] ?? 0;
    for (let v = low; v <= high; v++) {
      if (v === own) continue;
      points[t] = v;
      const tried = evaluate(points, now);
      if (gains(tried, best)) best = tried;
    }
    points[t] = own;
  });
  return best === now ? null : best;
}

/** The best of all vectors in which two terms move by 1 each, if it is better. */
const pairSteps = (now: PointsOn, ranges: readonly (readonly [number, number])[], evaluate: Evaluate) =>
  pairs(now, ranges, evaluate, (own, [low, high]) => [own - 1, own + 1].filter((v) => v >= low && v <= high));

/** The best of all vectors that differ in two terms, if it is better. */
const pairValues = (now: PointsOn, ranges: readonly (readonly [number, number])[], evaluate: Evaluate) =>
  pairs(now, ranges, evaluate, (own, [low, high]) =>
    Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((v) => v !== own || ranges.length === 1),
  );

function pairs(
  now: PointsOn,
  ranges: readonly (readonly [number, number])[],
  evaluate: Evaluate,
  values: (own: number, range: readonly [number, number]) => number[],
): PointsOn | null {
  let best = now;
  const points = Int32Array.from(now.points);
  for (let s = 0; s < ranges.length; s++) {
    const ownS = points[s] ?? 0;
    const forS = values(ownS, ranges[s] ?? [0, 0]);
    for (let t = s + 1; t < ranges.length; t++) {
      const ownT = points[t] ?? 0;
      const forT = values(ownT, ranges[t] ?? [0, 0]);
      for (const a of forS)
        for (const b of forT) {
          points[s] = a;
          points[t] = b;
          const tried = evaluate(points, now);
          if (gains(tried, best)) best = tried;
        }
      points[t] = ownT;
    }
    points[s] = ownS;
  }
  return best === now ? null : best;
}
