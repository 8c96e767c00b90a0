import type { FinalFit, Fold } from "./folds.ts";
import type { TrainingQuestion } from "./training.ts";
import type { Fit, Walk } from "./walk-forward.ts";

/** The folds of a study, and every model fitted on each of them and on everything that is mature. */
export interface FittedStudy {
  readonly folds: readonly Fold[];
  readonly walk: Walk;
  readonly training: Omit<TrainingQuestion, "until" | "quarterBefore">;
  readonly final: FinalFit;
  /** Gives `work` the fits of every model on any rows, in worker threads where the study is large enough. */
  readonly withFits: <T>(work: (fits: Fits) => Promise<T>) => Promise<T>;
}

export type Fits = ReadonlyMap<string, Fit>;
