import type { Estimate, NotEstimable } from "../../../../base/estimate.ts";

/**
 * A coefficient whose estimate is infinite, or whose interval has a bound that is not reached. `null` is the infinite
 * bound (JSON has no infinity): low null is minus, high null plus infinity. Code that only knows `Estimated` shows the
 * reason.
 */
export interface OpenInterval extends NotEstimable {
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

export type ProfileInterval = Estimate | OpenInterval;

/** A profile at one value: twice the decrease of the log-likelihood from its maximum, and the score there. */
export interface ProfilePoint {
  readonly drop: number;
  /** derivative of the profile log-likelihood */
  readonly score: number;
}

export interface ProfileSearch {
  readonly at: (value: number) => ProfilePoint;
  readonly estimate: number;
  /** first step, with the sign of the side that is searched */
  readonly step: number;
  /** the decrease that bounds the interval: the chi-square quantile with 1 df */
  readonly target: number;
  /** a bound further than this from the estimate counts as infinite */
  readonly farthest: number;
}

/**
 * Where a profile has decreased by `target`, or null. The signed root of the decrease is nearly linear, so Newton's
 * method on it takes a few steps. It is kept inside a bracket, which doubles until it contains the root, and is halved
 * where Newton would leave it.
 */
export function profileBound({ at, estimate, step, target, farthest }: ProfileSearch): number | null {
  const root = Math.sqrt(target);
  const side = Math.sign(step);
  let inside = 0;
  let outside: number | null = null;
  let here = Math.abs(step);
  for (let i = 0; i < 200; i++) {
    const { drop, score } = at(estimate + side * here);
    const r = Math.sqrt(Math.max(0, drop));
    if (Math.abs(r - root) < 1e-10) return estimate + side * here;
    if (r < root) inside = here;
    else outside = here;
    if (outside !== null && outside - inside <= 1e-13 * (1 + Math.abs(estimate) + outside)) break;
    const rise = (-side * score) / r;
    const newton = here + (root - r) / rise;
    const middle = outside === null ? 2 * here : (inside + outside) / 2;
    const most = outside ?? 4 * here;
    here = rise > 0 && newton > inside && newton < most ? newton : middle;
    if (outside === null && here > farthest) return null;
  }
  return estimate + side * (outside ?? inside);
}
