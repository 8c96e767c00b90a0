import { report, type Watch, yieldNow } from "../../base/progress.ts";
import type { FitOutcome, Purpose, TrainingRows } from "../../models/type.ts";
import type { FinalFit, Fold } from "./folds.ts";
import { type FoldRows, plainRows, type RowsOf } from "./half-lives.ts";
import type { DroppedFeature, TrainingQuestion } from "./training.ts";

/**
 * Fits one model on a fold's rows, or gives the reason why not (fewer than 50 positives, one class); at once or in a
 * thread.
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
  /** fits on everything mature at as_of, which ship */
  readonly final: Fitting;
}

/**
 * Fits every model on every fold's own rows, then on everything that is mature. The judged procedure and the shipped
 * weights come from the same function; so do the rows, where features learn from labels too. Folds are independent of
 * each other, and no fold sees anything of a later one.
 * @param final null: nothing is to ship, and the last fold's fits are used in its place
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
      // it is awaited when all models of the fold are asked for: until then nobody would handle a failure
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
    // it is awaited below, when the rows of all folds are made: until then nobody would handle a failure
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
 * What training may look at. The quarter before ends with the last outcome that may be known: which moments there are
 * after it depends on outcomes that may not, since a lead that has won is no longer open.
 */
export const learnable = ({
  trainUntil,
  outcomesUntil,
  before,
}: FinalFit): Pick<TrainingQuestion, "until" | "quarterBefore"> => ({
  until: trainUntil,
  quarterBefore: { start: before.start, end: Math.min(before.end, outcomesUntil + 1) },
});
