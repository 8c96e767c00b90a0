export { checkResult, checkSweep, resultSchema, sweepSchema } from "./schema.ts";
export type * from "./type.ts";
