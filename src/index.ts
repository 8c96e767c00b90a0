export * from "./workbench/index.ts";
