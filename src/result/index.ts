export { checkExploration, checkResult, explorationSchema, resultSchema } from "./schema.ts";
export type * from "./type.ts";
