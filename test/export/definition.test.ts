import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definitionSql } from "../../src/export/sql/definition.ts";
import { parsePredicate } from "../../src/rules/parse.ts";
import type { Rule } from "../../src/rules/tree.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import type { Weights } from "../../src/weights/type.ts";
import { type Connection, connect, judgedBySql, sealed } from "./duckdb.ts";

let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => db.closeSync());

const read = (text: string): Rule => {
  const parsed = parsePredicate(text);
  if (!parsed.ok) throw new Error(parsed.message.what);
  return parsed.predicate;
};

/** The score is the input, in tenths of a point. */
const model = (name: string, input: string, calibration: Weights["calibration"]): Weights =>
  sealed({
    schemaVersion: 1,
    name,
    version: "1.0.0",
    kind: "points",
    inputs: [{ name: input, type: "number", from: { column: input } }],
    attributes: [
      { kind: "linear", name: input, coef: 1, centre: 0, missing: 0, min: null, max: null, group: null },
    ],
    groups: [],
    floor: null,
    ceiling: null,
    intercept: 0,
    scale: { unit: 0.1 },
    calibration,
    grades: [],
    mql: null,
    baseline: [],
  });

const hand = model("hand", "x", { kind: "none" });
const logit = model("logit", "y", { kind: "platt", slope: 0.7, intercept: -1 });
const features = [
  { name: "free_email", type: "boolean" },
  { name: "x", type: "number" },
  { name: "y", type: "number" },
] as const;
const rows = Array.from({ length: 241 }, (_, i) => ({
  x: i - 120,
  y: 120 - i,
  free_email: i % 3 === 0 ? null : i % 3 === 1,
}));
const judge = (rule: Rule, cutoffs: ReadonlyMap<string, number> = new Map()) =>
  judgedBySql(db, rule, [hand, logit], features, cutoffs, rows);

describe("a definition in DuckDB, row by row", () => {
  test("points compare in points, not in the weights' unit", async () => {
    expect(await judge(read("hand_points >= 3.5"))).toEqual(rows.map(({ x }) => x >= 35));
    expect(await judge(read("NOT hand_points BETWEEN -1 AND 2.25"))).toEqual(
      rows.map(({ x }) => x < -10 || x > 22),
    );
    expect(await judge(read("hand_points IN (1, 2.5)"))).toEqual(rows.map(({ x }) => x === 10 || x === 25));
  });

  test("a probability is an integer cut-off that the scorer's own p agrees with", async () => {
    for (const p of [0.12, probabilityOf(logit, 17) ?? 0, 0.999]) {
      const over = rows.map(({ y }) => (probabilityOf(logit, y) ?? 0) >= p);
      expect(await judge(read(`logit_p >= ${p}`))).toEqual(over);
      expect(await judge(read(`NOT logit_p >= ${p}`))).toEqual(over.map((is) => !is));
    }
  });

  test("two models, a feature that may be NULL, a cut-off from capacity", async () => {
    const rule: Rule = {
      kind: "and",
      of: [
        { kind: "cutoff", model: "logit" },
        read("hand_points < 2 OR x IS NULL"),
        { kind: "not", of: read("free_email") },
      ],
    };
    expect(await judge(rule, new Map([["logit", -7]]))).toEqual(
      rows.map(({ x, y, free_email }) => y >= -7 && x < 20 && free_email === false),
    );
  });
});

describe("what SQL over features cannot say is given back with the reason", () => {
  const asked = (rule: Rule, models: readonly Weights[] = [hand, logit]) =>
    definitionSql({
      name: "tried",
      rule,
      models: new Map(models.map((m) => [m.name, m])),
      cutoffs: new Map(),
      features,
    });

  test("a recorded stage, a cut-off that is not known, weights that are not there or have no rising probability", () => {
    expect(asked({ kind: "stage", stage: "mql" })).toEqual({
      reason: 'the stage "mql" is what history recorded: no features decide it',
    });
    expect(asked({ kind: "cutoff", model: "logit" })).toEqual({
      reason: 'no cut-off from capacity is known for "logit"',
    });
    expect(asked({ kind: "best", model: "logit" })).toEqual({
      reason:
        'whom it takes depends on the other leads of the morning: score all open leads by "logit" and take the best',
    });
    expect(asked({ kind: "cutoff", model: "card" })).toEqual({
      reason: 'there are no weights of the model "card"',
    });
    expect(asked(read("hand_p >= 0.5"))).toEqual({ reason: "hand has no probability here" });
    const falling = model("logit", "y", { kind: "platt", slope: -1, intercept: 0 });
    expect(asked(read("logit_p >= 0.5"), [falling])).toEqual({
      reason: "higher scores of logit mean lower chances here: no cut-off on its probability means anything",
    });
  });

  test("a name that neither features nor models have", () => {
    expect(asked(read("card_p >= 0.5"))).toEqual({ reason: 'there is no feature "card_p"' });
  });

  test("the head says the rule, the weights with their digests, and the cut-off", () => {
    const made = definitionSql({
      name: "adaptive",
      rule: { kind: "cutoff", model: "logit" },
      models: new Map([["logit", logit]]),
      cutoffs: new Map([["logit", -7]]),
      features,
    });
    const [head = ""] = "sql" in made ? made.sql.split("\nSELECT\n") : [];
    for (const said of ['definition "adaptive"', logit.sha256, 'score of "logit" >= -7', '"y" DOUBLE'])
      expect(head).toContain(said);
    expect(head.split("\n").every((line) => line.startsWith("-- "))).toBe(true);
  });
});
