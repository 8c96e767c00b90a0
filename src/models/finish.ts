import { type Draft, seal } from "../weights/seal.ts";
import type { Calibration, Weights } from "../weights/type.ts";
import { averagePoints } from "./score.ts";
import type { TrainingRows } from "./type.ts";

/** Grades A to D: quarters of the training rows' weight by score, the best quarter A. */
const grades = [
  ["A", 0.75],
  ["B", 0.5],
  ["C", 0.25],
] as const;

/**
 * Weights as they ship: calibrated, graded on the scores that the map was learnt on, with the points of the average
 * training lead. `scores` is empty where a feature that the points name is not among the rows.
 */
export function finish(
  draft: Draft,
  calibration: Calibration,
  scores: Float64Array,
  rows: TrainingRows,
): Weights {
  const { weight } = rows;
  const cut = weightedQuantiles(
    scores,
    weight,
    grades.map(([, q]) => q),
  );
  const graded =
    scores.length === 0 ? [] : grades.map(([grade], k) => ({ grade, atLeast: Math.ceil(cut[k] ?? 0) }));
  const distinct = graded.filter((g, k) => k === 0 || g.atLeast < (graded[k - 1]?.atLeast ?? 0));
  const all = distinct.length === 0 ? [] : [...distinct, { grade: "D", atLeast: -(2 ** 31) }];
  const baseline = scores.length === 0 ? draft.attributes.map(() => 0) : averagePoints(draft, rows);
  return seal({ ...draft, baseline, calibration, grades: all });
}

/** The least value at which a share q of the weight lies at or below it. */
function weightedQuantiles(values: Float64Array, weight: Float64Array, shares: readonly number[]): number[] {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const total = weight.reduce((s, w) => s + w, 0);
  return shares.map((share) => {
    let sum = 0;
    for (const i of order) {
      sum += weight[i] ?? 0;
      if (sum >= share * total) return values[i] ?? 0;
    }
    return values[order[order.length - 1] ?? 0] ?? 0;
  });
}
