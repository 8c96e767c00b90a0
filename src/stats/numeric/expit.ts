/**
 * The logistic function: the probability of a logit. Scorers and exported maps write it in just this form, to the last
 * digit.
 *
 * @example
 * expit(0); // 0.5
 */
export const expit = (logit: number): number => 1 / (1 + Math.exp(-logit));
