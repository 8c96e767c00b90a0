import type { ModelFacts } from "../../result/type.ts";
import { clusteredProportion } from "../../stats/proportions/proportion.ts";
import { gradeOf } from "../../weights/scorer.ts";
import type { Weights } from "../../weights/type.ts";
import type { TrainingRows } from "../type.ts";

/**
 * Leads and outcome rate of each grade, best first. A row's grade comes from the score of a fit without its account;
 * each lead's weight is split over its rows, and intervals are clustered by account. Empty where there are no such
 * scores.
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
