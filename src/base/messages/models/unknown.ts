// Why a figure cannot be computed: reasons, without a code, in place of the figure.

// Replays.
export const noDates = "your outcome column has no dates, so past quarters cannot be replayed";
export const noDefinition = "the study states no definition";
export const noCapacityStated = "the study states no capacity";
export const noQuarterToReplay = "there is no quarter to replay";
export const noPastScores = "no past quarter can be scored with weights that were learnt before it";
export const notReplayed = "it was not replayed";
export const noQuarterJudged = "no quarter is judged";
export const noSharedQuarter = "no quarter is judged in which both have slots";
export const notJudged = "it is not judged";
export const noSlotInPeriod = "there is no slot in the period";
export const noOutcomeInPeriod = "no outcome falls in the period";
export const noWeekMature = "no week of the quarter has its whole horizon behind it at as_of";
export const incumbentWithoutFigures = "the incumbent has no figures in this quarter";
// these stand in narrow cells
export const tooFewWorked = "too few worked leads reached the outcome, or did not";
export const unlikeWorked = "too few leads like these were worked";
export const notInJudged = "the quarter is not complete, and who was worked is learnt from complete quarters";
export const noSuchStage = (stage: string): string => `${stage} is not a stage of the funnel`;
export const takesNoCutoff = "the definition takes no cut-off from capacity";
export const takesByMorning =
  "`take: top_of_day` takes the best open leads of each morning: by itself no lead meets it at any moment";
export const nobodyScoredBefore = "no cut-off could be found: nobody was scored in the quarter before";
export const notFittedHere = (model: string, why: string): string => `${model} is not fitted here: ${why}`;
export const noPMap = "its score has no probability that rises with it";
export const alwaysPays = "every lead's predicted chance is high enough to pay";
export const neverPays = "no lead's predicted chance is high enough to pay";

// The quarters to come.
export const twoQuarters = "two judged quarters say too little of the next";
export const quartersDiffer = "the judged quarters differ too much to say what the next brings";
export const tooFewWeeks = (least: number): string =>
  `fewer than ${least} whole weeks of past quarters are known`;
export const takesItsSlots =
  "it takes as many leads as there are slots, as long as that many are open: how many come makes no difference";
export const noneToChooseBy = "no quarter is old enough at the start of another to choose by";

// The funnel.
export const stagesWithoutTimes = "stages have no times";
export const nobodyInTime = "nobody did it in time";
export const noLeadReached = "no lead reached the outcome";
export const noMqlAndSql = "the funnel has no two stages that read as MQL and SQL";
export const noMql = "the funnel has no stage that reads as MQL";
export const fewWentOn = (least: number): string => `fewer than ${least} of them have gone on so far`;
export const noDeals = "the study names no opportunities, so that a win has no amount";
export const fewAmounts = (least: number): string =>
  `fewer than ${least} of them have won a deal with an amount`;
export const noAmount = "the amounts of won deals have no mean above 0";
export const noneForMoney = "there was none for the money";
export const moreLeadsThanVisits = "more leads than visits: the two count different things";
export const horizonAhead = "not all of its leads have the full horizon behind them";
export const beforeFirstOutcome = (day: string): string => `no outcome is recorded before ${day}`;
