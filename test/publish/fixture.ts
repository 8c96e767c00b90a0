import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Draft, seal } from "../../src/weights/seal.ts";
import type { Weights } from "../../src/weights/type.ts";
import { draftWith } from "../weights/draft.ts";

/** Weights in a file of their own, as they lie in a run folder. */
export function weightsFile(folder: string, over: Partial<Draft>): { file: string; weights: Weights } {
  const weights = seal(draftWith(over));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${weights.name}-${weights.version}.json`);
  writeFileSync(file, JSON.stringify(weights));
  return { file, weights };
}
