import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Dialect, scoreSql } from "../../../src/export/index.ts";
import type { Score } from "../../../src/weights/scorer.ts";
import { expectSame } from "../same.ts";
import { type Case, tableFor } from "./judges.ts";

export type Engine = "clickhouse" | "mysql" | "spark" | "snowflake" | "trino";

/** The Python that has the engine: `LEADLINE_PYTHON_SPARK`, say, or the one of the path. */
const pythonOf = (engine: Engine): string =>
  process.env[`LEADLINE_PYTHON_${engine.toUpperCase()}`] ?? "python3";

const start = (engine: Engine, args: readonly string[], input = "") =>
  spawnSync(pythonOf(engine), [join(import.meta.dirname, "engines.py"), engine, ...args], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" },
  });

/** Why the engine cannot judge here, or null. */
export function whyNo(engine: Engine): string | null {
  const ran = start(engine, ["--able"]);
  const [last = String(ran.error ?? "")] = ran.stderr.trim().split("\n").slice(-1);
  return ran.status === 0 ? null : `${engine} does not start here: ${last}`;
}

/** A value as JSON can hold it: texts behind "=", NaN and infinities behind "#". */
const held = (value: unknown): unknown =>
  typeof value === "string"
    ? `=${value}`
    : typeof value === "number" && !Number.isFinite(value)
      ? `#${value === Number.POSITIVE_INFINITY ? "inf" : value === Number.NEGATIVE_INFINITY ? "-inf" : "nan"}`
      : value;

/** A table for an engine: its CREATE, the types of its columns, and each row's values in their order. */
export interface Table {
  readonly name: string;
  readonly create: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

export interface Asked {
  /** made before the query; those of an earlier one stay */
  readonly tables: readonly Table[];
  readonly query: string;
}

/**
 * Rows of each query, in one start of the engine. Booleans may be 0 and 1.
 *
 * @throws Error where the engine refuses one
 */
export function answersOf(engine: Engine, asked: readonly Asked[]): readonly (readonly unknown[])[][] {
  const lines = asked.map(({ tables, query }) =>
    JSON.stringify({
      tables: tables.map((table) => ({ ...table, values: table.values.map((row) => row.map(held)) })),
      query,
    }),
  );
  const ran = start(engine, [], `${lines.join("\n")}\n`);
  if (ran.status !== 0) throw new Error(ran.stderr.slice(-2000));
  const answers = ran.stdout.trim().split("\n");
  return asked.map((_, i) => {
    const found: unknown[][] | { readonly error: string } = JSON.parse(answers[i] ?? '{"error":"no answer"}');
    if ("error" in found) throw new Error(`${engine} refuses query ${i}: ${found.error}`);
    return found;
  });
}

/** Whether two truths are one, whether as 0 and 1 or not. */
/**
 * Rows that an engine was asked for and answers as the scorer does: score, grade and MQL exact, p within 1e-12.
 *
 * @throws Error at the first that it does not, with both answers
 */
export function comparedBy(engine: Engine, dialect: Dialect, cases: readonly Case[]): number {
  const answers = answersOf(
    engine,
    cases.map((of) => ({
      tables: [{ name: "lead_features", ...tableFor(dialect, of) }],
      query: `SELECT score, p, grade, mql FROM (${scoreSql(of.weights, { dialect })}) AS scored ORDER BY lead_id`,
    })),
  );
  let compared = 0;
  cases.forEach(({ weights, rows }, c) => {
    const found = (answers[c] ?? []).map(
      ([score, p, grade, mql]): Score => ({
        score: typeof score === "number" ? score : Number.NaN,
        p: p === null || typeof p === "number" ? p : Number.NaN,
        grade: grade === null ? null : String(grade),
        // engines without a BOOLEAN say 0 and 1
        mql: mql === null ? null : Number(mql) === 1,
      }),
    );
    compared += expectSame(weights, rows, found, `${engine}, weights ${c},`);
  });
  return compared;
}

/** What a parser of a dialect, sqlglot's, says against texts: nothing where it accepts them all; null: it is not here. */
export function refusedByParser(dialect: string, texts: readonly string[]): readonly string[] | null {
  const ran = spawnSync(pythonOf("snowflake"), [join(import.meta.dirname, "parse.py"), dialect], {
    input: texts.map((text) => `${JSON.stringify(text)}\n`).join(""),
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return ran.status === 0 ? ran.stdout.split("\n").filter((line) => line !== "") : null;
}
