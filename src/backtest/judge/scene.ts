import type { Serving } from "../serve/served.ts";
import type { Replayed } from "../type.ts";

/** A definition beside the incumbent, at one capacity: made once, and asked for each quarter, for all of them and for swap sets. */
export interface Scene {
  /** who is served at that capacity, and the setting that says so */
  readonly serving: Serving;
  readonly definition: Replayed;
  /** null: the definition is the incumbent, or there is none */
  readonly incumbent: Replayed | null;
}

/** A candidate's: there is an incumbent to be compared with. */
export interface CandidateScene extends Scene {
  readonly incumbent: Replayed;
}

/** The scene of each definition, in order; the incumbent's own is without one to stand beside. */
export function scenesOf(serving: Serving, definitions: readonly Replayed[]): readonly Scene[] {
  const incumbent = definitions.find((d) => d.incumbent) ?? null;
  return definitions.map((definition) => ({
    serving,
    definition,
    incumbent: definition.incumbent ? null : incumbent,
  }));
}
