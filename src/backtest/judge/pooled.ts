import { type Estimated, notEstimable } from "../../base/estimate.ts";
import { noQuarterJudged, quartersDiffer, twoQuarters } from "../../base/messages/models/unknown.ts";
import type { PooledFacts, QuarterFacts } from "../../result/type.ts";
import { nextOf } from "../../stats/proportions/proportion.ts";
import type { Replayed, ServedSet, Setting } from "../type.ts";
import { times } from "./intervals.ts";
import { counts, figures, guardsOf, recallOf } from "./quarters.ts";
import { type CandidateScene, judgedFolds, nameOf, pooledSwap, type Scene } from "./scene.ts";
import { policyPrecision } from "./selection/precision.ts";
import { pairedDifference } from "./swap.ts";

/** All judged quarters of a definition as one period; `quarters` are its facts, for the next quarter's interval. */
export function pooledFacts(scene: Scene, quarters: readonly QuarterFacts[]): PooledFacts {
  const { serving, definition, incumbent } = scene;
  const { setting } = serving;
  const folds = judgedFolds(setting, [definition]);
  const set = serving.pooled(definition, folds, false);
  const beside = incumbent === null ? null : { ...scene, incumbent };
  const stock = folds.reduce((n, k) => n + (quarters[k]?.stockAtSwitch ?? 0), 0);
  const recalled = folds.flatMap((k) => {
    const fold = setting.folds[k];
    const crossings = definition.folds[k]?.crossings ?? null;
    return fold === undefined || crossings === null ? [] : [{ fold, crossings }];
  });
  const estimates =
    folds.length === 0
      ? nothingJudged(setting, definition)
      : {
          ...figures(setting, set, serving.pooled(definition, folds, true)),
          policyPrecision: policyPrecision(scene, set),
          recall: recallOf(setting, recalled),
          guards: guardsOf(setting, set),
        };
  return {
    quarters: folds.length,
    covers: folds.map((k) => nameOf(setting, k)),
    perQuarter: times(estimates.winsPerSlot, folds.length > 0 ? set.slots / folds.length : 0),
    shared: beside && sharedFacts(beside),
    ...counts(set, stock),
    ...estimates,
    policyBounds: policyBounds(set),
    difference: beside && pairedDifference(pooledSwap(beside)),
    nextQuarter: nextQuarter(
      folds.flatMap((k) => {
        const value = quarters[k]?.winsPerSlot.value ?? null;
        return value === null ? [] : [value];
      }),
    ),
  };
}

/** Outcomes per slot of both over the quarters that both have, which can be compared side by side. */
function sharedFacts({ serving, definition, incumbent }: CandidateScene): PooledFacts["shared"] {
  const { setting } = serving;
  const folds = judgedFolds(setting, [definition, incumbent]);
  if (folds.length === 0) return null;
  const over = (of: Replayed): Estimated =>
    figures(setting, serving.pooled(of, folds, false), serving.pooled(of, folds, true)).winsPerSlot;
  return {
    quarters: folds.map((k) => nameOf(setting, k)),
    candidate: over(definition),
    incumbent: over(incumbent),
  };
}

/** The least number of judged quarters for the next quarter's interval: with two, Student's t alone is 12.7. */
const leastQuarters = 3;

/**
 * Outcomes per slot of the next quarter. A slot wins at most once, so the interval is limited to [0, 1]. Where it would
 * reach beyond both ends, or rests on fewer than three quarters, it says nothing and is not given.
 */
function nextQuarter(values: readonly number[]): Estimated {
  const k = values.length;
  if (k > 1 && k < leastQuarters) return notEstimable(twoQuarters);
  const e = nextOf(values);
  if (e.value === null) return e;
  if (e.low <= 0 && e.high >= 1) return notEstimable(quartersDiffer);
  return { ...e, low: Math.max(0, e.low), high: Math.min(1, e.high) };
}

function nothingJudged(
  setting: Setting,
  definition: Replayed,
): Pick<
  PooledFacts,
  | "winsPerSlot"
  | "precision"
  | "precisionAll"
  | "precisionWithoutLate"
  | "policyPrecision"
  | "recall"
  | "guards"
> {
  const refused = setting.folds.flatMap((fold, k) => {
    const reason = definition.folds[k]?.reason ?? null;
    return fold.judged && reason !== null ? [reason] : [];
  });
  const none = notEstimable(refused.at(-1) ?? noQuarterJudged);
  return {
    winsPerSlot: none,
    precision: none,
    precisionAll: none,
    precisionWithoutLate: none,
    policyPrecision: none,
    recall: none,
    guards: Object.fromEntries(setting.guards.map((stage) => [stage, none])),
  };
}

/** Worst-case limits of the policy precision of the served leads: all unworked ones lose, or all win (Manski 1990). */
export function policyBounds(set: ServedSet): readonly [number, number] | null {
  const { worked } = set;
  if (worked === null) return null;
  let all = 0;
  let wins = 0;
  let unworked = 0;
  for (let k = 0; k < set.lead.length; k++) {
    const share = set.share[k] ?? 0;
    const w = worked[k] ?? 0;
    all += share;
    wins += share * w * (set.won[k] ?? 0);
    unworked += share * (1 - w);
  }
  return all > 0 ? [wins / all, (wins + unworked) / all] : null;
}
