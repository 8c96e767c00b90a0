import { type Checked, checkShape, jsonSchema } from "../base/shape.ts";
import { explorationShape } from "./shape/explore.ts";
import { pilotShape, pilotTakenShape } from "./shape/pilot.ts";
import { resultShape } from "./shape/result.ts";
import { sweepShape } from "./shape/sweep.ts";
import type { Exploration, Pilot, PilotTaken, Result, Sweep } from "./type.ts";

/**
 * Checks a parsed result.json against its declaration. Gives the result, or every place that differs from the
 * declaration.
 */
export const checkResult = (value: unknown): Checked<Result> => checkShape<Result>(resultShape, value);

/** The JSON Schema (draft 2020-12) of result.json. */
export const resultSchema = (): object =>
  jsonSchema(
    resultShape,
    "Leadline result",
    "What a run found: the contract between a run and everything that shows it.",
  );

/** Checks a parsed explore/<definition>.json in the same way. */
export const checkExploration = (value: unknown): Checked<Exploration> =>
  checkShape<Exploration>(explorationShape, value);

/** The JSON Schema (draft 2020-12) of explore/<definition>.json. */
export const explorationSchema = (): object =>
  jsonSchema(
    explorationShape,
    "Leadline exploration",
    "What a definition would have brought at other cut-offs and capacities: a grid, computed by the library.",
  );

/** Checks a parsed register of a pilot in the same way. */
export const checkPilot = (value: unknown): Checked<Pilot> => checkShape<Pilot>(pilotShape, value);

/** Checks what a manifest says of the pilots that a run took into its verdict. */
export const checkPilotTaken = (value: unknown): Checked<PilotTaken> =>
  checkShape<PilotTaken>(pilotTakenShape, value);

/** Checks a parsed sweep.json in the same way. */
export const checkSweep = (value: unknown): Checked<Sweep> => checkShape<Sweep>(sweepShape, value);

/** The JSON Schema (draft 2020-12) of sweep.json. */
export const sweepSchema = (): object =>
  jsonSchema(sweepShape, "Leadline sweep", "What a sweep over the settings of a study found.");
