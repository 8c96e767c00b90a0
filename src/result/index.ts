export {
  checkExploration,
  checkResult,
  checkSweep,
  explorationSchema,
  resultSchema,
  sweepSchema,
} from "./schema.ts";
export type * from "./type.ts";
