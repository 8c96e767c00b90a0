import fc from "fast-check";
import { expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import {
  bigquery,
  clickhouse,
  type Dialect,
  databricks,
  mysql,
  redshift,
  scoreSql,
  snowflake,
  sqlserver,
  trino,
} from "../../src/export/index.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import type { Draft } from "../../src/weights/seal.ts";
import { sealed } from "./duckdb.ts";
import { goldenChecks } from "./golden-check.ts";
import { hostile, hostileCase } from "./hostile.ts";
import { answersOf, comparedBy, type Engine, refusedByParser, whyNo } from "./judges/engines.ts";
import { type Case, tableFor } from "./judges/judges.ts";
import { cellsSaid, expectSameReasons, reasonCases, reasonsSql, sayableReasons } from "./reason-cases.ts";
import { drafts, inputs, rows } from "./weights.ts";

/** SQL that the dialect can say; null: it refuses, with the reason in the file's place. */
function said(dialect: Dialect, { weights }: Pick<Case, "weights">): string | null {
  try {
    return scoreSql(weights, { dialect, reasons: true });
  } catch (error) {
    if (error instanceof LeadlineError) return null;
    throw error;
  }
}

/** Random weights and rows that the dialect can say; a map that overflows a double is an error in MySQL. */
function casesFor(dialect: Dialect, weights: number, size: number): readonly Case[] {
  const random = fc.sample(rows, { numRuns: size, seed: 41 });
  return fc.sample(drafts, { numRuns: weights, seed: 42 }).flatMap((draft) => {
    const of = { weights: sealed(draft), rows: [...random, ...goldenRows(draft).map(({ inputs: i }) => i)] };
    const { calibration: map } = draft;
    const overflows = dialect === mysql && "slope" in map && Math.abs(map.slope) > 1e100;
    return overflows || said(dialect, of) === null ? [] : [of];
  });
}

/** Inputs by plain names. */
const plain = Object.fromEntries(inputs.map((input, i) => [input.name, `input ${i}`]));

const plainly = (draft: Draft): Draft => ({
  ...draft,
  inputs: draft.inputs.map((input) => ({ ...input, name: plain[input.name] ?? "" })),
  attributes: draft.attributes
    .filter(({ kind }) => kind !== "rule")
    .map((a) => ("name" in a ? { ...a, name: plain[a.name] ?? "" } : a)),
});

it.for<[Engine, Dialect, number]>([
  ["clickhouse", clickhouse, 30],
  ["mysql", mysql, 40],
  ["spark", databricks, 30],
  ["trino", trino, 30],
])("10.1: %s scores 20,000 adversarial rows as the scorer does", ([engine, dialect, weights], context) => {
  const why = whyNo(engine);
  if (why !== null) context.skip(why);
  expect(comparedBy(engine, dialect, casesFor(dialect, weights, 700))).toBeGreaterThan(20_000);
});

it.for<[Engine, Dialect, number]>([
  ["clickhouse", clickhouse, 4],
  ["mysql", mysql, 8],
  // Spark plans such a query for seconds
  ["spark", databricks, 3],
  ["trino", trino, 4],
])(
  "10.5: the check that ships with %s finds no golden row otherwise, and those that are",
  ([engine, dialect, weights], context) => {
    const why = whyNo(engine);
    if (why !== null) context.skip(why);
    const checks = goldenChecks(dialect, weights);
    const found = answersOf(
      engine,
      checks.map(({ query }) => ({ tables: [], query })),
    );
    expect(found.map(([row]) => row?.map(Number))).toEqual(
      checks.map(({ rows, different }) => [rows, different]),
    );
  },
);

it.for<[Engine, Dialect, number]>([
  ["clickhouse", clickhouse, 16],
  ["mysql", mysql, 20],
  ["spark", databricks, 6],
  ["trino", trino, 6],
])("10.1: the three strongest reasons are the evaluator's in %s", ([engine, dialect, weights], context) => {
  const why = whyNo(engine);
  if (why !== null) context.skip(why);
  const cases = sayableReasons(dialect, reasonCases(weights, 100));
  const found = answersOf(
    engine,
    cases.map((of) => ({
      tables: [{ name: "lead_features", ...tableFor(dialect, of) }],
      query: reasonsSql(dialect, of),
    })),
  );
  const compared = cases.reduce(
    (sum, of, i) => sum + expectSameReasons(of, (found[i] ?? []).map(cellsSaid), engine),
    0,
  );
  expect(compared).toBeGreaterThan(400);
});

it.for<[Engine, Dialect]>([
  ["clickhouse", clickhouse],
  ["mysql", mysql],
  ["spark", databricks],
  ["trino", trino],
])(
  "10: names and levels that nothing may obey score as the scorer does in %s",
  ([engine, dialect], context) => {
    const why = whyNo(engine);
    if (why !== null) context.skip(why);
    // Spark plans so many texts for minutes
    const names = engine === "spark" ? hostile.slice(0, 5) : hostile;
    expect(comparedBy(engine, dialect, [hostileCase(dialect, names)])).toBe(400);
  },
);

it("10.1: an emulation of Snowflake scores adversarial rows as the scorer does", (context) => {
  const why = whyNo("snowflake");
  if (why !== null) context.skip(why);
  // the emulation cuts statements at semicolons, in names and texts too
  const cases = fc.sample(drafts, { numRuns: 8, seed: 44 }).map((draft) => ({
    weights: sealed(plainly(draft)),
    rows: fc
      .sample(rows, { numRuns: 80, seed: 45 })
      .filter((row) => !/[;\0]|\\u0000/.test(JSON.stringify(Object.values(row))))
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, v]) => [plain[name] ?? name, v]))),
  }));
  expect(comparedBy("snowflake", snowflake, cases)).toBeGreaterThan(300);
});

it.for<[string, Dialect]>([
  ["snowflake", snowflake],
  ["bigquery", bigquery],
  ["redshift", redshift],
  ["tsql", sqlserver],
  ["databricks", databricks],
  ["trino", trino],
  ["clickhouse", clickhouse],
  ["mysql", mysql],
])("10.1: a parser of %s reads what is exported", ([name, dialect], context) => {
  const texts = fc.sample(drafts, { numRuns: 40, seed: 43 }).flatMap((draft) => {
    // BigQuery has no columns of such names
    const renamed = dialect === bigquery ? plainly(draft) : draft;
    return said(dialect, { weights: sealed(renamed) }) ?? [];
  });
  expect(texts.length).toBeGreaterThan(15);
  texts.push(
    ...goldenChecks(dialect, 8, dialect === bigquery ? plainly : (draft) => draft).map(({ query }) => query),
  );
  const refused = refusedByParser(name, texts);
  if (refused === null) context.skip("sqlglot is not here");
  expect(refused).toEqual([]);
});
