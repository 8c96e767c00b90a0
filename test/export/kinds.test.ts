import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Weights } from "../../src/weights/type.ts";
import { scratch } from "../helpers/cli.ts";
import { thorough } from "../helpers/thorough.ts";
import { replaceIn, writeStudy } from "../helpers/tiny-study.ts";
import { type Connection, connect } from "./duckdb.ts";
import { everyKind } from "./kind-cases.ts";
import { expectShippedParity, ranStudy } from "./study.ts";

const place = scratch();
let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => {
  db.closeSync();
  place.remove();
});

describe.each(thorough ? ["platt", "beta", "isotonic", "venn_abers", "none"] : ["platt"])(
  "every kind, calibration %s",
  (calibration) => {
    it("ships SQL that scores as the scorer does, at every moment", async () => {
      const tiny = everyKind(calibration);
      // without a probability there is nothing to cut on
      if (calibration === "none") replaceIn(tiny, "a_p >= 0.2 AND ", "");
      const study = writeStudy(join(place.folder, calibration), tiny);
      const { result, folder, rows } = await ranStudy(study, join(place.folder, `${calibration}-out`));
      expect(rows.length).toBeGreaterThan(1_000);
      const maps = new Set<Weights["calibration"]["kind"]>();
      for (const [model, { weights, reason }] of Object.entries(result.models)) {
        if (weights === null) throw new Error(`${model}: ${reason}`);
        maps.add(weights.calibration.kind);
        const compared = await expectShippedParity(db, folder, model, rows);
        expect(compared.distinct).toBeGreaterThan(1);
      }
      if (calibration === "platt") expect(result.models.m?.segments?.rules).toBeGreaterThan(3);
      const wanted = { platt: "platt", beta: "beta", isotonic: "lookup", venn_abers: "lookup", none: "none" };
      expect([...maps]).toContain(wanted[calibration as keyof typeof wanted]);
    });
  },
);
