import { type Draft, seal } from "../../weights/seal.ts";
import type { Calibration, Weights } from "../../weights/type.ts";
import { averagePoints, scoreRows } from "../score.ts";
import type { TrainingRows } from "../type.ts";
import { type GradeScale, grade } from "./grades.ts";

/**
 * The shipped weights: calibrated, with grades from the scores that the map was learnt on, and with the points of the
 * average training lead. `scores` is empty where a feature that the points name is not among the rows.
 */
export function finish(
  draft: Draft,
  calibration: Calibration,
  scores: Float64Array,
  rows: TrainingRows,
  scale: GradeScale,
): { readonly weights: Weights; readonly notes: readonly string[] } {
  const own = scores.length === 0 ? scores : scoreRows(draft, rows.coded);
  const { grades, notes } = grade(own, scores, rows, scale);
  const baseline = scores.length === 0 ? draft.attributes.map(() => 0) : averagePoints(draft, rows);
  return { weights: seal({ ...draft, baseline, calibration, grades }), notes };
}
