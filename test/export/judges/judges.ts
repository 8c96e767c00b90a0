import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Dialect } from "../../../src/export/index.ts";
import { inputColumns, scoreSql, targets } from "../../../src/export/index.ts";
import type { Inputs, Score } from "../../../src/weights/scorer.ts";
import type { Weights } from "../../../src/weights/type.ts";
import type { Reason } from "../../../src/weights/words/reasons.ts";

/** Runs what a target ships, by the real thing, on rows of each of some weights. */
export interface Case {
  readonly weights: Weights;
  readonly rows: readonly Inputs[];
}

const fileOf = (target: string, weights: Weights, name: string): string => {
  const text = targets
    .find((t) => t.name === target)
    ?.files({ models: new Map([["m", weights]]), definitions: new Map(), features: [], making: null })
    .get(name);
  if (typeof text !== "string") throw new Error(`${target} ships no ${name}`);
  return text;
};

let made = 0;

/** What the file of JavaScript exports. */
interface Scorer {
  readonly score: (row: Inputs) => Score;
  readonly reasons: (row: Inputs) => readonly Pick<Reason, "name" | "points">[];
}

async function scorerOf(folder: string, weights: Weights): Promise<Scorer> {
  const path = join(folder, `m${++made}.mjs`);
  writeFileSync(path, fileOf("javascript", weights, "m.mjs"));
  return await import(pathToFileURL(path).href);
}

export async function byJavaScript(folder: string, { weights, rows }: Case): Promise<readonly Score[]> {
  const { score } = await scorerOf(folder, weights);
  return rows.map((row) => score(row));
}

/** The three reasons of each row, as SQL says them: `title (+)`. */
export type Said = readonly string[];

export async function reasonsByJavaScript(folder: string, { weights, rows }: Case): Promise<readonly Said[]> {
  const { reasons } = await scorerOf(folder, weights);
  return rows.map((row) => saidOf(reasons(row)));
}

export const saidOf = (reasons: readonly Pick<Reason, "name" | "points">[]): Said =>
  reasons.map(({ name, points }) => `${name} (${points > 0 ? "+" : "-"})`);

function python(script: string, lines: readonly unknown[]): readonly unknown[] {
  const ran = spawnSync("python3", [join(import.meta.dirname, script)], {
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (ran.status !== 0) throw new Error(ran.stderr || String(ran.error));
  return ran.stdout
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

/** Why Python cannot judge here, or null. */
export function whyNoPython(): string | null {
  const ran = spawnSync("python3", [join(import.meta.dirname, "sqlite.py"), "--able"], { encoding: "utf8" });
  return ran.status === 0 ? null : "python3, or its sqlite3 with mathematical functions, is not here";
}

/** What a function of each file of Python says of its rows. */
const called = (folder: string, cases: readonly Case[], call: "score" | "reasons"): readonly unknown[] =>
  python(
    "scorers.py",
    cases.map(({ weights, rows }) => {
      const module = join(folder, `m${++made}.py`);
      writeFileSync(module, fileOf("python", weights, "score_m.py"));
      return { module, rows, call };
    }),
  );

export const byPython = (folder: string, cases: readonly Case[]): readonly (readonly Score[])[] =>
  called(folder, cases, "score") as readonly (readonly Score[])[];

export const reasonsByPython = (folder: string, cases: readonly Case[]): readonly (readonly Said[])[] =>
  (called(folder, cases, "reasons") as readonly (readonly (readonly Reason[])[])[]).map((rows) =>
    rows.map(saidOf),
  );

/** A table of rows for an engine: its CREATE, and each row's values in the order of its columns. */
export function tableFor(dialect: Dialect, { weights, rows }: Case) {
  const columns = inputColumns(weights.inputs, [weights], "lead_id");
  const names = columns.flatMap(({ column, type, notObserved }) => [
    { name: column, type: dialect.types[type] },
    ...(notObserved === null ? [] : [{ name: notObserved, type: dialect.types.boolean }]),
  ]);
  const declared = names.map(({ name, type }) => `${dialect.identifier(name)} ${type}`);
  return {
    names: ["lead_id", ...names.map(({ name }) => name)],
    types: [dialect.types.count, ...names.map(({ type }) => type)],
    create: `CREATE TABLE lead_features (${[`lead_id ${dialect.types.count}`, ...declared].join(", ")})`,
    values: rows.map((row, i) => [
      i,
      ...columns.flatMap(({ name, type, notObserved }) => {
        const value = row[name] ?? null;
        const of =
          value === null || typeof value === "object"
            ? null
            : type === "category"
              ? String(value)
              : type === "boolean"
                ? value === true
                : Number(value);
        return [of, ...(notObserved === null ? [] : [typeof value === "object" && value !== null])];
      }),
    ]),
  };
}

/** A table for SQLite: its CREATE and its rows. */
interface SqliteTable {
  readonly create: string;
  readonly names: readonly string[];
  readonly name?: string;
  readonly values: readonly (readonly unknown[])[];
}

/** What SQLite answers to queries, each over tables of its own. */
export const sqliteAnswers = (
  asked: readonly { readonly tables?: readonly SqliteTable[]; readonly query: string }[],
): readonly unknown[] =>
  python(
    "sqlite.py",
    asked.map(({ tables = [], query }) => ({
      tables: tables.map(({ create, names, name = "lead_features", values }) => ({
        create,
        insert: `INSERT INTO ${name} VALUES (${names.map(() => "?").join(", ")})`,
        // texts begin with "=", what JSON cannot hold with "#"
        values: values.map((row) =>
          row.map((v) =>
            typeof v === "string" ? `=${v}` : typeof v === "number" && !Number.isFinite(v) ? `#${v}` : v,
          ),
        ),
      })),
      query,
    })),
  );

/** Rows of what SQLite answers to a query over each case's table. */
export function askedOfSqlite(
  dialect: Dialect,
  cases: readonly Case[],
  query: (of: Case) => string,
): readonly unknown[] {
  return sqliteAnswers(cases.map((of) => ({ tables: [tableFor(dialect, of)], query: query(of) })));
}

export function bySqlite(dialect: Dialect, cases: readonly Case[]): readonly (readonly Score[])[] {
  const answers = askedOfSqlite(
    dialect,
    cases,
    (of) => `SELECT score, p, grade, mql FROM (${scoreSql(of.weights, { dialect })}) ORDER BY lead_id`,
  );
  return (answers as [number, number | null, string | null, number | null][][]).map((rows) =>
    rows.map(([score, p, grade, mql]) => ({ score, p, grade, mql: mql === null ? null : mql === 1 })),
  );
}
