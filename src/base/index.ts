export * from "./canonical.ts";
export * from "./errors.ts";
export * from "./estimate.ts";
export * from "./progress.ts";
export * from "./random.ts";
export * from "./text.ts";
export * from "./time.ts";
