import { augmented } from "../../../stats/selection/augmented.ts";
import type { WorkHistory } from "./history.ts";

/** A larger share than this of leads whose like were never worked: nothing is estimated of them. */
export const mostUnlike = 0.1;

/** Leads with their share of a slot, who was worked, and what came of them. */
export interface SharedLeads {
  readonly lead: Int32Array;
  readonly share: Float64Array;
  readonly won: Uint8Array;
  readonly worked: Uint8Array;
}

/** What each lead brings, by its place; only leads with a share count in a sum. */
export type Value = (i: number) => number;

export interface HadAllBeenWorked {
  /** its sum over the leads is the estimate (AIPW) */
  readonly term: Value;
  /** how many worked leads of equal weight it rests on */
  readonly effective: number;
}

/** What leads would have brought had history worked all of them; null: too many are unlike any worked one. */
export function hadAllBeenWorked(
  { lead, share, won, worked }: SharedLeads,
  history: WorkHistory,
): HadAllBeenWorked | null {
  const of = (values: Float64Array): Float64Array => Float64Array.from(lead, (l) => at(values, history, l));
  const propensity = of(history.propensity);
  if (shareOf(share, (i) => propensity[i] === 0) > mostUnlike) return null;
  const { terms, effective } = augmented({
    label: won,
    worked: worked.map((w, i) => (propensity[i] === 0 ? 0 : w)),
    propensity,
    predicted: of(history.predicted),
    weight: share,
  });
  return { term: (i) => terms[i] ?? 0, effective };
}

/**
 * The value of each lead when what the unworked ones would have brought, beyond the outcomes of the worked ones, is
 * divided by g. Working never hurts: outcomes that unworked leads had all the same are theirs without a discount, and
 * the set brings no less than it did.
 */
export function discountedBy(
  g: number,
  { share, won, worked }: SharedLeads,
  term: Value,
): { readonly value: Value; readonly asSeen: boolean } {
  const seen: Value = (i) => won[i] ?? 0;
  const value: Value = (i) => (worked[i] ?? 0) * seen(i) * (1 - 1 / g) + term(i) / g;
  const asSeen = sumOf(share, value) <= sumOf(share, seen);
  return { value: asSeen ? seen : value, asSeen };
}

/** An array of the history at a lead; 0 where neither definition passes it on. */
export const at = (of: ArrayLike<number>, { row }: WorkHistory, lead: number): number =>
  of[row.get(lead) ?? -1] ?? 0;

export function sumOf(share: Float64Array, value: Value): number {
  let sum = 0;
  for (let i = 0; i < share.length; i++) if ((share[i] ?? 0) > 0) sum += (share[i] ?? 0) * value(i);
  return sum;
}

/** The share of a set for which something holds; 0 for an empty one. */
export function shareOf(share: Float64Array, holds: (i: number) => boolean): number {
  const all = sumOf(share, () => 1);
  return all > 0 ? sumOf(share, (i) => (holds(i) ? 1 : 0)) / all : 0;
}
