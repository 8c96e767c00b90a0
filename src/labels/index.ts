export * from "./moments.ts";
export * from "./reach.ts";
export type * from "./type.ts";
export * from "./untimed.ts";
export * from "./within.ts";
export * from "./worked.ts";
