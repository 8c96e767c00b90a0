import type { NotEstimable } from "../base/estimate.ts";
import { withCutsByHand } from "./bins.ts";
import type { Kind } from "./kind.ts";
import { type CloseRateSpec, closeRate } from "./kinds/close-rate.ts";
import { type IntegerPointsSpec, integerPointsKind } from "./kinds/integer-points.ts";
import { type LogisticSpec, logistic } from "./kinds/logistic.ts";
import { type ScorecardSpec, scorecard } from "./kinds/scorecard.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "./type.ts";

interface Specs {
  close_rate: CloseRateSpec;
  scorecard: ScorecardSpec;
  integer_points: IntegerPointsSpec;
  logistic: LogisticSpec;
}

/** What a study states of a model that learns from outcomes. */
export type FittedSpec = Specs[keyof Specs];

const kinds: { readonly [K in keyof Specs]: Kind<Specs[K]> } = {
  close_rate: closeRate,
  scorecard,
  integer_points: integerPointsKind,
  logistic,
};

const kindOf = <K extends keyof Specs>(kind: K): Kind<Specs[K]> => kinds[kind];

/** Loads what the fit of a model needs in this thread; the fit itself then waits for nothing. */
export const readyToFit = async (spec: FittedSpec): Promise<void> => kindOf(spec.kind).ready?.(spec);

/** Fits one kind on the rows of a fold; refused with the reason where the data cannot carry it. */
export function fitKind(
  name: string,
  spec: FittedSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  more: FitExtras = {},
): FittedDraft | NotEstimable {
  const fitted = kindOf(spec.kind).fit(name, spec, rows, cuts, more);
  if (!("draft" in fitted)) return fitted;
  const { draft } = fitted;
  return { ...fitted, draft: { ...draft, attributes: withCutsByHand(draft.attributes, cuts) } };
}
