import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import {
  noOutcomeToCalibrate,
  noRowsToCalibrate,
  onlyOutcomesToCalibrate,
} from "../../base/messages/stats.ts";

/** Scores and outcomes, one of each for each row. */
export interface ScoredRows {
  readonly score: ArrayLike<number>;
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights (2 is the row twice), default 1; rows of weight 0 do not count */
  readonly weight?: ArrayLike<number>;
}

export interface Totals {
  /** rows with a weight above 0 */
  readonly rows: number;
  /** sums of weights */
  readonly weight: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Counts the rows and their weights.
 * @throws RangeError on different lengths, a score that is not finite, a label other than 0 and 1, or a bad weight
 */
export function totalsOf({ score, label, weight }: ScoredRows): Totals {
  const n = label.length;
  if (score.length !== n) throw new RangeError(`${score.length} scores for ${n} labels`);
  if (weight !== undefined && weight.length !== n)
    throw new RangeError(`${weight.length} weights for ${n} labels`);
  let [rows, total, positives] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const s = score[i] ?? 0;
    const y = label[i];
    const w = weight === undefined ? 1 : (weight[i] ?? 0);
    if (!Number.isFinite(s)) throw new RangeError(`the score holds ${s} in row ${i + 1}`);
    if (y !== 0 && y !== 1) throw new RangeError(`the label holds ${y} in row ${i + 1}: it is 0 or 1`);
    if (!(w >= 0 && Number.isFinite(w))) throw new RangeError(`the weight holds ${w} in row ${i + 1}`);
    if (w > 0) rows++;
    total += w;
    if (y === 1) positives += w;
  }
  return { rows, weight: total, positives, negatives: total - positives };
}

/** Why a map cannot be learnt on these rows; null: it can. */
export function oneClass({ weight, positives, negatives }: Totals): NotEstimable | null {
  if (!(weight > 0)) return notEstimable(noRowsToCalibrate);
  if (!(positives > 0)) return notEstimable(noOutcomeToCalibrate);
  if (!(negatives > 0)) return notEstimable(onlyOutcomesToCalibrate);
  return null;
}

/**
 * Counts the rows of probabilities and outcomes.
 * @throws RangeError on a probability outside [0, 1], and as `totalsOf`
 */
export function checkProbabilities(p: ArrayLike<number>, label: ArrayLike<number>): Totals {
  const totals = totalsOf({ score: p, label });
  for (let i = 0; i < p.length; i++) {
    const v = p[i] ?? 0;
    if (v < 0 || v > 1) throw new RangeError(`the prediction of row ${i + 1} is ${v}: no probability`);
  }
  return totals;
}
