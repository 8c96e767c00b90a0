import { notEstimable } from "../base/estimate.ts";
import type { Feature } from "../features/type.ts";
import { type CalibrationChoice, calibrate, noMap } from "./calibrate.ts";
import { crossFitted, positiveLeads } from "./cross-fit.ts";
import { finish } from "./finish.ts";
import { type FittedSpec, fitKind } from "./kinds.ts";
import { type PointsModel, pointsModel } from "./points.ts";
import { scoreRows } from "./score.ts";
import type { FitOutcome, TrainingRows } from "./type.ts";

export type ModelSpec = ({ readonly kind: "points" } & PointsModel) | FittedSpec;

export interface FitQuestion {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly rows: TrainingRows;
  /** every feature of the study: hand points may name one that the fold dropped */
  readonly features: readonly Feature[];
  readonly cuts: ReadonlyMap<string, readonly number[]>;
  readonly calibration: CalibrationChoice;
  readonly dropped: readonly { readonly feature: string; readonly reason: string }[];
}

/** A fold with fewer leads with a positive label is not fitted. */
export const leastPositives = 50;

/**
 * Fits one model and calibrates it: the map is learnt on scores that the row's own outcome did not shape (all of the
 * fit, bins included, on the other four folds of accounts), then the model is refitted on all rows and keeps the map.
 * Hand points have nothing to fit: their map is learnt on their scores as they are, and without enough positives they
 * are still points, only without a probability.
 */
export function fitModel(q: FitQuestion): FitOutcome {
  const positives = positiveLeads(q.rows);
  const few = positives < leastPositives;
  const { spec } = q;
  if (spec.kind === "points") return fitPoints(q, spec, positives, few);
  if (few)
    return notEstimable(
      `${positives} leads reach the outcome among the ${q.rows.label.length} training moments; a fit takes ${leastPositives}`,
    );
  if (q.rows.label.every((y) => y === 1)) return notEstimable("every training moment reaches the outcome");
  if (q.rows.coded.features.length === 0) return notEstimable("no feature is left to fit on");
  const fitted = fitKind(q.name, spec, q.rows, q.cuts);
  if (!("draft" in fitted)) return fitted;
  const outOfFold = crossFitted(q.rows, (rows) => fitKind(q.name, spec, rows, q.cuts, fitted));
  if (!(outOfFold instanceof Float64Array)) return outOfFold;
  const { draft, converged, iterations, notes } = fitted;
  const map = calibrate(q.calibration, draft, outOfFold, q.rows, positives);
  return {
    calibrated: true,
    weights: finish(draft, map.calibration, outOfFold, q.rows),
    outOfFold,
    diagnostics: {
      converged: converged && map.converged,
      iterations,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes: [...notes, ...map.notes],
      terms: fitted.terms,
    },
  };
}

function fitPoints(q: FitQuestion, spec: PointsModel, positives: number, few: boolean): FitOutcome {
  const draft = pointsModel(q.name, spec, q.features);
  const lacking = q.dropped.filter((d) => draft.inputs.some((input) => input.name === d.feature));
  const outOfFold = lacking.length > 0 ? new Float64Array(0) : scoreRows(draft, q.rows.coded);
  const learn = !few && lacking.length === 0;
  const map = learn ? calibrate(q.calibration, draft, outOfFold, q.rows, positives) : noMap;
  const notes = [...map.notes];
  if (few)
    notes.push(
      `${positives} leads reach the outcome among the training moments: too few for a probability, which takes ${leastPositives}`,
    );
  for (const { feature, reason } of lacking)
    notes.push(`${feature} is ${reason}: the points have no probability here`);
  return {
    calibrated: true,
    weights: finish(draft, map.calibration, outOfFold, q.rows),
    outOfFold,
    diagnostics: {
      converged: map.converged,
      iterations: 0,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes,
      terms: null,
    },
  };
}
