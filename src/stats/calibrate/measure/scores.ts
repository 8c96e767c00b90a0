import { type Estimated, type NotEstimable, notEstimable } from "../../../base/estimate.ts";
import {
  certainPrediction,
  predictionsSeparate,
  predictionsWithoutVariance,
  samePredictions,
} from "../../../base/messages/stats.ts";
import { chi2Cdf, gammaUpper, normalCdf } from "../../numeric/distributions.ts";
import { expit } from "../../numeric/expit.ts";
import { maximise } from "../../numeric/newton.ts";
import { garwood } from "../../proportions/proportion.ts";
import { fitLogistic, softplus } from "../../regression/logistic/fit.ts";
import { checkProbabilities, oneClass } from "../rows.ts";

const mean = (p: ArrayLike<number>, of: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += of(i);
  return sum / p.length;
};

/**
 * Mean squared error of probabilities (Brier 1950). NaN without rows.
 *
 * @example
 * brier([0.8, 0.4], [1, 0]); // 0.1
 */
export function brier(p: ArrayLike<number>, label: ArrayLike<number>): number {
  checkProbabilities(p, label);
  return mean(p, (i) => ((p[i] ?? 0) - (label[i] ?? 0)) ** 2);
}

/**
 * Mean of -ln(probability of what happened); infinite where a certainty was wrong.
 *
 * @example
 * // ln 2
 * logLoss([0.5, 0.5], [1, 0]); // 0.6931
 */
export function logLoss(p: ArrayLike<number>, label: ArrayLike<number>): number {
  checkProbabilities(p, label);
  return mean(p, (i) => (label[i] === 1 ? -Math.log(p[i] ?? 0) : -Math.log1p(-(p[i] ?? 0))));
}

/** Brier skill: 1 - Brier / Brier of the constant `climatology`; null where that constant is perfect. */
export function brierSkill(
  p: ArrayLike<number>,
  label: ArrayLike<number>,
  climatology: number,
): number | null {
  const base = mean(label, (i) => (climatology - (label[i] ?? 0)) ** 2);
  return base > 0 ? 1 - brier(p, label) / base : null;
}

export interface ZTest {
  readonly z: number;
  /** two-sided */
  readonly p: number;
}

/** Spiegelhalter's (1986) test that all probabilities are right: sum (y - p)(1 - 2p) over its SD. */
export function spiegelhalter(p: ArrayLike<number>, label: ArrayLike<number>): ZTest | NotEstimable {
  checkProbabilities(p, label);
  let [sum, variance] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    const v = p[i] ?? 0;
    sum += ((label[i] ?? 0) - v) * (1 - 2 * v);
    variance += (1 - 2 * v) ** 2 * v * (1 - v);
  }
  if (!(variance > 0)) return notEstimable(predictionsWithoutVariance);
  const z = sum / Math.sqrt(variance);
  return { z, p: 2 * normalCdf(-Math.abs(z)) };
}

export interface InTheLarge {
  /** a of logit p' = a + logit p; 0 is right */
  readonly inTheLarge: number;
  readonly inTheLargeSe: number;
  /** of logit p' = intercept + slope logit p; (0, 1) is right */
  readonly intercept: number;
  readonly slope: number;
  readonly slopeSe: number;
  /** likelihood ratio tests: of a = 0 given slope 1 (1 df), of (0, 1) (2 df) */
  readonly largeTest: { readonly chi2: number; readonly p: number };
  readonly bothTest: { readonly chi2: number; readonly p: number };
  /** observed / expected, with Garwood's interval */
  readonly ratio: Estimated;
}

/**
 * Cox's (1958) calibration in the large, and calibration slope. Not estimable with one class, with a prediction of 0 or
 * 1, or where predictions separate the outcomes.
 */
export function inTheLarge(p: ArrayLike<number>, label: ArrayLike<number>): InTheLarge | NotEstimable {
  const totals = checkProbabilities(p, label);
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  const logit = Float64Array.from(p, (v) => Math.log(v) - Math.log1p(-v));
  const certain = logit.findIndex((l) => !Number.isFinite(l));
  if (certain >= 0) return notEstimable(certainPrediction(certain + 1));
  const shift = offsetOnly(logit, label);
  const line = fitLogistic({ columns: [logit], label });
  if (line.collinear !== null) return notEstimable(samePredictions);
  if (!line.converged || shift === null) return notEstimable(predictionsSeparate);
  const asGiven = -p.length * logLoss(p, label);
  const large = 2 * Math.max(0, shift.logLikelihood - asGiven);
  const both = 2 * Math.max(0, line.logLikelihood - asGiven);
  return {
    inTheLarge: shift.value,
    inTheLargeSe: shift.se,
    intercept: line.coefficients[0] ?? Number.NaN,
    slope: line.coefficients[1] ?? Number.NaN,
    slopeSe: line.standardErrors[1] ?? Number.NaN,
    largeTest: { chi2: large, p: gammaUpper(large / 2, 0.5) },
    bothTest: { chi2: both, p: gammaUpper(both / 2, 1) },
    ratio: garwood(totals.positives, mean(p, (i) => p[i] ?? 0) * p.length),
  };
}

/** Maximum likelihood of a in logit p = a + offset. */
function offsetOnly(
  offset: Float64Array,
  label: ArrayLike<number>,
): { value: number; se: number; logLikelihood: number } | null {
  const found = maximise({
    start: new Float64Array(1),
    penalty: new Float64Array(1),
    maxIterations: 100,
    pass: ([a = 0], out) => {
      let [ll, gradient, information] = [0, 0, 0];
      offset.forEach((o, i) => {
        const eta = a + o;
        const mu = expit(eta);
        const y = label[i] ?? 0;
        ll -= y === 1 ? softplus(-eta) : softplus(eta);
        gradient += y - mu;
        information += mu * expit(-eta);
      });
      out.logLikelihood = ll;
      out.gradient[0] = gradient;
      out.information[0] = information;
    },
  });
  if (!found.converged) return null;
  const [value = 0] = found.beta;
  const [information = 0] = found.information;
  return { value, se: 1 / Math.sqrt(information), logLikelihood: found.logLikelihood };
}

/** Upper tail of chi-square, without cancellation. */
export const chi2Upper = (x: number, df: number): number =>
  x > 0 ? gammaUpper(x / 2, df / 2) : 1 - chi2Cdf(x, df);
