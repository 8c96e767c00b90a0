import type { Serving } from "../serve/served.ts";
import type { Replayed, Setting } from "../type.ts";
import { type SwapRows, swapRows } from "./swap.ts";

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

/** Indices of the judged folds in which every one of the definitions was replayed. */
export const judgedFolds = (setting: Setting, definitions: readonly Replayed[]): number[] =>
  setting.folds.flatMap((fold, k) =>
    fold.judged && definitions.every((d) => (d.folds[k]?.crossings ?? null) !== null) ? [k] : [],
  );

/** Swap sets of a candidate against the incumbent over some quarters that both have. */
export const swapOver = (
  { serving, definition, incumbent }: CandidateScene,
  folds: readonly number[],
  onTime: boolean,
): SwapRows =>
  swapRows(
    serving.pooled(definition, folds, onTime),
    serving.pooled(incumbent, folds, onTime),
    serving.setting.account,
  );

/** The same over all judged quarters that both have. */
export const pooledSwap = (scene: CandidateScene, onTime = false): SwapRows =>
  swapOver(scene, judgedFolds(scene.serving.setting, [scene.definition, scene.incumbent]), onTime);

/** The name of a fold's quarter. */
export const nameOf = (setting: Setting, k: number): string => setting.folds[k]?.quarter.name ?? "";
