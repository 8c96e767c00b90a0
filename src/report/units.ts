import { type ShownUnit, shownUnit } from "../result/shown.ts";
import type { ModelFacts, Result } from "../result/type.ts";
import { count, fixed, signed } from "./format.ts";

type Weights = NonNullable<ModelFacts["weights"]>;

/** How points are shown, and the heading of their column. */
export interface Unit extends ShownUnit {
  readonly title: string;
}

export const unitOf = (weights: Pick<Weights, "scale">, title = "Points"): Unit => ({
  ...shownUnit(weights),
  title,
});

/** `+118`, `−7.6` */
export const pointsText = (points: number, { scale, digits }: ShownUnit): string =>
  signed(points * scale, digits);

/** A score: the sum of points, without a plus sign. */
export const scoreText = (score: number, { scale, digits }: ShownUnit): string =>
  fixed(score * scale, digits);

/** The number that the weights file, the SQL and `score` print for it, where that is different. */
export const shippedText = (score: number, { scale }: ShownUnit): string | null =>
  scale === 1 ? null : count(Math.round(score));

/** A cut-off as people are shown it: `−122`. */
export function scoreOf(
  cutoff: { readonly model: string; readonly score: number },
  { models }: Pick<Result, "models">,
): string {
  const weights = models[cutoff.model]?.weights ?? null;
  return weights === null ? fixed(cutoff.score, 0) : scoreText(cutoff.score, unitOf(weights));
}
