export * from "./gates.ts";
export * from "./ledger.ts";
