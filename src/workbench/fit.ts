import { type FinalFit, type Fold, finalFit, testQuarters } from "../backtest/folds.ts";
import { accountFolds, type TrainingQuestion } from "../backtest/training.ts";
import { type Fit, type Walk, walkForward } from "../backtest/walk.ts";
import type { Watch } from "../base/progress.ts";
import { DAY, NEVER } from "../base/time.ts";
import { fitModel } from "../models/fit.ts";
import type { DescentModules } from "../stats/logistic/descent-solver.ts";
import type { ModelSpec } from "../study/type.ts";
import { descentModules } from "./descent.ts";
import type { Loaded } from "./load.ts";

/** The folds of a study and every model fitted on each, and on all that is mature. */
export interface FittedStudy {
  readonly folds: readonly Fold[];
  readonly walk: Walk;
  readonly training: Omit<TrainingQuestion, "until" | "quarterBefore">;
  readonly final: FinalFit;
  readonly fits: ReadonlyMap<string, Fit>;
}

export async function fitStudy(loaded: Loaded, watch: Watch): Promise<FittedStudy> {
  const { study, history, labels } = loaded;
  const timed = study.outcome.kind === "stage";
  const firstCreated = history.leads.created.reduce((first, t) => Math.min(first, t), NEVER);
  const folds = timed
    ? testQuarters({
        asOf: study.asOf,
        firstMonth: study.fiscalYearStarts,
        wanted: study.backtest.quarters,
        horizon: labels.horizon,
        embargo: study.backtest.embargo * DAY,
        outcomeObservedFrom: labels.outcomeObservedFrom,
        firstCreated,
        provisional: "beside",
      })
    : [];
  const final = timed
    ? finalFit(study.asOf, labels.horizon, study.fiscalYearStarts)
    : { trainUntil: NEVER - 1, before: { name: "", start: 0, end: 0 } };
  const training = {
    moments: loaded.moments,
    coded: loaded.coded,
    accountOf: history.leads.account,
    accountFold: accountFolds(history.accounts.keys, study.seed),
    ...(timed ? { from: labels.outcomeObservedFrom } : {}),
  };
  const descent = await descentModules(study);
  const fits = new Map([...study.models].map(([name, spec]) => [name, fitOf(loaded, name, spec, descent)]));
  const walk = await walkForward(folds, final, training, fits, watch);
  return { folds, walk, training, final, fits };
}

const fitOf =
  ({ study, table }: Loaded, name: string, spec: ModelSpec, descent: DescentModules | null): Fit =>
  (rows, dropped) =>
    fitModel({
      name,
      spec,
      rows,
      features: table.features,
      cuts: study.features.bins,
      signs: study.features.signs,
      ...(descent === null ? {} : { descent }),
      calibration: study.calibration,
      dropped,
    });
