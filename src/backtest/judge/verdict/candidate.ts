import { type Estimated, notEstimable } from "../../../base/estimate.ts";
import {
  couldBeChance,
  fallsShort,
  fewerAsWorked,
  fewerAtBest,
  fewerHadSalesWorked,
  fewerWorkUnknown,
  fewWorkedWins,
  gainIsDone,
  holdsAtWorst,
  holdsDiscounted,
  holdsSince,
  mostUnworked,
  noSharedQuarter,
  notAtHistory,
  pilotInVain,
  pilotTooSmall,
  restsOnLate,
  restsOnUnworked,
  sameLeads,
  tooSmallGain,
  workUnknown,
} from "../../../base/messages/models/verdict.ts";
import type { Again, Bounds, CandidateFacts, PerQuarter } from "../../../result/type.ts";
import type { Replayed } from "../../type.ts";
import { times } from "../intervals.ts";
import { bestCaseHigh, highEnd, type Low, lowEnds, workingHelps } from "../low-ends.ts";
import { figures } from "../quarters.ts";
import type { CandidateScene } from "../scene.ts";
import { judgedFolds, nameOf, swapOver } from "../scene.ts";
import { type Discounted, discounted } from "../selection/discount.ts";
import { workHistory } from "../selection/history.ts";
import { pairedDifference, type SwapRows, swapFacts } from "../swap.ts";
import { mostQuarters, noPilot, pilotSize } from "./pilot.ts";
import type { Speech } from "./sentence.ts";

/** The least number of outcomes among worked swap-ins for a change: with fewer the interval covers too seldom. */
export const leastWorkedWins = 10;

export interface CandidateQuestion {
  /** smallest gain in outcomes a quarter; null: the study names none */
  readonly smallestGain: number | null;
  readonly speech: Speech;
  /** 1 - 0.05/m */
  readonly level: number;
  /** the level, and its m, at which the quarters from `start` on are decided by themselves */
  readonly frozen: (start: number) => { readonly level: number; readonly m: number };
  /**
   * the same at the rate that history shows, and whether a change must hold there too; null: the stated rate is not
   * above it
   */
  readonly history: (CandidateScene & { readonly decides: boolean }) | null;
}

/** One comparison with the incumbent: over some quarters, at some capacity and level. */
interface Comparison {
  readonly folds: readonly number[];
  readonly rows: SwapRows;
  readonly level: number;
  readonly low: Low | null;
  /** had history worked all leads; null: that cannot be estimated */
  readonly policy: Discounted | null;
  readonly policyWithoutLate: Discounted | null;
  readonly difference: Estimated;
  readonly withoutLate: Estimated;
  readonly decides: (Bounds & { readonly level: number }) | null;
  /** whether the low ends are above 0, with late crossings and without */
  readonly above: boolean;
  readonly aboveWithoutLate: boolean;
  /** why it is no change; null: a change holds */
  readonly doubt: string | null;
}

function compare(scene: CandidateScene, folds: readonly number[], level: number, speech: Speech): Comparison {
  const rows = swapOver(scene, folds, false);
  const late = swapOver(scene, folds, true);
  const low = lowEnds(rows, level);
  const decides = boundsAt(rows, level);
  const policyOf = (of: SwapRows, onTime: boolean): Discounted | null => {
    const history = workHistory(scene, folds, onTime);
    return history === null ? null : discounted(of, history, level);
  };
  const policy = policyOf(rows, false);
  const policyWithoutLate = policyOf(late, true);
  const above = isAbove(low, decides) || (policy?.low ?? 0) > 0;
  const aboveWithoutLate =
    isAbove(lowEnds(late, level), boundsAt(late, level)) || (policyWithoutLate?.low ?? 0) > 0;
  return {
    folds,
    rows,
    level,
    low,
    policy,
    policyWithoutLate,
    difference: pairedDifference(rows),
    withoutLate: pairedDifference(late),
    decides,
    above,
    aboveWithoutLate,
    doubt: doubtOf(rows, policy, above, aboveWithoutLate, level, speech),
  };
}

const boundsAt = (rows: SwapRows, level: number): Comparison["decides"] => {
  const e = pairedDifference(rows, level);
  return e.value === null ? null : { level, low: e.low, high: e.high };
};

/** Whether the low end is above 0, and that of the observed difference too, which is wider where outcomes are few. */
const isAbove = (low: Low | null, decides: Bounds | null): boolean =>
  low !== null && low.monotone > 0 && decides !== null && decides.low > 0;

/** Why there is no change: the first doubt; null: *change*. */
function doubtOf(
  rows: SwapRows,
  policy: Discounted | null,
  holds: boolean,
  holdsWithout: boolean,
  level: number,
  { outcome }: Speech,
): string | null {
  const ins = swapFacts(rows, "in");
  if (ins.n <= 0) return sameLeads;
  if (ins.worked === null || ins.workedWins === null) return workUnknown;
  const unworked = 1 - ins.worked / ins.n;
  if (ins.workedWins < leastWorkedWins)
    return fewWorkedWins(Math.floor(ins.workedWins + 1e-9), leastWorkedWins, outcome);
  if (!holds && policy !== null)
    return unworked >= 0.2 && policy.difference.value !== null && policy.difference.low > 0
      ? restsOnUnworked(policy.g)
      : couldBeChance(level, Math.round(0.05 / (1 - level)));
  if (!holds)
    return unworked >= 0.2 ? mostUnworked(unworked) : couldBeChance(level, Math.round(0.05 / (1 - level)));
  if (!holdsWithout) return restsOnLate;
  return null;
}

/** Which of the two low ends a change rests on; the monotone one asks for less to be believed. */
const whyItHolds = ({ low, decides, policy }: Comparison, { outcome }: Speech): string =>
  policy === null || isAbove(low, decides) ? holdsAtWorst(outcome) : holdsDiscounted(policy.g);

/** Why a candidate is certainly no better; null: it may be. */
function lossOf(
  rows: SwapRows,
  c: Pick<CandidateFacts, "swapIns" | "highEnd" | "bestCaseHigh">,
  { outcome }: Speech,
): string | null {
  if (c.swapIns.n <= 0) return sameLeads;
  if ((c.bestCaseHigh ?? 0) < 0) return fewerAtBest(outcome);
  if ((c.highEnd ?? 0) >= 0) return null;
  const helps = workingHelps(rows);
  return helps === null ? fewerWorkUnknown(outcome) : fewerHadSalesWorked(helps, outcome);
}

/**
 * Outcomes a quarter that a candidate could bring more at most, had sales worked all leads: the largest high end of the
 * comparisons, with late crossings and without; null: it is not known, or rests on too few outcomes.
 */
function mostGain(comparisons: readonly Comparison[]): number | null {
  let most = 0;
  for (const { rows, folds, policy, policyWithoutLate } of comparisons) {
    if ((swapFacts(rows, "in").workedWins ?? 0) < leastWorkedWins) return null;
    for (const of of [policy, policyWithoutLate]) {
      if (of === null || of.difference.value === null) return null;
      most = Math.max(most, (of.difference.high * rows.slots) / folds.length);
    }
  }
  return most;
}

/** Outcomes a quarter: the figure per slot, times the slots of a mean quarter. */
function perQuarterOf({ serving, definition, incumbent }: CandidateScene, c: Comparison): PerQuarter {
  const slots = c.folds.length > 0 ? c.rows.slots / c.folds.length : 0;
  const of = (one: Replayed): Estimated => {
    const set = serving.pooled(one, c.folds, false);
    return times(figures(serving.setting, set, serving.pooled(one, c.folds, true)).winsPerSlot, slots);
  };
  return {
    candidate: of(definition),
    incumbent: of(incumbent),
    difference: times(c.difference, slots),
    decides: c.decides === null ? null : { low: slots * c.decides.low, high: slots * c.decides.high },
  };
}

const again = (c: Comparison): Again => ({
  difference: c.difference,
  decides: c.decides,
  monotoneLow: c.low?.monotone ?? null,
  holds: c.doubt === null,
});

/**
 * A candidate compared with the incumbent, and the word for it. *change* where it is better in all quarters, or in
 * those after it was frozen, both at the stated capacity and at the historical rate; *drop* where even its high end is
 * below 0; *pilot* where a size for one can be given; else *cannot tell*.
 */
export function candidateFacts(scene: CandidateScene, question: CandidateQuestion): CandidateFacts {
  const { definition, incumbent } = scene;
  const { setting } = scene.serving;
  const { name } = definition;
  const shared = judgedFolds(setting, [definition, incumbent]);
  const main = compare(scene, shared, question.level, question.speech);
  const { rows } = main;
  const history = question.history;
  const there = history === null ? null : compare(history, shared, question.level, question.speech);
  const own = shared.filter((k) => definition.folds[k]?.prospective === true);
  const frozen = question.frozen(setting.folds[own[0] ?? -1]?.start ?? 0);
  const later = own.length === 0 ? null : compare(scene, own, frozen.level, question.speech);
  const laterThere =
    later === null || history === null ? null : compare(history, own, frozen.level, question.speech);
  const base = {
    name,
    recommended: false,
    quarters: shared.map((k) => nameOf(setting, k)),
    difference: main.difference,
    withoutLate: main.withoutLate,
    decides: main.decides,
    perQuarter: perQuarterOf(scene, main),
    monotoneLow: main.low?.monotone ?? null,
    worstCaseLow: main.low?.worst ?? null,
    highEnd: highEnd(rows, 0.95),
    bestCaseHigh: bestCaseHigh(rows, 0.95),
    lateDecides:
      main.low === null || main.above === main.aboveWithoutLate ? null : main.above ? "with" : "without",
    swapIns: swapFacts(rows, "in"),
    swapOuts: swapFacts(rows, "out"),
    g: main.policy?.g ?? null,
    policy: main.policy,
    prospective:
      later === null ? null : { ...again(later), quarters: own.map((k) => nameOf(setting, k)), m: frozen.m },
    atHistory:
      history === null || there === null
        ? null
        : {
            ...again(there),
            leadsPerRepPerDay: history.serving.setting.rate.leadsPerRepPerDay,
            perQuarter: perQuarterOf(history, there),
          },
  } as const;
  if (shared.length === 0) {
    const reason = noSharedQuarter(name);
    return { ...base, difference: notEstimable(reason), verdict: null, reason, pilot: noPilot(reason) };
  }
  const holdsThere = (c: Comparison | null): boolean =>
    history === null || !history.decides || c?.doubt === null;
  const changes =
    (main.doubt === null && holdsThere(there)) ||
    (later !== null && later.doubt === null && holdsThere(laterThere));
  if (changes)
    return {
      ...base,
      verdict: "change",
      reason:
        main.doubt === null && holdsThere(there) ? whyItHolds(main, question.speech) : holdsSince(own.length),
      pilot: noPilot(gainIsDone),
    };
  const reason = main.doubt ?? notAtHistory(history?.serving.setting.rate.leadsPerRepPerDay ?? 0);
  const gain = question.smallestGain === null ? null : (question.smallestGain * shared.length) / rows.slots;
  const loses = lossOf(rows, base, question.speech);
  if (loses !== null)
    return {
      ...base,
      verdict: "drop",
      reason: loses,
      pilot: noPilot(pilotInVain),
    };
  const { smallestGain } = question;
  const compared = there !== null && history?.decides === true ? [main, there] : [main];
  const most = smallestGain === null ? null : mostGain(compared);
  if (smallestGain !== null && most !== null && most < smallestGain)
    return {
      ...base,
      verdict: "keep",
      reason: tooSmallGain(most, smallestGain, question.speech.outcome),
      pilot: noPilot(pilotTooSmall),
    };
  // a pilot that can only end in a drop is none: even had all been worked, and working helped as much as it may, it falls short
  const short = gain !== null && base.highEnd !== null && base.highEnd < gain;
  const pilot = short ? noPilot(fallsShort) : pilotSize(rows, gain, shared.length, question.speech.outcome);
  // nobody runs a pilot of a candidate that brought fewer outcomes beyond chance; but what working would change is not
  // known well enough to drop it
  const fewer = main.difference.value !== null && main.difference.high < 0;
  const settles = !fewer && pilot.n !== null && (pilot.quarters ?? 0) <= mostQuarters;
  return {
    ...base,
    verdict: settles ? "pilot" : "cannot tell",
    reason: fewer ? fewerAsWorked(reason) : reason,
    pilot,
  };
}
