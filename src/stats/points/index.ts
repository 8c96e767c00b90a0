export * from "./integer.ts";
