export * from "./build.ts";
export * from "./evaluate.ts";
export * from "./names.ts";
export * from "./normal.ts";
export * from "./parse.ts";
export * from "./plain.ts";
export * from "./print.ts";
export * from "./tree.ts";
