import { counted } from "../../base/text.ts";
import type { ModelAbout } from "../../export/target.ts";
import type { EvaluationFacts, Result } from "../../result/type.ts";

/** What of a result they rest on. */
export type Told = Pick<Result, "models" | "run" | "asOf" | "leadline"> & {
  readonly study: Pick<Result["study"], "name" | "outcome">;
};

/** What model cards say of each model of a result. */
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
    says: "AUC: how often a lead that gets there scores above one that does not",
    estimated: e.auc,
  },
  {
    key: "log_loss",
    says: "log loss: a penalty for confident wrong predictions; lower is better",
    estimated: e.logLoss,
  },
  { key: "brier", says: "Brier score: the mean squared error of p; lower is better", estimated: e.brier },
  {
    key: "observed_expected",
    says: "outcomes for each one predicted; 1 is right",
    estimated: e.observedExpected,
  },
  {
    key: "calibration_slope",
    says: "calibration slope; 1 is right, below it predictions are too far apart",
    estimated: e.calibrationSlope,
  },
  {
    key: "precision_at_tenth",
    says: "share of the best tenth that gets there",
    estimated: e.precisionAtTenth,
  },
  { key: "base_rate", says: "share of all that gets there", estimated: e.baseRate },
];
