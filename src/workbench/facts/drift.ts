import { type Fault, warning } from "../../base/errors.ts";
import { drift } from "../../base/messages/workbench.ts";
import { quarterOf } from "../../base/time.ts";
import type { ModelFacts } from "../../result/type.ts";
import { placeOf } from "../../study/places.ts";
import type { Loaded } from "../loaded.ts";

/** Outside of it a probability should not be read as one. */
const within = [0.8, 1.25] as const;
/** Quarters of fewer leads tell no rate. */
const leastLeads = 50;

/**
 * Warns where models of an outcome without times, learnt on each quarter's past, promise too much or too little beyond
 * chance; with the rates of the first and the last quarter of creation.
 */
export function driftFaults(
  { study, moments }: Loaded,
  models: Readonly<Record<string, ModelFacts>>,
): readonly Fault[] {
  if (study.outcome.kind === "stage") return [];
  const rates = new Map<string, { leads: number; won: number }>();
  for (let i = 0; i < moments.count; i++) {
    if (moments.label[i] === 2) continue;
    const { name } = quarterOf(moments.time[i] ?? 0, study.fiscalYearStarts);
    const of = rates.get(name) ?? { leads: 0, won: 0 };
    of.leads++;
    of.won += moments.label[i] ?? 0;
    rates.set(name, of);
  }
  const told = [...rates]
    .filter(([, { leads }]) => leads >= leastLeads)
    .map(([quarter, { leads, won }]) => ({ quarter, rate: won / leads }));
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Object.entries(models).flatMap(([name, { evaluation }]) => {
    const oe = evaluation.observedExpected;
    if (evaluation.method !== "walk-forward" || oe.value === null) return [];
    const apart = oe.value < within[0] ? oe.high < 1 : oe.value > within[1] && oe.low > 1;
    return apart ? [warning(drift(name, oe, first, last), placeOf(study, `models.${name}`))] : [];
  });
}
