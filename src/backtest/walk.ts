import { breathe, step, type Watch } from "../base/progress.ts";
import type { FitOutcome, TrainingRows } from "../models/type.ts";
import type { FinalFit, Fold } from "./folds.ts";
import { type DroppedFeature, type TrainingQuestion, trainingRows } from "./training.ts";

/** Fits one model on a fold's rows, or says why not (fewer than 50 positives, one class). */
export type Fit = (rows: TrainingRows, dropped: readonly DroppedFeature[]) => FitOutcome;

export interface Fitting {
  readonly models: ReadonlyMap<string, FitOutcome>;
  readonly dropped: readonly DroppedFeature[];
  readonly rows: TrainingRows;
  /** leads with a positive row */
  readonly positives: number;
}

export interface FoldFitting extends Fitting {
  readonly fold: Fold;
}

export interface Walk {
  readonly folds: readonly FoldFitting[];
  /** on everything mature at as_of: what ships */
  readonly final: Fitting;
}

/**
 * Every model on every fold's own rows, then on all that is mature: the procedure that is judged and the weights that
 * ship are made by the same function. Folds are independent of each other; nothing of a later fold is seen by an
 * earlier one.
 */
export async function walkForward(
  folds: readonly Fold[],
  final: FinalFit,
  data: Omit<TrainingQuestion, "until" | "quarterBefore">,
  models: ReadonlyMap<string, Fit>,
  watch: Watch = {},
): Promise<Walk> {
  const total = folds.length + 1;
  const fitUpTo = async (
    k: number,
    until: number,
    quarterBefore: TrainingQuestion["quarterBefore"],
  ): Promise<Fitting> => {
    step(watch, "fit", k, total);
    const { rows, dropped, positives } = trainingRows({ ...data, until, quarterBefore });
    const fitted = new Map<string, FitOutcome>();
    for (const [name, model] of models) {
      await breathe(watch);
      fitted.set(name, model(rows, dropped));
    }
    return { models: fitted, dropped, rows, positives };
  };
  const walked: FoldFitting[] = [];
  for (const [k, fold] of folds.entries())
    walked.push({ fold, ...(await fitUpTo(k, fold.trainUntil, fold.before)) });
  const last = await fitUpTo(folds.length, final.trainUntil, final.before);
  step(watch, "fit", total, total);
  return { folds: walked, final: last };
}
