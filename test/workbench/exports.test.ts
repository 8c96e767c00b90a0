import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY, dayNumber } from "../../src/base/time.ts";
import { duckdb } from "../../src/export/index.ts";
import type { Result } from "../../src/result/type.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { compileScorer, type Inputs } from "../../src/weights/scorer.ts";
import { readResult } from "../../src/workbench/folder/folder.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { type Connection, connect } from "../export/duckdb.ts";
import { featuresAt, makingFor, sourceTables } from "../export/judges/feature-tables.ts";
import { expectJudgedAlike, expectShippedParity, ranStudy } from "../export/study.ts";
import { scratch } from "../helpers/cli.ts";
import { validator } from "../helpers/json-schema.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const place = scratch();
let db: Connection;
let folder: string;
let result: Result;
let rows: readonly Inputs[];
beforeAll(async () => {
  db = await connect();
  const study = writeStudy(join(place.folder, "study"), tinyStudy());
  ({ folder, result, rows } = await ranStudy(study, join(place.folder, "reports")));
});
afterAll(() => {
  db.closeSync();
  place.remove();
});

const json = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));

describe("the files of a run", () => {
  test.each(["hand", "logit"])("the SQL of %s scores every moment as the scorer does", async (model) => {
    const compared = await expectShippedParity(db, folder, model, rows);
    expect(compared.rows).toBeGreaterThan(1_500);
    expect(compared.distinct).toBeGreaterThan(5);
  });

  test("the SQL of a definition holds where its points do", async () => {
    const { weights } = result.models.hand ?? {};
    if (weights === null || weights === undefined) throw new Error("hand was not made");
    await expectShippedParity(db, folder, "hand", rows);
    const score = compileScorer(weights);
    const met = await expectJudgedAlike(db, folder, "written", (row) => score(row).score >= 30, rows);
    expect(met).toBeGreaterThan(100);
    expect(met).toBeLessThan(rows.length - 100);
  });

  test("10.2: the view over leads and activities and the SQL of a model, as a user would install them", async () => {
    const opened = await openStudy(join(place.folder, "study", "study.yaml"));
    const { history, coded } = await load(opened.study, opened.folder, {});
    const moment = dayNumber(2026, 1, 1) * DAY;
    const { columns } = makingFor(opened.study, coded.features, moment);
    const text = (v: unknown): string =>
      v === null ? "NULL" : typeof v === "string" ? `'${v.replaceAll("'", "''")}'` : String(v);
    for (const { create, name, values } of sourceTables(duckdb, history, columns)) {
      await db.run(create);
      const tuples = values.map((row) => `(${row.map(text).join(", ")})`);
      for (let i = 0; i < tuples.length; i += 500)
        await db.run(`INSERT INTO ${name} VALUES ${tuples.slice(i, i + 500).join(", ")}`);
    }
    const shipped = (file: string): string => readFileSync(join(folder, "exports/duckdb", file), "utf8");
    await db.run("DROP TABLE IF EXISTS lead_features");
    await db.run(`CREATE VIEW lead_features AS ${shipped("lead_features.view.sql")}`);
    for (const model of ["hand", "logit"]) {
      const weights = result.models[model]?.weights;
      if (weights === null || weights === undefined) throw new Error(`${model} was not made`);
      const score = compileScorer(weights);
      const ours = featuresAt(history, coded.features, moment).map((row) => score(row).score);
      const sql = `SELECT score FROM (${shipped(`${model}.sql`)}) ORDER BY lead_id`;
      const theirs = (await db.runAndReadAll(sql)).getRows().map(([of]) => Number(of));
      expect(theirs).toEqual(ours);
      expect(new Set(ours).size).toBeGreaterThan(3);
    }
    await db.run("DROP VIEW lead_features");
  });

  test("a definition that is a stamp says why there is no SQL of it", () => {
    expect(readFileSync(join(folder, "exports/duckdb/incumbent.is_mql.sql"), "utf8")).toBe(
      '-- incumbent is not exported: the stage "mql" is what history recorded: no features decide it\n',
    );
  });

  test("a cut-off from capacity is that of the weights that ship, on the last full quarter before as_of", () => {
    const sql = readFileSync(join(folder, "exports/duckdb/adaptive.is_mql.sql"), "utf8");
    const [, stated = ""] = /score of "logit" >= (-?\d+)/.exec(sql) ?? [];
    const { cutoff } = result.definitions.adaptive ?? { cutoff: null };
    const weights = result.models.logit?.weights;
    if (cutoff === null || weights === null || weights === undefined)
      throw new Error("the tiny study has a model with a cut-off");
    expect(cutoff.score).toBe(Number(stated));
    expect(cutoff.p).toBe(probabilityOf(weights, cutoff.score));
    expect(result.definitions.written?.cutoff).toBeNull();
  });

  test("result.json and weights are valid by the schemas that are shipped, and read back as they were", async () => {
    expect(validator("result")(json("result.json"))).toEqual([]);
    expect(validator("weights")(json("weights/logit.json"))).toEqual([]);
    expect(validator("weights")(json("weights/hand.json"))).toEqual([]);
    expect(await readResult(folder)).toEqual(result);
  });
});
