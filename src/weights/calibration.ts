import { mapped, rises as mapRises } from "../stats/calibrate/map.ts";
import { scoreLimit } from "./limit.ts";
import type { Calibration, Weights } from "./type.ts";

type Calibrated = Pick<Weights, "calibration" | "scale">;

/**
 * The probability for an integer score; null: not calibrated. A table is indexed by scores; formulas take score x unit.
 */
export function probabilityOf({ calibration, scale }: Calibrated, score: number): number | null {
  if (calibration.kind === "none") return null;
  return mapped(calibration, calibration.kind === "lookup" ? score : score * scale.unit);
}

/** Whether higher scores have higher probabilities; otherwise no cut-off on the probability means anything. */
export const rises = (calibration: Calibration): boolean =>
  calibration.kind !== "none" && mapRises(calibration);

/**
 * The smallest integer score whose probability is at least p: the meaning of `p_at_least`. It is found by bisection on
 * `probabilityOf` itself, so that score and probability never disagree about a lead. `scoreLimit + 1` when no score
 * reaches it; null when the map is absent or does not rise.
 */
export const scoreAtLeast = (weights: Calibrated, p: number): number | null =>
  firstScore(weights, (q) => q >= p);

/** The same for a probability above p. */
export const scoreAbove = (weights: Calibrated, p: number): number | null =>
  firstScore(weights, (q) => q > p);

function firstScore(weights: Calibrated, enough: (p: number) => boolean): number | null {
  if (!rises(weights.calibration)) return null;
  const reached = (score: number): boolean => enough(probabilityOf(weights, score) ?? 0);
  let low = -scoreLimit - 1;
  let high = scoreLimit + 1;
  if (!reached(scoreLimit)) return scoreLimit + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}
