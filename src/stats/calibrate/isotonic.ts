import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { sortedValues } from "../numeric/order.kernel.ts";
import type { Lookup } from "./map.ts";
import { type Pooled, poolTies, poolViolators, spread } from "./pava.kernel.ts";
import { oneClass, type ScoredRows, totalsOf } from "./rows.ts";

/**
 * The least rows and positives for an isotonic map: with fewer it fits noise (with 100 rows its excess log loss is ten
 * times Platt's).
 */
const isotonicNeeds = { rows: 1_000, positives: 200 } as const;

/**
 * The weighted isotonic (non-decreasing) least-squares fit of values that are in order, by pool-adjacent-violators.
 *
 * @returns one fitted value a value
 * @throws RangeError where a weight is not above 0 or a value is not finite
 *
 * @example
 * pava([1, 3, 2, 4]); // [1, 2.5, 2.5, 4]
 * pava([3, 1], [1, 3]); // [1.5, 1.5]
 */
export function pava(value: ArrayLike<number>, weight?: ArrayLike<number>): Float64Array {
  const n = value.length;
  const w = Float64Array.from({ length: n }, (_, i) => weight?.[i] ?? 1);
  const sum = Float64Array.from({ length: n }, (_, i) => (w[i] ?? 1) * (value[i] ?? 0));
  w.forEach((v, i) => {
    if (!(v > 0 && Number.isFinite(sum[i])))
      throw new RangeError(`point ${i + 1} has weight ${v}, value ${value[i]}`);
  });
  const end = new Int32Array(n);
  const blocks = poolViolators(sum, w, n, end);
  const out = new Float64Array(n);
  for (let b = 0, i = 0; b < blocks; b++) for (; i < (end[b] ?? 0); i++) out[i] = (sum[b] ?? 0) / (w[b] ?? 1);
  return out;
}

/** Blocks of the isotonic regression of a label on a score. */
export interface IsotonicBlocks {
  /** lowest and highest score of each block */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly weight: Float64Array;
  /** share of positives, rising strictly */
  readonly mean: Float64Array;
}

/** Isotonic regression by PAVA, after pooling equal scores. */
export function isotonicBlocks({ score, label, weight }: ScoredRows): IsotonicBlocks {
  return blocksOf(poolTies(sortedValues(score), label, weight));
}

/** Blocks of points that are pooled and in order already; overwrites their `sum` and `weight`. */
export function blocksOf(points: Pooled): IsotonicBlocks {
  const end = new Int32Array(points.count);
  const blocks = poolViolators(points.sum, points.weight, points.count, end);
  const at = (i: number): number => points.score[i] ?? 0;
  return {
    low: Float64Array.from({ length: blocks }, (_, b) => at(b === 0 ? 0 : (end[b - 1] ?? 0))),
    high: Float64Array.from({ length: blocks }, (_, b) => at((end[b] ?? 1) - 1)),
    weight: points.weight.slice(0, blocks),
    mean: Float64Array.from({ length: blocks }, (_, b) => (points.sum[b] ?? 0) / (points.weight[b] ?? 1)),
  };
}

/** Both ends of each block as knots, as scikit-learn keeps them; p may be 0 or 1 here. */
export function knotsOf({ low, high, mean }: IsotonicBlocks): Lookup {
  const lookup: { score: number; p: number }[] = [];
  mean.forEach((m, b) => {
    const ends = low[b] === high[b] ? [low[b] ?? 0] : [low[b] ?? 0, high[b] ?? 0];
    for (const score of ends) lookup.push({ score, p: m });
  });
  return { kind: "lookup", between: "linear", lookup };
}

/** The fit, and the fitted values of the rows themselves, with one sort for both. O(n). */
export function isotonicFitted(rows: ScoredRows): {
  readonly blocks: IsotonicBlocks;
  readonly fitted: Float64Array;
} {
  totalsOf(rows);
  const blocks = isotonicBlocks(rows);
  return { blocks, fitted: spread(rows.score, blocks.high, blocks.mean) };
}

/**
 * Isotonic calibration (Zadrozny & Elkan 2002) as a map with linear interpolation. A block of weight w without an
 * outcome has p = 1/2 / (w + 1), a block with outcomes alone 1 less that (Jeffreys' mean), but never beyond its
 * neighbour: so p is never 0 or 1. Not estimable below 1,000 rows or a weight of 200 positives.
 */
export function isotonicMap(rows: ScoredRows): Lookup | NotEstimable {
  const totals = totalsOf(rows);
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  if (totals.rows < isotonicNeeds.rows || totals.positives < isotonicNeeds.positives)
    return notEstimable(
      `isotonic calibration needs ${isotonicNeeds.rows} rows and ${isotonicNeeds.positives} positives, here are ${totals.rows} and ${Math.floor(totals.positives)}: use platt`,
    );
  return knotsOf(insideUnit(isotonicBlocks(rows)));
}

function insideUnit(blocks: IsotonicBlocks): IsotonicBlocks {
  const mean = Float64Array.from(blocks.mean);
  const last = mean.length - 1;
  const least = (b: number): number => 0.5 / ((blocks.weight[b] ?? 0) + 1);
  if (mean[0] === 0) mean[0] = Math.min(least(0), mean[1] ?? 1);
  if (mean[last] === 1) mean[last] = Math.max(1 - least(last), mean[last - 1] ?? 0);
  return { ...blocks, mean };
}
