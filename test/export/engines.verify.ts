import fc from "fast-check";
import { expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { clickhouse, type Dialect, databricks, mysql, scoreSql, snowflake } from "../../src/export/index.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import { sealed } from "./duckdb.ts";
import { comparedBy, type Engine, whyNo } from "./judges/engines.ts";
import type { Case } from "./judges/judges.ts";
import { drafts, rows } from "./weights.ts";

/** 20,000 rows and more on random weights, without what the dialect refuses, says why, and the engine cannot hold. */
function casesFor(dialect: Dialect, holds: (of: unknown) => boolean, size: number): readonly Case[] {
  const random = fc.sample(rows, { numRuns: Math.round(size * 1.2), seed: 41 }).filter(holds);
  return fc.sample(drafts, { numRuns: 110, seed: 42 }).flatMap((draft) => {
    const weights = sealed({ ...draft, inputs: draft.inputs });
    try {
      scoreSql(weights, { dialect });
    } catch (error) {
      if (error instanceof LeadlineError) return [];
      throw error;
    }
    const { calibration: map } = weights;
    // a map that overflows a double is an error in MySQL
    if (dialect === mysql && "slope" in map && Math.abs(map.slope) > 1e100) return [];
    return [{ weights, rows: [...random, ...goldenRows(draft).map(({ inputs }) => inputs)].filter(holds) }];
  });
}

const noNul = (of: unknown): boolean => !JSON.stringify(of).includes("\\u0000");

it.for<[Engine, Dialect, (of: unknown) => boolean]>([
  ["clickhouse", clickhouse, () => true],
  ["mysql", mysql, () => true],
  ["spark", databricks, () => true],
  ["snowflake", snowflake, noNul],
])("10.1: %s scores 20,000 adversarial rows as the scorer does", ([engine, dialect, holds], context) => {
  const why = whyNo(engine);
  if (why !== null) context.skip(why);
  expect(comparedBy(engine, dialect, casesFor(dialect, holds, 200))).toBeGreaterThan(20_000);
});
