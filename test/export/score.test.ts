import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scoreSql } from "../../src/export/sql/score/score.ts";
import type { Draft } from "../../src/weights/seal.ts";
import { seal } from "../../src/weights/seal.ts";
import type { Attribute, BinsAttribute, InputValue } from "../../src/weights/type.ts";
import { type Connection, connect, expectParity, scoredBySql, sealed } from "./duckdb.ts";

let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => db.closeSync());

const draft = (over: Partial<Draft>): Draft => ({
  schemaVersion: 1,
  name: "made",
  version: "1.2.3",
  kind: "points",
  inputs: [],
  attributes: [],
  groups: [],
  floor: null,
  ceiling: null,
  intercept: 0,
  scale: { unit: 1 },
  calibration: { kind: "none" },
  grades: [],
  mql: null,
  baseline: [],
  ...over,
});

const rule = (when: string, points: number, group: string | null = null): Attribute => ({
  kind: "rule",
  when,
  points,
  group,
});

const inputs: Draft["inputs"] = [
  { name: "title", type: "category", from: { column: "title" } },
  { name: "employees", type: "number", from: { column: "employees" } },
  { name: "free_email", type: "boolean", from: { flag: "free_email" } },
  { name: "demo_30d", type: "count", from: { count: "demo", window: 30, cap: 250 } },
  { name: "web_7d", type: "count", from: { count: "web", window: 7, cap: 250 } },
];

/** Points by hand in tenths: rules over several features, a rate with a maximum, a group, floor and ceiling. */
const hand = draft({
  inputs,
  attributes: [
    rule("demo_30d >= 1 AND NOT free_email", 300),
    rule("title IN ('CTO', 'o''clock') AND employees BETWEEN 50 AND 200", 125),
    rule("free_email", -200),
    { kind: "linear", name: "web_7d", coef: 25, centre: 0, missing: 0, min: null, max: 100, group: "web" },
    rule("web_7d >= 1", 50, "web"),
  ],
  groups: [{ name: "web", min: null, max: 120 }],
  floor: -50,
  ceiling: 500,
  scale: { unit: 0.1 },
  calibration: { kind: "platt", slope: 0.1, intercept: -2 },
  grades: [
    { grade: "A", atLeast: 400 },
    { grade: "B", atLeast: 0 },
  ],
  mql: 425,
});

const row = (
  title: InputValue,
  employees: InputValue,
  free_email: InputValue,
  demo_30d: InputValue,
  web_7d: InputValue,
) => ({ title, employees, free_email, demo_30d, web_7d });

describe("points by hand, worked out on paper", () => {
  test.each([
    // 300 + 125, the group empty: (42.5 points - 20) / 10 logits
    [row("CTO", 50, false, 1, 0), 425, "A", true],
    // 300 + 125 + min(50 + 100, 120) is over the ceiling
    [row("o'clock", 200, false, 2, 9), 500, "A", true],
    // -200 is under the floor
    [row("CTO", 201, true, 3, 0), -50, null, false],
    // the flag is missing: NOT NULL is no truth; 25 + 50 of the group
    [row("CTO", 49.999999999999993, null, 1, 1), 75, "B", false],
    // not observed is NULL to a rule, and missing to a rate
    [row(null, null, false, { notObserved: true }, { notObserved: true }), 0, "B", false],
  ])("%j", async (inputs, score, grade, mql) => {
    const [found] = await scoredBySql(db, sealed(hand), [inputs]);
    expect(found).toMatchObject({ score, grade, mql });
    expect(found?.p).toBeCloseTo(1 / (1 + Math.exp(2 - 0.01 * score)), 12);
    await expectParity(db, sealed(hand), [inputs]);
  });

  test("its golden rows", async () => {
    const weights = seal(hand);
    expect(weights.golden.length).toBeGreaterThan(50);
    const said = await expectParity(
      db,
      weights,
      weights.golden.map((g) => g.inputs),
    );
    expect(said.map((s) => s.score)).toEqual(weights.golden.map((g) => g.score));
  });
});

const size: BinsAttribute = {
  kind: "bins",
  name: "size, \"€\" & 'so'",
  bins: [
    { kind: "range", low: null, high: 0.1, points: 1 },
    { kind: "range", low: 0.1, high: 0.30000000000000004, points: 2 },
    { kind: "range", low: 0.30000000000000004, high: null, points: 4 },
    { kind: "missing", points: 8 },
  ],
  group: null,
};
const trade: BinsAttribute = {
  kind: "bins",
  name: "branche\nÖ",
  bins: [
    { kind: "category", values: ["R&D", "Öl", 'say "hi"', "it's"], points: 100 },
    { kind: "category", values: ["two\nlines", "💧", "back\\slash", "nul\0in"], points: 200 },
    { kind: "other", points: 400 },
    { kind: "missing", points: 800 },
  ],
  group: null,
};
const visits: BinsAttribute = {
  kind: "bins",
  name: "visits_30d",
  bins: [
    { kind: "range", low: null, high: 1, points: 1_000 },
    { kind: "range", low: 1, high: null, points: 2_000 },
    { kind: "missing", points: 4_000 },
    { kind: "not_observed", points: 8_000 },
  ],
  group: null,
};

/** Bins as a fit makes them; the points are binary digits, so that a score says which bins were hit. */
const binned = (calibration: Draft["calibration"]): Draft =>
  draft({
    name: '<script>; \n DROP TABLE lead_features; -- "',
    kind: "logistic",
    inputs: [
      { name: size.name, type: "number", from: { column: "a\nb" } },
      { name: trade.name, type: "category", from: { column: "c" } },
      { name: visits.name, type: "count", from: { count: "visits", window: 30, cap: null } },
    ],
    attributes: [size, trade, visits],
    intercept: -3_000_000,
    scale: { unit: 1e-6 },
    calibration,
  });

describe("bins with hostile names and texts", () => {
  const at = (a: InputValue, b: InputValue, c: InputValue) => ({
    [size.name]: a,
    [trade.name]: b,
    [visits.name]: c,
  });
  test.each([
    [at(0.09999999999999999, "Öl", 0), 1 + 100 + 1_000],
    [at(0.1, "öl", 1), 2 + 400 + 2_000],
    [at(0.3, "two\nlines", null), 2 + 200 + 4_000],
    [at(0.30000000000000004, "two\r\nlines", { notObserved: true }), 4 + 400 + 8_000],
    [at(Number.NaN, "💧", 250), 8 + 200 + 2_000],
    [at(Number.POSITIVE_INFINITY, null, 0), 8 + 800 + 1_000],
    [at(null, 'say "hi"', 0), 8 + 100 + 1_000],
    [at(-1e300, "nul\0in", 0), 1 + 200 + 1_000],
    [at(-0, "nul\0out", 0), 1 + 400 + 1_000],
    [at(0, "back\\slash", 0), 1 + 200 + 1_000],
    [at(0, "", 0), 1 + 400 + 1_000],
  ])("%j", async (inputs, points) => {
    const [found] = await scoredBySql(db, sealed(binned({ kind: "none" })), [inputs]);
    expect(found).toEqual({ score: points - 3_000_000, p: null, grade: null, mql: null });
  });

  test.each([1, -0.3, 0, 1e9, -1e9, 1e308])("p with a slope of %d", async (slope) => {
    const weights = seal(binned({ kind: "platt", slope, intercept: 0.25 }));
    await expectParity(
      db,
      weights,
      weights.golden.map((g) => g.inputs),
    );
  });

  test("texts are compared by bytes though the column has a collation", async () => {
    const weights = sealed(
      draft({
        inputs: [{ name: "title", type: "category", from: { column: "title" } }],
        attributes: [
          {
            kind: "bins",
            name: "title",
            bins: [{ kind: "category", values: ["cto"], points: 7 }],
            group: null,
          },
          rule("title = 'cto'", 10),
          rule("title < 'b'", 100),
        ],
      }),
    );
    await db.run("CREATE OR REPLACE TABLE collated (id INTEGER, title VARCHAR COLLATE NOCASE)");
    await db.run("INSERT INTO collated VALUES (1, 'CTO'), (2, 'cto'), (3, 'a')");
    const sql = scoreSql(weights, { table: "collated", lead: "id" });
    const answer = await db.runAndReadAll(`SELECT score FROM (${sql}) ORDER BY lead_id`);
    expect(answer.getRows().map(([score]) => Number(score))).toEqual([100, 17, 100]);
  });
});

describe("texts are ordered by UTF-16 code units, as the scorer orders them", () => {
  // beyond U+FFFF a character is two units from D800 to DFFF: before U+E000, though its code point is after it
  const ascending = [
    "",
    "A",
    "a",
    "aa",
    "\ud7ff",
    "💧",
    "💧a",
    "\u{10ffff}",
    "\u{10ffff}a",
    "\ue000",
    "\uffff",
  ];
  test.each(ascending)("against %j", async (text) => {
    const at = ascending.indexOf(text);
    const weights = sealed(
      draft({
        inputs: [{ name: "title", type: "category", from: { column: "title" } }],
        attributes: [
          rule(`title < '${text}'`, 1),
          rule(`title <= '${text}'`, 10),
          rule(`title BETWEEN '${text}' AND '\uffff'`, 100),
        ],
      }),
    );
    const said = await scoredBySql(
      db,
      weights,
      ascending.map((title) => ({ title })),
    );
    expect(said.map((s) => s.score)).toEqual(ascending.map((_, i) => (i < at ? 11 : i === at ? 110 : 100)));
  });
});

describe("the text of the statement", () => {
  test("the head names model, version, digest and inputs, and every line of it is a comment", () => {
    const weights = seal(binned({ kind: "none" }));
    const [head = ""] = scoreSql(weights).split("\nSELECT\n");
    expect(head.split("\n").every((line) => line.startsWith("-- "))).toBe(true);
    for (const said of ["script", "1.2.3", weights.sha256, "visits_30d", "lead_features", "a\\nb"])
      expect(head).toContain(said);
    expect(/[^\P{C}\n]/u.test(head)).toBe(false);
  });

  test("a count has a second column only where not observed and missing differ", () => {
    expect(scoreSql(seal(binned({ kind: "none" })))).toContain('"visits_30d_not_observed"');
    expect(scoreSql(seal(hand))).not.toContain("not_observed");
  });

  test("is a view when CREATE VIEW stands before it", async () => {
    await scoredBySql(db, sealed(hand), [row("CTO", 50, false, 1, 0)]);
    await db.run(`CREATE OR REPLACE VIEW scored AS ${scoreSql(sealed(hand))}`);
    expect((await db.runAndReadAll("SELECT score FROM scored")).getRows()).toEqual([[425n]]);
    await db.run("DROP VIEW scored");
  });

  test("names that differ in case alone are columns of their own, alike in every statement over the table", () => {
    const features = ["title", "Title", "lead_id"];
    const reads = (name: string): string => {
      const inputs = [{ name, type: "category", from: { column: name } }] as const;
      return scoreSql(sealed(draft({ inputs, attributes: [rule(`"${name}" = 'x'`, 1)] })), { features });
    };
    expect(reads("title")).toContain('CAST("title" AS VARCHAR)');
    expect(reads("Title")).toContain('CAST("Title_2" AS VARCHAR)');
    expect(reads("lead_id")).toContain('CAST("lead_id_2" AS VARCHAR)');
  });

  test("a name or a text that SQL cannot say is refused", () => {
    const over = (name: string, text: string) =>
      scoreSql(
        sealed(
          draft({
            inputs: [{ name, type: "category", from: { column: name } }],
            attributes: [
              { kind: "bins", name, bins: [{ kind: "category", values: [text], points: 1 }], group: null },
            ],
          }),
        ),
      );
    expect(() => over("nul\0in", "x")).toThrow(
      /"nul\\u0000in" cannot be written in SQL: a name cannot hold a NUL/,
    );
    expect(() => over("x", "half \ud800")).toThrow(
      /half a surrogate pair is no text\n.*rename the column or fix/,
    );
  });

  test("two thousand attributes are no chain", async () => {
    const many = draft({
      inputs: [{ name: "n", type: "number", from: { column: "n" } }],
      attributes: Array.from({ length: 2_000 }, (_, i) => rule(`n >= ${i}`, 1)),
    });
    await db.run("CREATE OR REPLACE TABLE lead_features AS SELECT 1 AS lead_id, 1234.5::DOUBLE AS n");
    const answer = await db.runAndReadAll(`SELECT score FROM (${scoreSql(sealed(many))})`);
    expect(answer.getRows()).toEqual([[1235n]]);
  });
});
