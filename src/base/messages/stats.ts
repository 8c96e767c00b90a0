// Why a statistic cannot be computed: reasons, without a code, in place of its value.

// Rates and proportions.
export const noRows = "no rows";
export const nothingExpected = "nothing was expected";
export const oneQuarter = "one judged quarter says nothing about the next";
export const emptyGroup = "one of the groups has no rows";
export const noGroups = "there are no groups";
export const noActivityHasLead = "no activity has a lead";
export const nobodyDidIt = "nobody did it";
export const liftOfNone = "no outcome followed it: the lift is 0 and its logarithm has no variance";
export const noLeadHasOutcome = "no lead has the outcome";
export const everyLeadHasOutcome = "every lead has the outcome";
export const certainActivity = (activity: number, x: number, n: number): string =>
  `activity ${activity} has ${x} of ${n}: a certainty, unless halves are added`;
export const oneSidedStrata = "within strata one side has only one outcome: the ratio is 0 or infinite";
export const noFullStratum = "no stratum has both sides and both outcomes";

// Ranks.
export const sameOutcome = "all rows have the same outcome";

// Calibration.
export const noRowsToCalibrate = "there are no rows to calibrate on";
export const noOutcomeToCalibrate = "no row has the outcome: there is nothing to calibrate on";
export const onlyOutcomesToCalibrate = "every row has the outcome: there is nothing to calibrate against";
export const sameScores = "all scores are the same: there is nothing to map";
export const scoresSeparate = "the scores separate the rows with the outcome from those without: use platt";
export const outcomeFalls = "the outcome falls as the score rises: look at the model first";
export const noPredictions = "there are no predictions";
export const predictionsWithoutVariance = "the predictions are all 0, 1/2 or 1: the test has no variance";
export const samePredictions = "all predictions are the same: there is no slope";
export const predictionsSeparate = "the predictions separate the outcomes";
export const certainPrediction = (row: number): string =>
  `the prediction of row ${row} is a certainty: its logit is infinite`;
export const binOfOne = "a bin of one row has no variance: ask for fewer bins";
export const fewPredictions = "too few distinct predictions for the test";
export const certainGroup = "a group is predicted with certainty: the test has no variance";

// Half-lives and whole points.
export const nothingToDecay = "no activity has an event: there is nothing to decay";
export const fitsDoNotConverge =
  "the fits do not converge: columns are collinear or separate the outcomes; use a penalty";
export const agesDoNotTell =
  "every half-life predicts equally well: the age of an activity does not matter here";
export const noColumnHelps = "no column distinguishes the outcomes within its range of points";
export const pointsSeparate = (names: string): string =>
  `the points of ${names} separate the outcomes: no probability fits; use fewer terms, or a penalised fit`;
export const optimumAtInfinity = (names: string): string =>
  `${names} separate some outcomes: the best points that are not whole lie at infinity`;

// Times to the outcome.
export const noneCame = "no outcome has come so far";
export const noAgeLived = "no cohort is old enough yet";
export const noneSoOld = "nobody was followed for so long";
export const nobodyCame = "nobody got there so far";

// Regression.
export const notConverged = "the fit has not converged";
export const boundNotReached = "a bound was not reached";
export const noSandwich = "the fit has not converged, or there are fewer than two clusters";
export const noSuchCoefficient = "there is no such coefficient";
export const infiniteBySeparation = "separation: the estimate is infinite or not identified";
export const sameOutcomes = "every outcome is the same";
export const collinearColumns = "the columns are collinear";

// Binning.
export const noValueHere = "no row has a value here";
export const noneConverts = "no lead converts among the rows that have a value here";
export const allConvert = "every lead converts among the rows that have a value here";
/** @param have weight of the rows, events or non-events there are */
export const tooLittleWeight = (have: number, what: string, bins: number, need: number): string =>
  `${have} ${what} by weight; ${bins === 1 ? "a bin needs" : `${bins} bins need`} ${need}`;
export const noPartitionKeeps = (bins: number): string =>
  `no partition into ${bins === 1 ? "bins" : `at least ${bins} bins`} keeps the rules; allow smaller bins, fewer of them, or another trend`;
