import { join } from "node:path";
import { goldenRows } from "../../src/weights/golden.ts";
import { compileScorer } from "../../src/weights/scorer.ts";
import type { Weights } from "../../src/weights/type.ts";
import { scratch } from "../helpers/cli.ts";
import { apartByTitle, replaceIn, type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";
import { sealed } from "./duckdb.ts";
import type { Case } from "./judges/judges.ts";
import { ranStudy } from "./study.ts";

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
export function everyKind(calibration: string): TinyStudy {
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

let fitted: Promise<readonly (readonly Case[])[]> | undefined;

/**
 * What every kind of model ships, under every map from a score to a probability: a list for each kind, a case for each map, in
 * the same order for all; with some of the moments that it was fitted on and its golden rows. Fitted once a worker.
 */
export const kindCases = (): Promise<readonly (readonly Case[])[]> => {
  fitted ??= fitEveryKind();
  return fitted;
};

/** A case for each kind, each under another map than the one before. */
export const kindsInTurn = async (): Promise<readonly Case[]> =>
  (await kindCases()).flatMap((cases, i) => cases[i % cases.length] ?? []);

async function fitEveryKind(): Promise<readonly (readonly Case[])[]> {
  const { folder, remove } = scratch();
  try {
    const study = writeStudy(join(folder, "study"), everyKind("platt"));
    const { result, rows } = await ranStudy(study, join(folder, "out"));
    const some = rows.filter((_, i) => i % Math.ceil(rows.length / 250) === 0);
    return Object.entries(result.models).map(([model, { weights, reason }]) => {
      if (weights === null) throw new Error(`${model}: ${reason}`);
      const score = compileScorer(weights);
      const scores = [...new Set(some.map((row) => score(row).score))].sort((a, b) => a - b);
      return mapsOf(weights, scores).map((calibration) => {
        const draft = { ...weights, calibration };
        return { weights: sealed(draft), rows: [...some, ...goldenRows(draft).map(({ inputs }) => inputs)] };
      });
    });
  } finally {
    remove();
  }
}

/** Every kind of map, over the scores that a model gives. */
function mapsOf({ scale }: Weights, scores: readonly number[]): readonly Weights["calibration"][] {
  const steps = scores.filter((_, i) => i % Math.ceil(scores.length / 12) === 0);
  const lookup = steps.map((score, i) => ({ score, p: (i + 1) / (steps.length + 1.5) }));
  const [first = 0, last = 1] = [scores[0], scores.at(-1)];
  const slope = 4 / Math.max(1e-9, (last - first) * scale.unit);
  const intercept = -(slope * (first + last) * scale.unit) / 2;
  return [
    { kind: "platt", slope, intercept },
    { kind: "beta", slope, intercept, a: 1.2, b: 0.8, c: 0.1 },
    { kind: "lookup", between: "step", lookup },
    { kind: "lookup", between: "linear", lookup },
    { kind: "none" },
  ];
}
