import { afterAll, describe, expect, it } from "vitest";
import {
  attributePoints,
  type BinRules,
  type Counts,
  countLevels,
  countNumbers,
  gradesOf,
  informationValue,
  ivNoiseFloor,
  noSmoothing,
  optimalBins,
  pavaBlocks,
  prebinAt,
  priorSmoothing,
  probabilityOf,
  quantileEdges,
  type Smoothing,
  scalingOf,
  scoreOf,
  scoreRange,
  sumOf,
  toHundred,
  weightsOfEvidence,
} from "../../src/stats/binning/index.ts";
import { cellsAbove } from "../../src/stats/binning/prebin.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";

const held = new Set<string>();
const check = (id: string, actual: unknown): void => {
  expectGolden(actual, golden(id).expected, golden(id).tolerance, id);
  held.add(id);
};

afterAll(() => {
  if (held.size > 0) console.log(`golden WOE, BIN, SC: ${held.size} held`);
});

const categorical = ["status_of_existing_checking_account", "credit_history", "savings_account_and_bonds"];

function germancredit(): { text: (name: string) => string[]; duration: Float64Array; bad: number[] } {
  const csv = referenceCsv("germancredit");
  const bad = (csv.creditability ?? []).map((c) => Number(c === "bad"));
  expect([bad.length, bad.reduce((s, b) => s + b, 0)]).toEqual([1000, 300]);
  return {
    text: (name) => csv[name] ?? [],
    duration: Float64Array.from(csv.duration_in_month ?? [], Number),
    bad,
  };
}

const oneBased = (ends: readonly number[] | null): number[] => (ends ?? []).map((e) => e + 1);
const cutAfter = (cuts: readonly number[], ends: readonly number[] | null): number[] =>
  (ends ?? []).slice(0, -1).map((e) => cuts[e] ?? Number.NaN);
const cells = (counts: Counts): { events: number; nonEvents: number }[] =>
  Array.from(counts.events, (e, i) => ({ events: e, nonEvents: counts.nonEvents[i] ?? 0 }));

function durationPrebins(): ReturnType<typeof prebinAt> {
  const { duration, bad } = germancredit();
  const { counts } = countNumbers({ values: duration, label: bad });
  return prebinAt(counts, [8, 10, 12, 14, 16, 18, 22, 26, 30, 36, 40, 48]);
}

describe("golden: weight of evidence", () => {
  it("WOE01: levels of the checking account", () => {
    const { text, bad } = germancredit();
    const { counts } = countLevels({ values: text(categorical[0] ?? ""), label: bad });
    const totals = sumOf(counts);
    check("WOE01.checking", {
      categories: counts.level,
      events: counts.events,
      nonevents: counts.nonEvents,
      woe: weightsOfEvidence(cells(counts), totals, noSmoothing).woe,
      iv: informationValue(cells(counts), totals),
    });
  });

  it("WOE03: what each rule does to a zero cell", () => {
    const counts = { events: Float64Array.of(0, 3, 12, 45), nonEvents: Float64Array.of(40, 97, 288, 455) };
    const totals = sumOf(counts);
    const under = (smoothing: Smoothing): Float64Array =>
      weightsOfEvidence(cells(counts), totals, smoothing).woe;
    check("WOE03.zero_cell", {
      half_all: under({ events: 0.5, nonEvents: 0.5, where: "everywhere" }),
      half_zero: under({ events: 0.5, nonEvents: 0.5, where: "zero_bins" }),
      "scorecard_0.99": under({ events: 0.99, nonEvents: 0.99, where: "zero_cells" }),
      prior_m1: under(priorSmoothing(totals)),
      prior_m10: under(priorSmoothing(totals, 10)),
    });
  });

  it("WOE04: halves turn the sign of 0 of 20, the prior does not", () => {
    const bins = [
      { events: 0, nonEvents: 20 },
      { events: 40, nonEvents: 1940 },
    ];
    const totals = { events: 40, nonEvents: 1960 };
    check("WOE04.sign_flip_trap", {
      half_all: weightsOfEvidence(bins, totals, { events: 0.5, nonEvents: 0.5, where: "everywhere" }).woe[0],
      prior_m1: weightsOfEvidence(bins, totals).woe[0],
    });
  });

  it("WOE05: the IV of pure noise", () => {
    check("WOE05.iv_null", ivNoiseFloor(10, { events: 60, nonEvents: 940 }));
  });
});

describe("golden: optimal binning", () => {
  it.for([
    ["BIN01.duration_asc", { trend: "ascending" }],
    ["BIN01.duration_asc_max4", { trend: "ascending", maxBins: 4 }],
    ["BIN01.duration_asc_min5pct", { trend: "ascending", minSize: 50 }],
    ["BIN01.duration_none", { trend: "none" }],
  ] as const satisfies readonly (readonly [string, BinRules])[])("%s", ([id, rules]) => {
    const prebins = durationPrebins();
    const bins = optimalBins(prebins, rules);
    const { events, nonevents } = golden(id).expected as { events?: unknown; nonevents?: unknown };
    check(id, {
      iv: bins.ends === null ? null : bins.iv,
      ends: oneBased(bins.ends),
      cutpoints: cutAfter(prebins.cuts, bins.ends),
      prebin_cuts: prebins.cuts,
      ...(events === undefined ? {} : { events: prebins.events }),
      ...(nonevents === undefined ? {} : { nonevents: prebins.nonEvents }),
    });
  });

  it("BIN02: the blocks of pool-adjacent-violators", () => {
    const prebins = durationPrebins();
    const { ends, iv } = pavaBlocks(prebins, sumOf(prebins));
    check("BIN02.pava_blocks", { ends: oneBased(ends), iv });
  });

  it("BIN04: grades 1 to 5 of a score", () => {
    const csv = referenceCsv("calib");
    const rows = (csv.split ?? []).flatMap((split, i) => (split === "cal" ? [i] : []));
    const { counts } = countNumbers({
      values: Float64Array.from(rows, (i) => Number(csv.score?.[i])),
      label: rows.map((i) => Number(csv.y?.[i])),
    });
    const edges = quantileEdges(counts, 20);
    const prebins = cellsAbove(counts, edges);
    const rules = { trend: "ascending", minBins: 5, maxBins: 5, minSize: 20 } as const;
    const grades = gradesOf(counts, ["5", "4", "3", "2", "1"]);
    if (grades.grades === null) throw new Error("no grades");
    check("BIN04.grades5", {
      edges,
      events: prebins.events,
      nonevents: prebins.nonEvents,
      ends: oneBased(optimalBins(prebins, rules).ends),
      iv: grades.iv,
      rates: grades.grades.map((g) => g.rate).reverse(),
      grade_cuts: grades.edges,
    });
  });
});

describe("golden: scorecards", () => {
  it("SC01, SC02: factor and offset, and points to probabilities", () => {
    check("SC01.siddiqi", scalingOf({ pdo: 20, points: 600, odds: 50 }));
    // the reference scores down in the odds of the bad; ours up in the odds of the good
    const scale = scalingOf({ pdo: 50, points: 600, odds: 19 });
    check("SC02.scorecard_default", {
      a: scale.offset,
      b: scale.factor,
      p05: scoreOf(scale, 1 - 0.05),
      p50: scoreOf(scale, 0.5),
      score500: 1 - probabilityOf(scale, 500),
    });
  });

  it("SC03, SC04, SC06: logistic regression on WOE, its points, 0 to 100", () => {
    const { text, duration, bad } = germancredit();
    const levels = categorical.map((name) => countLevels({ values: text(name), label: bad }).counts);
    const ranges = prebinAt(countNumbers({ values: duration, label: bad }).counts, [8, 16, 36]);
    const tables = [...levels, ranges].map(
      (counts) => weightsOfEvidence(cells(counts), sumOf(counts), noSmoothing).woe,
    );
    const binOf = [
      ...categorical.map((name, k) => text(name).map((v) => levels[k]?.level.indexOf(v) ?? -1)),
      Array.from(duration, (d) => [8, 16, 36].filter((cut) => d >= cut).length),
    ];
    const columns = binOf.map((bins, k) => bins.map((b) => tables[k]?.[b] ?? Number.NaN));
    const fit = fitLogistic({ columns, label: bad });
    check("SC03.woe_logit", {
      coef: fit.coefficients,
      se: fit.standardErrors,
      loglik: fit.logLikelihood,
    });
    // bad is the event of the reference: the odds of the good have the coefficients' signs turned
    const [intercept = Number.NaN, ...beta] = Array.from(fit.coefficients, (b) => -b);
    const model = { intercept, terms: beta.map((coefficient, k) => ({ coefficient, woe: tables[k] ?? [] })) };
    const points = attributePoints(model, scalingOf({ pdo: 20, points: 600, odds: 50 }));
    const named = (names: readonly string[], values: readonly number[] = []): Record<string, number> =>
      Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]));
    check("SC04.points", {
      ...Object.fromEntries(categorical.map((name, k) => [name, named(levels[k]?.level ?? [], points[k])])),
      duration: named(["<8", "8-15", "16-35", ">=36"], points[3]),
    });
    const range = scoreRange(points);
    const scores = bad.map((_, i) =>
      points.reduce((s, bins, k) => s + (bins[binOf[k]?.[i] ?? -1] ?? Number.NaN), 0),
    );
    // the reference shows risk: 100 is the most bad
    const risk = scores.map((s) => 100 - toHundred(s, range));
    check("SC06.minmax100", {
      theoretical_min: range.min,
      theoretical_max: range.max,
      mean: risk.reduce((s, r) => s + r, 0) / risk.length,
      obs_min: Math.min(...risk),
      obs_max: Math.max(...risk),
    });
  });
});
