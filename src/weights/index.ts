export * from "./cuts.ts";
export * from "./golden.ts";
export * from "./read.ts";
export { weightsSchema } from "./schema.ts";
export * from "./scorer.ts";
export * from "./seal.ts";
export type * from "./type.ts";
