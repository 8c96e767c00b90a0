export * from "./codes.ts";
export * from "./decay.ts";
export * from "./table.ts";
export type * from "./type.ts";
