import { type Estimated, estimate, sideOf } from "../../base/estimate.ts";
import { alwaysPays, neverPays, noPMap } from "../../base/messages/models/unknown.ts";
import type { MoneyFacts, WorthFacts } from "../../result/type.ts";
import type { Costs } from "../../study/type.ts";
import { scoreAtLeast } from "../../weights/calibration.ts";
import { scoreLimit } from "../../weights/limit.ts";
import type { Weights } from "../../weights/type.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import { netPerSlot, times } from "../judge/intervals.ts";
import type { DefinitionJudged } from "../judge/judge.ts";
import { judgedFolds, pooledSwap, type Scene, scenesOf } from "../judge/scene.ts";
import { pairedDifference } from "../judge/swap.ts";
import type { Serving } from "../serve/served.ts";
import type { Replayed } from "../type.ts";

/**
 * Definitions in money: what the served bring less what working them costs, over the judged quarters. All is net
 * benefit at the threshold cost / value (Vickers & Elkin 2006, Medical Decision Making 26:565), times the value.
 */
export function moneyFacts(
  costs: Costs,
  serving: Serving,
  definitions: readonly Replayed[],
  judged: Readonly<Record<string, DefinitionJudged>>,
  { walk }: Pick<FittedStudy, "walk">,
): MoneyFacts {
  const breakEven = costs.workedLead / costs.outcomeValue;
  return {
    ...costs,
    breakEven,
    definitions: Object.fromEntries(
      scenesOf(serving, definitions).flatMap((scene) => {
        const of = judged[scene.definition.name];
        return of === undefined ? [] : [[scene.definition.name, worthOf(scene, of, costs)]];
      }),
    ),
    cutoffs: Object.fromEntries(
      [...walk.final.models].flatMap(([name, fit]) =>
        "weights" in fit ? [[name, cutoffAt(fit.weights, breakEven)]] : [],
      ),
    ),
  };
}

function worthOf(
  scene: Scene,
  { pooled }: DefinitionJudged,
  { workedLead, outcomeValue }: Costs,
): WorthFacts {
  const { serving, definition, incumbent } = scene;
  const { setting } = serving;
  const price = workedLead / outcomeValue;
  const folds = judgedFolds(setting, [definition]);
  const set = serving.pooled(definition, folds, false);
  const account = set.lead.map((i) => setting.account[i] ?? -1);
  const net = pooled.winsPerSlot.value === null ? pooled.winsPerSlot : netPerSlot({ ...set, account }, price);
  const slotsIn = (slots: number, quarters: number): number => (quarters > 0 ? slots / quarters : 0);
  const shared = incumbent === null ? [] : judgedFolds(setting, [definition, incumbent]);
  const swap = incumbent === null ? null : pooledSwap({ ...scene, incumbent });
  return {
    perQuarter: times(net, outcomeValue * slotsIn(set.slots, folds.length)),
    perSlot: times(net, outcomeValue),
    perLead: netOf(pooled.precision, outcomeValue, workedLead),
    difference:
      swap && times(pairedDifference(swap, 0.95, price), outcomeValue * slotsIn(swap.slots, shared.length)),
    pays: ({ "1": "yes", "0": "cannot tell", "-1": "no" } as const)[sideOf(pooled.precision, price)],
  };
}

/** A share of leads as money: what one of them brings on average, less its cost. */
const netOf = (e: Estimated, value: number, cost: number): Estimated =>
  e.value === null ? e : estimate(value * e.value - cost, value * e.low - cost, value * e.high - cost, e.n);

function cutoffAt(weights: Weights, p: number): MoneyFacts["cutoffs"][string] {
  const score = scoreAtLeast(weights, p);
  if (score === null) return { score, reason: noPMap };
  if (score > scoreLimit) return { score: null, reason: neverPays };
  return score <= -scoreLimit ? { score: null, reason: alwaysPays } : { score, reason: null };
}
