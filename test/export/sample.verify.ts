import { join } from "node:path";
import { expect, test } from "vitest";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { compileScorer } from "../../src/weights/scorer.ts";
import { root, scratch } from "../helpers/cli.ts";
import { connect } from "./duckdb.ts";
import { expectJudgedAlike, expectShippedParity, ranStudy } from "./study.ts";

test("SQL in DuckDB equals the scorer on every moment of the sample, and its definitions what they say", async () => {
  const place = scratch();
  const db = await connect();
  try {
    const { folder, result, rows } = await ranStudy(join(root, "data/sample/study.yaml"), place.folder);
    for (const model of ["hand", "logit"]) {
      const compared = await expectShippedParity(db, folder, model, rows);
      expect(compared.rows).toBeGreaterThan(10_000);
      expect(compared.distinct).toBeGreaterThan(50);
    }
    const weights = result.models.logit?.weights;
    if (weights === null || weights === undefined) throw new Error("logit was not fitted");
    const score = compileScorer(weights);
    const met = await expectJudgedAlike(
      db,
      folder,
      "demo_or_fit",
      (row) => {
        const demo = row.demo_request_30d;
        const p = probabilityOf(weights, score(row).score) ?? 0;
        return ((typeof demo === "number" && demo >= 1) || p >= 0.2) && row.free_email === false;
      },
      rows,
    );
    expect(met).toBeGreaterThan(500);
  } finally {
    db.closeSync();
    place.remove();
  }
});
