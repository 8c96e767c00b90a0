export * from "./capacity.ts";
export * from "./cutoff.ts";
export * from "./folds.ts";
export * from "./half-lives.ts";
export { leastWorkedWins } from "./judge/candidate.ts";
export * from "./judge/crossing.ts";
export * from "./judge/judge.ts";
export { bestCaseHigh, highEnd, type Low, lowEnds, workingHelps } from "./judge/low-ends.ts";
export {
  judgedFolds,
  policyBounds,
  pooledFacts,
  pooledSwap,
} from "./judge/pooled.ts";
export { quarterFacts, recallOf, stockAtSwitch } from "./judge/quarters.ts";
export * from "./judge/sentence.ts";
export { matureWeeks, type Serving, servedSet, serving } from "./judge/served.ts";
export { pairedDifference, type SwapRows, swapFacts, swapRows } from "./judge/swap.ts";
export * from "./judge/tries.ts";
export { type AtHistory, type Decision, decide, type Question, undecided } from "./judge/verdict.ts";
export * from "./queue.ts";
export * from "./training.ts";
export type * from "./type.ts";
export * from "./walk.ts";
