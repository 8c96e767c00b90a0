import { canonical } from "../base/canonical.ts";
import { type Draft, seal } from "./seal.ts";
import type { Weights } from "./type.ts";

/** The version of weights that follow no others. */
const first = "1.0.0";

/**
 * Weights with the version that follows the weights of the run before. Major: the inputs that production must supply
 * changed. Minor: anything else changed that decides a lead's score, chance, grade or reasons. Patch: only the name or
 * the golden rows changed. Without a change the version stays; without weights before, it is 1.0.0. Source: Semantic
 * Versioning 2.0.0, with the inputs as the public interface.
 */
export function versioned(weights: Weights, before: Weights | null): Weights {
  const version = before === null ? first : versionAfter(before, weights);
  if (version === weights.version) return weights;
  const { sha256: _, golden: __, ...draft } = weights;
  return seal({ ...draft, version });
}

function versionAfter(before: Weights, now: Weights): string {
  const [major = 0, minor = 0, patch = 0] = before.version.split(".").map(Number);
  if (contract(before) !== contract(now)) return `${major + 1}.0.0`;
  if (scoring(before) !== scoring(now)) return `${major}.${minor + 1}.0`;
  const alike = before.name === now.name && canonical(before.golden) === canonical(now.golden);
  return alike ? before.version : `${major}.${minor}.${patch + 1}`;
}

/** The inputs, whatever their order. */
const contract = ({ inputs }: Weights): string => canonical(inputs.map((input) => canonical(input)).sort());

/** Everything that decides the result of scoring. */
function scoring({
  inputs: _,
  name: __,
  version: ___,
  sha256: ____,
  golden: _____,
  ...rest
}: Weights): string {
  return canonical(rest satisfies Omit<Draft, "inputs" | "name" | "version">);
}
