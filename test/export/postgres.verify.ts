import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { postgres, scoreSql } from "../../src/export/index.ts";
import { featuresSql } from "../../src/export/sql/features.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import type { Inputs, Score } from "../../src/weights/scorer.ts";
import type { Draft } from "../../src/weights/seal.ts";
import { scratch } from "../helpers/cli.ts";
import { sealed } from "./duckdb.ts";
import { goldenChecks } from "./golden-check.ts";
import { hostileCase } from "./hostile.ts";
import {
  featuresAt,
  makingFor,
  sameFeatures,
  sampleFeatures,
  sourceTables,
} from "./judges/feature-tables.ts";
import { type Case, tableFor } from "./judges/judges.ts";
import { type Postgres, postgresOf } from "./judges/postgres.ts";
import { kindCases } from "./kind-cases.ts";
import { cellsSaid, expectSameReasons, reasonCases, reasonsSql, sayableReasons } from "./reason-cases.ts";
import { expectSame } from "./same.ts";
import { drafts, rows } from "./weights.ts";

const { folder, remove } = scratch();
afterAll(remove);
const serverOf = postgresOf(folder);

/** PostgreSQL holds no NUL in a text, and a map that overflows a double is an error there. */
const holds = (of: unknown): boolean => !JSON.stringify(of).includes("\\u0000");
/** A column of counts holds whole numbers of 64 bits. */
const countable = ({ inputs }: Pick<Draft, "inputs">, row: Inputs): boolean =>
  inputs.every(({ name, type }) => {
    const value = row[name];
    return type !== "count" || typeof value !== "number" || Number.isSafeInteger(value);
  });
const tame = ({ weights: { calibration: map } }: Case): boolean =>
  !("slope" in map) || (Math.abs(map.slope) < 1e100 && Math.abs(map.intercept) < 1e100);

function load(psql: Postgres["psql"], of: Case): void {
  const { create, values } = tableFor(postgres, of);
  psql(`DROP TABLE IF EXISTS lead_features; ${create};`);
  psql(
    "COPY lead_features FROM STDIN (FORMAT csv)",
    values.map((row) => `${row.map(csv).join(",")}\n`).join(""),
  );
}

/** What PostgreSQL makes of the rows that are loaded. */
function scoresBy(psql: Postgres["psql"], { weights }: Case): readonly Score[] {
  const query = scoreSql(weights, { dialect: postgres });
  const answer = psql(
    `SET extra_float_digits = 1; SELECT json_agg(json_build_array(score, p, grade, mql) ORDER BY lead_id) FROM (\n${query}) AS scored;`,
  );
  const found: [number, number | null, string | null, boolean | null][] = JSON.parse(answer);
  return found.map(([score, p, grade, mql]) => ({ score, p, grade, mql }));
}

const csv = (value: unknown): string =>
  value === null ? "" : typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);

it("10.5: the check that ships with PostgreSQL finds no golden row otherwise, and those that are", (context) => {
  const server = serverOf(context);
  for (const { query, rows: golden, different } of goldenChecks(postgres, 12))
    expect(server.psql(query).trim()).toBe(`${golden}|${different}`);
});

it("10: names and levels that nothing may obey score as the scorer does in PostgreSQL", (context) => {
  const server = serverOf(context);
  const of = hostileCase(postgres);
  load(server.psql, of);
  expect(expectSame(of.weights, of.rows, scoresBy(server.psql, of), "PostgreSQL")).toBe(400);
});

it("10.1: the three strongest reasons are the evaluator's in PostgreSQL", (context) => {
  const { psql } = serverOf(context);
  let compared = 0;
  for (const of of sayableReasons(postgres, reasonCases(14, 150))) {
    const asked: Case = {
      ...of,
      rows: of.rows.filter((row) => holds(row) && countable(of.weights, row)),
    };
    load(psql, asked);
    const answer = psql(
      `SELECT encode(convert_to(json_agg(json_build_array(reason_1, reason_2, reason_3))::text, 'UTF8'), 'hex') FROM (${reasonsSql(postgres, asked)}) AS said;`,
    );
    // psql leaves U+10FFFF out of what it prints
    const found: unknown[][] = JSON.parse(Buffer.from(answer.trim(), "hex").toString());
    compared += expectSameReasons(asked, found.map(cellsSaid), "PostgreSQL");
  }
  expect(compared).toBeGreaterThan(1_500);
});

it("10.1: every kind of model under every map scores as the scorer does in PostgreSQL", async (context) => {
  const server = serverOf(context);
  let compared = 0;
  for (const of of (await kindCases()).flat()) {
    const asked = { ...of, rows: of.rows.filter((row) => holds(row) && countable(of.weights, row)) };
    load(server.psql, asked);
    compared += expectSame(asked.weights, asked.rows, scoresBy(server.psql, asked), "PostgreSQL");
  }
  expect(compared).toBeGreaterThan(15_000);
});

it("10.1: PostgreSQL scores 20,000 adversarial rows as the scorer does", (context) => {
  const { psql } = serverOf(context);
  const random = fc.sample(rows, { numRuns: 400, seed: 31 }).filter(holds);
  let compared = 0;
  for (const draft of fc.sample(drafts, { numRuns: 120, seed: 32 })) {
    const of: Case = {
      weights: sealed(draft),
      rows: [...random, ...goldenRows(draft).map(({ inputs }) => inputs)].filter(
        (row) => holds(row) && countable(draft, row),
      ),
    };
    try {
      scoreSql(of.weights, { dialect: postgres });
    } catch (error) {
      if (error instanceof LeadlineError) continue;
      throw error;
    }
    if (!tame(of)) continue;
    load(psql, of);
    compared += expectSame(of.weights, of.rows, scoresBy(psql, of), "PostgreSQL");
  }
  expect(compared).toBeGreaterThan(20_000);
});

it("10.2: PostgreSQL makes the workbench's features of the sample at three moments", async (context) => {
  const { psql } = serverOf(context);
  const { history, study, features, moments } = await sampleFeatures();
  const names = features.map(({ name }) => name);
  const named = features.map(({ name, kind }) => ({ name, type: kind }));
  const { columns } = makingFor(study, features, 0);
  for (const { name, create, values } of sourceTables(postgres, history, columns)) {
    psql(`${create};`);
    psql(`COPY ${name} FROM STDIN (FORMAT csv)`, values.map((row) => `${row.map(csv).join(",")}\n`).join(""));
  }
  for (const moment of moments) {
    const query = featuresSql(postgres, named, [], names, makingFor(study, features, moment));
    const row = ["lead_id", ...names].map((name) => postgres.identifier(name)).join(", ");
    const answer: unknown[][] = JSON.parse(
      psql(`SELECT json_agg(json_build_array(${row}) ORDER BY lead_id) FROM (\n${query}) AS made;`),
    );
    expect(sameFeatures(featuresAt(history, features, moment), answer, names)).toBeGreaterThan(10_000);
  }
});
