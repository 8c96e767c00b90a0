import type { DecayFeature } from "./type.ts";

/**
 * The arithmetic of decayed counts, the same for features and replay: x(t) = min(cap, sum of 2^(-(t - at) / h)) over
 * the activities visible at t, in the order of the history, rounded down to steps of 0.01. Times are whole seconds. A
 * sum at most 1e-9 steps below a step counts as that step, so that round sums (0.5 + 0.25) are exact however the powers
 * are computed. Without a new activity the computed sum falls from each second to the next: by at least ln 2 / h, which
 * is 2e-9 of itself at a half-life of ten years, while rounding moves it by less than 1e-10. So the first whole second
 * at which it lies below a step is well defined, and no later second lies above the step again.
 */
export const stepsInOne = 100;

/** How many half-lives a decayed count looks back: an older activity would add less than 1/32. */
export const decayReach = 5;

export const almostAStep = 1e-9;

/**
 * The half-lives, in days, that a fit chooses from. They depend on no label and are the same for every study and fold,
 * so that folds that differ by chance alone mostly choose the same one. Beyond the last one, plain counts are used.
 */
export const halfLifeGrid: readonly number[] = [
  1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365,
];

/** How much one activity counts `age` seconds after it happened. */
export const decayed = (age: number, halfLife: number): number => 2 ** (-age / halfLife);

/** A sum as a number of steps: the integer part, limited by the cap, is the code. */
export const inSteps = (sum: number, perUnit: number): number => sum * perUnit + almostAStep;

/** The code of a decayed sum. */
export const decayCode = (feature: DecayFeature, sum: number): number =>
  Math.min(feature.missing - 1, Math.floor(inSteps(sum, feature.perUnit)));

/** The first whole second at which a decayed count is observed. */
export const decayObservedAt = ({ observedFrom, halfLife }: DecayFeature): number =>
  Math.ceil(observedFrom + decayReach * halfLife);

export interface VisibleActivities {
  readonly visible: Int32Array;
  readonly at: Int32Array;
  readonly type: Uint8Array;
}

/** The decayed sum at t over the activities [from, to) of one lead. O(activities). */
export function decayedSum(
  { visible, at, type }: VisibleActivities,
  from: number,
  to: number,
  of: { readonly type: number; readonly halfLife: number },
  t: number,
): number {
  let sum = 0;
  for (let k = from; k < to && (visible[k] ?? t + 1) <= t; k++)
    if (type[k] === of.type) sum += decayed(t - (at[k] ?? t), of.halfLife);
  return sum;
}
