import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { replay } from "../../src/backtest/replay/replay.ts";
import { canonical } from "../../src/base/canonical.ts";
import { random } from "../../src/base/random.ts";
import { codesAt } from "../../src/features/codes.ts";
import { type FitQuestion, fitNow, type ModelSpec } from "../../src/models/fitting/fit.ts";
import { inputValue, scoreRows } from "../../src/models/score.ts";
import type { Calibrated, TrainingRows } from "../../src/models/type.ts";
import { plattFit } from "../../src/stats/calibrate/platt.ts";
import { expit } from "../../src/stats/numeric/expit.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { compileScorer, gradeOf } from "../../src/weights/scorer.ts";
import type { InputValue, Weights } from "../../src/weights/type.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { thorough } from "../helpers/thorough.ts";
import { apartByTitle, replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";
import { features, handPoints, rowsAt, someRows } from "./rows.ts";

/** Every kind of model. A new one is one more line, and all that follows must hold for it. */
const kinds = {
  points: { kind: "points", ...handPoints },
  ridge: { kind: "logistic", penalty: "ridge", lambda: 1, alpha: 1, maxBins: 5 },
  segments: { kind: "logistic", penalty: "ridge", lambda: 1, alpha: 1, maxBins: 4, segment: "title" },
  lasso: { kind: "logistic", penalty: "lasso", lambda: 0.002, alpha: 1, maxBins: 5 },
  "elastic net": { kind: "logistic", penalty: "elastic_net", lambda: 0.002, alpha: 0.5, maxBins: 5 },
  firth: { kind: "logistic", penalty: "firth", lambda: null, alpha: 1, maxBins: 3 },
  "no penalty": { kind: "logistic", penalty: "none", lambda: null, alpha: 1, maxBins: 3 },
  scorecard: {
    kind: "scorecard",
    maxBins: 5,
    monotone: "auto",
    minShare: 0.05,
    periods: 1,
    scale: { pdo: 20, points: 100, odds: 0.1 },
  },
  "integer points": { kind: "integer_points", terms: 4, range: [-5, 5], maxBins: 4 },
  "close rates": { kind: "close_rate", combine: "sum", shrink: "empirical_bayes", windowDays: null },
  "best activity": { kind: "close_rate", combine: "best", shrink: "empirical_bayes", windowDays: null },
  "naive Bayes": { kind: "close_rate", combine: "naive_bayes", shrink: "empirical_bayes", windowDays: null },
} as const satisfies Record<string, ModelSpec>;
type Kind = keyof typeof kinds;
const calibrators: readonly FitQuestion["calibration"][] = [
  "platt",
  "beta",
  "isotonic",
  "venn_abers",
  "none",
];
/**
 * A map sees scores alone: all of them over points, and one over each other kind, in turn. At full size all of them over
 * logits too, and segments, whose fits take as long as those of all others.
 */
const every = (Object.keys(kinds) as Kind[]).flatMap((kind, k) =>
  calibrators
    .filter((_, c) => kind === "points" || (thorough && kind === "ridge") || c === k % calibrators.length)
    .filter(() => thorough || kind !== "segments")
    .map((calibration) => ({ kind, calibration })),
);

const span = { start: 0, end: 0 };
const place = scratch();
afterAll(() => place.remove());

function question(kind: Kind, calibration: FitQuestion["calibration"], rows: TrainingRows): FitQuestion {
  return { name: kind, spec: kinds[kind], rows, features, cuts: new Map(), calibration, dropped: [] };
}

function fitted(kind: Kind, calibration: FitQuestion["calibration"], rows: TrainingRows): Calibrated {
  const outcome = fitNow(question(kind, calibration, rows));
  if (!("weights" in outcome)) throw new Error(outcome.reason);
  return outcome;
}

/** Points alike to the last one; the map to what order of addition leaves. */
function expectSameWeights(a: Weights, b: Weights): void {
  const bare = ({ attributes, intercept, groups, floor, ceiling, grades }: Weights) =>
    canonical({ attributes, intercept, groups, floor, ceiling, grades });
  expect(bare(a)).toBe(bare(b));
  expect(a.calibration.kind).toBe(b.calibration.kind);
  for (const score of [-4e6, -2e6, -1e6, 0, 20, 60, 90, 110, 1e6])
    expect(probabilityOf(a, score) ?? 0).toBeCloseTo(probabilityOf(b, score) ?? 0, 8);
}

const rows = someRows();

describe.each(every)("$kind, calibration $calibration", ({ kind, calibration }) => {
  // segments are worth their name only where they differ
  const made = (count = 1_500, seed = 1): TrainingRows =>
    someRows(count, seed, -2, kind === "segments" ? 0.5 : 0);
  const rows = made();
  const once = fitted(kind, calibration, rows);

  it("gives the same bytes when fitted twice, and leaves its rows alone", () => {
    const mine = made();
    const before = canonical(JSON.parse(JSON.stringify(mine)));
    expect(canonical(fitted(kind, calibration, mine).weights)).toBe(canonical(once.weights));
    expect(canonical(JSON.parse(JSON.stringify(mine)))).toBe(before);
  });

  it("does not depend on the order of rows", () => {
    const r = random(4);
    const order = Array.from(rows.label.keys());
    for (let i = order.length - 1; i > 0; i--) {
      const j = r.below(i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    expectSameWeights(fitted(kind, calibration, rowsAt(rows, order)).weights, once.weights);
  });

  it("takes a weight of 2 as the row twice", () => {
    const r = random(5);
    const weight = Array.from(rows.label, () => 1 + r.below(2));
    const twice = weight.flatMap((w, i) => Array.from({ length: w }, () => i));
    const all = Array.from(rows.label.keys());
    expectSameWeights(
      fitted(kind, calibration, rowsAt(rows, all, weight)).weights,
      fitted(kind, calibration, rowsAt(rows, twice)).weights,
    );
  });

  it("scores finite integers inside the limits, out of fold too", () => {
    for (const scores of [scoreRows(once.weights, rows.coded), once.outOfFold])
      for (const s of scores) expect(Number.isSafeInteger(s) && Math.abs(s) < 2 ** 30).toBe(true);
    expect(once.outOfFold).toHaveLength(rows.label.length);
  });

  it("scores the same after a round trip through JSON, by the table and by the one scorer", () => {
    const read: Weights = JSON.parse(JSON.stringify(once.weights));
    const score = compileScorer(read);
    const tabled = scoreRows(once.weights, rows.coded);
    for (let i = 0; i < rows.label.length; i++) {
      const inputs = Object.fromEntries(
        rows.coded.features.map((f, j): [string, InputValue] => [
          f.name,
          inputValue(f, rows.coded.codes[j]?.[i] ?? 0),
        ]),
      );
      const of = score(inputs);
      expect(of.score).toBe(tabled[i]);
      expect(of.p).toBe(probabilityOf(once.weights, tabled[i] ?? 0));
      expect(of.grade).toBe(gradeOf(once.weights, tabled[i] ?? 0));
    }
    for (const { inputs, ...said } of read.golden) expect(score(inputs)).toEqual(said);
  });

  it("grades and probabilities rise with the score", () => {
    const scores = [...new Set(scoreRows(once.weights, rows.coded))].sort((a, b) => a - b);
    const p = scores.map((s) => probabilityOf(once.weights, s));
    if (calibration === "none") expect(new Set(p)).toEqual(new Set([null]));
    else for (const [i, v] of p.entries()) expect(v ?? Number.NaN).toBeGreaterThanOrEqual(p[i - 1] ?? 0);
    const grades = scores.map((s) => gradeOf(once.weights, s) ?? "");
    expect([...grades].sort().reverse()).toEqual(grades);
    expect(new Set(grades).size).toBeGreaterThan(1);
  });

  it("scores a row out of fold by what the row's own fold did not shape", () => {
    // the labels of fold 3 are turned round: its own scores stay, those of the other folds move where labels matter
    const turned = { ...rows, label: rows.label.map((y, i) => (rows.fold[i] === 3 ? 1 - y : y)) };
    const again = fitted(kind, calibration, turned);
    let others = 0;
    rows.fold.forEach((fold, i) => {
      if (fold === 3) expect(again.outOfFold[i]).toBe(once.outOfFold[i]);
      else if (again.outOfFold[i] !== once.outOfFold[i]) others++;
    });
    expect(others > 0).toBe(kind !== "points");
  });

  it("is fitted on the rows of its fold alone", () => {
    const first = Array.from(rows.label.keys()).filter((i) => i < 900);
    const alone = rowsAt(rows, first);
    const longer = made();
    longer.label.fill(1, 900);
    expect(canonical(fitted(kind, calibration, rowsAt(longer, first)).weights)).toBe(
      canonical(fitted(kind, calibration, alone).weights),
    );
  });

  it("needs fifty leads that reach the outcome, and says so", () => {
    const winners = Array.from(rows.label.keys()).filter((i) => rows.label[i] === 1);
    const losers = Array.from(rows.label.keys()).filter((i) => rows.label[i] === 0);
    const with_ = (n: number) => rowsAt(rows, [...winners.slice(0, n), ...losers]);
    const few = fitNow(question(kind, calibration, with_(49)));
    if (kind !== "points") {
      expect(few).toEqual({
        value: null,
        reason: "only 49 of the leads to learn from reach the outcome; a fit takes 50",
      });
    } else {
      if (!("weights" in few)) throw new Error(few.reason);
      expect(few.weights.calibration).toEqual({ kind: "none" });
      expect(few.diagnostics.notes[0]).toContain("too few for a probability, which takes 50");
    }
    const enough = fitNow(question(kind, calibration, with_(50)));
    // without a penalty so few may be separated: then it says which column, and the way out
    if (kind === "no penalty" && !("weights" in enough)) expect(enough.reason).toMatch(/infinite.*Firth/);
    else expect("weights" in enough).toBe(true);
  });

  it("counts positives in leads, not in rows", () => {
    const losers = Array.from(rows.label.keys()).filter((i) => rows.label[i] === 0);
    const winner = rows.label.indexOf(1);
    const outcome = fitNow(
      question(kind, calibration, rowsAt(rows, [...new Array(60).fill(winner), ...losers])),
    );
    const said = "weights" in outcome ? outcome.diagnostics.notes.join() : outcome.reason;
    expect(said).toContain("only 1 of the leads to learn from reaches the outcome");
  });

  it("does without a feature that its fold dropped", () => {
    const keep = (j: number): boolean => features[j]?.name !== "demo_30d";
    const less: TrainingRows = {
      ...rows,
      coded: {
        count: rows.coded.count,
        features: rows.coded.features.filter((_, j) => keep(j)),
        codes: rows.coded.codes.filter((_, j) => keep(j)),
      },
    };
    const outcome = fitNow({
      ...question(kind, calibration, less),
      dropped: [{ feature: "demo_30d", reason: "not observed for 40.0% of the quarter before the test" }],
    });
    if (kind === "best activity")
      return expect(outcome).toMatchObject({ reason: expect.stringContaining("no activity is counted") });
    if (!("weights" in outcome)) throw new Error(outcome.reason);
    const { weights, diagnostics } = outcome;
    expect(diagnostics.dropped.map((d) => d.feature)).toEqual(["demo_30d"]);
    if (kind !== "points") expect(weights.inputs.map((i) => i.name)).not.toContain("demo_30d");
    else {
      // points by hand are what they are; only what they promise is not known here
      expect(weights.attributes).toEqual(once.weights.attributes);
      expect(weights.calibration).toEqual({ kind: "none" });
      expect(diagnostics.notes.join()).toContain("demo_30d is not observed for 40.0%");
    }
  });
});

describe("monotone where promised", () => {
  it("points for each activity rise to their most and fall never", () => {
    const { weights } = fitted("points", "none", rows);
    const score = compileScorer(weights);
    const at = (demo: number): number => score({ title: "Manager", demo_30d: demo }).score;
    expect([0, 1, 2, 3, 4].map((n) => at(n) * weights.scale.unit)).toEqual([0, 7.5, 15, 20, 20]);
  });
});

describe("monotone where promised, of fitted kinds", () => {
  it.each([
    ["ascending", 1],
    ["descending", -1],
  ] as const)("the rates of a scorecard go %s along a number, and so do its points", (monotone, way) => {
    const outcome = fitNow({
      ...question("scorecard", "none", rows),
      spec: { ...kinds.scorecard, monotone },
    });
    if (!("weights" in outcome)) throw new Error(outcome.reason);
    const ranges = outcome.weights.attributes.flatMap((a) =>
      a.kind === "bins" ? [a.bins.filter((bin) => bin.kind === "range").map((bin) => way * bin.points)] : [],
    );
    // size and demos raise the rate in the world, so that descending bins leave nothing to tell
    expect(ranges.filter((points) => points.length > 1).length > 0).toBe(monotone === "ascending");
    for (const points of ranges) expect(points).toEqual([...points].sort((a, b) => a - b));
  });

  it("whole points never go against a sign that is expected", () => {
    const signs = new Map([
      ["employees", "-"],
      ["demo_30d", "-"],
    ] as const);
    const outcome = fitNow({ ...question("integer points", "none", rows), signs });
    if (!("weights" in outcome)) throw new Error(outcome.reason);
    const score = compileScorer(outcome.weights);
    for (const name of ["employees", "demo_30d"])
      for (const [a, b] of [
        [0, 3],
        [3, 5],
        [5, 4_000],
      ] as const)
        expect(score({ title: "Manager", employees: 20, demo_30d: 1, [name]: b }).score).toBeLessThanOrEqual(
          score({ title: "Manager", employees: 20, demo_30d: 1, [name]: a }).score,
        );
  });
});

describe("segments", () => {
  it("ship as the level of each and rules for the bins in which they deviate", () => {
    const { weights, diagnostics } = fitted("segments", "platt", someRows(1_500, 1, -2, 0.5));
    const rules = weights.attributes.filter((a) => a.kind === "rule");
    expect(rules.length).toBeGreaterThan(10);
    expect(diagnostics.segmented?.rules).toBe(rules.length);
    expect(rules.map((rule) => rule.when).join("\n")).toMatch(/^title = 'CTO' AND employees < 12\.5$/m);
    const level = weights.attributes.find((a) => a.kind === "bins" && a.name === "title");
    expect(level?.kind === "bins" && level.bins.find((bin) => bin.kind === "other")?.points).toBe(0);
  });
});

describe("Platt", () => {
  it("is learnt on out-of-fold scores, never on the fit's own", () => {
    const { weights, outOfFold } = fitted("ridge", "platt", rows);
    const unit = weights.scale.unit;
    const map = plattFit(
      outOfFold.map((s) => s * unit),
      rows.label,
      rows.weight,
    );
    expect(weights.calibration).toEqual({ kind: "platt", slope: map?.slope, intercept: map?.intercept });
    const own = plattFit(
      scoreRows(weights, rows.coded).map((s) => s * unit),
      rows.label,
      rows.weight,
    );
    // on its own rows a fit looks better than it is: the slope there is nearer to 1 from above
    expect(own?.slope ?? 0).toBeGreaterThan(map?.slope ?? 0);
  });

  it("gives an honest sum: promised and seen agree on what it was learnt on but for its smoothed targets", () => {
    const { weights, outOfFold } = fitted("ridge", "platt", rows);
    const promised = outOfFold.reduce((sum, s) => sum + (probabilityOf(weights, s) ?? 0), 0);
    const seen = rows.label.reduce((sum, y) => sum + y, 0);
    const n = rows.label.length;
    const targets = (seen * (seen + 1)) / (seen + 2) + (n - seen) / (n - seen + 2);
    expect(promised).toBeCloseTo(targets, 6);
  });

  it("says that it falls, and that there is nothing to calibrate on equal scores", () => {
    const r = random(6);
    const falls = fitted("points", "platt", {
      ...rows,
      label: Uint8Array.from(scoreRows(fitted("points", "none", rows).weights, rows.coded), (s) =>
        r.uniform() < expit(-s / 100) ? 1 : 0,
      ),
    });
    expect(falls.diagnostics.notes).toEqual([
      "higher scores did not go with more outcomes among leads that the model had not seen: every lead has the base rate as its probability",
      "grades are quarters of the leads by score: no four bands of it have rates that rise",
    ]);
    const flat = fitNow({
      ...question("points", "platt", rows),
      spec: { kind: "points", ...handPoints, points: [], groups: new Map() },
    });
    expect("weights" in flat && flat.diagnostics.notes).toEqual([
      "all scores are equal: there is nothing to calibrate",
      "grades are quarters of the leads by score: no four bands of it have rates that rise",
    ]);
  });
});

describe("fit, scorer and replay", () => {
  it("give the same points: the replay's score at creation is the table's and the scorer's", async () => {
    const tiny = tinyStudy();
    apartByTitle(tiny);
    replaceIn(
      tiny,
      /( {2}logit: .*\n)/,
      "  logit: { kind: logistic }\n  titles: { kind: logistic, segment: title }\n",
    );
    const { study, folder } = await openStudy(writeStudy(join(place.folder, "tiny"), tiny));
    const loaded = await load(study, folder, {});
    const { history, labels, table } = loaded;
    const models = [...(await fitStudy(loaded)).walk.final.models];
    const weights = new Map(
      models.map(([name, fit]) => {
        if (!("weights" in fit)) throw new Error(fit.reason);
        return [name, fit.weights] as const;
      }),
    );
    const rules = weights.get("titles")?.attributes.filter((a) => a.kind === "rule") ?? [];
    expect(rules.length).toBeGreaterThan(3);
    const definitions = [...weights.keys()].map((model) => ({
      name: model,
      // at least the lowest score there is, so that every lead crosses when it is created
      rule: { kind: "compare" as const, name: `${model}_points`, op: ">=" as const, value: -1e6, span },
    }));
    const end = study.asOf;
    const [answers] = await replay({
      history,
      labels,
      features: table.features,
      excluded: table.excluded,
      definitions,
      folds: [
        { models: weights, cutoffs: new Map(), until: end, before: { start: 0, end: 1 }, outcomesUntil: 0 },
      ],
    });
    const lead = Int32Array.from({ length: history.leads.count }, (_, i) => i);
    const coded = codesAt(history, table.features, lead, history.leads.created);
    [...weights].forEach(([name, of], d) => {
      const answer = answers?.[d];
      if (answer === undefined || answer.crossings === null) throw new Error(`${name}: ${answer?.reason}`);
      const tabled = scoreRows(of, coded);
      const score = compileScorer(of);
      let compared = 0;
      for (let i = 0; i < lead.length; i++) {
        if (answer.crossings.time[i] !== history.leads.created[i]) continue;
        const inputs = Object.fromEntries(
          coded.features.map((f, j): [string, InputValue] => [
            f.name,
            inputValue(f, coded.codes[j]?.[i] ?? 0),
          ]),
        );
        expect(answer.crossings.score?.[i]).toBe(tabled[i]);
        expect(score(inputs).score).toBe(tabled[i]);
        compared++;
      }
      expect(compared).toBeGreaterThan(800);
    });
  });
});
