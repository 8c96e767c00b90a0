export * from "./beta.ts";
export * from "./bins.ts";
export * from "./corp.ts";
export * from "./isotonic.ts";
export * from "./map.ts";
export * from "./prior.ts";
export { type ScoredRows, type Totals, totalsOf } from "./rows.ts";
export * from "./scores.ts";
export * from "./venn-abers.ts";
