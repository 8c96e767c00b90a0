export * from "./bins.ts";
export * from "./explain/bins.ts";
export * from "./fitting/fit.ts";
export type { Kind } from "./kind.ts";
export * from "./kinds/logistic/logistic.ts";
export { learntKinds, registerKind } from "./kinds.ts";
export * from "./points.ts";
export * from "./score.ts";
export type * from "./type.ts";
