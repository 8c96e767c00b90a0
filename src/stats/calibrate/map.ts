import { expit } from "../numeric/expit.ts";
import { softplus } from "../regression/logistic/fit.ts";

/**
 * A calibration map in the form in which it is stored: JSON, and p never falls as the score rises (slope, a, b >= 0).
 * Scores are those on which the map was learnt (integer points, or points x unit).
 */
export type ScoreMap =
  /** logit p = slope x score + intercept */
  | { readonly kind: "platt"; readonly slope: number; readonly intercept: number }
  /** logit p = c + a ln s - b ln(1 - s), where s = expit(slope x score + intercept) */
  | {
      readonly kind: "beta";
      readonly slope: number;
      readonly intercept: number;
      readonly a: number;
      readonly b: number;
      readonly c: number;
    }
  /**
   * A table of strictly rising scores with p that never falls. `step`: p of the last entry at or below the score, and
   * below the first entry that one's p. `linear`: straight lines between the entries, and level outside them.
   */
  | {
      readonly kind: "lookup";
      readonly between: "step" | "linear";
      readonly lookup: readonly { readonly score: number; readonly p: number }[];
    };

export type Lookup = ScoreMap & { readonly kind: "lookup" };

/** The probability of a score. Between two knots it stays between their values, to the last digit. */
export function mapped(map: ScoreMap, score: number): number {
  switch (map.kind) {
    case "platt":
      return expit(clampLogit(map.slope * score + map.intercept));
    case "beta": {
      const eta = map.slope * score + map.intercept;
      // ln s = -softplus(-eta), ln(1 - s) = -softplus(eta)
      return expit(clampLogit(map.c - map.a * softplus(-eta) + map.b * softplus(eta)));
    }
    case "lookup":
      return lookedUp(map, score);
  }
}

function lookedUp({ lookup, between }: Lookup, score: number): number {
  const i = lastAtOrBelow(lookup, score);
  const [at, next] = [lookup[Math.max(0, i)], lookup[i + 1]];
  if (at === undefined) return Number.NaN;
  if (i < 0 || between === "step" || next === undefined) return at.p;
  return Math.min(next.p, at.p + (next.p - at.p) * ((score - at.score) / (next.score - at.score)));
}

/**
 * The limit of logits, the same as in the weights: beyond it p is 0 or 1 to all digits, and exp overflows in some
 * engines.
 */
const clampLogit = (x: number): number => Math.max(-700, Math.min(700, x));

function lastAtOrBelow(lookup: Lookup["lookup"], score: number): number {
  let [low, high] = [-1, lookup.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lookup[middle]?.score ?? Number.POSITIVE_INFINITY) <= score) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether p rises anywhere: on a level map, no cut-off means anything. */
export function rises(map: ScoreMap): boolean {
  if (map.kind === "platt") return map.slope > 0;
  if (map.kind === "beta") return map.slope > 0 && (map.a > 0 || map.b > 0);
  return (map.lookup.at(-1)?.p ?? 0) > (map.lookup[0]?.p ?? 0);
}

/**
 * The smallest integer score in [low, high] whose p is at least `p`; null where none is, or the map does not rise. It
 * is found by bisection on `mapped` itself, so that score and probability never disagree about a lead.
 */
export function smallestScore(map: ScoreMap, p: number, low: number, high: number): number | null {
  if (!rises(map) || !(mapped(map, high) >= p)) return null;
  let [below, reached] = [low - 1, high];
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (mapped(map, middle) >= p) reached = middle;
    else below = middle;
  }
  return reached;
}

/**
 * Any map as steps over the integer scores low..high, with runs of equal p joined: engines without exp can look it up.
 */
export function asSteps(map: ScoreMap, low: number, high: number): Lookup {
  if (!(Number.isInteger(low) && Number.isInteger(high) && high >= low && high - low < 1e6))
    throw new RangeError(`a table over the scores ${low} to ${high}: at most a million integers`);
  const lookup: { score: number; p: number }[] = [];
  for (let score = low; score <= high; score++) {
    const p = mapped(map, score);
    if (p !== lookup.at(-1)?.p) lookup.push({ score, p });
  }
  return { kind: "lookup", between: "step", lookup };
}
