import type { NotEstimable } from "../base/estimate.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "./type.ts";

/** A kind of model that learns from outcomes: one object, in a file of its own under `kinds`. */
export interface Kind<Spec> {
  /** as study.yaml has it */
  readonly kind: string;
  /** Loads what this kind alone needs, once a thread; it is awaited before the first fit. */
  readonly ready?: (spec: Spec) => Promise<void>;
  /** Fits the rows of one fold; `cuts`: where the study cuts a number itself, by feature. */
  readonly fit: (
    name: string,
    spec: Spec,
    rows: TrainingRows,
    cuts: ReadonlyMap<string, readonly number[]>,
    more: FitExtras,
  ) => FittedDraft | NotEstimable;
}
