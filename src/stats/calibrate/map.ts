import { expit, softplus } from "../logistic.ts";

/**
 * A calibration map in the form in which it is stored: JSON, and p never falls as the score rises (slope, a, b >= 0).
 * Scores are those that the map was learnt on (integer points, or points x unit).
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
  /** straight lines between knots (scores strictly rising, p not falling), level outside them */
  | { readonly kind: "knots"; readonly score: readonly number[]; readonly p: readonly number[] }
  /** p of the last step at or below the score; below the first step, its p */
  | { readonly kind: "steps"; readonly score: readonly number[]; readonly p: readonly number[] };

/** The probability of a score. Between two knots it stays between their values, in the last digit too. */
export function mapped(map: ScoreMap, score: number): number {
  switch (map.kind) {
    case "platt":
      return expit(clampLogit(map.slope * score + map.intercept));
    case "beta": {
      const eta = map.slope * score + map.intercept;
      // ln s = -softplus(-eta), ln(1 - s) = -softplus(eta)
      return expit(clampLogit(map.c - map.a * softplus(-eta) + map.b * softplus(eta)));
    }
    case "steps":
      return map.p[Math.max(0, lastAtOrBelow(map.score, score))] ?? Number.NaN;
    case "knots": {
      const i = lastAtOrBelow(map.score, score);
      if (i < 0) return map.p[0] ?? Number.NaN;
      const [s0 = 0, s1, p0 = 0, p1 = 0] = [map.score[i], map.score[i + 1], map.p[i], map.p[i + 1]];
      if (s1 === undefined) return p0;
      return Math.min(p1, p0 + (p1 - p0) * ((score - s0) / (s1 - s0)));
    }
  }
}

/** As the weights do: beyond it p is 0 or 1 to all digits, and exp overflows in some engines. */
const clampLogit = (x: number): number => Math.max(-700, Math.min(700, x));

function lastAtOrBelow(scores: readonly number[], score: number): number {
  let [low, high] = [-1, scores.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] ?? Number.POSITIVE_INFINITY) <= score) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether p rises anywhere: on a map that is level no cut-off means anything. */
export function rises(map: ScoreMap): boolean {
  if (map.kind === "platt") return map.slope > 0;
  if (map.kind === "beta") return map.slope > 0 && (map.a > 0 || map.b > 0);
  return (map.p.at(-1) ?? 0) > (map.p[0] ?? 0);
}

/**
 * The smallest integer score in [low, high] whose p is at least `p`, found by bisection on `mapped` itself, so that
 * score and probability never disagree about who is over; null when none reaches it or the map does not rise.
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

/** Any map as steps over the integer scores low..high, runs of equal p in one: what an engine without exp can look up. */
export function asSteps(map: ScoreMap, low: number, high: number): ScoreMap & { readonly kind: "steps" } {
  if (!(Number.isInteger(low) && Number.isInteger(high) && high >= low && high - low < 1e6))
    throw new RangeError(`a table over the scores ${low} to ${high}: at most a million integers`);
  const [scores, p]: [number[], number[]] = [[], []];
  for (let s = low; s <= high; s++) {
    const value = mapped(map, s);
    if (value === p.at(-1)) continue;
    scores.push(s);
    p.push(value);
  }
  return { kind: "steps", score: scores, p };
}
