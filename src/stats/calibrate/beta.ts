import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { outcomeFalls, sameScores, scoresSeparate } from "../../base/messages/stats.ts";
import { fitLogistic, softplus } from "../regression/logistic/fit.ts";
import { distinctScores } from "./distinct.ts";
import type { ScoreMap } from "./map.ts";
import { plattFit } from "./platt.ts";
import { oneClass, type ScoredRows, totalsOf } from "./rows.ts";

/** logit p = c + a ln s - b ln(1 - s), a and b >= 0: it never falls. */
export interface BetaFit {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly logLikelihood: number;
}

/**
 * Beta calibration (Kull, Silva Filho & Flach 2017) of s = expit(score), without a penalty. Where a or b would be
 * negative it is left out and the other fitted alone. Where two distinct scores cannot identify both, a = b. Not
 * estimable with only one class, with equal scores, or where the score separates the outcomes.
 */
export function betaFit(rows: ScoredRows): BetaFit | NotEstimable {
  const refused = oneClass(totalsOf(rows));
  if (refused !== null) return refused;
  const { score, label, weight } = distinctScores(rows);
  const up = score.map((eta) => -softplus(-eta));
  const down = score.map((eta) => softplus(eta));
  const fit = (columns: Float64Array[]) => fitLogistic({ columns, label, weight });
  const both = fit([up, down]);
  if (both.collinear === 1) return notEstimable(sameScores);
  const [c = 0, a = 0, b = 0] = both.coefficients;
  if (both.converged && a >= 0 && b >= 0) return { a, b, c, logLikelihood: both.logLikelihood };
  const alone =
    both.collinear === 2
      ? fit([up.map((u, i) => u + (down[i] ?? 0))])
      : both.converged
        ? fit([a < 0 ? down : up])
        : null;
  if (alone === null || !alone.converged) return notEstimable(scoresSeparate);
  const slope = alone.coefficients[1] ?? 0;
  if (slope < 0) return notEstimable(outcomeFalls);
  return {
    a: both.collinear === 2 || a >= 0 ? slope : 0,
    b: both.collinear === 2 || a < 0 ? slope : 0,
    c: alone.coefficients[0] ?? 0,
    logLikelihood: alone.logLikelihood,
  };
}

/** Beta calibration after Platt's map: for scores on any scale (points), which are not probabilities. */
export function betaMap(rows: ScoredRows): (ScoreMap & { readonly kind: "beta" }) | NotEstimable {
  const refused = oneClass(totalsOf(rows));
  if (refused !== null) return refused;
  const platt = plattFit(rows.score, rows.label, rows.weight);
  if (platt === null || !platt.converged) return notEstimable(sameScores);
  const { slope, intercept } = platt;
  if (!(slope > 0)) return notEstimable(outcomeFalls);
  const score = new Float64Array(rows.score.length);
  for (let i = 0; i < score.length; i++) score[i] = slope * (rows.score[i] ?? 0) + intercept;
  const fit = betaFit({ ...rows, score });
  return "value" in fit ? fit : { kind: "beta", slope, intercept, a: fit.a, b: fit.b, c: fit.c };
}
