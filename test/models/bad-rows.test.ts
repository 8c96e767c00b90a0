import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { fitNow, type ModelSpec } from "../../src/models/fitting/fit.ts";
import { scoreRows } from "../../src/models/score.ts";
import type { FitOutcome, TrainingRows } from "../../src/models/type.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { madeRows } from "./made-rows.ts";

const logistic = (penalty: "ridge" | "lasso" | "elastic_net" | "firth" | "none", lambda: number | null) =>
  ({ kind: "logistic", penalty, lambda, alpha: 0.5, maxBins: 4 }) as const;
const kinds = {
  ridge: logistic("ridge", 1),
  lasso: { ...logistic("lasso", 0.005), alpha: 1 },
  "elastic net": logistic("elastic_net", 0.01),
  firth: logistic("firth", null),
  plain: logistic("none", null),
  scorecard: {
    kind: "scorecard",
    maxBins: 5,
    monotone: "auto",
    minShare: 0.05,
    periods: 1,
    scale: { pdo: 20, points: 100, odds: 0.1 },
  },
  "integer points": { kind: "integer_points", terms: 3, range: [-5, 5], maxBins: 4 },
  "close rates": { kind: "close_rate", combine: "sum", shrink: "empirical_bayes", windowDays: null },
  "naive Bayes": { kind: "close_rate", combine: "naive_bayes", shrink: "none", windowDays: null },
} as const satisfies Record<string, ModelSpec>;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];

const fitOn = (kind: Kind, rows: TrainingRows): FitOutcome =>
  fitNow({
    name: "m",
    spec: kinds[kind],
    rows,
    features: rows.coded.features,
    cuts: new Map(),
    calibration: "auto",
    dropped: [],
  });

const n = 400;
const r = random(5);
const of = <T>(make: (i: number) => T, count = n): T[] => Array.from({ length: count }, (_, i) => make(i));
const size = of(() => 1 + r.below(40));
const title = of(() => ["CTO", "Manager", "Student"][r.below(3)] ?? "");
const demo_30d = of(() => Math.max(0, r.below(6) - 2));
const label = of((i) => (r.uniform() < 0.15 + 0.01 * (size[i] ?? 0) + 0.1 * (demo_30d[i] ?? 0) ? 1 : 0));
const good = { size, title, demo_30d };

/** Weights that are numbers and probabilities that are probabilities, or a reason in words. */
function sound(outcome: FitOutcome, rows: TrainingRows): string {
  if (!("weights" in outcome)) {
    expect(outcome.reason).toMatch(/[a-z]/);
    expect(outcome.reason).not.toMatch(/NaN|Infinity|undefined|column \d/);
    return outcome.reason;
  }
  for (const score of scoreRows(outcome.weights, rows.coded)) {
    expect(Number.isSafeInteger(score)).toBe(true);
    const p = probabilityOf(outcome.weights, score);
    if (p !== null) expect(p > 0 && p < 1).toBe(true);
  }
  return "";
}

/** Scores of a kind on some rows without what a case adds must be its scores with it. */
function scoresOf(kind: Kind, rows: TrainingRows): number[] {
  const outcome = fitOn(kind, rows);
  if (!("weights" in outcome)) throw new Error(outcome.reason);
  return Array.from(scoreRows(outcome.weights, rows.coded));
}

describe.each(names)("%s on bad rows", (kind) => {
  it("refuses one class, one event, 49 events and ten leads with what is lacking", () => {
    const events = (k: number) => of((i) => (i < k ? 1 : 0));
    for (const k of [0, 1, 49])
      expect(sound(fitOn(kind, madeRows(good, events(k))), madeRows(good, events(k)))).toContain(
        k === 0 ? "none of the leads to learn from reaches" : `only ${k} of the leads to learn from reach`,
      );
    expect(sound(fitOn(kind, madeRows(good, events(n))), madeRows(good, events(n)))).toContain(
      "every training moment reaches the outcome",
    );
    const ten = madeRows(good, [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
    expect(sound(fitOn(kind, ten), ten)).toContain("a fit takes 50");
  });

  it("leaves a constant column and one that is all missing where they are", () => {
    const more = madeRows({ ...good, same: of(() => 7), gone: of(() => null), blank: of(() => "") }, label);
    expect(scoresOf(kind, more)).toEqual(scoresOf(kind, madeRows(good, label)));
    sound(fitOn(kind, more), more);
  });

  it("refuses rows on which nothing varies, and names the columns", () => {
    const rows = madeRows({ same: of(() => 7), gone: of(() => null) }, label);
    const reason = sound(fitOn(kind, rows), rows);
    expect(reason).toMatch(
      kind === "close rates" || kind === "naive Bayes" ? /nothing about a lead varies/ : /same/,
    );
    expect(reason).toContain("known_at_creation");
  });

  it("puts 500 levels that are each too rare into one, and says nothing of them", () => {
    const rows = madeRows({ ...good, company: of((i) => `c${i}`) }, label);
    expect(scoresOf(kind, rows)).toEqual(scoresOf(kind, madeRows(good, label)));
  });

  it("takes a column twice, or names both and the way out", () => {
    const rows = madeRows({ ...good, again: title }, label);
    const reason = sound(fitOn(kind, rows), rows);
    if (kind === "plain" || kind === "firth") {
      expect(reason).toMatch(/again.* combination of .*title/);
      expect(reason).toContain("penalty: ridge");
    } else expect(reason).toBe("");
    // what holds coefficients back shares the weight between the two
    if (kind === "ridge") {
      const outcome = fitOn(kind, rows);
      if (!("weights" in outcome)) throw new Error(outcome.reason);
      const points = (name: string) =>
        outcome.weights.attributes.flatMap((a) => (a.kind === "bins" && a.name === name ? a.bins : []));
      points("again").forEach((bin, b) => {
        expect(Math.abs(bin.points - (points("title")[b]?.points ?? 0))).toBeLessThanOrEqual(5);
      });
    }
  });

  it("does not give infinite weights where a column tells the outcomes apart", () => {
    const rows = madeRows({ ...good, told: label.map((y) => (y === 1 ? "yes" : "no")) }, label);
    const reason = sound(fitOn(kind, rows), rows);
    if (kind === "plain") {
      expect(reason).toContain("told");
      expect(reason).toContain("penalty: firth");
    }
    if (kind === "integer points") expect(reason).toMatch(/told.*penalty: ridge/);
    if (kind === "ridge" || kind === "scorecard" || kind === "close rates") expect(reason).toBe("");
  });

  it("takes rows that weigh nothing for rows that are not there", () => {
    const weight = of((i) => (i % 4 === 0 ? 0 : 1));
    const kept = of((i) => i).filter((i) => i % 4 !== 0);
    const pick = <T>(values: readonly T[]): T[] => kept.flatMap((i) => values.slice(i, i + 1));
    const with_ = madeRows(good, label, { weight });
    const without = madeRows(
      { size: pick(size), title: pick(title), demo_30d: pick(demo_30d) },
      pick(label),
      {
        lead: kept,
      },
    );
    const [a, b] = [fitOn(kind, with_), fitOn(kind, without)];
    if (!("weights" in a && "weights" in b)) throw new Error("not fitted");
    expect(a.weights.attributes).toEqual(b.weights.attributes);
    const none = madeRows(good, label, { weight: of(() => 0) });
    expect(sound(fitOn(kind, none), none)).toMatch(
      /none of the leads to learn from reaches the outcome|there is no lead yet|no training moment has a weight/,
    );
  });

  it("says what to do with more columns than leads", () => {
    const many = 70;
    const y = of((i) => (i < 55 ? 1 : 0), many);
    const wide = Object.fromEntries(
      of((k) => [`x${k}`, of(() => (r.below(2) === 1 ? "a" : "b"), many)] as const, 75),
    );
    const rows = madeRows(wide, y);
    const reason = sound(fitOn(kind, rows), rows);
    if (kind === "plain" || kind === "firth") expect(reason).toContain("penalty: ridge");
  });

  it("is not misled by a column that was observed in one class alone", () => {
    const rows = madeRows({ ...good, half: label.map((y, i) => (y === 1 ? undefined : (i % 3) + 1)) }, label);
    const reason = sound(fitOn(kind, rows), rows);
    if (kind === "plain") expect(reason).toContain("half");
  });
});

it("hand points stay points on all of these; without enough of both outcomes they promise nothing", () => {
  const on = (rows: TrainingRows) =>
    fitNow({
      name: "m",
      spec: {
        kind: "points",
        points: [{ kind: "per", feature: "demo_30d", points: 5, max: 20, group: null }],
        groups: new Map(),
        floor: null,
        ceiling: null,
      },
      rows,
      features: rows.coded.features,
      cuts: new Map(),
      calibration: "auto",
      dropped: [],
    });
  const cases: Record<string, [TrainingRows, promises: boolean]> = {
    "no event": [
      madeRows(
        good,
        of(() => 0),
      ),
      false,
    ],
    "one event": [
      madeRows(
        good,
        of((i) => (i === 0 ? 1 : 0)),
      ),
      false,
    ],
    "one class": [
      madeRows(
        good,
        of(() => 1),
      ),
      false,
    ],
    "ten leads": [madeRows(good, [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]), false],
    "no weight": [madeRows(good, label, { weight: of(() => 0) }), false],
    "all missing": [madeRows({ ...good, demo_30d: of(() => null) }, label), false],
    "told apart": [madeRows({ demo_30d: label.map((y) => 3 * y) }, label), true],
    "a plain case": [madeRows(good, label), true],
  };
  for (const [name, [rows, promises]] of Object.entries(cases)) {
    const outcome = on(rows);
    expect(sound(outcome, rows), name).toBe("");
    if (!("weights" in outcome)) throw new Error(name);
    const counts = Array.from(rows.coded.codes[rows.coded.features.length - 1] ?? []);
    const points = counts.map((code) => (code > 5 ? 0 : Math.min(20, 5 * code)));
    expect(
      Array.from(scoreRows(outcome.weights, rows.coded), (s) => s * outcome.weights.scale.unit),
      name,
    ).toEqual(points);
    expect(outcome.weights.calibration.kind !== "none", name).toBe(promises);
  }
});

it("a penalty that is to be found by stretches of time says how much it left", () => {
  const rows = madeRows({ title, demo_30d }, label);
  const outcome = fitNow({
    name: "m",
    spec: { ...logistic("lasso", null), alpha: 1 },
    rows,
    features: rows.coded.features,
    cuts: new Map(),
    calibration: "platt",
    dropped: [],
  });
  if (!("weights" in outcome)) throw new Error(outcome.reason);
  expect(outcome.diagnostics.notes.join()).toMatch(/lambda 0\.\d+ leaves \d+ of \d+ bins with a weight/);
});
