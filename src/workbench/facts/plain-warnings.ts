import { type Fault, warning } from "../../base/errors.ts";
import { winsWithoutWork, worthlessModel } from "../../base/messages/workbench.ts";
import { NEVER } from "../../base/time.ts";
import { workedFrom } from "../../labels/worked.ts";
import type { Result } from "../../result/type.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import type { Loaded } from "../loaded.ts";

/** Past this share of outcomes without work, the record of work is told to have holes. */
const holes = 0.1;

/** Models whose ranking is no better than chance: the interval of their AUC holds .5 or lies below it. */
export const worthless = (study: Study, models: Result["models"]): readonly Fault[] =>
  Object.entries(models).flatMap(
    ([
      name,
      {
        evaluation: { auc },
      },
    ]) =>
      auc.value !== null && auc.low <= 0.5
        ? [warning(worthlessModel(name, auc.value, auc.low, auc.high), placeOf(study, `models.${name}`))]
        : [],
  );

/** Leads that reached the outcome though history never worked them, where they are more than a tenth of all. */
export function outcomesWithoutWork({ study, history, labels }: Loaded): readonly Fault[] {
  if (study.outcome.kind !== "stage") return [];
  const from = workedFrom(history, labels, study.worked);
  if (from === null) return [];
  let outcomes = 0;
  let without = 0;
  for (let lead = 0; lead < history.leads.count; lead++) {
    if ((labels.outcome[lead] ?? NEVER) === NEVER || labels.refused[lead] === 1) continue;
    outcomes++;
    if ((from[lead] ?? NEVER) === NEVER) without++;
  }
  return without > holes * outcomes
    ? [warning(winsWithoutWork(without, outcomes), placeOf(study, "worked"))]
    : [];
}
