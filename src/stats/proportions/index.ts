export * from "./beta-binomial.ts";
export * from "./close-rates.ts";
export * from "./intervals.ts";
export * from "./naive-bayes.ts";
export * from "./strata.ts";
