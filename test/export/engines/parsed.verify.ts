import fc from "fast-check";
import { expect, it } from "vitest";
import {
  bigquery,
  clickhouse,
  type Dialect,
  databricks,
  mysql,
  redshift,
  snowflake,
  sqlserver,
  trino,
} from "../../../src/export/index.ts";
import type { Draft } from "../../../src/weights/seal.ts";
import { sealed } from "../duckdb.ts";
import { goldenChecks } from "../golden-check.ts";
import { comparedBy, refusedByParser } from "../judges/engines.ts";
import { drafts, inputs, rows } from "../weights.ts";
import { engineOf, said } from "./suite.ts";

/** Inputs by plain names. */
const plain = Object.fromEntries(inputs.map((input, i) => [input.name, `input ${i}`]));

const plainly = (draft: Draft): Draft => ({
  ...draft,
  inputs: draft.inputs.map((input) => ({ ...input, name: plain[input.name] ?? "" })),
  attributes: draft.attributes
    .filter(({ kind }) => kind !== "rule")
    .map((a) => ("name" in a ? { ...a, name: plain[a.name] ?? "" } : a)),
});

const emulation = engineOf("snowflake");

it("10.1: an emulation of Snowflake scores adversarial rows as the scorer does", async (context) => {
  // the emulation cuts statements at semicolons, in names and texts too
  const cases = fc.sample(drafts, { numRuns: 8, seed: 44 }).map((draft) => ({
    weights: sealed(plainly(draft)),
    rows: fc
      .sample(rows, { numRuns: 80, seed: 45 })
      .filter((row) => !/[;\0]|\\u0000/.test(JSON.stringify(Object.values(row))))
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, v]) => [plain[name] ?? name, v]))),
  }));
  expect(await comparedBy(emulation(context), snowflake, cases)).toBeGreaterThan(300);
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
