import type { Fault } from "../../base/errors.ts";
import { warning } from "../../base/errors.ts";
import { type Estimated, notEstimable } from "../../base/estimate.ts";
import { guardDisagrees, lateDisagrees } from "../../base/messages/backtest.ts";
import { zOf } from "../../stats/proportion.ts";
import type { CandidateFacts, DecisionFacts, PooledFacts, Replayed, Setting } from "../type.ts";
import { pilotSize } from "./pilot.ts";
import { judgedFolds, pooledSwap } from "./pooled.ts";
import { noVerdict, sentenceOf } from "./sentence.ts";
import { type Serving, serving } from "./served.ts";
import { clusteredSum, contrast, pairedDifference, type SwapRows, swapFacts } from "./swap.ts";

/** Fewer wins than this among worked swap-ins: the interval under-covers, so the answer is *pilot*. */
export const leastWorkedWins = 10;

export interface Decision {
  readonly decision: DecisionFacts;
  readonly warnings: readonly Fault[];
}

/**
 * The verdict of contract.md with G infinite: unworked swap-ins count only by the wins that they had all the same (the
 * monotone low end: working never hurts), swap-outs by the precision of their worked ones over all of them. *change*:
 * at level 1 - 0.05/m the low end is above 0, with late crossings and without, on at least 10 wins among worked
 * swap-ins. Else *pilot*, sized. *keep* is not said in this version: with G infinite there is no high end to say it
 * on. The verdict speaks of the candidate with the highest low end, among those to change to where there are any.
 */
export function decide(
  setting: Setting,
  definitions: readonly Replayed[],
  pooled: Readonly<Record<string, PooledFacts>>,
  smallestGain: number | null,
  who: Serving = serving(setting),
): Decision {
  const incumbent = definitions.find((d) => d.incumbent) ?? null;
  const candidates = definitions.filter((d) => !d.incumbent);
  const facts = undecided("", incumbent?.name ?? null, candidates.length, smallestGain);
  const without = (reason: string): Decision => ({
    decision: undecided(reason, facts.incumbent, facts.m, smallestGain),
    warnings: [],
  });
  if (incumbent === null) return without("no definition is marked as the incumbent");
  if (candidates.length === 0) return without("there is no candidate beside the incumbent");
  if (judgedFolds(setting, [incumbent]).length === 0)
    return without("the incumbent has no judged quarter to be compared in");
  const warnings: Fault[] = [];
  const level = 1 - 0.05 / candidates.length;
  const judged = candidates.map((candidate) => {
    const quarters = judgedFolds(setting, [candidate, incumbent]).length;
    const rows = pooledSwap(setting, candidate, incumbent, false, who);
    const withoutLate = pooledSwap(setting, candidate, incumbent, true, who);
    const { facts: mine, lateMatters } = candidateFacts(candidate.name, rows, withoutLate, level, {
      quarters,
      smallestGain,
    });
    if (lateMatters !== null) warnings.push(warning(lateDisagrees(candidate.name, lateMatters)));
    if ((mine.difference.value ?? 0) > 0)
      warnings.push(...guardWarnings(candidate.name, pooled[candidate.name], pooled[incumbent.name]));
    return { facts: mine, rows };
  });
  const changes = judged.filter((c) => c.facts.verdict === "change");
  const best = highest(changes.length > 0 ? changes : judged);
  if (best === null || best.facts.verdict === null) {
    const reason = best?.facts.reason ?? "no candidate could be compared with the incumbent";
    return {
      decision: { ...facts, reason, sentence: noVerdict(reason), candidates: judged.map((c) => c.facts) },
      warnings,
    };
  }
  return {
    decision: {
      ...facts,
      verdict: best.facts.verdict,
      sentence: sentenceOf(best.facts, incumbent.name),
      reason: best.facts.reason,
      candidate: best.facts.name,
      candidates: judged.map((c) => c.facts),
    },
    warnings,
  };
}

/** A decision without a verdict, and why: also where there is nothing to replay (no capacity, no times). */
export const undecided = (
  reason: string,
  incumbent: string | null,
  m: number,
  smallestGain: number | null,
): DecisionFacts => ({
  metric: "wins_per_slot",
  verdict: null,
  sentence: noVerdict(reason),
  reason,
  incumbent,
  candidate: null,
  m,
  candidates: [],
  smallestGain,
});

interface Low {
  readonly monotone: number;
  readonly worst: number;
}

/** Low ends of the paired difference at a level, with G infinite and in the worst case; null without `worked`. */
export function lowEnds(rows: SwapRows, level: number): Low | null {
  const { worked } = rows;
  if (worked === null || !(rows.slots > 0)) return null;
  const w = (i: number): number => worked[i] ?? 0;
  const wonIn = (i: number): number => rows.wonIn[i] ?? 0;
  const wonOut = (i: number): number => rows.wonOut[i] ?? 0;
  const z = zOf(level);
  const worst = contrast(
    rows,
    (i) => w(i) * wonIn(i),
    (i) => (w(i) === 1 ? wonOut(i) : 1),
  );
  const seen = contrast(rows, wonIn, wonOut);
  const outs = swapFacts(rows, "out");
  const outWorked = outs.worked ?? 0;
  const worstLow = worst.value - z * worst.se;
  if (outs.n <= 0) return { monotone: seen.value - z * seen.se, worst: worstLow };
  // no swap-out was worked: nothing to extrapolate from, so all of them might have won
  if (outWorked <= 0) {
    const all = contrast(rows, wonIn, () => 1);
    return { monotone: all.value - z * all.se, worst: worstLow };
  }
  const precision = (outs.workedWins ?? 0) / outWorked;
  const extrapolated = outs.n * precision;
  // working never hurts: what the swap-outs had, they would have had
  if (extrapolated <= outs.wins) return { monotone: seen.value - z * seen.se, worst: worstLow };
  const value = seen.value - (extrapolated - outs.wins) / rows.slots;
  const ins = swapFacts(rows, "in");
  const meanIn = ins.n > 0 ? ins.wins / ins.n : 0;
  const both = rows.both.reduce((sum, d) => sum + d, 0);
  const shift = rows.both.reduce((sum, d, i) => sum + d * (wonIn(i) - wonOut(i)), 0);
  const meanBoth = both > 0 ? shift / both : 0;
  const scale = outs.n / outWorked;
  const psi = Float64Array.from(
    rows.swapIn,
    (d, i) =>
      d * (wonIn(i) - meanIn) -
      (rows.swapOut[i] ?? 0) * w(i) * scale * (wonOut(i) - precision) +
      (rows.both[i] ?? 0) * (wonIn(i) - wonOut(i) - meanBoth),
  );
  const touched = (i: number): boolean =>
    (rows.swapIn[i] ?? 0) > 0 || (rows.swapOut[i] ?? 0) > 0 || wonIn(i) !== wonOut(i);
  const { se } = clusteredSum(rows.account, psi, touched);
  return { monotone: value - (z * se) / rows.slots, worst: worstLow };
}

function candidateFacts(
  name: string,
  rows: SwapRows,
  withoutLate: SwapRows,
  level: number,
  study: { readonly quarters: number; readonly smallestGain: number | null },
): { readonly facts: CandidateFacts; readonly lateMatters: boolean | null } {
  const difference = pairedDifference(rows);
  const swapIns = swapFacts(rows, "in");
  const swapOuts = swapFacts(rows, "out");
  const low = lowEnds(rows, level);
  const lowWithout = lowEnds(withoutLate, level);
  const withoutLateDifference = pairedDifference(withoutLate);
  const base = {
    name,
    difference,
    withoutLate: withoutLateDifference,
    monotoneLow: low?.monotone ?? null,
    worstCaseLow: low?.worst ?? null,
    swapIns,
    swapOuts,
    g: null,
  };
  if (study.quarters === 0) {
    const reason = `${name} and the incumbent share no judged quarter`;
    return {
      facts: { ...base, difference: notEstimable(reason), verdict: null, reason, pilot: { n: null, reason } },
      lateMatters: null,
    };
  }
  const gain = study.smallestGain === null ? null : (study.smallestGain * study.quarters) / rows.slots;
  const holds = isAbove(low, difference);
  const holdsWithout = isAbove(lowWithout, withoutLateDifference);
  const doubt = doubtOf(rows, holds, holdsWithout);
  return {
    facts: {
      ...base,
      verdict: doubt === null ? "change" : "pilot",
      reason:
        doubt ??
        "it holds even if the leads it adds that were never worked would win no more often when worked",
      pilot: pilotSize(rows, gain, study.quarters),
    },
    lateMatters: low !== null && holds !== holdsWithout ? holds : null,
  };
}

/** The low end is above 0, and so is the interval that is shown: it is the wider one where wins are few. */
const isAbove = (low: Low | null, difference: Estimated): boolean =>
  low !== null && low.monotone > 0 && difference.value !== null && difference.low > 0;

/** Why the answer is *pilot*, the first doubt first; null: *change*. */
function doubtOf(rows: SwapRows, holds: boolean, holdsWithout: boolean): string | null {
  const ins = swapFacts(rows, "in");
  if (ins.worked === null || ins.workedWins === null) return "the study does not say which leads were worked";
  if (ins.n <= 0) return "it serves no lead that the incumbent does not";
  const unworked = 1 - ins.worked / ins.n;
  const never = `${(100 * unworked).toFixed(0)}% of the leads it adds were never worked`;
  if (ins.workedWins < leastWorkedWins) {
    const few = `only ${ins.workedWins.toFixed(0)} worked leads among those it adds won, and it takes ${leastWorkedWins}`;
    return unworked >= 0.2 ? `${few}; ${never}` : few;
  }
  if (!holds) return unworked >= 0.2 ? never : "a difference of this size could be chance";
  if (!holdsWithout) return "the gain rests on leads that sales already had";
  return null;
}

function guardWarnings(
  name: string,
  mine: PooledFacts | undefined,
  theirs: PooledFacts | undefined,
): Fault[] {
  const out: Fault[] = [];
  for (const [stage, candidate] of Object.entries(mine?.guards ?? {})) {
    const incumbent = theirs?.guards[stage];
    if (candidate.value === null || incumbent === undefined || incumbent.value === null) continue;
    // both intervals must speak against it: guards warn, they do not decide
    if (candidate.high < incumbent.low)
      out.push(warning(guardDisagrees(name, stage, candidate.value, incumbent.value)));
  }
  return out;
}

function highest<T extends { readonly facts: CandidateFacts }>(candidates: readonly T[]): T | null {
  const end = (c: T): number => c.facts.monotoneLow ?? c.facts.difference.value ?? Number.NEGATIVE_INFINITY;
  let best: T | null = null;
  for (const c of candidates) {
    if (c.facts.verdict === null && best !== null) continue;
    if (best === null || best.facts.verdict === null || end(c) > end(best)) best = c;
  }
  return best;
}
