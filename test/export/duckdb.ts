import { DuckDBInstance } from "@duckdb/node-api";
import { type InputColumn, inputColumns, type NamedInput } from "../../src/export/sql/columns.ts";
import { definitionSql } from "../../src/export/sql/definition.ts";
import { scoreSql } from "../../src/export/sql/score/score.ts";
import type { Rule } from "../../src/rules/tree.ts";
import type { Inputs, Score } from "../../src/weights/scorer.ts";
import type { Draft } from "../../src/weights/seal.ts";
import type { Weights } from "../../src/weights/type.ts";
import { expectSame } from "./same.ts";

export type Connection = Awaited<ReturnType<DuckDBInstance["connect"]>>;

export const connect = async (): Promise<Connection> =>
  (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();

/** Weights whose digest is of no interest. */
export const sealed = (draft: Draft): Weights => ({ ...draft, sha256: "0".repeat(64), golden: [] });

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A table with one row for each set of inputs, appended value by value (no SQL text that could change one); the lead is
 * the row's number.
 */
export async function tableOfRows(
  db: Connection,
  table: string,
  columns: readonly InputColumn[],
  rows: readonly Inputs[],
): Promise<void> {
  const types = {
    number: "DOUBLE",
    count: "BIGINT",
    decay: "DOUBLE",
    category: "VARCHAR",
    boolean: "BOOLEAN",
  };
  const declared = columns.flatMap(({ column, type, notObserved }) => [
    `${quoted(column)} ${types[type]}`,
    ...(notObserved === null ? [] : [`${quoted(notObserved)} BOOLEAN`]),
  ]);
  await db.run(`CREATE OR REPLACE TABLE ${quoted(table)} (${["lead_id BIGINT", ...declared].join(", ")})`);
  const appender = await db.createAppender(table);
  rows.forEach((row, i) => {
    appender.appendBigInt(BigInt(i));
    for (const { name, type, notObserved } of columns) {
      const value = row[name] ?? null;
      if (value === null || typeof value === "object") appender.appendNull();
      else if (type === "number" || type === "decay") appender.appendDouble(Number(value));
      else if (type === "count") appender.appendBigInt(BigInt(Number(value)));
      else if (type === "category") appender.appendVarchar(String(value));
      else appender.appendBoolean(value === true);
      if (notObserved !== null) appender.appendBoolean(typeof value === "object" && value !== null);
    }
    appender.endRow();
  });
  appender.closeSync();
}

/** What the exported SQL says of each row, in their order. */
export async function scoredBySql(
  db: Connection,
  weights: Weights,
  rows: readonly Inputs[],
): Promise<Score[]> {
  await tableOfRows(db, "lead_features", inputColumns(weights.inputs, [weights], "lead_id"), rows);
  const answer = await db.runAndReadAll(`SELECT * FROM (${scoreSql(weights)}) ORDER BY lead_id`);
  return answer.getRowObjects().map(({ score, p, grade, mql, model_version, weights_sha256 }) => {
    if (model_version !== weights.version || weights_sha256 !== weights.sha256)
      throw new Error(`the rows are of ${model_version} ${weights_sha256}`);
    return {
      score: Number(score),
      p: p === null ? null : Number(p),
      grade: grade === null ? null : String(grade),
      mql: mql === null ? null : mql === true,
    };
  });
}

/** Throws at the first row that SQL and the scorer say differently: score, grade and MQL exact, p within 1e-12. */
export async function expectParity(
  db: Connection,
  weights: Weights,
  rows: readonly Inputs[],
): Promise<Score[]> {
  const theirs = await scoredBySql(db, weights, rows);
  expectSame(weights, rows, theirs, "SQL");
  return theirs;
}

/** Which rows meet a definition, by its SQL. */
export async function judgedBySql(
  db: Connection,
  rule: Rule,
  models: readonly Weights[],
  features: readonly NamedInput[],
  cutoffs: ReadonlyMap<string, number>,
  rows: readonly Inputs[],
): Promise<boolean[]> {
  const inputs = [
    ...new Map([...models.flatMap((m) => m.inputs), ...features].map((f) => [f.name, f])).values(),
  ];
  await tableOfRows(
    db,
    "lead_features",
    inputColumns(
      inputs,
      models,
      "lead_id",
      features.map(({ name }) => name),
    ),
    rows,
  );
  const made = definitionSql({
    name: "tried",
    rule,
    models: new Map(models.map((m) => [m.name, m])),
    cutoffs,
    features,
  });
  if ("reason" in made) throw new Error(made.reason);
  const answer = await db.runAndReadAll(`SELECT is_mql FROM (${made.sql}) ORDER BY lead_id`);
  return answer.getRows().map(([is]) => is === true);
}
