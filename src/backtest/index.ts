export * from "./capacity.ts";
export * from "./cutoff.ts";
export * from "./folds.ts";
export * from "./half-lives.ts";
export * from "./judge/crossing.ts";
export * from "./judge/judge.ts";
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
export { type Decision, decide, leastWorkedWins, lowEnds, undecided } from "./judge/verdict.ts";
export * from "./queue.ts";
export * from "./training.ts";
export type * from "./type.ts";
export * from "./walk.ts";
