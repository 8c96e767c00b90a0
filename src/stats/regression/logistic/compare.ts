import { gammaUpper } from "../../numeric/distributions.ts";
import { expit } from "../../numeric/expit.ts";

export interface LikelihoodRatio {
  /** 2 (ll of the larger fit - ll of the smaller) */
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

/** Likelihood-ratio test of nested unpenalised fits on the same rows; null without a degree of freedom. */
export function likelihoodRatio(
  smaller: { readonly logLikelihood: number; readonly coefficients: ArrayLike<number> },
  larger: { readonly logLikelihood: number; readonly coefficients: ArrayLike<number> },
): LikelihoodRatio | null {
  const df = larger.coefficients.length - smaller.coefficients.length;
  const statistic = 2 * (larger.logLikelihood - smaller.logLikelihood);
  return df > 0 ? { statistic, df, p: gammaUpper(statistic / 2, df / 2) } : null;
}

/** Log-likelihood of the intercept alone, from sums of weights. */
export function nullLogLikelihood(positives: number, n: number): number {
  const rest = n - positives;
  return (
    (positives > 0 ? positives * Math.log(positives / n) : 0) + (rest > 0 ? rest * Math.log(rest / n) : 0)
  );
}

export interface InformationCriteria {
  readonly deviance: number;
  readonly aic: number;
  readonly bic: number;
}

/**
 * @param parameters number of coefficients, the intercept included
 * @param n sum of weights
 */
export const criteria = (logLikelihood: number, parameters: number, n: number): InformationCriteria => ({
  deviance: -2 * logLikelihood,
  aic: -2 * logLikelihood + 2 * parameters,
  bic: -2 * logLikelihood + Math.log(n) * parameters,
});

export interface PseudoR2 {
  readonly mcFadden: number;
  readonly coxSnell: number;
  /** Cox & Snell's divided by its maximum */
  readonly nagelkerke: number;
  /** mean predicted probability among positives less that among negatives */
  readonly tjur: number;
}

/** Four measures of explained variation; null with one class. `eta` is the linear predictor; each row has weight 1. */
export function pseudoR2(
  eta: ArrayLike<number>,
  label: ArrayLike<number>,
  logLikelihood: number,
): PseudoR2 | null {
  const n = label.length;
  let [positives, inPositives, inOthers] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const p = expit(eta[i] ?? 0);
    if (label[i] === 1) {
      positives++;
      inPositives += p;
    } else inOthers += p;
  }
  if (positives === 0 || positives === n) return null;
  const none = nullLogLikelihood(positives, n);
  const coxSnell = -Math.expm1((2 / n) * (none - logLikelihood));
  return {
    mcFadden: 1 - logLikelihood / none,
    coxSnell,
    nagelkerke: coxSnell / -Math.expm1((2 / n) * none),
    tjur: inPositives / positives - inOthers / (n - positives),
  };
}
