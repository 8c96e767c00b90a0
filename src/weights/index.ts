export * from "./calibration.ts";
export * from "./cuts.ts";
export * from "./golden.ts";
export * from "./read.ts";
export * from "./reasons.ts";
export { weightsSchema } from "./schema.ts";
export * from "./scorer.ts";
export * from "./seal.ts";
export type * from "./type.ts";
