import {
  saysAuc,
  saysBaseRate,
  saysBestTenth,
  saysBrier,
  saysLogLoss,
  saysObservedExpected,
  saysSlope,
} from "../../base/messages/ship/export.ts";
import { counted } from "../../base/text.ts";
import type { ModelAbout } from "../../export/target.ts";
import type { EvaluationFacts, Result } from "../../result/type.ts";

/** The parts of a result that model cards use. */
export type Told = Pick<Result, "models" | "run" | "asOf" | "leadline"> & {
  readonly study: Pick<Result["study"], "name" | "outcome">;
};

/** What the model cards say about each model of a result. */
export function aboutModels(result: Told): Map<string, ModelAbout> {
  const { study, run, asOf, leadline, models } = result;
  return new Map(
    Object.entries(models).map(([name, { fit, evaluation, notes }]) => [
      name,
      {
        leadline,
        study: study.name,
        run,
        asOf,
        outcome: outcomeOf(study),
        trainedOn: fit && { leads: fit.leads, moments: fit.rows, outcomes: fit.positives },
        evaluation: {
          method: evaluation.method,
          n: evaluation.n,
          positives: evaluation.positives,
          figures: figures(evaluation),
        },
        notes,
      },
    ]),
  );
}

const outcomeOf = ({ outcome: { stage, withinDays } }: Told["study"]): string =>
  withinDays === null ? `has ${stage}` : `reaches ${stage} within ${counted(withinDays, "day")}`;

const figures = (e: EvaluationFacts): ModelAbout["evaluation"]["figures"] => [
  {
    key: "auc",
    says: saysAuc,
    estimated: e.auc,
  },
  {
    key: "log_loss",
    says: saysLogLoss,
    estimated: e.logLoss,
  },
  { key: "brier", says: saysBrier, estimated: e.brier },
  {
    key: "observed_expected",
    says: saysObservedExpected,
    estimated: e.observedExpected,
  },
  {
    key: "calibration_slope",
    says: saysSlope,
    estimated: e.calibrationSlope,
  },
  {
    key: "precision_at_tenth",
    says: saysBestTenth,
    estimated: e.precisionAtTenth,
  },
  { key: "base_rate", says: saysBaseRate, estimated: e.baseRate },
];
