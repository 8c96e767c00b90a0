import type { ModelFacts, Result } from "../result/type.ts";
import { count, fixed, signed } from "./format.ts";

type Weights = NonNullable<ModelFacts["weights"]>;

/** How the integer points of a model are shown to people. */
export interface Unit {
  /** of a column or an axis */
  readonly title: string;
  /** one shipped point is so many shown ones */
  readonly scale: number;
  readonly digits: number;
}

/** Shown points of a logistic model are hundredths of a logit: whole numbers of a size that people can add. */
const logitScale = 100;

export function unitOf({ kind, scale }: Pick<Weights, "kind" | "scale">): Unit {
  if (kind === "logistic") return { title: "Points", scale: logitScale * scale.unit, digits: 0 };
  if (kind === "close_rate" && scale.unit === 0.1)
    return { title: "Adds, per 100", scale: scale.unit, digits: 1 };
  if (kind === "close_rate" && scale.unit !== 1)
    return { title: "Points", scale: logitScale * scale.unit, digits: 0 };
  return { title: "Points", scale: 1, digits: 0 };
}

/** `+118`, `−7.6` */
export const pointsText = (points: number, { scale, digits }: Unit): string => signed(points * scale, digits);

/** A score: the sum of points, without a plus. */
export const scoreText = (score: number, { scale, digits }: Unit): string => fixed(score * scale, digits);

/** What the file of weights, the SQL and `score` print for it, where that is another number. */
export const shippedText = (score: number, { scale }: Unit): string | null =>
  scale === 1 ? null : count(Math.round(score));

/** A cut-off as people are shown it: `−122`. */
export function scoreOf(
  cutoff: { readonly model: string; readonly score: number },
  { models }: Pick<Result, "models">,
): string {
  const weights = models[cutoff.model]?.weights ?? null;
  return weights === null ? fixed(cutoff.score, 0) : scoreText(cutoff.score, unitOf(weights));
}
