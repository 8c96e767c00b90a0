import type { Weights } from "./type.ts";

type Calibrated = Pick<Weights, "calibration" | "scale">;

/** Scores of integer points stay inside these, so that sums fit in 32 bits everywhere. */
export const scoreLimit = 2 ** 30;

/** The probability of an integer score; null: not calibrated. Logits are clamped to +-700, as in SQL. */
export function probabilityOf({ calibration, scale }: Calibrated, score: number): number | null {
  switch (calibration.kind) {
    case "none":
      return null;
    case "platt":
      return expit(calibration.slope * (score * scale.unit) + calibration.intercept);
    case "beta": {
      const logit = clamped(calibration.slope * (score * scale.unit) + calibration.intercept);
      // ln q and ln(1 - q) of q = expit(logit), without cancellation
      const [lnq, lnr] = [-softplus(-logit), -softplus(logit)];
      return expit(calibration.a * lnq - calibration.b * lnr + calibration.c);
    }
    case "lookup":
      return lookedUp(calibration, score);
  }
}

const clamped = (logit: number): number => Math.max(-700, Math.min(700, logit));
const expit = (logit: number): number => 1 / (1 + Math.exp(-clamped(logit)));
const softplus = (x: number): number => (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)));

type Lookup = Extract<Weights["calibration"], { kind: "lookup" }>;

function lookedUp({ lookup, between }: Lookup, score: number): number | null {
  let low = 0;
  let high = lookup.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lookup[middle]?.score ?? 0) <= score) low = middle + 1;
    else high = middle;
  }
  const at = lookup[low - 1] ?? lookup[0];
  const next = lookup[low];
  if (at === undefined) return null;
  if (between === "step" || next === undefined || score <= at.score) return at.p;
  return at.p + (next.p - at.p) * ((score - at.score) / (next.score - at.score));
}

/** Whether higher scores have higher probabilities; where they do not, no cut-off on the probability means anything. */
export const rises = ({ calibration }: Pick<Weights, "calibration">): boolean => {
  switch (calibration.kind) {
    case "none":
      return false;
    case "platt":
      return calibration.slope > 0;
    case "beta":
      return (
        calibration.slope > 0 && calibration.a >= 0 && calibration.b >= 0 && calibration.a + calibration.b > 0
      );
    case "lookup":
      return calibration.lookup.length > 0;
  }
};

/**
 * The smallest integer score whose probability is at least p: what `p_at_least` becomes. Found by bisection on
 * `probabilityOf` itself, so that score and probability never disagree about who is over. `scoreLimit + 1` when no
 * score reaches it; null when the map is absent or does not rise.
 */
export const scoreAtLeast = (weights: Calibrated, p: number): number | null =>
  firstScore(weights, (q) => q >= p);

/** The same for a probability above p. */
export const scoreAbove = (weights: Calibrated, p: number): number | null =>
  firstScore(weights, (q) => q > p);

function firstScore(weights: Calibrated, enough: (p: number) => boolean): number | null {
  if (!rises(weights)) return null;
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
