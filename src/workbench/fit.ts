import type { Fits, FittedStudy } from "../backtest/fit/fitted.ts";
import { type FinalFit, type Fold, finalFit, testQuarters } from "../backtest/fit/folds.ts";
import { type FindHalfLives, rowsWithHalfLives } from "../backtest/fit/half-lives.ts";
import { accountFolds, type DroppedFeature, trainingRows } from "../backtest/fit/training.ts";
import { type Fit, learnable, walkForward } from "../backtest/fit/walk-forward.ts";
import { isByHand } from "../base/by-hand.ts";
import { defined } from "../base/defined.ts";
import type { Watch } from "../base/progress.ts";
import { DAY, NEVER } from "../base/time.ts";
import { leadsDated } from "../labels/untimed.ts";
import { type FitQuestion, fitModel, refusedRows } from "../models/fitting/fit.ts";
import { fitThreads, isFitOutcome, isHalfLives } from "../models/fitting/threads.ts";
import { isShipped, takesLong } from "../models/kinds.ts";
import type { FitOutcome, Purpose, TrainingRows } from "../models/type.ts";
import { findHalfLives, type HalfLivesAsked } from "../stats/half-life/index.ts";
import type { ModelSpec } from "../study/type.ts";
import { placeless } from "./kept/digest.ts";
import { type Kept, keptIn } from "./kept/kept.ts";
import type { Loaded } from "./loaded.ts";

export interface FittingOptions {
  /** number of worker threads; the answer does not depend on it. Default 1: everything runs in this thread */
  readonly threads?: number;
  readonly watch?: Watch;
  /** cache of fits; default: none */
  readonly kept?: Kept;
  /**
   * whether weights to ship are fitted too; false: only the judged folds, where only their figures are wanted. Default
   * true
   */
  readonly ships?: boolean;
}

/** With fewer moments than this the fits are done before worker threads have started, unless one may take seconds. */
const worthThreads = 1 << 14;

/** The folds of a study, and the data that their rows are taken from. */
function foldsOf({ study, history, labels, moments, coded, instants }: Loaded): {
  readonly folds: readonly Fold[];
  readonly final: FinalFit;
  readonly training: FittedStudy["training"];
} {
  const timed = study.outcome.kind === "stage";
  const firstCreated = history.leads.created.reduce((first, t) => Math.min(first, t), NEVER);
  const walked = timed || leadsDated(study);
  const folds = walked
    ? testQuarters({
        asOf: study.asOf,
        firstMonth: study.fiscalYearStarts,
        wanted: study.backtest.quarters,
        horizon: labels.horizon,
        byDate: labels.dated === true,
        embargo: study.backtest.embargo * DAY,
        outcomeObservedFrom: timed ? labels.outcomeObservedFrom : 0,
        firstCreated,
        created: history.leads.created,
        provisional: "beside",
      })
    : [];
  const final = walked
    ? finalFit(study.asOf, labels.horizon, study.fiscalYearStarts)
    : { outcomesUntil: NEVER, trainUntil: NEVER - 1, before: { name: "", start: 0, end: 0 } };
  const training = {
    moments,
    coded,
    ...(instants === null ? {} : { instants }),
    accountOf: history.leads.account,
    ...defined({ personOf: history.leads.person }),
    accountFold: accountFolds(history.accounts.keys, study.seed),
    leadFold: accountFolds(history.leads.ids, study.seed),
    ...(timed ? { from: labels.outcomeObservedFrom } : {}),
  };
  return { folds, final, training };
}

/** Why a fold's rows allow no fit, and null where they allow one: known before any model is fitted. */
export function refusedFolds(loaded: Loaded): readonly FoldRefusals[] {
  const { folds, training } = foldsOf(loaded);
  const fitted = [...loaded.study.models].filter(([, spec]) => !isByHand(spec));
  return folds.map((fold) => {
    const { rows, positives } = trainingRows({ ...training, ...learnable(fold) });
    const refused = refusedRows(rows, positives);
    return { fold, positives, models: new Map(fitted.map(([name]) => [name, refused])) };
  });
}

/** A fold, with the reasons why models are not fitted in it. */
export interface FoldRefusals {
  readonly fold: Fold;
  /** number of leads with a positive row */
  readonly positives: number;
  readonly models: ReadonlyMap<string, FitOutcome | null>;
}

export async function fitStudy(loaded: Loaded, options: FittingOptions = {}): Promise<FittedStudy> {
  const { threads = 1, watch = {}, kept = keptIn(null) } = options;
  const { study } = loaded;
  const { folds: all, final, training } = foldsOf(loaded);
  const judged = all.filter((fold) => fold.judged);
  const ships = (options.ships ?? true) || judged.length === 0;
  const folds = ships ? all : judged;
  const asked = new Map([...study.models].map(([name, spec]) => [name, questionOf(loaded, name, spec)]));
  const answered = <T>(fit: (q: FitQuestion) => T) =>
    new Map(
      Array.from(asked, ([name, ask]) => [
        name,
        (rows: TrainingRows, dropped: readonly DroppedFeature[], purpose: Purpose = "fold"): T =>
          fit({ ...ask(rows, dropped), purpose }),
      ]),
    );
  const keeping =
    (fit: (q: FitQuestion) => Promise<FitOutcome>) =>
    (q: FitQuestion): Promise<FitOutcome> =>
      isKnown(q.spec)
        ? kept.of("fit", { ...q, spec: placeless(q.spec) }, isFitOutcome, () => {
            // the cache is read between fits, and signals are handled meanwhile
            watch.signal?.throwIfAborted();
            return fit(q);
          })
        : fit(q);
  const findsHalfLives = study.features.halfLife === "fit";
  const long = findsHalfLives || [...study.models.values()].some(takesLong);
  const large = loaded.moments.time.length >= worthThreads;
  const withWork = async <T>(work: (fits: Fits, find: FindHalfLives) => Promise<T>): Promise<T> => {
    const pool = threads > 1 && (large || long) ? fitThreads(threads, watch) : null;
    const find = pool?.halfLives ?? (async (asked: HalfLivesAsked) => findHalfLives(asked));
    try {
      return await work(answered<ReturnType<Fit>>(keeping(pool?.fit ?? fitModel)), (asked) =>
        kept.of("half_lives", asked, isHalfLives, () => find(asked)),
      );
    } finally {
      await pool?.close();
    }
  };
  const { cap, bins: cuts } = study.features;
  const rowsOf = (find: FindHalfLives) =>
    findsHalfLives
      ? rowsWithHalfLives({
          history: loaded.history,
          moments: loaded.moments,
          ...(loaded.instants === null ? {} : { instants: loaded.instants.moments }),
          cap,
          cuts,
          find,
        })
      : undefined;
  const walk = await withWork((fits, find) =>
    walkForward(folds, ships ? final : null, training, fits, watch, rowsOf(find)),
  );
  return { folds, walk, training, final, withFits: withWork };
}

/**
 * Whether the code that fits a model is a part of this build. Changes in a registered kind cannot be seen, so its fits
 * are not kept.
 */
export const isKnown = (spec: ModelSpec): boolean => isByHand(spec) || isShipped(spec.kind);

const questionOf =
  ({ study, table }: Loaded, name: string, spec: ModelSpec) =>
  (rows: TrainingRows, dropped: readonly DroppedFeature[]): FitQuestion => ({
    name,
    spec,
    rows,
    features: table.features,
    cuts: study.features.bins,
    signs: study.features.signs,
    calibration: study.calibration,
    grades: study.grades,
    dropped,
  });
