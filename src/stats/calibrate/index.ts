export * from "./beta.ts";
export * from "./isotonic.ts";
export * from "./map.ts";
export * from "./measure/bins.ts";
export * from "./measure/corp.ts";
export * from "./measure/scores.ts";
export * from "./prior.ts";
export { type ScoredRows, type Totals, totalsOf } from "./rows.ts";
export * from "./venn-abers.ts";
