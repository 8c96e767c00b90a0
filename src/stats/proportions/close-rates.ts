import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { liftOfNone, noActivityHasLead, nobodyDidIt } from "../../base/messages/stats.ts";
import { type Counts, fitSpread, type Spread, shrunkRate } from "./beta-binomial.ts";
import { jeffreys, wilson, zOf } from "./proportion.ts";

/**
 * The close rate of one activity. Unit: leads. n leads did the activity while open, and x of them reached the outcome
 * within H after the first time; only mature leads count (methods 3). The caller counts.
 */
export interface CloseRate {
  readonly x: number;
  readonly n: number;
  /** x / n with Wilson's interval */
  readonly rate: Estimated;
  readonly jeffreys: Estimated;
  /** the rate divided by the base rate, which includes the activity's own leads; null at x = 0 */
  readonly lift: Estimated;
  /** the practitioner's points, 100 x (rate - base): a baseline, not a recommendation; null without leads */
  readonly practitionerPoints: number | null;
  /** shrunk towards the other activities' rates (empirical Bayes) */
  readonly shrunk: Estimated;
}

export interface CloseRates {
  readonly base: Estimated;
  readonly activities: readonly CloseRate[];
  /** null where no activity has a lead */
  readonly spread: Spread | null;
}

/**
 * Close rates of activities compared with the base rate of all mature leads. A lead counts for every activity that it
 * did; the spread still treats activities as separate groups, as is usual, which makes the intervals a little narrow.
 */
export function closeRates(activities: readonly Counts[], base: Counts, level = 0.95): CloseRates {
  activities.forEach((a, i) => {
    if (!(a.x >= 0 && a.n >= a.x && a.n <= base.n && a.x <= base.x))
      throw new RangeError(`activity ${i + 1} has ${a.x} of ${a.n}, the base ${base.x} of ${base.n}`);
  });
  const spread = fitSpread(activities);
  const all = {
    x: activities.reduce((s, a) => s + a.x, 0),
    n: activities.reduce((s, a) => s + a.n, 0),
  };
  return {
    base: wilson(base.x, base.n, { level }),
    spread,
    activities: activities.map((a) => ({
      x: a.x,
      n: a.n,
      rate: wilson(a.x, a.n, { level }),
      jeffreys: jeffreys(a.x, a.n, level),
      lift: liftOverBase(a, base, level),
      practitionerPoints: a.n > 0 ? practitionerPoints(a.x / a.n, base.x / base.n) : null,
      shrunk: spread === null ? notEstimable(noActivityHasLead) : shrunkRate(a, spread, all, level),
    })),
  };
}

/**
 * Percentage points of a rate above the base rate: 100 (rate - base).
 *
 * @example
 * practitionerPoints(0.3, 0.1); // 20
 */
export const practitionerPoints = (rate: number, base: number): number => 100 * (rate - base);

/**
 * Rate divided by base rate, with the interval on the log scale. The base includes the activity's own leads, so that
 * var ln L = 1/n11 - 1/n_a - 1/n_1 + (2L - 1)/n (multinomial delta method).
 *
 * @param own the activity's leads n, and how many of them reach the outcome, x
 * @param base the same of all leads
 *
 * @example
 * // 25% where 9% is usual
 * liftOverBase({ x: 30, n: 120 }, { x: 90, n: 1000 }).value; // 2.7778
 */
export function liftOverBase(own: Counts, base: Counts, level = 0.95): Estimated {
  if (!(own.n > 0)) return notEstimable(nobodyDidIt);
  if (own.x === 0) return notEstimable(liftOfNone);
  const lift = own.x / own.n / (base.x / base.n);
  const half = zOf(level) * Math.sqrt(liftVariance(own, base));
  return estimate(lift, lift * Math.exp(-half), lift * Math.exp(half), own.n);
}

/** Variance of ln lift; 0 where the base has no other leads. */
export function liftVariance(own: Counts, base: Counts): number {
  const lift = own.x / own.n / (base.x / base.n);
  return Math.max(0, 1 / own.x - 1 / own.n - 1 / base.x + (2 * lift - 1) / base.n);
}
