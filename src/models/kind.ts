import type { NotEstimable } from "../base/estimate.ts";
import type { ModelFacts } from "../result/type.ts";
import type { Shape } from "../study/schema/shape.ts";
import type { LearntSpec } from "../study/type.ts";
import type { Weights } from "../weights/type.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "./type.ts";

/**
 * A kind of model that learns from outcomes: one object, in a file of its own under `kinds`, and one line of `kinds.ts`.
 * Study, report and exports know no kind by its name. Functions are methods, so that a list may hold kinds whose specs differ.
 */
export interface Kind<Spec extends LearntSpec> {
  /** as study.yaml has it */
  readonly kind: string;
  /** the keys that study.yaml may have, and the settings they make */
  readonly stated: Shape<Spec>;
  /** what it is, for people: `ridge logistic` */
  words(spec: Spec): string;
  /** How the table of its points is headed and introduced; absent: as points, which say no more than their sum. */
  shown?(spec: Spec): ModelFacts["shown"];
  /** What the result says of this kind alone. */
  facts?(spec: Spec): Partial<Pick<ModelFacts, "penalty" | "anchor">>;
  /** its terms are chosen anew in each fold: scores of two folds compare as probabilities alone; absent: they are not */
  readonly chosen?: true;
  /** its least and greatest score are shown, since its scale is one that people may state; absent: they are not */
  readonly ends?: true;
  /** Whether a fit may take so long that it is never done where signals wait for it; default: none does. */
  long?(spec: Spec): boolean;
  /** Is the score that of the best activity which a lead did? Absent: of no spec. */
  takesTheBest?(spec: Spec): boolean;
  /** Of such a score: the activities that count from `score` on, the best first; null: these weights are of another kind of score. */
  activitiesFrom?(weights: Pick<Weights, "attributes" | "scale">, score: number): readonly string[] | null;
  /** Loads what this kind alone needs, once a thread; it is awaited before the first fit. */
  ready?(spec: Spec): Promise<void>;
  /** Fits the rows of one fold; `cuts`: where the study cuts a number itself, by feature. */
  fit(
    name: string,
    spec: Spec,
    rows: TrainingRows,
    cuts: ReadonlyMap<string, readonly number[]>,
    more: FitExtras,
  ): FittedDraft | NotEstimable;
}
