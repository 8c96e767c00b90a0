import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Weights } from "../../src/weights/type.ts";
import { scratch } from "../helpers/cli.ts";
import { thorough } from "../helpers/thorough.ts";
import { apartByTitle, replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";
import { type Connection, connect } from "./duckdb.ts";
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

/** Every kind of model; their names are parts of each other, of their scores' names and of features'. */
const models = `models:
  a: { kind: logistic, penalty: ridge, max_bins: 4 }
  m: { kind: logistic, segment: title, max_bins: 3 }
  a_p: { kind: logistic, penalty: elastic_net, lambda: 0.01, max_bins: 3 }
  a_points: { kind: logistic, penalty: lasso, lambda: 0.01, max_bins: 3 }
  title: { kind: logistic, penalty: firth, max_bins: 2 }
  demo_request_30d: { kind: logistic, penalty: none, max_bins: 2 }
  p: { kind: scorecard, scale: { pdo: 20, points: 100, odds: 0.3 } }
  grade: { kind: integer_points, terms: 2, max_bins: 2 }
  score: { kind: close_rate }
  lead_features: { kind: close_rate, combine: naive_bayes, shrink: none, window: 30 days }
  best: { kind: close_rate, combine: best }
  mql: { kind: points, points: [ { when: "demo_request_30d >= 1", points: 30 }, { per: page_view_30d, points: 2.5, max: 10 } ] }
`;

/** All kinds under the first map; what another map makes of a score does not depend on the kind: three are enough. */
function everyKind(calibration: string) {
  const tiny = tinyStudy();
  // isotonic and Venn-Abers maps want more outcomes than this leaves
  if (calibration === "platt") apartByTitle(tiny);
  const some = models
    .split("\n")
    .filter(
      (line) => calibration === "platt" || !/^ {2}(a_|title|demo|grade|score|lead_features)/.test(line),
    );
  replaceIn(
    tiny,
    /models:\n[\s\S]*(?=definitions:)/,
    `${some.join("\n")}calibration: ${calibration}\ngrades: ${calibration === "platt" ? "A-D" : "1-5"}\n`,
  );
  replaceIn(
    tiny,
    /definitions:\n[\s\S]*(?=backtest)/,
    'definitions:\n  incumbent: { stage: mql, incumbent: true }\n  both: { when: "a_p >= 0.2 AND p_points >= 90" }\n',
  );
  replaceIn(tiny, "known_at_creation: [title, employees, email]", "known_at_creation: [title, employees]");
  replaceIn(tiny, "[7 days, 30 days]", "[30 days]");
  replaceIn(tiny, "at: occurred_at }", "at: occurred_at, observed_from: 2023-01-01 }");
  replaceIn(tiny, /flags: .*\n/, "");
  replaceIn(tiny, "quarters: 4", "quarters: 1");
  return tiny;
}

describe.each(thorough ? ["platt", "beta", "isotonic", "venn_abers", "none"] : ["platt", "isotonic"])(
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
