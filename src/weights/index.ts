export * from "./golden.ts";
export * from "./scorer.ts";
export * from "./seal.ts";
export type * from "./type.ts";
