import type { NotEstimable } from "../base/estimate.ts";
import type { ModelFacts } from "../result/type.ts";
import type { Shape } from "../study/schema/shape.ts";
import type { LearntSpec } from "../study/type.ts";
import type { Weights } from "../weights/type.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "./type.ts";

/**
 * A kind of model that learns from outcomes: one object, in a file of its own under `kinds`, and one line in
 * `kinds.ts`. Study, report and exports know no kind by its name. Functions are methods, so that a list may hold kinds
 * whose specs differ.
 */
export interface Kind<Spec extends LearntSpec> {
  /** the word in study.yaml */
  readonly kind: string;
  /** the keys that study.yaml may have, and the settings that they make */
  readonly stated: Shape<Spec>;
  /** a description for people: `ridge logistic` */
  words(spec: Spec): string;
  /** How the table of its points is headed and introduced; absent: as points, which mean nothing beyond their sum. */
  shown?(spec: Spec): ModelFacts["shown"];
  /** The facts in a result that only this kind has. */
  facts?(spec: Spec): Partial<Pick<ModelFacts, "penalty" | "anchor">>;
  /**
   * its terms are chosen anew in each fold, so that scores of two folds can only be compared as probabilities; absent:
   * they are not
   */
  readonly chosen?: true;
  /** its least and greatest score are shown, since studies may state its scale; absent: they are not */
  readonly ends?: true;
  /** Whether a fit may take so long that it must not run where signals wait for it; default: never. */
  long?(spec: Spec): boolean;
  /** Whether the score is that of the best activity which a lead did; absent: never. */
  takesTheBest?(spec: Spec): boolean;
  /**
   * For such a score: the activities that count from `score` on, the best first; null: these weights have another kind
   * of score.
   */
  activitiesFrom?(weights: Pick<Weights, "attributes" | "scale">, score: number): readonly string[] | null;
  /** Loads what only this kind needs, once in each thread; it is awaited before the first fit. */
  ready?(spec: Spec): Promise<void>;
  /** Fits the rows of one fold; `cuts`: the study's own cuts of numbers, by feature. */
  fit(
    name: string,
    spec: Spec,
    rows: TrainingRows,
    cuts: ReadonlyMap<string, readonly number[]>,
    more: FitExtras,
  ): FittedDraft | NotEstimable;
}
