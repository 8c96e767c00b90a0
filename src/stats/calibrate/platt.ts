import { fitLogistic } from "../regression/logistic/fit.ts";
import { distinctScores } from "./distinct.ts";

export interface PlattMap {
  readonly slope: number;
  readonly intercept: number;
  readonly converged: boolean;
}

/**
 * Platt's (1999) map p = expit(slope x score + intercept), with his targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2), which
 * keep it finite on separable data. N+ and N- are sums of weights. A negative slope is returned as it is, for the
 * caller to report. Null where one class is absent.
 *
 * @example
 * // one of each: the targets are 1/3 and 2/3, whose logits are -+ ln 2
 * plattFit([0, 1], [0, 1]); // { slope: 1.3863, intercept: -0.6931 }
 */
export function plattFit(
  score: ArrayLike<number>,
  label: ArrayLike<number>,
  weight?: ArrayLike<number>,
): PlattMap | null {
  let [positives, negatives] = [0, 0];
  for (let i = 0; i < label.length; i++) {
    if (label[i] === 1) positives += weight?.[i] ?? 1;
    else negatives += weight?.[i] ?? 1;
  }
  if (!(positives > 0 && negatives > 0)) return null;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const target = new Float64Array(label.length);
  for (let i = 0; i < target.length; i++) target[i] = label[i] === 1 ? high : low;
  // centred and scaled, so that scores in millionths do not spoil the information matrix
  const { mean, sd } = moments(score);
  const scaled = new Float64Array(score.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = ((score[i] ?? 0) - mean) / sd;
  const distinct = distinctScores({
    score: scaled,
    label: target,
    ...(weight === undefined ? {} : { weight }),
  });
  const fit = fitLogistic({ columns: [distinct.score], label: distinct.label, weight: distinct.weight });
  const slope = (fit.coefficients[1] ?? 0) / sd;
  return { slope, intercept: (fit.coefficients[0] ?? 0) - slope * mean, converged: fit.converged };
}

function moments(score: ArrayLike<number>): { mean: number; sd: number } {
  let sum = 0;
  for (let i = 0; i < score.length; i++) sum += score[i] ?? 0;
  const mean = sum / score.length;
  let squares = 0;
  for (let i = 0; i < score.length; i++) squares += ((score[i] ?? 0) - mean) ** 2;
  const sd = Math.sqrt(squares / score.length);
  return { mean, sd: sd > 0 ? sd : 1 };
}
