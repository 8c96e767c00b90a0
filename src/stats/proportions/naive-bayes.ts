import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { certainActivity, everyLeadHasOutcome, noLeadHasOutcome } from "../../base/messages/stats.ts";
import type { Counts } from "./beta-binomial.ts";

/** Log odds to add when an activity was done, and when it was not. */
export interface Evidence {
  readonly done: number;
  readonly notDone: number;
}

export interface NaiveBayes {
  /** log odds of the base rate */
  readonly prior: number;
  readonly activities: readonly Evidence[];
}

/**
 * Adds up close rates as if activities were independent given the outcome. They are not: correlated ones count twice
 * (slope .83 on the reference data), so the sum is a score, and must be calibrated before it may be called a
 * probability. `half` is added to each cell: 0.5 keeps every logarithm finite; with 0, an activity with an empty cell
 * is refused.
 */
export function naiveBayes(
  activities: readonly Counts[],
  base: Counts,
  half = 0.5,
): NaiveBayes | NotEstimable {
  const without = base.n - base.x;
  if (!(base.x > 0)) return notEstimable(noLeadHasOutcome);
  if (!(without > 0)) return notEstimable(everyLeadHasOutcome);
  const found: Evidence[] = [];
  for (const [i, { x, n }] of activities.entries()) {
    const withIt = (x + half) / (base.x + 2 * half);
    const withoutIt = (n - x + half) / (without + 2 * half);
    const evidence = {
      done: Math.log(withIt / withoutIt),
      notDone: Math.log((1 - withIt) / (1 - withoutIt)),
    };
    if (!Number.isFinite(evidence.done) || !Number.isFinite(evidence.notDone))
      return notEstimable(certainActivity(i + 1, x, n));
    found.push(evidence);
  }
  return { prior: Math.log(base.x / without), activities: found };
}

/** Log odds of a lead that did the activities at which `did` is 1. */
export const naiveBayesLogit = ({ prior, activities }: NaiveBayes, did: ArrayLike<number>): number =>
  activities.reduce((s, e, i) => s + (did[i] === 1 ? e.done : e.notDone), prior);
