import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Dialect, scoreSql } from "../../../src/export/index.ts";
import type { Score } from "../../../src/weights/scorer.ts";
import { expectSame } from "../same.ts";
import { type Case, tableFor } from "./judges.ts";
import { startMariaDb } from "./mariadb.ts";
import { javaOf } from "./maven.ts";
import { pipProgram } from "./pip.ts";
import type { Server } from "./server.ts";
import { startTrino } from "./trino.ts";

export type Engine = "clickhouse" | "mysql" | "spark" | "snowflake" | "trino";

/** What each engine's Python wants from PyPI. */
const packages: Readonly<Record<Engine, readonly string[]>> = {
  clickhouse: ["chdb==4.4.0", "chdb-core==26.9.0"],
  mysql: ["pymysql==1.2.4"],
  spark: ["pyspark==4.3.0"],
  snowflake: ["fakesnow==0.12.1", "sqlglot==30.22.0", "duckdb==2.0.0", "snowflake-connector-python==3.18.1"],
  trino: [],
};

/** The Python of an engine: the one that `LEADLINE_PYTHON_SPARK`, say, names, or one that is installed for the tests. */
const pythonOf = (engine: Engine): { readonly program: string } | { readonly why: string } =>
  packages[engine].length === 0
    ? { program: "python3" }
    : pipProgram(`LEADLINE_PYTHON_${engine.toUpperCase()}`, packages[engine]);

const environment = { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" };

/** An engine that answers queries until it is stopped. */
export interface Judge {
  readonly engine: Engine;
  /**
   * Rows of each query, in their order. Booleans may be 0 and 1.
   *
   * @throws Error where the engine refuses one
   */
  readonly answersOf: (asked: readonly Asked[]) => Promise<readonly (readonly unknown[])[][]>;
  readonly stop: () => void;
}

/**
 * Starts an engine, and the server that it is a client of; else why it is not here.
 *
 * @throws Error where it is here and does not start
 */
export async function startEngine(engine: Engine, folder: string): Promise<Judge | { readonly why: string }> {
  if (engine === "spark" && javaOf(17) === null) return { why: "Spark wants Java 17 or later" };
  const found = pythonOf(engine);
  if ("why" in found) return found;
  const home = join(folder, engine);
  mkdirSync(home);
  const none: Server = { env: {}, stop: () => {} };
  const server =
    engine === "mysql" ? await startMariaDb(home) : engine === "trino" ? await startTrino(home) : none;
  if ("why" in server) return server;
  const child = spawn(found.program, [join(import.meta.dirname, "engines.py"), engine], {
    cwd: home,
    env: { ...environment, ...server.env },
  });
  let said = "";
  child.stderr.on("data", (part) => {
    said = `${said}${part}`.slice(-2000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const stop = (): void => {
    child.kill("SIGKILL");
    server.stop();
  };
  const started = await lines.next();
  if (started.done === true) {
    stop();
    throw new Error(`${engine} does not start: ${said}`);
  }
  const answersOf: Judge["answersOf"] = async (asked) => {
    const answers: unknown[][][] = [];
    for (const [i, { tables, query }] of asked.entries()) {
      const question = {
        tables: tables.map((table) => ({ ...table, values: table.values.map((row) => row.map(held)) })),
        query,
      };
      if (!child.stdin.write(`${JSON.stringify(question)}\n`)) await once(child.stdin, "drain");
      const { value = '{"error":"no answer"}' } = await lines.next();
      const answer: unknown[][] | { readonly error: string } = JSON.parse(value);
      if ("error" in answer) throw new Error(`${engine} refuses query ${i}: ${answer.error} ${said}`);
      answers.push(answer);
    }
    return answers;
  };
  return { engine, answersOf, stop };
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
 * Rows that an engine was asked for and answers as the scorer does: score, grade and MQL exact, p within 1e-12.
 *
 * @throws Error at the first that it does not, with both answers
 */
export async function comparedBy(
  { engine, answersOf }: Judge,
  dialect: Dialect,
  cases: readonly Case[],
): Promise<number> {
  const answers = await answersOf(
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
  const found = pythonOf("snowflake");
  if ("why" in found) return null;
  const ran = spawnSync(found.program, [join(import.meta.dirname, "parse.py"), dialect], {
    input: texts.map((text) => `${JSON.stringify(text)}\n`).join(""),
    encoding: "utf8",
    env: environment,
  });
  return ran.status === 0 ? ran.stdout.split("\n").filter((line) => line !== "") : null;
}
