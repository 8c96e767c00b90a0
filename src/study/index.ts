export * from "./json-schema.ts";
export * from "./names.ts";
export * from "./read.ts";
export type { Kinds } from "./reading.ts";
export type * from "./type.ts";
export { type Setting, type Variant, variantsOf } from "./vary.ts";
