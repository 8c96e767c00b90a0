export { checkResult, resultSchema } from "./schema.ts";
export type * from "./type.ts";
