import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inputColumns } from "../../src/export/index.ts";
import type { Inputs } from "../../src/weights/scorer.ts";
import type { Weights } from "../../src/weights/type.ts";
import { reasonsFor } from "../../src/weights/words/reasons.ts";
import { shownUnit } from "../../src/weights/words/shown.ts";
import { rowsOf } from "../../src/workbench/score/rows.ts";
import { scoreInWords, wordMacros } from "../../src/workbench/score/words.ts";
import { type Connection, connect, tableOfRows } from "../export/duckdb.ts";
import { reasonCases } from "../export/reason-cases.ts";

let db: Connection;
beforeAll(async () => {
  db = await connect();
  await db.run(wordMacros);
});
afterAll(() => db.closeSync());

/** Numbers of every size, halves and quarters, which round by their last digit. */
const numbers = [
  ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 2_000, seed: 71 }),
  ...fc.sample(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { numRuns: 1_000, seed: 72 }),
  ...[0.5, 1.5, 0.25, 0.75, 0.125, 2.675, 1.005, 99.995].flatMap((x) => [x, -x]),
  ...Array.from({ length: 48 }, (_, i) => 1.2345678901234567 * 10 ** (i - 24)),
  ...Array.from({ length: 24 }, (_, i) => 10 ** (i - 1)),
  0,
  -0,
  2 ** 53,
  5e-324,
];

it("13: numbers are written in SQL as JavaScript writes them", async () => {
  await db.run("CREATE OR REPLACE TEMP TABLE numbers (n INTEGER, x DOUBLE)");
  const appender = await db.createAppender("numbers");
  numbers.forEach((x, i) => {
    appender.appendInteger(i);
    appender.appendDouble(x);
    appender.endRow();
  });
  appender.closeSync();
  const rows = await db.runAndReadAll(
    "SELECT number_text(x), points_text(abs(x), 0), points_text(abs(x), 2) FROM numbers ORDER BY n",
  );
  expect(rows.getRows()).toEqual(
    numbers.map((x) => [String(x), Math.abs(x).toFixed(0), Math.abs(x).toFixed(2)]),
  );
});

/** A count that is NULL is not observed, where no column tells that apart. */
const asRead = (weights: Weights, row: Inputs): Inputs =>
  Object.fromEntries(
    inputColumns(weights.inputs, [weights], rowsOf.lead).map(({ name, type, notObserved }) => {
      const counts = type === "count" || type === "decay";
      const value = row[name] ?? null;
      return [name, counts && notObserved === null && value === null ? { notObserved: true } : value];
    }),
  );

it("13: `score` says the reasons of every row in the evaluator's words", async () => {
  let compared = 0;
  for (const { weights: whole, rows } of reasonCases(40, 40)) {
    // points of 1, of a quarter, and of a fraction of a logit
    const unit = [1, 0.25, 1e-6][compared % 3] ?? 1;
    const weights = { ...whole, scale: { unit } };
    await tableOfRows(db, "lead_features", inputColumns(weights.inputs, [weights], rowsOf.lead), rows);
    await db.run(`ALTER TABLE lead_features RENAME lead_id TO ${rowsOf.lead}`);
    const found = await db.runAndReadAll(`SELECT reasons FROM (${scoreInWords(weights)}) ORDER BY lead_id`);
    const reasons = reasonsFor(weights);
    const { scale, digits } = shownUnit(weights);
    const ours = rows.map((row) =>
      reasons(asRead(weights, row))
        .map(
          ({ text, points }) =>
            `${text} (${points < 0 ? "-" : "+"}${(Math.abs(points) * scale).toFixed(digits)})`,
        )
        .join("; "),
    );
    expect(found.getRows().map(([said]) => said)).toEqual(ours);
    compared += rows.length;
  }
  expect(compared).toBeGreaterThan(2_000);
});
