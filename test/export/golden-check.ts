import fc from "fast-check";
import { LeadlineError } from "../../src/base/errors.ts";
import type { Dialect } from "../../src/export/index.ts";
import { checkSql } from "../../src/export/sql/score/check.ts";
import { type Draft, seal } from "../../src/weights/seal.ts";
import type { Weights } from "../../src/weights/type.ts";
import { drafts } from "./weights.ts";

/** A check that ships with a dialect, how many golden rows it holds, and how many of them it has to find otherwise. */
export interface GoldenCheck {
  readonly query: string;
  readonly rows: number;
  readonly different: number;
}

/** Weights whose golden rows say other scores than they give in the first `n` rows, as a wrong scorer would make them seem. */
const wrongIn = (weights: Weights, n: number): Weights => ({
  ...weights,
  golden: weights.golden.map((row, i) => (i < n ? { ...row, score: row.score + 1 } : row)),
});

/**
 * Checks of random weights that the dialect can say: right ones, and ones that have to find three rows.
 *
 * @param as renames what the dialect has no names for
 */
export function goldenChecks(
  dialect: Dialect,
  weights: number,
  as: (draft: Draft) => Draft = (draft) => draft,
): readonly GoldenCheck[] {
  const made = fc.sample(drafts, { numRuns: weights, seed: 46 }).flatMap((draft) => {
    const { calibration: map } = draft;
    // a map that overflows a double is an error in some engines
    if ("slope" in map && (Math.abs(map.slope) > 1e100 || Math.abs(map.intercept) > 1e100)) return [];
    const whole = seal(as(draft));
    try {
      return [0, 3].map((different) => ({
        query: checkSql(wrongIn(whole, different), { dialect }),
        rows: whole.golden.length,
        different,
      }));
    } catch (error) {
      if (error instanceof LeadlineError) return [];
      throw error;
    }
  });
  if (made.length < 2) throw new Error(`${dialect.title} can say few of the drafts: ${made.length}`);
  return made;
}
