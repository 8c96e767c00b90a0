import type { NotEstimable } from "../../base/estimate.ts";
import { sortedValues } from "../numeric/order.kernel.ts";
import type { Lookup } from "./map.ts";
import { poolTies } from "./pava.kernel.ts";
import { oneClass, type ScoredRows, totalsOf } from "./rows.ts";

/**
 * Inductive Venn-Abers predictions (Vovk, Petej & Fedorova 2015) at every possible score: at each of k distinct scores,
 * and in each of the k + 1 gaps below, between and above them. `low` is an isotonic fit with one more row of weight 1
 * at that place that had no outcome, `high` the same with a row that had it. Neither ever falls, and low < high.
 */
export interface VennAbers {
  /** k distinct scores, ascending */
  readonly score: Float64Array;
  /** 2k + 1 each: gap, score, gap, score, ..., gap */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function vennAbers(rows: ScoredRows): VennAbers | NotEstimable {
  const refused = oneClass(totalsOf(rows));
  if (refused !== null) return refused;
  const points = poolTies(sortedValues(rows.score), rows.label, rows.weight);
  const k = points.count;
  const high = withOneMore(points.sum, points.weight, k);
  // mirrored: adding a row without the outcome to falling scores is adding a row with it to rising scores
  const turnedSum = Float64Array.from({ length: k }, (_, i) => {
    const j = k - 1 - i;
    return (points.weight[j] ?? 0) - (points.sum[j] ?? 0);
  });
  const turned = withOneMore(turnedSum, points.weight.slice(0, k).reverse(), k);
  return { score: points.score.slice(0, k), low: turned.reverse().map((p) => 1 - p), high };
}

/**
 * The fitted value at each gap and score when a row of weight 1 with the outcome is added there: the slope of the line
 * that bridges two lower hulls, that of the prefix sums to its left, shifted by (-1, -1), and that of the prefix sums
 * to its right. As the row moves right the slope never falls, the left end of the line only moves to the newest point,
 * and its right end only moves along the lower hull of all points: O(k).
 */
function withOneMore(sum: Float64Array, weight: Float64Array, k: number): Float64Array {
  const x = new Float64Array(k + 1);
  const y = new Float64Array(k + 1);
  for (let i = 0; i < k; i++) {
    x[i + 1] = (x[i] ?? 0) + (weight[i] ?? 0);
    y[i + 1] = (y[i] ?? 0) + (sum[i] ?? 0);
  }
  const slope = (left: number, right: number): number =>
    ((y[right] ?? 0) - (y[left] ?? 0) + 1) / ((x[right] ?? 0) - (x[left] ?? 0) + 1);
  const hull = lowerHull(x, y);
  const foot = (h: number): number => hull[h] ?? k;
  const out = new Float64Array(2 * k + 1);
  let left = 0;
  let h = 0;
  let now = 0;
  const settle = (): void => {
    while (h + 1 < hull.length && slope(left, foot(h + 1)) <= slope(left, foot(h))) h++;
    // rounding must not let the map fall
    now = Math.max(now, Math.min(1, slope(left, foot(h))));
  };
  for (let j = 0; j <= k; j++) {
    if (slope(j, foot(h)) >= slope(left, foot(h))) left = j;
    settle();
    out[2 * j] = now;
    if (j === k) break;
    if (foot(h) === j) h++;
    settle();
    out[2 * j + 1] = now;
  }
  return out;
}

/** Indices of the vertices of the lower convex hull of points whose x rises. */
function lowerHull(x: Float64Array, y: Float64Array): number[] {
  const hull: number[] = [];
  for (let i = 0; i < x.length; i++) {
    while (hull.length > 1) {
      const [a = 0, b = 0] = [hull.at(-2), hull.at(-1)];
      const [dx, dy] = [(x[b] ?? 0) - (x[a] ?? 0), (y[b] ?? 0) - (y[a] ?? 0)];
      if (dy * ((x[i] ?? 0) - (x[b] ?? 0)) < ((y[i] ?? 0) - (y[b] ?? 0)) * dx) break;
      hull.pop();
    }
    hull.push(i);
  }
  return hull;
}

/** The one probability with the least worst-case log loss over both: high / (1 - low + high). Never 0 or 1. */
export const merged = (low: number, high: number): number => high / (1 - low + high);

/**
 * The merged predictions as steps over integer scores.
 * @throws RangeError where the scores learnt on are not integers
 */
export function vennAbersMap(rows: ScoredRows): Lookup | NotEstimable {
  const fit = vennAbers(rows);
  if ("value" in fit) return fit;
  const lookup: { score: number; p: number }[] = [];
  const add = (from: number, at: number): void => {
    const last = lookup.at(-1)?.p;
    const p = Math.max(last ?? 0, merged(fit.low[at] ?? 0, fit.high[at] ?? 0));
    if (p !== last) lookup.push({ score: from, p });
  };
  fit.score.forEach((s, j) => {
    if (!Number.isInteger(s)) throw new RangeError(`the score ${s} is no integer: a table has whole scores`);
    if (j === 0) add(s - 1, 0);
    add(s, 2 * j + 1);
    if (s + 1 !== fit.score[j + 1]) add(s + 1, 2 * j + 2);
  });
  return { kind: "lookup", between: "step", lookup };
}
