/**
 * The logistic function: the probability of a logit. Scorers and exported maps use exactly this form, so that they
 * agree to the last digit.
 *
 * @example
 * expit(0); // 0.5
 */
export const expit = (logit: number): number => 1 / (1 + Math.exp(-logit));
