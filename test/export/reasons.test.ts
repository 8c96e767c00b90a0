import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { duckdb, inputColumns, scoreSql, sqlite } from "../../src/export/index.ts";
import type { Attribute } from "../../src/weights/type.ts";
import { scratch } from "../helpers/cli.ts";
import { draftWith } from "../weights/draft.ts";
import { type Connection, connect, sealed, tableOfRows } from "./duckdb.ts";
import {
  askedOfSqlite,
  type Case,
  reasonsByJavaScript,
  reasonsByPython,
  whyNoPython,
} from "./judges/judges.ts";
import { cellsSaid, expectSameReasons, reasonCases, reasonsSql, sayableReasons } from "./reason-cases.ts";

const { folder, remove } = scratch();
let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => {
  db.closeSync();
  remove();
});

const cases = reasonCases(24, 60);
const noPython = whyNoPython();

async function byDuckDb(of: Case) {
  await tableOfRows(db, "lead_features", inputColumns(of.weights.inputs, [of.weights], "lead_id"), of.rows);
  return (await db.runAndReadAll(reasonsSql(duckdb, of))).getRows().map(cellsSaid);
}

describe("10.1: the three strongest reasons are the evaluator's, in its order, in", () => {
  it("DuckDB", async () => {
    let compared = 0;
    for (const of of sayableReasons(duckdb, cases))
      compared += expectSameReasons(of, await byDuckDb(of), "DuckDB");
    expect(compared).toBeGreaterThan(3_000);
  });

  it("SQLite", (context) => {
    if (noPython !== null) context.skip(noPython);
    const said = sayableReasons(sqlite, cases);
    const found = askedOfSqlite(sqlite, said, (of) => reasonsSql(sqlite, of)) as unknown[][][];
    const compared = said.reduce(
      (sum, of, i) => sum + expectSameReasons(of, (found[i] ?? []).map(cellsSaid), "SQLite"),
      0,
    );
    expect(compared).toBeGreaterThan(2_000);
  });

  it("JavaScript", async () => {
    let compared = 0;
    for (const of of cases)
      compared += expectSameReasons(of, await reasonsByJavaScript(folder, of), "JavaScript");
    expect(compared).toBeGreaterThan(3_800);
  });

  it("Python", (context) => {
    if (noPython !== null) context.skip(noPython);
    const found = reasonsByPython(folder, cases);
    const compared = cases.reduce((sum, of, i) => sum + expectSameReasons(of, found[i] ?? [], "Python"), 0);
    expect(compared).toBeGreaterThan(3_800);
  });
});

describe("the reasons of SQL, by hand", () => {
  const rule = (when: string, points: number, group: string | null = null): Attribute => ({
    kind: "rule",
    when,
    points,
    group,
  });

  it("are sized against the baseline; ties stand in the order of the attributes; a group shares its cut points", async () => {
    const weights = sealed(
      draftWith({
        attributes: [
          rule("title = 'CTO'", 10),
          rule("employees >= 50", -10),
          rule("demo_30d >= 1", 30, "acts"),
          rule("demo_30d >= 2", 10, "acts"),
        ],
        groups: [{ name: "acts", min: null, max: 20 }],
        // the average lead has 4 of the 10 for its title
        baseline: [4, 0, 0, 0],
        grades: [],
        mql: null,
      }),
    );
    const asked = [
      // +6, -10, 40 held at 20: +15 and +5
      { title: "CTO", employees: 99, free_email: false, demo_30d: 2 },
      // -4, -10, +20
      { title: "x", employees: 99, free_email: false, demo_30d: 1 },
      // -4 alone
      { title: "x", employees: 1, free_email: false, demo_30d: 0 },
    ];
    expect(await byDuckDb({ weights, rows: asked })).toEqual([
      ["demo_30d >= 1 (+)", "employees >= 50 (-)", "title = 'CTO' (+)"],
      ["demo_30d >= 1 (+)", "employees >= 50 (-)", "title = 'CTO' (-)"],
      ["title = 'CTO' (-)"],
    ]);
  });

  it("of 130 attributes are found in every dialect's way of the greatest of many", async () => {
    const weights = sealed(
      draftWith({
        attributes: Array.from({ length: 130 }, (_, i) => rule(`employees = ${i}`, i - 65)),
        groups: [],
        baseline: [],
      }),
    );
    const [found] = await byDuckDb({ weights, rows: [{ employees: 3 }] });
    expect(found).toEqual(["employees = 3 (-)"]);
    expect(scoreSql(weights, { reasons: true }).length).toBeLessThan(120_000);
  });
});
