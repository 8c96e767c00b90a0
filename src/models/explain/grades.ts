import type { ModelFacts } from "../../result/type.ts";
import { clusteredProportion } from "../../stats/proportions/proportion.ts";
import { gradeOf } from "../../weights/scorer.ts";
import type { Weights } from "../../weights/type.ts";
import type { TrainingRows } from "../type.ts";

/**
 * Leads and outcome rate of each grade, best first: rows by the grade of the score that a fit without their account gives
 * them, each lead's weight split over its rows, intervals clustered by account. Empty where no such scores are to be had.
 */
export function gradeFacts(
  { grades }: Pick<Weights, "grades">,
  outOfFold: Float64Array,
  { label, weight, account }: Pick<TrainingRows, "label" | "weight" | "account">,
): ModelFacts["grades"] {
  if (outOfFold.length !== label.length) return [];
  const of = Array.from(outOfFold, (score) => gradeOf({ grades }, score));
  return grades.map(({ grade, atLeast }) => {
    const inside = weight.map((w, i) => (of[i] === grade ? w : 0));
    const leads = inside.reduce((sum, w) => sum + w, 0);
    const wins = inside.reduce((sum, w, i) => sum + w * (label[i] ?? 0), 0);
    return {
      grade,
      atLeast,
      leads,
      wins,
      rate: clusteredProportion({ value: label, weight: inside, cluster: account }),
    };
  });
}
