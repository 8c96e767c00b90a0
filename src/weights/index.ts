export * from "./calibration.ts";
export * from "./golden.ts";
export * from "./reasons.ts";
export * from "./scorer.ts";
export * from "./seal.ts";
export type * from "./type.ts";
