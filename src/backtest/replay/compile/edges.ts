import { almostAStep, decayObservedAt } from "../../../features/decay.ts";
import type { DecayFeature } from "../../../features/type.ts";
import { highestScore } from "../../../weights/cuts.ts";
import { instruction, test } from "../walk/code.ts";
import type { Column, Decay } from "../walk/type.ts";

/** The cases in which a falling decayed count can matter although it lowers scores and makes tests false. */
export interface FallsMatter {
  /** for each accumulator, 1: some score that it feeds is tested from above */
  readonly lowered: Uint8Array;
  /** whether some column has rules over several features, whose points may be negative */
  readonly untrue: boolean;
}

/** Finds these cases. Programs have only AND and OR, so a test that becomes false makes none of them true. */
export function fallsMatter(code: Int32Array, columns: readonly Column[], accumulators: number): FallsMatter {
  const lowered = new Uint8Array(accumulators);
  for (let i = 0; i < code.length; i += instruction) {
    if (code[i] !== test.score || (code[i + 3] ?? 0) >= highestScore) continue;
    const column = columns[code[i + 1] ?? -1];
    for (const a of [column?.own ?? -1, ...(column?.groups ?? []).map((g) => g.accumulator)]) lowered[a] = 1;
  }
  return { lowered, untrue: columns.some(({ rules }) => rules.length > 0) };
}

/**
 * A decayed count for the kernel: the codes at which some points, or the truth of some test, differ from those a step
 * below, and which of them can make a program true or raise a score when the count falls below them.
 */
export function decayOf(
  feature: DecayFeature,
  points: Int32Array,
  truths: readonly Uint8Array[],
  gated: readonly { readonly accumulator: number; readonly points: Int32Array }[],
  matter: FallsMatter,
): Decay {
  const A = matter.lowered.length;
  const edges: number[] = [];
  const waking: number[] = [];
  for (let code = 1; code < feature.missing; code++) {
    let [edge, wakes] = [false, false];
    for (const table of truths) {
      const rise = (table[code - 1] ?? 0) - (table[code] ?? 0);
      edge ||= rise !== 0;
      wakes ||= rise > 0 || (rise < 0 && matter.untrue);
    }
    const scored = (rise: number, a: number): void => {
      edge ||= rise !== 0;
      wakes ||= rise > 0 || (rise < 0 && matter.lowered[a] === 1);
    };
    for (let a = 0; a < A; a++) scored((points[(code - 1) * A + a] ?? 0) - (points[code * A + a] ?? 0), a);
    for (const { accumulator, points: own } of gated)
      scored((own[code - 1] ?? 0) - (own[code] ?? 0), accumulator);
    if (!edge) continue;
    waking.push(wakes ? edges.length : (waking.at(-1) ?? -1));
    edges.push(code);
  }
  return {
    points,
    type: feature.type,
    halfLife: feature.halfLife,
    perUnit: feature.perUnit,
    edges: Int32Array.from(edges),
    levels: Float64Array.from(edges, (edge) => Math.log2(edge - almostAStep)),
    waking: Int32Array.from(waking),
    notObserved: feature.notObserved,
    observedAt: decayObservedAt(feature),
  };
}
