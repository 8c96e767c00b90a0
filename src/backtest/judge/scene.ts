import type { Serving } from "../serve/served.ts";
import type { Replayed } from "../type.ts";

/**
 * A definition beside the incumbent at one capacity. It is made once and asked about each quarter, all quarters and
 * swap sets.
 */
export interface Scene {
  /** who is served at that capacity, with its setting */
  readonly serving: Serving;
  readonly definition: Replayed;
  /** null: the definition is the incumbent, or there is none */
  readonly incumbent: Replayed | null;
}

/** The scene of a candidate: there is an incumbent to compare with. */
export interface CandidateScene extends Scene {
  readonly incumbent: Replayed;
}

/** The scene of each definition, in order; the incumbent's own has no other incumbent. */
export function scenesOf(serving: Serving, definitions: readonly Replayed[]): readonly Scene[] {
  const incumbent = definitions.find((d) => d.incumbent) ?? null;
  return definitions.map((definition) => ({
    serving,
    definition,
    incumbent: definition.incumbent ? null : incumbent,
  }));
}
