import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atomTruth, evaluate } from "../../src/rules/evaluate.ts";
import { cutoffsOf, namesOf, stagesOf } from "../../src/rules/names.ts";
import { type NormalRule, negationNormal } from "../../src/rules/normal.ts";
import { print } from "../../src/rules/print.ts";
import type { Rule, Value } from "../../src/rules/tree.ts";
import { flags, numbers, predicates, texts } from "./rules.ts";

type Row = Readonly<Record<string, Value>>;

const value = (name: string): fc.Arbitrary<Value> => {
  const nullable = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 3 });
  if (numbers.some((n) => n === name)) return nullable(fc.constantFrom(-3, -1.5, 0, 0.5, 1, 2, 2.25, 1000));
  if (texts.some((t) => t === name))
    return nullable(fc.constantFrom("", "a", "b", "A", "ab", "CTO", "o'clock", '"'));
  return nullable(fc.boolean());
};
const columns = [...numbers, ...texts, ...flags];
const rows: readonly Row[] = fc.sample(
  fc.record(Object.fromEntries(columns.map((name) => [name, value(name)]))),
  { numRuns: 400, seed: 3 },
);
const sqlType = (name: string): string =>
  numbers.some((n) => n === name) ? "DOUBLE" : texts.some((t) => t === name) ? "VARCHAR" : "BOOLEAN";
const sqlValue = (v: Value): string =>
  v === null ? "NULL" : typeof v === "string" ? `'${v.replaceAll("'", "''")}'` : String(v);

/** Whether a normal rule is true: two-valued above the atoms, as replay and SQL use it. */
function isTrue(rule: NormalRule, row: Row): boolean {
  if (rule.kind === "and") return rule.of.every((part) => isTrue(part, row));
  if (rule.kind === "or") return rule.of.some((part) => isTrue(part, row));
  if (rule.kind === "constant") return rule.value;
  if (rule.kind === "stage" || rule.kind === "cutoff" || rule.kind === "best") throw new Error(rule.kind);
  return atomTruth(rule, row[rule.name] ?? null) === true;
}

describe("what a predicate means", () => {
  test("DuckDB agrees on 400 random predicates over 400 random rows, NULLs included", async () => {
    const db = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    await db.run(`CREATE TABLE r (i INTEGER, ${columns.map((c) => `${c} ${sqlType(c)}`).join(", ")})`);
    await db.run(
      `INSERT INTO r VALUES ${rows.map((row, i) => `(${i}, ${columns.map((c) => sqlValue(row[c] ?? null)).join(", ")})`).join(", ")}`,
    );
    const trees = fc.sample(predicates, { numRuns: 400, seed: 4 });
    const seen = { true: 0, false: 0, null: 0 };
    for (let from = 0; from < trees.length; from += 50) {
      const some = trees.slice(from, from + 50);
      // a bare NULL has no type of its own in SQL: CAST says that it is a truth value
      const list = some.map((p, k) => `CAST((${print(p)}) AS BOOLEAN) AS p${k}`).join(", ");
      const answer = await (await db.runAndReadAll(`SELECT ${list} FROM r ORDER BY i`)).getRows();
      rows.forEach((row, i) => {
        some.forEach((p, k) => {
          const ours = evaluate(p, (name) => row[name] ?? null);
          const theirs = answer[i]?.[k];
          if (ours !== theirs)
            throw new Error(`${print(p)} on ${JSON.stringify(row)}: ${ours}, not ${theirs}`);
          seen[`${ours}`]++;
        });
      });
    }
    db.closeSync();
    // each of the three values is met often enough for the comparison to mean something
    expect(Math.min(seen.true, seen.false, seen.null)).toBeGreaterThan(5000);
  });

  test("the negation normal form is true exactly where the predicate is, and its negation where it is false", () => {
    fc.assert(
      fc.property(predicates, fc.integer({ min: 0, max: rows.length - 1 }), (p, i) => {
        const row = rows[i] ?? {};
        const truth = evaluate(p, (name) => row[name] ?? null);
        expect(isTrue(negationNormal(p), row)).toBe(truth === true);
        expect(isTrue(negationNormal({ kind: "not", of: p }), row)).toBe(truth === false);
      }),
      { numRuns: 3000, seed: 5 },
    );
  });

  test("values of another type, and NaN, make an atom unknown", () => {
    const span = { start: 0, end: 0 };
    const atom = { kind: "compare", name: "x", op: "<", value: 5, span } as const;
    expect(atomTruth(atom, "3")).toBeNull();
    expect(atomTruth(atom, Number.NaN)).toBeNull();
    expect(atomTruth(atom, true)).toBeNull();
    expect(atomTruth(atom, 3)).toBe(true);
    expect(atomTruth({ kind: "truth", name: "x", span }, 1)).toBeNull();
    expect(atomTruth({ kind: "in", name: "x", values: ["a"], negated: true, span }, 1)).toBeNull();
    expect(atomTruth({ kind: "in", name: "x", values: ["a", 1], negated: false, span }, 1)).toBe(true);
  });
});

describe("what a rule reads", () => {
  const span = { start: 0, end: 0 };
  const rule: Rule = {
    kind: "and",
    of: [
      { kind: "cutoff", model: "logit" },
      { kind: "not", of: { kind: "truth", name: "free_email", span } },
      {
        kind: "or",
        of: [
          { kind: "stage", stage: "mql" },
          { kind: "compare", name: "a", op: ">", value: 1, span },
          { kind: "truth", name: "free_email", span },
        ],
      },
    ],
  };

  test("names once each, cut-offs and stages apart", () => {
    expect(namesOf(rule)).toEqual(["free_email", "a"]);
    expect(cutoffsOf(rule)).toEqual(["logit"]);
    expect(stagesOf(rule)).toEqual(["mql"]);
  });

  test("a cut-off from capacity cannot be negated; a stage can", () => {
    expect(() => negationNormal({ kind: "not", of: rule })).toThrow("cannot be negated");
    expect(negationNormal({ kind: "not", of: { kind: "stage", stage: "mql" } })).toEqual({
      kind: "stage",
      stage: "mql",
      negated: true,
    });
    expect(negationNormal({ kind: "constant", value: null, span }, true)).toEqual({
      kind: "constant",
      value: false,
    });
  });
});
