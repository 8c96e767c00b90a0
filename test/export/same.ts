import { compileScorer, type Inputs, type Score } from "../../src/weights/scorer.ts";
import type { Weights } from "../../src/weights/type.ts";

/**
 * Holds what a target says of rows against the scorer: score, grade and MQL exact, p within 1e-12. Gives how many rows were
 * compared; throws at the first that differs, and where rows are lacking.
 *
 * @param by what was asked, for the message
 */
export function expectSame(
  weights: Weights,
  rows: readonly Inputs[],
  found: readonly Score[],
  by: string,
): number {
  if (found.length !== rows.length)
    throw new Error(`${rows.length} rows went in, ${found.length} came out of ${by}`);
  const score = compileScorer(weights);
  rows.forEach((row, i) => {
    const ours = score(row);
    const theirs = found[i];
    const near =
      theirs !== undefined &&
      (ours.p === null || theirs.p === null ? ours.p === theirs.p : Math.abs(ours.p - theirs.p) <= 1e-12);
    if (!near || theirs.score !== ours.score || theirs.grade !== ours.grade || theirs.mql !== ours.mql)
      throw new Error(
        `on ${JSON.stringify(row)} the scorer says ${JSON.stringify(ours)}, ${by} ${JSON.stringify(theirs)}`,
      );
  });
  return rows.length;
}
