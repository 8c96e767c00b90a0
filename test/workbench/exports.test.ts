import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Result } from "../../src/result/type.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { compileScorer, type Inputs } from "../../src/weights/scorer.ts";
import { readResult } from "../../src/workbench/folder/folder.ts";
import { type Connection, connect } from "../export/duckdb.ts";
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
