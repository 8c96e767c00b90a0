import { report, type Watch, yieldNow } from "../../base/progress.ts";
import type { FitOutcome, Purpose, TrainingRows } from "../../models/type.ts";
import type { FinalFit, Fold } from "./folds.ts";
import { type FoldRows, plainRows, type RowsOf } from "./half-lives.ts";
import type { DroppedFeature, TrainingQuestion } from "./training.ts";

/**
 * Fits one model on a fold's rows, or says why not (fewer than 50 positives, one class); at once or in a thread.
 */
export type Fit = (
  rows: TrainingRows,
  dropped: readonly DroppedFeature[],
  purpose: Purpose,
) => FitOutcome | Promise<FitOutcome>;

export interface Fitting extends FoldRows {
  readonly models: ReadonlyMap<string, FitOutcome>;
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
 * ship are made by the same function; so are the rows, where features learn from labels too. Folds are independent of
 * each other; nothing of a later fold is seen by an earlier one.
 *
 * @param final null: nothing is to ship, and the last fold's fits stand in for those that would
 */
export async function walkForward(
  folds: readonly Fold[],
  final: FinalFit | null,
  data: Omit<TrainingQuestion, "until" | "quarterBefore">,
  models: ReadonlyMap<string, Fit>,
  watch: Watch = {},
  rowsOf: RowsOf = plainRows,
): Promise<Walk> {
  const total = models.size * (folds.length + (final === null ? 0 : 1));
  let done = 0;
  report(watch, "fit", done, total);
  const fitUpTo = async (
    learnt: FinalFit,
    purpose: Purpose,
  ): Promise<{ readonly fitting: Promise<Fitting> }> => {
    const found = await rowsOf({ ...data, ...learnable(learnt) }, watch, purpose);
    const under: (readonly [string, Promise<FitOutcome>])[] = [];
    for (const [name, model] of models) {
      await yieldNow(watch);
      const fit = Promise.resolve(model(found.rows, found.dropped, purpose));
      // it is waited for when all models of the fold are asked for: until then a failure has nobody to go to
      fit.catch(() => {});
      under.push([name, fit]);
    }
    const fitting = Promise.all(
      under.map(async ([name, fit]) => {
        const outcome = await fit;
        report(watch, "fit", ++done, total);
        return [name, outcome] as const;
      }),
    ).then((fitted) => ({ ...found, models: new Map(fitted) }));
    // it is waited for below, when the rows of all folds are made: until then a failure has nobody to go to
    fitting.catch(() => {});
    return { fitting };
  };
  const walking: { readonly fold: Fold; readonly fitting: Promise<Fitting> }[] = [];
  for (const fold of folds) walking.push({ fold, ...(await fitUpTo(fold, "fold")) });
  const last = final === null ? walking.at(-1) : await fitUpTo(final, "ship");
  if (last === undefined) throw new RangeError("without folds there must be a final fit");
  return {
    folds: await Promise.all(walking.map(async ({ fold, fitting }) => ({ fold, ...(await fitting) }))),
    final: await last.fitting,
  };
}

/**
 * What training may look at. The quarter before ends with the last outcome that may be known: which moments stand after
 * that rests on outcomes that may not, as a lead that has won is open no more.
 */
export const learnable = ({
  trainUntil,
  outcomesUntil,
  before,
}: FinalFit): Pick<TrainingQuestion, "until" | "quarterBefore"> => ({
  until: trainUntil,
  quarterBefore: { start: before.start, end: Math.min(before.end, outcomesUntil + 1) },
});
