export * from "./bins.ts";
export * from "./explain/bins.ts";
export * from "./fitting/fit.ts";
export * from "./kinds/logistic.ts";
export * from "./points.ts";
export * from "./score.ts";
export type * from "./type.ts";
