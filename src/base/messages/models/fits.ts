import { counted, grouped, percent } from "../../text.ts";

// Why a model is not fitted, and the notes of its fit. Each comes after a colon: `not fitted: …`.

export const nobodyToLearnFrom = (least: number): string =>
  `no lead is yet old enough to learn from, since outcomes are recorded; a fit takes ${least} that reach the outcome`;

/** `only 5 of the leads to learn from reach the outcome` */
const reachIt = (positives: number): string =>
  positives === 0
    ? "none of the leads to learn from reaches the outcome"
    : `only ${grouped(positives)} of the leads to learn from ${positives === 1 ? "reaches" : "reach"} the outcome`;

export const tooFewToFit = (positives: number, least: number): string =>
  `${reachIt(positives)}; a fit takes ${least}`;
export const tooFewForChance = (positives: number, least: number): string =>
  `${reachIt(positives)}: too few for a probability, which takes ${least}`;
export const noWeights = "no training moment has a weight";
export const allReachIt = "every training moment reaches the outcome";
export const noFeatureLeft = "no feature is left to fit on";
export const nothingToTell = (notes: readonly string[]): string =>
  `no feature has two bins of leads to compare (${notes.join("; ")}); list more columns in features.known_at_creation`;

export const againstItsSign = (feature: string, expected: string): string =>
  `the points of ${feature} run against its expected sign (${expected}): they are kept, and the warning says so`;
export const halfLivesFound = (said: readonly string[]): string =>
  `half-lives found on these moments: ${said.join("; ")}`;
export const halfLifeOf = (days: number, names: readonly string[]): string =>
  `${counted(days, "day")} for ${names.join(", ")}`;
/** @param reason why the fold dropped it */
export const noChanceHere = (feature: string, reason: string): string =>
  `${feature} is ${reason}: the points have no probability here`;
export const withoutAFifth = (reason: string): string =>
  `fitted without a fifth of the accounts, as calibration needs: ${reason}`;

// The map from score to probability.

export const scoresEqual = "all scores are equal: there is nothing to calibrate";
export const outcomesEqual = "all training moments have the same outcome: there is nothing to calibrate";
export const plattInstead = (reason: string, wanted: string): string =>
  `${reason}; Platt's map instead of ${wanted}`;
export const scoresFall =
  "higher scores did not go with more outcomes among leads that the model had not seen: every lead has the base rate as its probability";
export const gradesByShare = (parts: string, bands: string): string =>
  `grades are ${parts} of the leads by score: no ${bands} bands of it have rates that rise`;

// Logistic regression.

export const ridgeWithoutPenalty = "`lambda: 0` is no penalty, and a ridge needs one; take `penalty: none`";
export const columnsRepeat = "columns repeat each other";
export const firthUnfinished = "Firth's fit has not converged; take `penalty: ridge`";
export const drawnToZero =
  "it is drawn towards 0 on purpose: an interval around it would not hold the effect";
export const emptyPath = "the path of the elastic net is empty";
export const tooFewStretches =
  "fewer than two stretches of time have both outcomes before them; state `lambda`, or take `penalty: ridge`";
export const binsLeft = (lambda: number, left: number, bins: number): string =>
  `lambda ${lambda.toPrecision(3)} leaves ${left} of ${bins} bins with a weight`;
export const sameLeadsAs = (own: string, same: string): string =>
  `${own} holds the same leads as ${same}, so its weight counts for both`;

export const tooManyForGradient = (leads: number, coefficients: number, most: number): string =>
  `${grouped(leads)} leads x ${coefficients} coefficients are too many for \`solver: gradient\`, which takes ${grouped(most)} values at most; take \`solver: newton\``;
export const atFirstMoment = (what: string): string =>
  `${what}, seen at each lead's first moment; take \`solver: newton\` with \`penalty: ridge\``;
export const countsOnce = (leads: number): string =>
  `gradient solver: each of ${leads} leads counts once, at its first moment, since the package knows no weights`;
export const gradientStopped = (of: {
  readonly converged: boolean;
  readonly steps: number;
  readonly gradient: number;
  readonly coefficient: number;
  readonly logLikelihood: number;
}): string =>
  `gradient solver ${of.converged ? "stopped" : "gave up"} after ${of.steps} steps (mean gradient ${of.gradient.toExponential(1)}); Newton's method on the same leads differs by at most ${of.coefficient.toExponential(1)} in a standardised coefficient and ${of.logLikelihood.toExponential(1)} in log-likelihood`;
export const noCovariance = "the gradient solver gives no covariance; take `solver: newton`";

export const segmentLeftOut = (name: string): string =>
  `${name} is left out here: all leads take the common model`;
export const segmentTooSmall = (name: string): string =>
  `${name} has fewer than two levels with leads enough: all leads take the common model`;
export const segmentsAlike = (name: string): string =>
  `the segments of ${name} differ no more than by chance: all leads take the common model, and ${name} has no points`;

// Scorecards and whole points.

export const noCharacteristic = (leftOut: readonly string[]): string =>
  `no feature is left (${leftOut.join("; ")}); list more columns in features.known_at_creation, or take \`kind: logistic\` with \`penalty: ridge\`, which uses all of them a little`;
export const cardUnfinished =
  "the regression on the weights of evidence has not converged; take `kind: logistic` with `penalty: ridge`";
export const neverWeighed = (minShare: number, names: string): string =>
  `left out, because they have no second bin with both outcomes and ${Number((100 * minShare).toFixed(1))}% of the leads: ${names}. A lower \`min_share\` may keep them`;
export const tellNoMoreThanNoise = (names: string): string =>
  `left out, because they predict no better than noise would: ${names}`;
export const againstTheirRates = (features: readonly string[]): string =>
  `these features get points against their own rates, because other features overlap with them: ${features.join(", ")}`;
/** @param most points that rounding can move a score; @param here that it moved one; @param auc by how much, or null */
export const wholePointsMove = (most: number, here: number, auc: number | null): string =>
  `whole points move a score by at most ${most} (${here.toFixed(1)} here)${auc === null ? "" : `, the AUC by ${auc.toFixed(4)}`}`;
export const bestUnknown = (reason: string): string =>
  `how near the points are to the best is not known: ${reason}`;
export const wholeNumbersCost = (gap: number): string =>
  `whole numbers cost at most ${(100 * gap).toFixed(2)}% of the log loss for these features; another choice of features might be better`;

// Close rates.

export const oneOutcomeAtFirst = (won: number, leads: number): string =>
  `${won} of ${leads} leads reach the outcome from their first moment on; take \`combine: sum\``;
export const nothingDone = (window: number): string =>
  `nobody did anything within ${window} days that is counted, and nothing about a lead varies; list columns in features.known_at_creation, or state another \`window\``;
export const noActivityDone = (window: number): string =>
  window === 0
    ? "no activity is counted; add activities"
    : `nobody did anything within ${window} days that is counted; state another \`window\``;
export const noneFollowed = "no activity is followed by the outcome";
export const fewRates =
  "there are fewer than three rates, so all are shrunk to one value; `shrink: none` keeps them separate";
export const ratesAlike =
  "the rates differ no more than by chance, so all are shrunk to one value; `shrink: none` keeps them separate";
export const fewActivities = "fewer than three activities: their rates are taken as they are";
export const orderMayBeLuck = "the rates differ no more than by chance, so their order may be luck";

// What a fold drops, and half-lives.

export const notObservedBefore = (share: number): string =>
  `not observed for ${percent(share)} of the quarter before the test`;
export const observedForFew = (share: number): string =>
  `observed for only ${percent(share)} of the wins it would learn from`;
export const tooFewForHalfLife = (positives: number, least: number): string =>
  `${positives} leads reach the outcome among the training moments; a half-life takes ${least}`;
export const recordsTooShort = (days: number): string =>
  `a half-life takes records of five times its length before the quarter, and they reach back less than ${days} days`;
export const noBetterThanCounts = (days: number | undefined): string =>
  `predicted no better by any half-life under ${days} days than by plain counts`;
export const noQuarterWithOutcome = "there is no fiscal quarter between the first recorded outcome and as_of";

// How models are judged side by side.

export const noRows = "there are no rows to judge on";
export const notCalibrated = "the score is not calibrated to a probability";
export const oneNotCalibrated = "one of the scores is not calibrated to a probability";
export const sameOutcome = "all rows have the same outcome";
export const oneAccount = "all rows belong to one account";
export const predictionsEqual = "all predictions are equal";
export const slopeSeparated = "the calibration slope does not converge: the outcomes are separated";
export const predictionsAlike = "the predictions do not vary enough";
export const noModelFitted = "no model could be fitted";
export const modelNotScored = "the model was not scored";
export const noTestQuarter =
  "no test quarter has moments to judge on and enough outcomes before it to learn from";
export const noDates =
  "neither the outcome nor the leads have dates, so whether the models drift cannot be seen";

export const weightsThatShip = "the weights that ship";
