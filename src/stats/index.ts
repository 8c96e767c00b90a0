/**
 * Statistics for scores and outcomes: arrays in, numbers out; nothing here knows of leads or studies. An estimate is `{
 * value, low, high, n }`, or `{ value: null, reason }` where it cannot be computed. Labels are 0 or 1; weights default
 * to 1. Invalid arguments (different lengths, a level outside 0 to 1) throw a RangeError.
 */

export {
  binLevels,
  binNumbers,
  type Characteristic,
  type CharacteristicBin,
  type CharacteristicRules,
  type LevelRules,
  type NumberRules,
} from "./binning/characteristic.ts";
export { type Grade, type Grades, gradesOf } from "./binning/grades.ts";
export { optimalBins } from "./binning/optimal.ts";
export {
  type CountedLevels,
  type CountedNumbers,
  countLevels,
  countNumbers,
  type LevelRows,
  type NumberRows,
} from "./binning/rows/count.ts";
export {
  attributePoints,
  type RoundedPoints,
  roundPoints,
  type Scaling,
  scalingOf,
  type WoeModel,
} from "./binning/scale.ts";
export type {
  BinRules,
  Cell,
  Counts,
  FoundTrend,
  LevelCounts,
  NoBins,
  OptimalBins,
  SpecialCell,
  Trend,
  ValueCounts,
} from "./binning/type.ts";
export {
  informationValue,
  ivNoiseFloor,
  noSmoothing,
  priorSmoothing,
  type Smoothing,
  type Woe,
  weightsOfEvidence,
} from "./binning/woe.ts";
// maps from a score to a probability, and whether probabilities come true
export { type BetaFit, betaFit, betaMap } from "./calibrate/beta.ts";
export {
  type IsotonicBlocks,
  isotonicBlocks,
  isotonicFitted,
  isotonicMap,
  pava,
} from "./calibrate/isotonic.ts";
export { type Lookup, mapped, rises, type ScoreMap } from "./calibrate/map.ts";
export {
  type CalibrationBin,
  calibrationBins,
  calibrationError,
  equalMass,
  equalWidth,
  type HosmerLemeshow,
  hosmerLemeshow,
  type Murphy,
  murphy,
  squaredError,
} from "./calibrate/measure/bins.ts";
export { type Band, consistencyBand, corp, type Decomposition } from "./calibrate/measure/corp.ts";
export {
  brier,
  brierSkill,
  type InTheLarge,
  inTheLarge,
  logLoss,
  spiegelhalter,
  type ZTest,
} from "./calibrate/measure/scores.ts";
export { type PlattMap, plattFit } from "./calibrate/platt.ts";
export { priorByEm, priorShift } from "./calibrate/prior.ts";
export { type ReliabilityBin, reliability } from "./calibrate/reliability.ts";
export type { ScoredRows } from "./calibrate/rows.ts";
export { type VennAbers, vennAbers, vennAbersMap } from "./calibrate/venn-abers.ts";
// whether new rows are still like those that a model was learnt from
export { type MeanBreak, meanBreak, rateChanges } from "./drift/breaks.ts";
export { type CoefficientStability, coefficientStability } from "./drift/coefficients.ts";
export { cusum, cusumLimit, runLength } from "./drift/cusum.ts";
export { countsByTenth, type Divergences, divergences, sameDistribution } from "./drift/distance.ts";
export {
  designEffect,
  homogeneity,
  meanShift,
  psi,
  type Stability,
  type StabilityOptions,
} from "./drift/psi.ts";
// counts to come
export {
  type CountModel,
  type CountTrend,
  countCdf,
  countModel,
  countQuantile,
  countTrend,
  expectedTaken,
} from "./forecast/counts.ts";
export { intervalScore, kupiec, rankedProbabilityScore } from "./forecast/coverage.ts";
export {
  forecastErrors,
  type HoltWinters,
  holtWinters,
  type SmoothingShares,
  seasonalNaive,
} from "./forecast/seasonal.ts";
export { type Level, smoothed, varianceOfSum } from "./forecast/smoothing.ts";
// how fast an activity goes stale
export { type ActivityEvents, decayedCounts } from "./half-life/decay.ts";
export {
  fitHalfLives,
  type HalfLifeOptions,
  type HalfLives,
  type ProfiledHalfLives,
  takeHalfLives,
} from "./half-life/fit.ts";
export type { HalfLifeData } from "./half-life/likelihood.ts";
export type { Profile } from "./half-life/profile.ts";
// distributions, and the linear algebra of small systems
export * from "./numeric/distributions.ts";
// binning of numbers and levels by the outcome (optimal, by dynamic programming)
export { expit } from "./numeric/expit.ts";
export * from "./numeric/linear.ts";
export { maximiseOnInterval } from "./numeric/maximise-on-interval.ts";
// scores of whole points
export {
  type Certificate,
  type IntegerPoints,
  type IntegerProblem,
  integerPoints,
} from "./points/integer.ts";
// rates, their intervals, and rates of many groups
export { bestShares, fitSpread, shrunkRate, spreadByMoments } from "./proportions/beta-binomial.ts";
export { binomialUpper } from "./proportions/binomial.ts";
export {
  type CloseRate,
  type CloseRates,
  closeRates,
  liftOverBase,
  liftVariance,
  practitionerPoints,
} from "./proportions/close-rates.ts";
export { agrestiCoull, clopperPearson, newcombe } from "./proportions/intervals.ts";
export { type Evidence, type NaiveBayes, naiveBayes, naiveBayesLogit } from "./proportions/naive-bayes.ts";
export {
  type ClusteredRows,
  clusteredProportion,
  garwood,
  type IntervalOptions,
  jeffreys,
  nextOf,
  wilson,
  zOf,
} from "./proportions/proportion.ts";
export { type MantelHaenszel, mantelHaenszel, type Stratum } from "./proportions/strata.ts";
// how well a score ranks
export * from "./rank/rank.ts";
// logistic regression: plain, with a penalty, on bins, with partial pooling; checks before a fit
export {
  type BinnedContrast,
  type BinnedData,
  type BinnedFamily,
  type BinnedFit,
  fitBinned,
} from "./regression/binned/fit.ts";
export { type Checked, type CheckedOptions, fitChecked, type Refusal } from "./regression/checks/checked.ts";
export { type SampleSize, type SampleSizeInput, sampleSize } from "./regression/checks/sample-size.ts";
export { type Separation, separationOf } from "./regression/checks/separation.ts";
export {
  type LikelihoodRatio,
  likelihoodRatio,
  type PseudoR2,
  pseudoR2,
} from "./regression/logistic/compare.ts";
export type { LogisticData } from "./regression/logistic/design.ts";
export {
  fitLogistic,
  type LogisticFit,
  type LogisticOptions,
  softplus,
  wald,
} from "./regression/logistic/fit.ts";
export type { OpenInterval, ProfileInterval } from "./regression/logistic/intervals/bounds.ts";
export { profileIntervals } from "./regression/logistic/intervals/profile.ts";
export {
  type RobustCovariance,
  type RobustOptions,
  robustCovariance,
  robustWald,
} from "./regression/logistic/intervals/robust.ts";
export { priorWeights, smallSampleBias } from "./regression/logistic/prior.ts";
export { type CrossValidated, crossValidatedPath } from "./regression/penalised/cross-validation.ts";
export {
  type ElasticNetFit,
  type ElasticNetOptions,
  elasticNetPath,
} from "./regression/penalised/elastic-net.ts";
export {
  type FirthFit,
  firthIntervals,
  firthLikelihoodRatio,
  fitFirth,
  flic,
} from "./regression/penalised/firth.ts";
export type { FoldPlan } from "./regression/penalised/held-out.ts";
export { type Deviation, fitPooled, type PooledFit, type SegmentFit } from "./regression/pooled/pooled.ts";
// what would have been, had all been worked
export { type Augmented, augmented, type SelectedRows } from "./selection/augmented.ts";
// time to an outcome among others that may come first, what young cohorts will come to, why a rate moved
export { type ChainLadder, chainLadder } from "./survival/chain-ladder.ts";
export { comingFrom, worthOf } from "./survival/coming.ts";
export { type CureFit, type Delay, mixtureCure } from "./survival/cure.ts";
export { bornhuetterFerguson, capeCod, type Development } from "./survival/development.ts";
export {
  aalenJohansen,
  type Incidence,
  incidenceAt,
  kaplanMeier,
  type Spells,
  timeOfShare,
} from "./survival/incidence.ts";
export { type Cells, type Moved, type Movement, whyMoved } from "./survival/movement.ts";
