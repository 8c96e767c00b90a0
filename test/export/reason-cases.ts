import fc from "fast-check";
import { LeadlineError } from "../../src/base/errors.ts";
import { type Dialect, mysql, scoreSql } from "../../src/export/index.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import { reasonsFor } from "../../src/weights/words/reasons.ts";
import { sealed } from "./duckdb.ts";
import { type Case, type Said, saidOf } from "./judges/judges.ts";
import { drafts, rows } from "./weights.ts";

/** Random weights with a baseline, so that reasons tie, cancel and share the points of a group, and rows of each. */
export function reasonCases(weights: number, size: number): readonly Case[] {
  const random = fc.sample(rows, { numRuns: size, seed: 61 });
  return fc.sample(drafts, { numRuns: weights, seed: 62 }).map((draft) => {
    // without a map, which some engines cannot say of what is beyond a double
    const based = {
      ...draft,
      calibration: { kind: "none" as const },
      baseline: draft.attributes.map((_, i) => [0, 3, -7, 20][i % 4] ?? 0),
    };
    return { weights: sealed(based), rows: [...random, ...goldenRows(based).map(({ inputs }) => inputs)] };
  });
}

/** Cases that a dialect can say. */
export const sayableReasons = (dialect: Dialect, cases: readonly Case[]): readonly Case[] =>
  cases.filter(({ weights }) => {
    try {
      return reasonsSql(dialect, { weights }) !== "";
    } catch (error) {
      if (error instanceof LeadlineError) return false;
      throw error;
    }
  });

/** The reasons of each row as the dialect says them, in the order of the rows. */
export const reasonsSql = (dialect: Dialect, { weights }: Pick<Case, "weights">): string =>
  `SELECT ${["reason_1", "reason_2", "reason_3"]
    .map((name) => (dialect === mysql ? `CONVERT(${name} USING utf8mb4)` : name))
    .join(", ")} FROM (${scoreSql(weights, { dialect, reasons: true })}) AS scored ORDER BY lead_id`;

/** Cells of a row to what they say. */
export const cellsSaid = (row: readonly unknown[]): Said => row.filter((cell) => cell !== null).map(String);

/**
 * Holds the reasons that a target gives against the evaluator's. Gives how many rows were compared.
 *
 * @throws Error at the first row that differs
 */
export function expectSameReasons(
  { weights, rows: asked }: Case,
  found: readonly Said[],
  by: string,
): number {
  if (found.length !== asked.length)
    throw new Error(`${asked.length} rows went in, ${found.length} came out of ${by}`);
  const reasons = reasonsFor(weights);
  asked.forEach((row, i) => {
    const ours = JSON.stringify(saidOf(reasons(row, 3)));
    const theirs = JSON.stringify(found[i]);
    if (ours !== theirs)
      throw new Error(`on ${JSON.stringify(row)} the scorer says ${ours}, ${by} ${theirs}`);
  });
  return asked.length;
}
