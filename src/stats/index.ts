export * from "./binned-logistic.ts";
export * from "./distributions.ts";
export * from "./linear.ts";
export * from "./logistic/fit.ts";
export * from "./platt.ts";
export * from "./proportion.ts";
export * from "./rank.ts";
export * from "./reliability.ts";
