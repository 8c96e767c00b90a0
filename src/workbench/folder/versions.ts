import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Fault, LeadlineError, warning } from "../../base/errors.ts";
import { versionsAnew } from "../../base/messages/ship/weights.ts";
import type { Weights } from "../../weights/type.ts";
import { readWeightsFile } from "../weights-file.ts";

/**
 * Weights of the run before, by model, whose versions this run's weights continue. A model without weights there begins
 * anew; where its file can no longer be trusted, a warning says so.
 */
export async function weightsBefore(
  studyFolder: string,
  run: string | null,
  models: readonly string[],
): Promise<{ readonly weights: ReadonlyMap<string, Weights>; readonly warnings: readonly Fault[] }> {
  const weights = new Map<string, Weights>();
  const warnings: Fault[] = [];
  for (const name of run === null ? [] : models) {
    const file = join(studyFolder, run ?? "", "weights", `${name}.json`);
    if (!existsSync(file)) continue;
    try {
      weights.set(name, (await readWeightsFile(file)).weights);
    } catch (error) {
      if (!(error instanceof LeadlineError)) throw error;
      warnings.push(warning(versionsAnew(file, error.faults[0]?.what ?? "")));
    }
  }
  return { weights, warnings };
}
