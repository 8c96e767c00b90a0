import { notEstimable } from "../../base/estimate.ts";
import type { Feature } from "../../features/type.ts";
import type { DescentModules } from "../../stats/logistic/descent-solver.ts";
import type { Weights } from "../../weights/type.ts";
import { type FittedSpec, fitKind } from "../kinds.ts";
import { type PointsModel, pointsModel } from "../points.ts";
import { scoreRows } from "../score.ts";
import type { FitOutcome, TrainingRows } from "../type.ts";
import { type CalibrationChoice, calibrate, noMap } from "./calibrate.ts";
import { crossFitted, positiveLeads } from "./cross-fit.ts";
import { finish } from "./finish.ts";
import { againstSigns, type Signs } from "./signs.ts";

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
  /** which way the points of a feature ought to go, by its name; default: nothing is expected */
  readonly signs?: Signs;
  /** the packages of `solver: gradient`, loaded by whoever has a model that asks for it */
  readonly descent?: DescentModules;
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
  if (!q.rows.weight.some((w) => w > 0)) return notEstimable("no training moment has a weight");
  if (q.rows.label.every((y) => y === 1)) return notEstimable("every training moment reaches the outcome");
  if (q.rows.coded.features.length === 0) return notEstimable("no feature is left to fit on");
  const fitted = fitKind(q.name, spec, q.rows, q.cuts, q);
  if (!("draft" in fitted)) return fitted;
  const outOfFold = crossFitted(q.rows, (rows) =>
    fitKind(q.name, spec, rows, q.cuts, { ...q, near: fitted }),
  );
  if (!(outOfFold instanceof Float64Array)) return outOfFold;
  const { draft, converged, iterations, notes } = fitted;
  const map = calibrate(q.calibration, draft, outOfFold, q.rows, positives);
  const finished = finish(draft, map.calibration, outOfFold, q.rows);
  return {
    calibrated: true,
    weights: finished.weights,
    outOfFold,
    diagnostics: {
      converged: converged && map.converged,
      iterations,
      rows: q.rows.label.length,
      positives,
      dropped: q.dropped,
      notes: [...notes, ...map.notes, ...finished.notes, ...signNotes(finished.weights, q)],
      terms: fitted.terms,
      ...(fitted.segmented === undefined ? {} : { segmented: fitted.segmented }),
    },
  };
}

const signNotes = (weights: Weights, { signs, rows }: FitQuestion): readonly string[] =>
  againstSigns(weights, signs ?? new Map(), rows).map(
    ({ feature, expected }) =>
      `the points of ${feature} run against its expected sign (${expected}): they are kept, and the warning says so`,
  );

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
  const finished = finish(draft, map.calibration, outOfFold, q.rows);
  notes.push(...finished.notes, ...signNotes(finished.weights, q));
  return {
    calibrated: true,
    weights: finished.weights,
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
