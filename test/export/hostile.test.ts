import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { duckdb, exported, scoreSql, sqlite } from "../../src/export/index.ts";
import { seal } from "../../src/weights/seal.ts";
import { diff } from "../../src/workbench/publish/publish.ts";
import { scoreFile } from "../../src/workbench/score/score.ts";
import { scratch } from "../helpers/cli.ts";
import { draftWith } from "../weights/draft.ts";
import { type Connection, connect, expectParity } from "./duckdb.ts";
import { hostileCase, hostileDraft } from "./hostile.ts";
import { byJavaScript, byPython, bySqlite, reasonsByJavaScript, whyNoPython } from "./judges/judges.ts";
import { cellsSaid, expectSameReasons, reasonsSql } from "./reason-cases.ts";
import { expectSame } from "./same.ts";

const { folder, remove } = scratch();
let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => {
  db.closeSync();
  remove();
});

describe("10: names and levels that nothing may obey score as the scorer does, in", () => {
  const of = hostileCase(null);

  it("DuckDB, with their reasons", async () => {
    await expectParity(db, of.weights, of.rows);
    const said = (await db.runAndReadAll(reasonsSql(duckdb, of))).getRows().map(cellsSaid);
    expect(expectSameReasons(of, said, "DuckDB")).toBe(400);
  });

  it("JavaScript, with their reasons", async () => {
    expect(expectSame(of.weights, of.rows, await byJavaScript(folder, of), "JavaScript")).toBe(400);
    expect(expectSameReasons(of, await reasonsByJavaScript(folder, of), "JavaScript")).toBe(400);
  });

  it("Python and SQLite", (context) => {
    const why = whyNoPython();
    if (why !== null) return context.skip(why);
    expect(expectSame(of.weights, of.rows, byPython(folder, [of])[0] ?? [], "Python")).toBe(400);
    expect(expectSame(of.weights, of.rows, bySqlite(sqlite, [of])[0] ?? [], "SQLite")).toBe(400);
  });
});

it("10: every target writes hostile weights, or says which name or text it cannot", () => {
  const files = exported({
    models: new Map([["m", seal(hostileDraft())]]),
    definitions: new Map(),
    features: [],
    making: null,
  });
  const refused = [...files].filter(([, content]) => /is not exported:/.test(String(content).slice(0, 200)));
  // a name of 300 characters, of two lines or with ${ is no column there
  expect(
    refused
      .map(([path]) => path)
      .filter((path) => !path.includes("check"))
      .sort(),
  ).toEqual([
    "bigquery/m.sql",
    "databricks/m.sql",
    "mysql/m.sql",
    "postgres/m.sql",
    "redshift/m.sql",
    "sqlserver/m.sql",
  ]);
  for (const [path, content] of refused) {
    expect(String(content), path).toMatch(
      /^-- m(\.check)? is not exported: .*(cannot be written in SQL|cannot have that name)/,
    );
    expect(String(content).trimEnd().split("\n"), path).toHaveLength(1);
  }
  const pmml = String(files.get("pmml/m.pmml"));
  expect(pmml).toContain("<Scorecard");
  expect(pmml.includes("]]>")).toBe(false);
  expect(
    scoreSql(seal(hostileDraft()))
      .split("\n")
      .slice(0, 5)
      .every((line) => line.startsWith("-- ")),
  ).toBe(true);
});

describe("10: weights that cannot be trusted are refused with what and how to fix it, by score and by export --diff", () => {
  const whole = JSON.stringify(seal(draftWith()), null, 1);
  it.each<[string, string, RegExp, RegExp]>([
    [
      "edited",
      whole.replace('"points": 200', '"points": 201'),
      /not what their sha256 says/,
      /take the file of the run folder again/,
    ],
    [
      "cut off",
      whole.slice(0, 900),
      /this is not JSON \(the file is cut off/,
      /weights\/<model>\.json of a run folder/,
    ],
    ["empty", "", /this is not JSON \(the file is empty/, /run folder/],
    [
      "of a newer schema",
      whole.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      /are of schemaVersion 2; this version of leadline reads 1/,
      /make them again/,
    ],
    [
      "of a key that is not known",
      whole.replace("{", '{ "mystery": 1,'),
      /this version knows no key "mystery" here/,
      /not edited by hand/,
    ],
    [
      "a run's result",
      '{"decision":{},"definitions":{}}',
      /this is the result.json of a run/,
      /weights\/<model>/,
    ],
    ["a list", "[1]", /this is no file of weights/, /weights\/<model>/],
    [
      "of another sha256",
      whole.replace(/"sha256": "[0-9a-f]{8}/, '"sha256": "00000000'),
      /00000000/,
      /take the file/,
    ],
    [
      "lacking a field",
      whole.replace(/ "mql": [^\n]*\n/, ""),
      /^is absent; it should be a number/,
      /not edited by hand/,
    ],
  ])("%s", async (name, text, what, how) => {
    const at = join(folder, name);
    mkdirSync(at, { recursive: true });
    const weights = join(at, "m.json");
    const good = join(folder, "good.json");
    writeFileSync(weights, text);
    writeFileSync(good, whole);
    expect(text).not.toBe(whole);
    const leads = join(at, "leads.csv");
    const out = join(at, "scored.csv");
    writeFileSync(leads, "lead_id,title\n1,CTO\n");
    for (const tried of [() => scoreFile({ file: leads, weights, out }), () => diff(good, weights)]) {
      const refused = await tried().then(
        () => null,
        (error: unknown) => error,
      );
      if (!(refused instanceof LeadlineError)) throw new Error(`not refused: ${refused}`);
      expect(refused.exit).toBe(2);
      expect(refused.faults[0]?.what).toMatch(what);
      expect(refused.faults[0]?.mend).toMatch(how);
      expect(refused.faults[0]?.where.file).toBe(weights);
    }
    expect(() => readFileSync(out)).toThrow(/ENOENT/);
  });
});
