import { targets } from "../../../src/export/index.ts";
import type { ExportQuestion } from "../../../src/export/target.ts";
import type { Weights } from "../../../src/weights/type.ts";

/** The text files that a target ships of a model `m`. */
export function shipping(
  target: string,
  weights: Weights,
  more: Partial<ExportQuestion> = {},
): ReadonlyMap<string, string> {
  const found = targets.find(({ name }) => name === target);
  if (found === undefined) throw new Error(`there is no target ${target}`);
  const files = found.files({
    models: new Map([["m", weights]]),
    definitions: new Map(),
    features: [],
    making: null,
    ...more,
  });
  return new Map(
    [...files].flatMap(([name, text]) => (typeof text === "string" ? [[name, text] as const] : [])),
  );
}
