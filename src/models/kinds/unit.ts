/** Points of a logistic model are millionths of a logit. */
export const logitUnit = 1e-6;
