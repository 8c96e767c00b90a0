import type { Target } from "../../export/target.ts";
import { exported, targets } from "../../export/targets.ts";
import type { Result } from "../../result/type.ts";
import type { Study } from "../../study/type.ts";

/** What production takes, by path in the run folder: `exports/<target>/…`, a folder a target. */
export function exportFiles(
  result: Pick<Result, "models" | "features" | "definitions">,
  study: Pick<Study, "definitions">,
  to: readonly Target[] = targets,
): Map<string, string> {
  const question = {
    models: new Map(
      Object.entries(result.models).flatMap(([name, { weights }]) =>
        weights === null ? [] : [[name, weights] as const],
      ),
    ),
    definitions: new Map(
      [...study.definitions].map(([name, { rule }]) => [
        name,
        { rule, cutoff: result.definitions[name]?.cutoff ?? null },
      ]),
    ),
    features: result.features.map(({ name, kind }) => ({ name, type: kind })),
  };
  return new Map([...exported(question, to)].map(([path, text]) => [`exports/${path}`, text]));
}
