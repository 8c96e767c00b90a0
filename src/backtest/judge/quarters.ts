import { type Estimated, notEstimable } from "../../base/estimate.ts";
import {
  incumbentWithoutFigures,
  noOutcomeInPeriod,
  noSuchStage,
  notInJudged,
  noWeekMature,
} from "../../base/messages/models/unknown.ts";
import { NEVER } from "../../base/time.ts";
import { comesWithin, recordedOf, winsWithin } from "../../labels/within.ts";
import type { Counts, QuarterFacts } from "../../result/type.ts";
import type { Crossings } from "../crossings.ts";
import type { Fold } from "../fit/folds.ts";
import { addBusinessDays } from "../serve/capacity.ts";
import { matureWeeks } from "../serve/served.ts";
import type { ReplayedFold, ServedSet, Setting } from "../type.ts";
import { perSlot, proportion } from "./intervals.ts";
import type { Scene } from "./scene.ts";
import { policyPrecision } from "./selection/precision.ts";
import { pairedDifference, swapRows } from "./swap.ts";

/**
 * One definition in one quarter. Figures are for the quarter's mature weeks (all of them once it is judged); recall is
 * over the outcomes known at as_of. O(leads + crossings log crossings).
 */
export function quarterFacts(scene: Scene, k: number): QuarterFacts {
  const { serving, definition, incumbent } = scene;
  const { setting } = serving;
  const fold = setting.folds[k];
  const replayed = definition.folds[k];
  if (fold === undefined || replayed === undefined)
    throw new RangeError(`${definition.name} has no fold ${k}`);
  const set = serving.quarter(definition, k, false);
  const onTime = serving.quarter(definition, k, true);
  const alone = incumbent === null;
  if (replayed.crossings === null || set === null || onTime === null)
    return withoutFigures(fold, replayed, replayed.reason ?? "not replayed", alone);
  if (matureWeeks(setting, fold).length === 0) return withoutFigures(fold, replayed, noWeekMature, alone);
  const theirs = alone ? null : serving.quarter(incumbent, k, false);
  return {
    quarter: fold.quarter.name,
    provisional: !fold.judged,
    prospective: replayed.prospective,
    reason: null,
    matureShare: matureShare(fold, replayed.crossings, set),
    cutoff: replayed.cutoff,
    ...counts(set, replayed.stock),
    ...figures(setting, set, onTime),
    policyPrecision: fold.judged ? policyPrecision(scene, set) : notEstimable(notInJudged),
    recall: recallOf(setting, [{ fold, crossings: replayed.crossings }]),
    guards: guardsOf(setting, set),
    difference: alone
      ? null
      : theirs === null
        ? notEstimable(incumbent.folds[k]?.reason ?? incumbentWithoutFigures)
        : pairedDifference(swapRows(set, theirs, setting.account)),
  };
}

/** The share of the quarter's crossings that lie in its mature weeks; 1 for a quarter without crossings. */
function matureShare(fold: Fold, crossings: Crossings, set: ServedSet): number {
  if (fold.judged) return 1;
  let all = 0;
  for (const t of crossings.times) if (t >= fold.start && t < fold.end) all++;
  return all === 0 ? 1 : set.lead.length / all;
}

export function counts(set: ServedSet, stock: number): Counts {
  const { worked } = set;
  let late = 0;
  let wins = 0;
  let workedShare = 0;
  for (let k = 0; k < set.lead.length; k++) {
    late += set.late[k] ?? 0;
    wins += (set.share[k] ?? 0) * (set.won[k] ?? 0);
    workedShare += (set.share[k] ?? 0) * (worked?.[k] ?? 0);
  }
  return {
    volume: set.lead.length,
    late,
    stockAtSwitch: stock,
    slots: set.slots,
    served: set.served,
    idle: set.idle,
    overflow: set.overflow,
    worked: worked === null ? null : workedShare,
    wins,
  };
}

/** Precision of the served, of all who crossed and without late crossings, and outcomes per slot, from a served set. */
export function figures(
  setting: Setting,
  set: ServedSet,
  onTime: ServedSet,
): Pick<QuarterFacts, "winsPerSlot" | "precision" | "precisionAll" | "precisionWithoutLate"> {
  const precision = precisionOf(setting, set);
  return {
    winsPerSlot: perSlot({ ...set, account: clusters(setting, set.lead) }),
    precision,
    precisionAll: proportion(set.won, null, clusters(setting, set.lead), "nobody crossed"),
    precisionWithoutLate: precisionOf(setting, onTime),
  };
}

const precisionOf = (setting: Setting, set: ServedSet): Estimated =>
  proportion(set.won, set.share, clusters(setting, set.lead), "nobody was served");

const clusters = (setting: Setting, lead: Int32Array): Int32Array =>
  Int32Array.from(lead, (i) => setting.account[i] ?? -1);

/** The share of the served who reach a guard's stage within H after their crossing. */
export function guardsOf(setting: Setting, set: ServedSet): Readonly<Record<string, Estimated>> {
  const account = clusters(setting, set.lead);
  const out: Record<string, Estimated> = {};
  for (const stage of setting.guards) {
    const reach = setting.labels.reach.get(stage);
    if (reach === undefined) {
      out[stage] = notEstimable(noSuchStage(stage));
      continue;
    }
    const recorded = recordedOf(setting.labels, stage);
    const reached = Uint8Array.from(set.lead, (i, k) =>
      comesWithin(reach[i] ?? NEVER, recorded, i, set.time[k] ?? NEVER, setting.labels.horizon) ? 1 : 0,
    );
    out[stage] = proportion(reached, set.share, account, "nobody was served");
  }
  return out;
}

/**
 * Recall: of all leads whose outcome falls in a quarter, the share that crossed before it by at least the SLA in
 * business days and at most H. Excluded leads count too; refused ones have no outcome. Outcomes after as_of are not
 * seen.
 */
export function recallOf(
  setting: Setting,
  quarters: readonly { readonly fold: Fold; readonly crossings: Crossings }[],
): Estimated {
  const { labels } = setting;
  const hit: number[] = [];
  const account: number[] = [];
  for (const { fold, crossings } of quarters) {
    const end = Math.min(fold.end, labels.asOf + 1);
    const wins: number[] = [];
    for (let i = 0; i < labels.outcome.length; i++) {
      const won = labels.outcome[i] ?? NEVER;
      if (won >= fold.start && won < end && labels.refused[i] !== 1) wins.push(i);
    }
    crossings.lookUp(wins, (place, w) => {
      const i = wins[w] ?? 0;
      const t = crossings.times[place] ?? NEVER;
      const won = labels.outcome[i] ?? NEVER;
      const near = winsWithin(labels, i, t);
      hit.push(near && addBusinessDays(setting.calendar, t, setting.slaBusinessDays) <= won ? 1 : 0);
      account.push(setting.account[i] ?? -1);
    });
  }
  return proportion(Uint8Array.from(hit), null, Int32Array.from(account), noOutcomeInPeriod);
}

function withoutFigures(fold: Fold, replayed: ReplayedFold, reason: string, alone: boolean): QuarterFacts {
  const none = notEstimable(reason);
  return {
    quarter: fold.quarter.name,
    provisional: !fold.judged,
    prospective: replayed.prospective,
    reason,
    matureShare: 0,
    cutoff: replayed.cutoff,
    volume: 0,
    late: 0,
    stockAtSwitch: 0,
    slots: 0,
    served: 0,
    idle: 0,
    overflow: 0,
    worked: null,
    wins: 0,
    winsPerSlot: none,
    precision: none,
    precisionAll: none,
    precisionWithoutLate: none,
    policyPrecision: none,
    recall: none,
    guards: {},
    difference: alone ? null : none,
  };
}
