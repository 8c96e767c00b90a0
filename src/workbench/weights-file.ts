import { readFile } from "node:fs/promises";
import { exits, refuse } from "../base/errors.ts";
import { noSuchWeights } from "../base/messages/ship/weights.ts";
import { readWeights } from "../weights/read.ts";
import type { Weights } from "../weights/type.ts";

/**
 * Weights and the text of their file.
 *
 * @throws LeadlineError exit 4 for a file that cannot be read, exit 2 for weights that cannot be trusted
 */
export async function readWeightsFile(
  path: string,
): Promise<{ readonly text: string; readonly weights: Weights }> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return refuse(exits.io, noSuchWeights(code), { file: path });
  });
  return { text, weights: readWeights(text, { file: path }) };
}
