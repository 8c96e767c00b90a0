export * from "./diff.ts";
export * from "./gates.ts";
export * from "./ledger.ts";
