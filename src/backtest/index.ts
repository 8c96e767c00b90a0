export { type ModelsReport, modelsReport } from "./compare/models.ts";
export * from "./crossings.ts";
export type * from "./data.ts";
export { type JudgedStudy, type JudgeOptions, judgeStudy } from "./decide/study.ts";
export type * from "./fit/fitted.ts";
export * from "./fit/folds.ts";
export * from "./fit/half-lives.ts";
export { halfLifeFacts } from "./fit/half-lives-found.ts";
export * from "./fit/training.ts";
export * from "./fit/walk-forward.ts";
export * from "./judge/crossing.ts";
export * from "./judge/judge.ts";
export { bestCaseHigh, highEnd, type Low, lowEnds, workingHelps } from "./judge/low-ends.ts";
export {
  judgedFolds,
  policyBounds,
  pooledFacts,
  pooledSwap,
} from "./judge/pooled.ts";
export { quarterFacts, recallOf } from "./judge/quarters.ts";
export { pairedDifference, type SwapRows, swapFacts, swapRows } from "./judge/swap.ts";
export { leastWorkedWins } from "./judge/verdict/candidate.ts";
export * from "./judge/verdict/sentence.ts";
export * from "./judge/verdict/tries.ts";
export { type AtHistory, type Decision, decide, type Question, undecided } from "./judge/verdict/verdict.ts";
export type { CrossingSums } from "./replay/collect/sums.ts";
export type { FoldWeights, ReplayQuestion } from "./replay/compile/plan.ts";
export * from "./replay/replay.ts";
export type { ReplayOptions } from "./replay/type.ts";
export * from "./serve/capacity.ts";
export * from "./serve/cutoff.ts";
export * from "./serve/queue.ts";
export { matureWeeks, type Serving, servedSet, serving } from "./serve/served.ts";
export type * from "./type.ts";
