import { type Estimated, estimate } from "../../../base/estimate.ts";
import { zOf } from "../../../stats/proportions/proportion.ts";
import { augmented } from "../../../stats/selection/augmented.ts";
import { contrast, pairedDifference, type SwapRows } from "../swap.ts";
import type { WorkHistory } from "./history.ts";

/** The least discount of what unworked leads would have brought; that of an incumbent whose rule is not known. */
const leastDiscount = 1.25;
const blindDiscount = 2;

/** A larger share than this of leads whose like were never worked: nothing is estimated of them. */
export const mostUnlike = 0.1;

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
 * at least, or how much better than expected the swap-ins did that sales picked by itself, with one standard error: it
 * may have picked by what nobody wrote down, and those that it left are then worse than they look. It is 2 at least where
 * the incumbent's rule is not known. Swap-outs have their full value. What each lead counts enters the interval as in
 * `contrast`, so that volume is chance where slots stay idle; where few outcomes make the interval of the observed
 * difference wider than the normal one, this one is widened as much. Null: too many leads are unlike any worked one.
 */
export function discounted(rows: SwapRows, history: WorkHistory, level: number): Discounted | null {
  const ins = sideOf(rows, history, rows.swapIn, rows.wonIn);
  const outs = sideOf(rows, history, rows.swapOut, rows.wonOut);
  if (ins === null || outs === null || !(rows.slots > 0)) return null;
  const picked = pickedWell(rows, history);
  const apart = shareOf(rows.swapIn, (i) => at(history.handed, history, rows, i) === 0);
  if (picked === null && apart > mostUnlike) return null;
  const g = Math.max(
    leastDiscount,
    history.ruleKnown ? 0 : blindDiscount,
    picked === null ? 0 : leftBehind(picked.ratio + picked.se, picked.share),
  );
  if (g === Number.POSITIVE_INFINITY) return null;
  const w = (i: number): number => rows.worked?.[i] ?? 0;
  const y = (i: number): number => rows.wonIn[i] ?? 0;
  // working never hurts: the outcomes that unworked leads had all the same are theirs without a model, and without a discount
  const seen = sumOf(rows.swapIn, (i) => (1 - w(i)) * y(i));
  const won = sumOf(rows.swapIn, (i) => w(i) * y(i));
  const total = sumOf(rows.swapIn, ins.term);
  const floor = (total - won) / g <= seen;
  const valueIn = floor ? y : (i: number): number => w(i) * y(i) * (1 - 1 / g) + ins.term(i) / g;
  const lost = sumOf(rows.swapOut, (i) => rows.wonOut[i] ?? 0);
  const gone = sumOf(rows.swapOut, outs.term);
  const valueOut = gone < lost ? (i: number): number => rows.wonOut[i] ?? 0 : outs.term;
  const here = contrast(rows, valueIn, valueOut);
  const half = zOf(level) * here.se * widening(rows, level);
  const open = contrast(rows, ins.term, outs.term);
  const wide = zOf() * open.se * widening(rows, 0.95);
  const margin = Math.max(gone, lost) + half * rows.slots - won;
  const differ = rows.lead.filter((_, i) => (rows.swapIn[i] ?? 0) > 0 || (rows.swapOut[i] ?? 0) > 0).length;
  return {
    g,
    low: here.value - half,
    difference: estimate(open.value, open.value - wide, open.value + wide, differ),
    turnsAt: floor || margin <= 0 || total - won <= 0 ? null : (total - won) / margin,
    picked,
    effective: ins.effective,
  };
}

interface Side {
  /** outcomes that a lead brings, had all been worked; its sum over the set is the estimate */
  readonly term: (i: number) => number;
  readonly effective: number;
}

/** One swap set by AIPW; null: too many of its leads are unlike any worked one. */
function sideOf(rows: SwapRows, history: WorkHistory, share: Float64Array, label: Uint8Array): Side | null {
  const e = (i: number): number => at(history.propensity, history, rows, i);
  if (shareOf(share, (i) => e(i) <= 0) > mostUnlike) return null;
  const { terms, effective } = augmented({
    label,
    worked: Float64Array.from(rows.lead, (_, i) => (e(i) > 0 ? (rows.worked?.[i] ?? 0) : 0)),
    propensity: Float64Array.from(rows.lead, (_, i) => e(i)),
    predicted: Float64Array.from(rows.lead, (_, i) => at(history.predicted, history, rows, i)),
    weight: share,
  });
  return { term: (i) => terms[i] ?? 0, effective };
}

/**
 * Outcomes of worked swap-ins that the incumbent did not pass on, over those to be expected by what came of the worked
 * leads that it did pass on. Wins of one account come together, hence the 1.15.
 */
function pickedWell(rows: SwapRows, history: WorkHistory): Discounted["picked"] {
  const { predictedHanded: m } = history;
  if (m === null) return null;
  const alone = (i: number): number =>
    at(history.handed, history, rows, i) === 0 ? (rows.swapIn[i] ?? 0) * (rows.worked?.[i] ?? 0) : 0;
  const of = Float64Array.from(rows.lead, (_, i) => alone(i));
  const expected = sumOf(of, (i) => at(m, history, rows, i));
  if (expected <= 0) return null;
  const observed = sumOf(of, (i) => rows.wonIn[i] ?? 0);
  const apart = sumOf(rows.swapIn, (i) => (at(history.handed, history, rows, i) === 0 ? 1 : 0));
  return {
    ratio: observed / expected,
    se: Math.sqrt(1.15 * Math.max(observed, 1)) / expected,
    share: sumOf(of, () => 1) / apart,
  };
}

/**
 * How many times better than those left behind the picked ones are, where a share w of all was picked and brought r times
 * what is expected of all: those left then bring (1 - wr) / (1 - w) times as much. Infinity: nothing is left for them.
 */
const leftBehind = (r: number, w: number): number =>
  w * r >= 1 ? Number.POSITIVE_INFINITY : (r * (1 - w)) / (1 - w * r);

/** How much wider than the normal interval the observed difference's is below its value; at least 1. */
function widening(rows: SwapRows, level: number): number {
  const e = pairedDifference(rows, level);
  const { value, se } = contrast(
    rows,
    (i) => rows.wonIn[i] ?? 0,
    (i) => rows.wonOut[i] ?? 0,
  );
  return e.value === null || se <= 0 ? 1 : Math.max(1, (value - e.low) / (zOf(level) * se));
}

const at = (of: ArrayLike<number>, { row }: WorkHistory, { lead }: SwapRows, i: number): number =>
  of[row.get(lead[i] ?? -1) ?? -1] ?? 0;

function sumOf(share: Float64Array, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < share.length; i++) if ((share[i] ?? 0) > 0) sum += (share[i] ?? 0) * value(i);
  return sum;
}

/** The share of a set for which something holds; 0 for an empty one. */
function shareOf(share: Float64Array, holds: (i: number) => boolean): number {
  const all = sumOf(share, () => 1);
  return all > 0 ? sumOf(share, (i) => (holds(i) ? 1 : 0)) / all : 0;
}
