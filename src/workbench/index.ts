export { type CheckReport, check } from "./check.ts";
export { type RunOptions, type RunOutcome, run } from "./run.ts";
export { type SimulatedStudy, type SimulateToOptions, simulateTo } from "./simulate.ts";
