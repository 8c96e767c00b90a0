export * from "./files.ts";
export * from "./leads.ts";
export * from "./world.ts";
