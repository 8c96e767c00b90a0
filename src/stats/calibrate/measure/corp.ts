import { type NotEstimable, notEstimable } from "../../../base/estimate.ts";
import { noPredictions } from "../../../base/messages/stats.ts";
import { random } from "../../../base/random.ts";
import { sortedValues } from "../../numeric/order.kernel.ts";
import { blocksOf, type IsotonicBlocks, isotonicFitted, knotsOf } from "../isotonic.ts";
import { mapped } from "../map.ts";
import { poolTies } from "../pava.kernel.ts";
import { checkProbabilities, oneClass } from "../rows.ts";
import { distinct as distinctOf, quantile } from "./bins.ts";
import { brier, logLoss } from "./scores.ts";

/** score = miscalibration - discrimination + uncertainty */
export interface Decomposition {
  readonly score: number;
  readonly miscalibration: number;
  readonly discrimination: number;
  readonly uncertainty: number;
}

/**
 * CORP (Dimitriadis, Gneiting & Jordan 2021): the predictions are recalibrated by isotonic regression on the outcomes
 * themselves. What this gains is the miscalibration; what the recalibrated predictions gain over the base rate is the
 * discrimination. There are no bins to choose. The log score needs predictions strictly between 0 and 1 where they were
 * wrong.
 */
export function corp(
  p: ArrayLike<number>,
  label: ArrayLike<number>,
): { brier: Decomposition; log: Decomposition; blocks: IsotonicBlocks } | NotEstimable {
  const totals = checkProbabilities(p, label);
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  const { blocks, fitted } = isotonicFitted({ score: p, label });
  const base = new Float64Array(p.length).fill(totals.positives / totals.weight);
  const parts = (of: typeof brier): Decomposition => {
    const [score, recalibrated, uncertainty] = [of(p, label), of(fitted, label), of(base, label)];
    return {
      score,
      miscalibration: score - recalibrated,
      discrimination: uncertainty - recalibrated,
      uncertainty,
    };
  };
  return { brier: parts(brier), log: parts(logLoss), blocks };
}

export interface Band {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The band in which the reliability curve would run if the predictions were right. Each resample draws predictions,
 * draws outcomes by them, fits, and reads the curve. At least 1,000 resamples. O(resamples x n).
 */
export function consistencyBand(
  p: ArrayLike<number>,
  at: readonly number[],
  { seed, resamples = 1_000, level = 0.9 }: { seed: number; resamples?: number; level?: number },
): Band[] | NotEstimable {
  const none = new Uint8Array(p.length);
  checkProbabilities(p, none);
  if (p.length === 0) return notEstimable(noPredictions);
  if (!(resamples >= 1_000)) throw new RangeError(`a band takes 1,000 resamples at least, not ${resamples}`);
  const r = random(seed);
  // rows as positions among the distinct predictions, so that no resample needs a sort
  const distinct = poolTies(sortedValues(p), none, undefined);
  const position = distinctOf(p);
  const curves = at.map(() => new Float64Array(resamples));
  const weight = new Float64Array(distinct.count);
  const sum = new Float64Array(distinct.count);
  for (let b = 0; b < resamples; b++) {
    weight.fill(0);
    sum.fill(0);
    for (let i = 0; i < p.length; i++) {
      const row = r.below(p.length);
      const k = position[row] ?? 0;
      weight[k] = (weight[k] ?? 0) + 1;
      if (r.uniform() < (p[row] ?? 0)) sum[k] = (sum[k] ?? 0) + 1;
    }
    const curve = knotsOf(blocksOf(drawn(distinct.score, sum, weight)));
    at.forEach((x, k) => {
      const values = curves[k];
      if (values !== undefined) values[b] = mapped(curve, x);
    });
  }
  const tail = (1 - level) / 2;
  return at.map((x, k) => {
    const values = (curves[k] ?? new Float64Array(0)).sort();
    return { at: x, low: quantile(values, tail), high: quantile(values, 1 - tail) };
  });
}

/** The points that were drawn at least once. */
function drawn(score: Float64Array, sum: Float64Array, weight: Float64Array) {
  const n = weight.length;
  const out = { score: new Float64Array(n), sum: new Float64Array(n), weight: new Float64Array(n) };
  let count = 0;
  for (let k = 0; k < n; k++) {
    if ((weight[k] ?? 0) === 0) continue;
    out.score[count] = score[k] ?? 0;
    out.sum[count] = sum[k] ?? 0;
    out.weight[count++] = weight[k] ?? 0;
  }
  return { ...out, count };
}
