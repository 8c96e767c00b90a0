import { expit } from "../../numeric/expit.ts";
import { linearPredictor } from "./dense.kernel.ts";
import { designOf, type LogisticData, onDesignScale, onOriginalScale } from "./design.ts";
import type { LogisticFit } from "./fit.ts";
import { inverseInformation } from "./pass.ts";

/**
 * The shift of the intercept when rows were sampled by outcome: -ln[((1 - tau) / tau) (ybar / (1 - ybar))], with tau
 * the share of positives in the population and ybar in the sample (King & Zeng 2001, eq. 7). It is added to the
 * intercept.
 */
export const priorShift = (tau: number, share: number): number =>
  -Math.log(
    ((1 - inside(tau, "the population's rate")) / tau) * (inside(share, "the sample's rate") / (1 - share)),
  );

/** Sampling weights for the same purpose: tau / ybar for positives, (1 - tau) / (1 - ybar) for the others (eq. 8). */
export function priorWeights(label: ArrayLike<number>, tau: number): Float64Array {
  inside(tau, "the population's rate");
  let positives = 0;
  for (let i = 0; i < label.length; i++) positives += label[i] ?? 0;
  const share = inside(positives / label.length, "the sample's rate");
  return Float64Array.from(label, (y) => (y === 1 ? tau / share : (1 - tau) / (1 - share)));
}

/**
 * The O(1/n) bias of maximum likelihood: (X'WX)^-1 X'W xi, xi = Q (p - 1/2), Q the variance of the linear predictor
 * (McCullagh & Nelder 1989, 15.2; King & Zeng 2001, eqs. 15-16 without sampling weights). Subtract it. Null where the
 * fit has not converged.
 */
export function smallSampleBias(data: LogisticData, fit: LogisticFit): Float64Array | null {
  if (!fit.converged) return null;
  const design = designOf(data);
  const { columns, weight } = design;
  const p = fit.coefficients.length;
  const beta = onDesignScale(fit.coefficients, design);
  const inverse = inverseInformation(design, beta);
  if (inverse === null) return null;
  const target = new Float64Array(p);
  const row = new Float64Array(p);
  linearPredictor(design, beta).forEach((eta, i) => {
    row[0] = 1;
    for (let j = 1; j < p; j++) row[j] = columns[j - 1]?.[i] ?? 0;
    const mu = expit(eta);
    const pull = (weight[i] ?? 0) * mu * (1 - mu) * quadratic(inverse, row) * (mu - 0.5);
    for (let j = 0; j < p; j++) target[j] = (target[j] ?? 0) + pull * (row[j] ?? 0);
  });
  const bias = target.map((_, j) => target.reduce((s, t, k) => s + (inverse[j * p + k] ?? 0) * t, 0));
  return onOriginalScale(bias, design);
}

function quadratic(matrix: Float64Array, x: Float64Array): number {
  const p = x.length;
  let sum = 0;
  for (let j = 0; j < p; j++)
    for (let k = 0; k < p; k++) sum += (x[j] ?? 0) * (matrix[j * p + k] ?? 0) * (x[k] ?? 0);
  return sum;
}

function inside(rate: number, name: string): number {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`${name} is ${rate}; it lies between 0 and 1`);
  return rate;
}
