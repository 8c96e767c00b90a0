import { createHash } from "node:crypto";
import { canonical } from "../base/canonical.ts";
import { goldenRows } from "./golden.ts";
import type { Weights } from "./type.ts";

/** Weights before golden rows and digest are added. */
export type Draft = Omit<Weights, "sha256" | "golden">;

/** Adds golden rows, and the sha256 over the canonical JSON (RFC 8785) of everything else. */
export function seal(draft: Draft): Weights {
  const whole = { ...draft, golden: goldenRows(draft) };
  return { ...whole, sha256: digestOf(whole) };
}

export const digestOf = (weights: object): string => {
  const { sha256: _, ...rest } = { sha256: "", ...weights };
  return createHash("sha256").update(canonical(rest)).digest("hex");
};
