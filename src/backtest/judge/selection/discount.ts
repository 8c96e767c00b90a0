import { type Estimated, estimate } from "../../../base/estimate.ts";
import { zOf } from "../../../stats/proportions/proportion.ts";
import { contrast, observedContrast, pairedDifference, type SwapRows } from "../swap.ts";
import type { WorkHistory } from "./history.ts";
import {
  at,
  discountedBy,
  hadAllBeenWorked,
  mostUnlike,
  type SharedLeads,
  shareOf,
  sumOf,
} from "./values.ts";

/** The least discount of what unworked leads would have brought; that of an incumbent whose rule is not known. */
const leastDiscount = 1.25;
const blindDiscount = 2;

/** A difference in outcomes per slot had all leads been worked, with what it rests on. */
export interface Discounted {
  /** what the unworked swap-ins would have brought beyond the worked ones' outcomes is divided by it */
  readonly g: number;
  /** low end at the level that decides, discounted: above 0 for a change */
  readonly low: number;
  /** without a discount, at 95%; `n` counts the leads that differ */
  readonly difference: Estimated;
  /** the discount at which the low end is 0; null: it is above 0 at any, or at none */
  readonly turnsAt: number | null;
  /** outcomes of the worked swap-ins that the incumbent did not pass on, over what was to be expected; null: none was worked */
  readonly picked: { readonly ratio: number; readonly se: number; readonly share: number } | null;
  /** how many worked swap-ins of equal weight the estimate of the others rests on */
  readonly effective: number;
}

/**
 * The paired difference had history worked all leads (AIPW), with the value of unworked swap-ins divided by G. G is 1.25
 * at least, 2 at least where the incumbent's rule is not known, and as much as the swap-ins that sales picked by itself
 * are better than those it left (`leftBehind`, with one standard error): it may have picked by what nobody wrote down.
 * Swap-outs have their full value. What each lead counts enters the interval as in `contrast`, so that volume is chance
 * where slots stay idle; where few outcomes make the interval of the observed difference wider than the normal one, this
 * one is widened as much. Null: too many leads are unlike any worked one, or nothing is left for those not picked.
 */
export function discounted(rows: SwapRows, history: WorkHistory, level: number): Discounted | null {
  const { lead, worked } = rows;
  if (worked === null || !(rows.slots > 0)) return null;
  const ins = { lead, worked, share: rows.swapIn, won: rows.wonIn };
  const outs = { lead, worked, share: rows.swapOut, won: rows.wonOut };
  const [added, dropped] = [hadAllBeenWorked(ins, history), hadAllBeenWorked(outs, history)];
  if (added === null || dropped === null) return null;
  const picked = pickedWell(ins, history);
  if (picked === null && shareOf(ins.share, isApart(ins, history)) > mostUnlike) return null;
  const g = Math.max(
    leastDiscount,
    history.ruleKnown ? 0 : blindDiscount,
    picked === null ? 0 : leftBehind(picked.ratio + picked.se, picked.share),
  );
  if (g === Number.POSITIVE_INFINITY) return null;
  const gained = discountedBy(g, ins, added.term);
  const lost = discountedBy(1, outs, dropped.term);
  const here = contrast(rows, gained.value, lost.value);
  const half = zOf(level) * here.se * widening(rows, level).below;
  const open = contrast(rows, added.term, dropped.term);
  const wide = widening(rows, 0.95);
  const spread = zOf() * open.se;
  const won = sumOf(ins.share, (i) => (worked[i] ?? 0) * (ins.won[i] ?? 0));
  const unworked = sumOf(ins.share, added.term) - won;
  const margin = sumOf(outs.share, lost.value) + half * rows.slots - won;
  const differ = lead.filter((_, i) => (ins.share[i] ?? 0) > 0 || (outs.share[i] ?? 0) > 0).length;
  return {
    g,
    low: here.value - half,
    difference: estimate(
      open.value,
      open.value - spread * wide.below,
      open.value + spread * wide.above,
      differ,
    ),
    turnsAt: gained.asSeen || margin <= 0 || unworked <= 0 ? null : unworked / margin,
    picked,
    effective: added.effective,
  };
}

/** Whether the incumbent did not pass a lead on. */
const isApart =
  ({ lead }: SharedLeads, history: WorkHistory) =>
  (i: number): boolean =>
    at(history.handed, history, lead[i] ?? -1) === 0;

/**
 * Outcomes of worked swap-ins that the incumbent did not pass on, over those to be expected by what came of the worked
 * leads that it did pass on. Wins of one account come together, hence the 1.15.
 */
function pickedWell(ins: SharedLeads, history: WorkHistory): Discounted["picked"] {
  const { predictedHanded: m } = history;
  if (m === null) return null;
  const apart = ins.share.map((share, i) => (isApart(ins, history)(i) ? share : 0));
  const picked = apart.map((share, i) => share * (ins.worked[i] ?? 0));
  const expected = sumOf(picked, (i) => at(m, history, ins.lead[i] ?? -1));
  if (expected <= 0) return null;
  const observed = sumOf(picked, (i) => ins.won[i] ?? 0);
  return {
    ratio: observed / expected,
    se: Math.sqrt(1.15 * Math.max(observed, 1)) / expected,
    share: sumOf(picked, () => 1) / sumOf(apart, () => 1),
  };
}

/**
 * How many times better than those left behind the picked ones are, where a share w of all was picked and brought r times
 * what is expected of all: those left then bring (1 - wr) / (1 - w) times as much. Infinity: nothing is left for them.
 */
const leftBehind = (r: number, w: number): number =>
  w * r >= 1 ? Number.POSITIVE_INFINITY : (r * (1 - w)) / (1 - w * r);

/** How much wider than the normal interval the observed difference's is below its value and above it; at least 1. */
function widening(rows: SwapRows, level: number): { readonly below: number; readonly above: number } {
  const e = pairedDifference(rows, level);
  const { se } = observedContrast(rows);
  const half = zOf(level) * se;
  if (e.value === null || half <= 0) return { below: 1, above: 1 };
  return { below: Math.max(1, (e.value - e.low) / half), above: Math.max(1, (e.high - e.value) / half) };
}
