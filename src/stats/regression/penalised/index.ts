export * from "./cross-validation.ts";
export * from "./elastic-net.ts";
export * from "./firth.ts";
