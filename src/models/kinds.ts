import type { NotEstimable } from "../base/estimate.ts";
import { withCutsByHand } from "./bins.ts";
import { type CloseRateSpec, fitCloseRate } from "./kinds/close-rate.ts";
import { fitIntegerPoints, type IntegerPointsSpec } from "./kinds/integer-points.ts";
import { fitLogisticModel, type LogisticSpec } from "./kinds/logistic.ts";
import { fitScorecard, type ScorecardSpec } from "./kinds/scorecard.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "./type.ts";

/** The kinds of model that learn from outcomes. */
export type FittedSpec = CloseRateSpec | ScorecardSpec | IntegerPointsSpec | LogisticSpec;

/** Fits one kind on the rows of a fold; refused with the reason where the data cannot carry it. */
export function fitKind(
  name: string,
  spec: FittedSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  more: FitExtras = {},
): FittedDraft | NotEstimable {
  const fitted = fittedAs(name, spec, rows, cuts, more);
  if (!("draft" in fitted)) return fitted;
  const { draft } = fitted;
  return { ...fitted, draft: { ...draft, attributes: withCutsByHand(draft.attributes, cuts) } };
}

function fittedAs(
  name: string,
  spec: FittedSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  more: FitExtras,
): FittedDraft | NotEstimable {
  switch (spec.kind) {
    case "close_rate":
      return fitCloseRate(name, spec, rows, cuts);
    case "scorecard":
      return fitScorecard(name, spec, rows, cuts, more);
    case "integer_points":
      return fitIntegerPoints(name, spec, rows, cuts, more);
    case "logistic":
      return fitLogisticModel(name, spec, rows, cuts, more);
  }
}
