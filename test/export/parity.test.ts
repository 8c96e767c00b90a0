import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../../src/rules/evaluate.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import type { InputValue } from "../../src/weights/type.ts";
import { type Connection, connect, expectParity, judgedBySql, sealed } from "./duckdb.ts";
import { drafts, inputs, predicates, rows } from "./weights.ts";

let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => db.closeSync());

/** Golden rows probe one input at a time; where the weights have no such edge they still are rows. */
const boundaries = (draft: Parameters<typeof goldenRows>[0]) => goldenRows(draft).map((row) => row.inputs);

describe("SQL in DuckDB equals the scorer", () => {
  test("on random weights, at their boundary rows and at random rows", async () => {
    const tried = fc.sample(rows, { numRuns: 60, seed: 11 });
    let [calibrated, distinct] = [0, 0];
    await fc.assert(
      fc.asyncProperty(drafts, async (draft) => {
        const scores = await expectParity(db, sealed(draft), [...tried, ...boundaries(draft)]);
        if (scores.some(({ p }) => p !== null && p > 0 && p < 1)) calibrated++;
        distinct += new Set(scores.map(({ score }) => score)).size;
      }),
      { numRuns: 60, seed: 12 },
    );
    // the weights tell rows apart, and not only by a probability that is 0 or 1
    expect(calibrated).toBeGreaterThan(15);
    expect(distinct).toBeGreaterThan(600);
  });

  test("a rule's three values, texts by code units, on random trees", async () => {
    const tried = fc.sample(rows, { numRuns: 150, seed: 13 });
    const seen = { true: 0, false: 0 };
    await fc.assert(
      fc.asyncProperty(predicates, async (rule) => {
        const judged = await judgedBySql(db, rule, [], inputs, new Map(), tried);
        tried.forEach((row, i) => {
          const truth = evaluate(rule, (name) => ruleValue(row[name] ?? null)) === true;
          if (judged[i] !== truth) throw new Error(`${JSON.stringify(row)}: SQL says ${judged[i]}`);
          seen[`${truth}`]++;
        });
      }),
      { numRuns: 80, seed: 14 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(1500);
  });
});

/** Missing, not observed and not finite are NULL to a rule. */
const ruleValue = (value: InputValue) =>
  typeof value === "object" || (typeof value === "number" && !Number.isFinite(value)) ? null : value;
