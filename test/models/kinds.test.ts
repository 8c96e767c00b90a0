import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { draftOf } from "../../src/models/draft.ts";
import { calibrate } from "../../src/models/fitting/calibrate.ts";
import { grade } from "../../src/models/fitting/grades.ts";
import { sampleSizeNotes } from "../../src/models/fitting/sample-size.ts";
import { againstSigns } from "../../src/models/fitting/signs.ts";
import { cardOf, cardRows, tells } from "../../src/models/kinds/card.ts";
import { closeRate, fitCloseRate } from "../../src/models/kinds/close-rate.ts";
import { fitIntegerPoints } from "../../src/models/kinds/integer-points.ts";
import { fitLogisticModel } from "../../src/models/kinds/logistic/logistic.ts";
import { fitScorecard } from "../../src/models/kinds/scorecard.ts";
import { readyToFit } from "../../src/models/kinds.ts";
import { scoreRows } from "../../src/models/score.ts";
import type { FittedDraft, TrainingRows } from "../../src/models/type.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { built } from "../helpers/node.ts";
import { madeRows } from "./made-rows.ts";
import { someRows } from "./rows.ts";

function fitted(outcome: FittedDraft | { readonly reason: string }): FittedDraft {
  if (!("draft" in outcome)) throw new Error(outcome.reason);
  return outcome;
}

/** Points of each bin of an attribute, in its order. */
const pointsOf = ({ draft }: FittedDraft, name: string): number[] =>
  draft.attributes.flatMap((a) => (a.kind === "bins" && a.name === name ? a.bins.map((b) => b.points) : []));

const repeat = <T>(times: number, value: T): T[] => new Array<T>(times).fill(value);
const of = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const noCuts = new Map<string, readonly number[]>();

describe("close rates", () => {
  const rate = { kind: "close_rate", combine: "sum", shrink: "none", windowDays: null } as const;

  it("take a lead once, at the first time it did it: worked by hand", () => {
    // lead 0 asks at its second moment and wins after it; lead 1 asks at once, loses, and asks again; 2 to 9 never ask
    const lead = [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const label = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    const demo_30d = [0, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0];
    const weight = lead.map((l) => (l < 2 ? 0.5 : 1));
    const rows = madeRows({ demo_30d }, label, { lead, weight });
    const model = fitted(fitCloseRate("m", rate, rows, noCuts));
    // did it: 1 of 2. Base: from their first moment on 1 of 10 leads wins. 100 x (0.5 - 0.1), in tenths
    expect(pointsOf(model, "demo_30d")).toEqual([0, 400, 0, 0]);
    expect(model.terms?.[0]?.value).toMatchObject({ value: 0.5, n: 2 });
    // naive Bayes: 1 of 2 winners and 1 of 8 losers did it, half a lead added to each cell
    const bayes = fitted(fitCloseRate("m", { ...rate, combine: "naive_bayes" }, rows, noCuts));
    const [done, not] = [1.5 / 3 / (1.5 / 9), 1.5 / 3 / (7.5 / 9)];
    expect(pointsOf(bayes, "demo_30d").slice(0, 2)).toEqual([
      Math.round(1e6 * Math.log(not)),
      Math.round(1e6 * Math.log(done)),
    ]);
  });

  it("11: the best activity alone scores, its rate in tenths per 100, and a cut-off on it is a list of activities", () => {
    // 10 leads each did one thing: 4 asked (3 win), 4 came (1 wins), 2 looked (none does)
    const did = (from: number, to: number): number[] => of(10, (i) => (i >= from && i < to ? 1 : 0));
    const rows = madeRows(
      { ask_30d: did(0, 4), come_30d: did(4, 8), look_30d: did(8, 10) },
      [1, 1, 1, 0, 1, 0, 0, 0, 0, 0],
    );
    const { draft } = fitted(fitCloseRate("m", { ...rate, combine: "best" }, rows, noCuts));
    // rates 75, 25 and 0 per 100: 250 tenths for coming, and 500 more for asking
    expect(draft.attributes).toEqual([
      { kind: "rule", when: "ask_30d >= 1 OR come_30d >= 1", points: 250, group: null },
      { kind: "rule", when: "ask_30d >= 1", points: 500, group: null },
    ]);
    for (const [score, activities] of [
      [751, []],
      [750, ["ask"]],
      [251, ["ask"]],
      [250, ["ask", "come"]],
    ] as const)
      expect(closeRate.activitiesFrom?.(draft, score)).toEqual(activities);
  });

  it("are fitted where all who did it win late, more of them than from first moments", () => {
    const lead = of(200, (i) => i >> 1);
    const rows = madeRows(
      { demo_30d: of(200, (i) => i % 2) },
      of(200, (i) => (i % 2 === 1 && i < 120 ? 1 : 0)),
      { lead, weight: repeat(200, 0.5) },
    );
    expect(pointsOf(fitted(fitCloseRate("m", rate, rows, noCuts)), "demo_30d")[1]).toBe(600);
    expect(fitCloseRate("m", { ...rate, combine: "naive_bayes" }, rows, noCuts)).toMatchObject({
      reason: expect.stringContaining("0 of 100 leads reach the outcome from their first moment on"),
    });
  });

  it("say that they are drawn to one where there are fewer than three", () => {
    const rows = madeRows(
      { vip: of(200, (i) => i % 2 === 0) },
      of(200, (i) => (i % 3 === 0 ? 1 : 0)),
    );
    const model = fitted(fitCloseRate("m", { ...rate, shrink: "empirical_bayes" }, rows, noCuts));
    expect(model.notes.join()).toContain("fewer than three rates");
  });
});

const card = {
  kind: "scorecard",
  maxBins: 5,
  monotone: "auto",
  minShare: 0.05,
  periods: 1,
  scale: { pdo: 20, points: 100, odds: 0.1 },
} as const;

describe("a scorecard", () => {
  it("gives the stated points at the stated odds, and pdo more where they double", () => {
    // one truth about a lead: odds of 1 to 10 without it, of 4 to 10 with it
    const vip = [...repeat(11_000, false), ...repeat(14_000, true)];
    const label = [...repeat(1_000, 1), ...repeat(10_000, 0), ...repeat(4_000, 1), ...repeat(10_000, 0)];
    const rows = madeRows({ vip }, label);
    const scores = scoreRows(fitted(fitScorecard("m", card, rows, noCuts)).draft, rows.coded);
    // 100 at the stated odds, two doublings more: 140; a point each way for rounding and the light ridge
    expect(Math.abs((scores[0] ?? 0) - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs((scores.at(-1) ?? 0) - 140)).toBeLessThanOrEqual(1);
  });

  it("takes a peak where there is one, and none where the truth ascends", () => {
    const r = random(1);
    const draw = (rate: (v: number) => number) => {
      const size = of(3_000, () => r.below(50));
      const rows = madeRows(
        { size },
        size.map((v) => (r.uniform() < rate(v) ? 1 : 0)),
      );
      return cardOf(rows.coded.features[0] ?? raise(), card, cardRows(card, rows), undefined).characteristic
        .trend;
    };
    expect(draw((v) => (v > 15 && v < 35 ? 0.3 : 0.1))).toBe("peak");
    for (let k = 0; k < 20; k++) expect(draw((v) => 0.1 + 0.005 * v)).toBe("ascending");
  });

  it("keeps one order in every stretch of time where that is asked for", () => {
    // small, middling and large leads; in the second half the middling ones win least
    const half = (rates: readonly number[]) =>
      of(3_000, (i) => ({ size: 10 * (i % 3), win: (Math.floor(i / 3) % 100) / 100 < (rates[i % 3] ?? 0) }));
    const leads = [...half([0.1, 0.4, 0.6]), ...half([0.2, 0.1, 0.6])];
    const rows = madeRows(
      { size: leads.map((l) => l.size) },
      leads.map((l) => Number(l.win)),
    );
    const cuts = (periods: number) =>
      cardOf(
        rows.coded.features[0] ?? raise(),
        { ...card, periods },
        cardRows({ periods }, rows),
        undefined,
      ).characteristic.bins.flatMap((bin) => (bin.kind === "range" && bin.high !== null ? [bin.high] : []));
    expect(cuts(1).length).toBe(2);
    expect(cuts(2).length).toBe(1);
    expect(cuts(2)[0]).toBeGreaterThan(10);
  });

  it("orders levels whatever the trend of numbers, and leaves noise of many levels out", () => {
    const r = random(2);
    const title = of(3_000, () => ["a", "b", "c"][r.below(3)] ?? "");
    const label = title.map((t) => (r.uniform() < (t === "a" ? 0.4 : 0.1) ? 1 : 0));
    const rows = madeRows({ title, noise: of(3_000, () => `n${r.below(40)}`) }, label);
    const told = rows.coded.features.map((f) =>
      tells(cardOf(f, { ...card, monotone: "descending" }, cardRows(card, rows), undefined)),
    );
    expect(told[0]).toBe(true);
    const model = fitted(fitScorecard("m", { ...card, monotone: "descending" }, rows, noCuts));
    expect(pointsOf(model, "title").length).toBeGreaterThan(0);
    // merging 40 levels of noise hides none of it: the merged bins show far more than two bins' noise
    const noise = cardOf(rows.coded.features[1] ?? raise(), card, cardRows(card, rows), undefined);
    expect(noise.noiseFloor).toBeGreaterThan(3 * (noise.characteristic.noiseFloor ?? 0));
  });
});

describe("what a scorecard leaves out", () => {
  it("says that a rare request and a leak were never weighed, not that they are noise", () => {
    const r = random(5);
    const size = of(4_000, () => r.below(50));
    const label = size.map((v) => (r.uniform() < (v < 25 ? 0.1 : 0.3) ? 1 : 0));
    // 2 % ask for a demo and nine in ten of them win, though not all were observed; `leak` is the outcome itself
    const demo_30d = of(4_000, (i) => (i % 50 === 0 ? 1 : i % 50 === 1 ? undefined : 0));
    demo_30d.forEach((asked, i) => {
      if (asked === 1) label[i] = i % 500 === 0 ? 0 : 1;
    });
    const rows = madeRows(
      { size, demo_30d, leak: label.map((y) => y === 1), coin: of(4_000, () => r.below(2)) },
      label,
    );
    const notes = fitted(fitScorecard("m", card, rows, noCuts)).notes.filter((n) => n.startsWith("left out"));
    expect(notes).toEqual([
      "left out, because they have no second bin with both outcomes and 5% of the leads: demo_30d, leak. A lower `min_share` may keep them",
      "left out, because they predict no better than noise would: coin",
    ]);
    // and it does
    const lower = fitted(fitScorecard("m", { ...card, minShare: 0.01 }, rows, noCuts));
    expect(pointsOf(lower, "demo_30d").length).toBeGreaterThan(1);
  });
});

const raise = (): never => {
  throw new Error("there is no feature");
};

describe("integer points", () => {
  const spec = { kind: "integer_points", terms: 4, range: [-5, 5], maxBins: 4 } as const;
  const r = random(3);
  const size = of(800, () => r.below(40));
  const demo_30d = of(800, () => r.below(4));
  const vip = of(800, () => r.below(2) === 1);
  const eta = (i: number) => -1 - 0.05 * (size[i] ?? 0) + 0.6 * (demo_30d[i] ?? 0) - (vip[i] ? 0.7 : 0);
  const rows = madeRows(
    { size, demo_30d, vip },
    of(800, (i) => (r.uniform() < 1 / (1 + Math.exp(-eta(i))) ? 1 : 0)),
  );

  it("keep to the expected signs, where free ones run against them", () => {
    const free = fitted(fitIntegerPoints("m", spec, rows, noCuts));
    const signs = new Map([
      ["size", "+"],
      ["demo_30d", "+"],
      ["vip", "+"],
    ] as const);
    expect(againstSigns(free.draft, signs, rows).map((s) => s.feature)).toEqual(
      expect.arrayContaining(["size"]),
    );
    const kept = fitted(fitIntegerPoints("m", spec, rows, noCuts, { signs }));
    expect(againstSigns(kept.draft, signs, rows)).toEqual([]);
    expect(Math.max(...pointsOf(kept, "demo_30d"))).toBeGreaterThan(0);
  });
});

describe("expected signs", () => {
  it("are run against by falling points, not by level ones, nor by a feature without points", () => {
    const rows = madeRows({ size: of(30, (i) => i % 3), vip: of(30, (i) => i % 2 === 0) }, repeat(30, 0));
    const bin = (low: number | null, high: number | null, points: number) =>
      ({ kind: "range", low, high, points }) as const;
    const with_ = (points: readonly [number, number, number]) =>
      ({
        attributes: [
          {
            kind: "bins",
            name: "size",
            group: null,
            bins: [
              bin(null, 1, points[0]),
              bin(1, 2, points[1]),
              bin(2, null, points[2]),
              { kind: "missing", points: 9 },
            ],
          },
        ],
      }) as const;
    const signs = new Map([
      ["size", "+"],
      ["vip", "-"],
      ["gone", "+"],
    ] as const);
    expect(againstSigns(with_([3, 2, 1]), signs, rows)).toEqual([{ feature: "size", expected: "+" }]);
    for (const points of [
      [1, 2, 3],
      [1, 1, 1],
      [0, 3, 2],
    ] as const)
      expect(againstSigns(with_(points), signs, rows)).toEqual([]);
  });
});

describe("the gradient solver", () => {
  const spec = {
    kind: "logistic",
    penalty: "none",
    solver: "gradient",
    lambda: null,
    alpha: 1,
    maxBins: 3,
  } as const;
  // four cells whose maximum is their own log odds: 20 of 80 without, 40 of 60 with
  const vip = of(140, (i) => i >= 80);
  const rows = madeRows(
    { vip },
    of(140, (i) => (i < 20 || i >= 100 ? 1 : 0)),
  );

  it("8.1: loads its packages itself, and only where it is asked for", async () => {
    // a thread has modules of its own: in this one another test may have loaded the packages before
    const thread = new Worker(
      `const { parentPort, workerData: { spec, rows, modules } } = require("node:worker_threads");
      const told = (of) => { try { return "draft" in of(); } catch (error) { return error.message; } };
      (async () => {
        const { fitLogisticModel } = await import(modules.fit);
        const { readyToFit } = await import(modules.ready);
        const fit = () => told(() => fitLogisticModel("m", spec, rows, new Map()));
        const before = fit();
        await readyToFit({ ...spec, solver: "newton" });
        const newton = fit();
        await readyToFit(spec);
        parentPort.postMessage([before, newton, fit()]);
      })();`,
      {
        eval: true,
        workerData: {
          spec,
          rows,
          modules: { fit: built("models/kinds/logistic/logistic.js"), ready: built("models/kinds.js") },
        },
      },
    );
    const [told] = await once(thread, "message");
    await thread.terminate();
    expect(told).toEqual([expect.stringMatching(/not loaded/), expect.stringMatching(/not loaded/), true]);
  });

  it("comes to the closed form, and says how far it is from Newton's", async () => {
    await readyToFit(spec);
    const model = fitted(fitLogisticModel("m", spec, rows, noCuts));
    const scores = scoreRows(model.draft, rows.coded);
    expect((scores[0] ?? 0) * 1e-6).toBeCloseTo(Math.log(20 / 60), 2);
    expect((scores.at(-1) ?? 0) * 1e-6).toBeCloseTo(Math.log(40 / 20), 2);
    expect(model.notes.join()).toMatch(
      /each of 140 leads counts once.*Newton's method on the same leads differs/,
    );
  });

  it("refuses what would take minutes and what it would walk on for ever with", async () => {
    await readyToFit(spec);
    const many = madeRows(
      { vip: of(6_000, (i) => i % 2 === 0) },
      of(6_000, (i) => (i % 3 === 0 ? 1 : 0)),
    );
    expect(fitLogisticModel("m", spec, many, noCuts)).toMatchObject({
      reason: expect.stringMatching(/6,000 leads x 2 coefficients.*take `solver: newton`/),
    });
    const told = madeRows({ vip }, vip.map(Number));
    expect(fitLogisticModel("m", spec, told, noCuts)).toMatchObject({
      reason: expect.stringMatching(/vip.*solver: newton/),
    });
  });
});

describe("a lambda that is found", () => {
  it("is judged on accounts that it was not learnt on: what only tells them apart keeps no weight", () => {
    // 50 accounts of 40 leads each, every one with a rate of its own, that come one after the other and stay
    const r = random(3);
    const rate = of(50, () => 0.02 + 0.6 * r.uniform());
    const leads = of(2_000, (i) => ({
      account: i % 50,
      at: (i % 50) / 55 + r.uniform() * (1 - (i % 50) / 55),
    }));
    leads.sort((a, b) => a.at - b.at);
    const rows = {
      ...madeRows(
        { company: leads.map(({ account }) => `c${account}`) },
        leads.map(({ account }) => (r.uniform() < (rate[account] ?? 0) ? 1 : 0)),
      ),
      account: Int32Array.from(leads, ({ account }) => account),
    };
    const spec = { kind: "logistic", penalty: "lasso", lambda: null, alpha: 1, maxBins: 4 } as const;
    const { notes } = fitted(fitLogisticModel("m", spec, rows, noCuts));
    expect(notes).toContainEqual(expect.stringMatching(/ leaves 0 of 49 bins with a weight$/));
  });
});

describe("what the same leads lack", () => {
  it("has one weight in a fit without a penalty, which says so, where two would be told apart by nothing", () => {
    const spec = { kind: "logistic", penalty: "none", lambda: null, alpha: 1, maxBins: 4 } as const;
    const cuts = new Map([["visit_decayed", [1, 2]]]);
    const made = someRows(3_000);
    const [demos, visits] = [made.coded.codes[3] ?? [], made.coded.codes[4] ?? []];
    const visited = (lacking: number): TrainingRows => ({
      ...made,
      coded: {
        ...made.coded,
        codes: made.coded.codes.map((codes, f) =>
          f !== 4
            ? codes
            : Uint16Array.from(demos, (demo, i) => (demo === 7 ? lacking : (visits[i] ?? 0) % 302)),
        ),
      },
    });
    const together = fitted(fitLogisticModel("m", spec, visited(302), cuts));
    expect(together.notes).toContain(
      "visit_decayed not observed holds the same leads as demo_30d not observed, so its weight counts for both",
    );
    // without a column of its own a bin counts as the fullest: as if those leads had a value of that
    const [fullest] = together.draft.attributes.flatMap((a) =>
      a.kind === "bins" && a.name === "visit_decayed"
        ? a.bins.flatMap((b) =>
            b.kind === "range" && b.points === 0 ? [Math.round((b.low ?? 0) * 100)] : [],
          )
        : [],
    );
    const apart = fitted(fitLogisticModel("m", spec, visited(fullest ?? 0), cuts));
    expect(apart.notes.join()).not.toContain("counts for both");
    expect(scoreRows(together.draft, visited(302).coded)).toEqual(
      scoreRows(apart.draft, visited(fullest ?? 0).coded),
    );
  });

  it("is no combination where most leads lack both, so that the lack is the fullest bin of each", () => {
    const r = random(5);
    const filled = of(2_000, () => r.below(10) >= 7);
    const size = filled.map((has) => (has ? (["large", "middle", "small"][r.below(3)] ?? null) : null));
    const role = filled.map((has) => (has ? (["buyer", "user"][r.below(2)] ?? null) : null));
    const label = filled.map((has, i) =>
      r.uniform() < (!has ? 0.1 : size[i] === "large" ? 0.4 : 0.2) ? 1 : 0,
    );
    const rows = madeRows({ size, role }, label);
    const rate = (keep: (i: number) => boolean): number => {
      const own = label.filter((_, i) => keep(i));
      return own.reduce((sum: number, y) => sum + y, 0) / own.length;
    };
    for (const penalty of ["none", "firth"] as const) {
      const spec = { kind: "logistic", penalty, lambda: null, alpha: 1, maxBins: 4 } as const;
      const fit = fitted(fitLogisticModel("m", spec, rows, noCuts));
      expect(fit.notes).toContain(
        "role missing holds the same leads as size missing, so its weight counts for both",
      );
      if (penalty === "firth") continue;
      // the likelihood's own equations: of those in a bin as many win as are expected to
      const scores = scoreRows(fit.draft, rows.coded).map((score) => 1 / (1 + Math.exp(-score / 1e6)));
      const mean = (keep: (i: number) => boolean): number => {
        const own = scores.filter((_, i) => keep(i));
        return own.reduce((sum, p) => sum + p, 0) / own.length;
      };
      for (const keep of [
        (i: number) => filled[i] === false,
        (i: number) => size[i] === "large",
        (i: number) => role[i] === "buyer",
      ])
        expect(mean(keep)).toBeCloseTo(rate(keep), 5);
    }
  });
});

describe("Firth's penalty", () => {
  // 14 of 160 leads win without the mark, 37 of 240 with it
  const vip = of(400, (i) => i >= 160);
  const rows = madeRows(
    { vip },
    vip.map((v, i) => (v ? (i - 160 < 37 ? 1 : 0) : i < 14 ? 1 : 0)),
  );
  const spec = { kind: "logistic", penalty: "firth", lambda: null, alpha: 1, maxBins: 3 } as const;

  it("profiles the likelihood that it maximises in the fit that ships, and takes Wald's interval in others", () => {
    // ll + ln det I / 2 of the table of two rows, the intercept searched on a fine grid
    const at = (a: number, b: number): number => {
      const [p, q] = [1 / (1 + Math.exp(-a)), 1 / (1 + Math.exp(-a - b))];
      const ll = 37 * Math.log(p) + 203 * Math.log(1 - p) + 14 * Math.log(q) + 146 * Math.log(1 - q);
      return ll + Math.log(240 * p * (1 - p) * 160 * q * (1 - q)) / 2;
    };
    const profile = (b: number): number => Math.max(...of(4_000, (i) => at(-3 + i / 1_000, b)));
    // the rate with half a win and half a loss more in each cell is the maximum
    const top = Math.log(14.5 / 146.5) - Math.log(37.5 / 203.5);
    const { terms } = fitted(fitLogisticModel("m", spec, rows, noCuts, { purpose: "ship" }));
    const [term] = terms ?? [];
    if (term?.value.value === null || term === undefined) throw new Error("no interval");
    expect(term.by).toBe("profile");
    expect(term.value.value).toBeCloseTo(top, 8);
    for (const bound of [term.value.low, term.value.high])
      expect(2 * (profile(top) - profile(bound))).toBeCloseTo(3.841458820694124, 3);
    const [other] = fitted(fitLogisticModel("m", spec, rows, noCuts)).terms ?? [];
    expect(other?.by).toBe("wald");
  });
});

describe("grades", () => {
  it("part where the rates part: four plateaus of known rate", () => {
    const scores = Float64Array.from({ length: 4_000 }, (_, i) => Math.floor(i / 40));
    const rate = (s: number) => [0.05, 0.2, 0.4, 0.8][s < 40 ? 0 : s < 70 ? 1 : s < 90 ? 2 : 3] ?? 0;
    const label = Uint8Array.from(scores, (s, i) => (i % 40 < 40 * rate(s) ? 1 : 0));
    const rows = { label, weight: new Float64Array(4_000).fill(1) };
    expect(grade(scores, scores, rows, "A-D")).toEqual({
      grades: [
        { grade: "A", atLeast: 90 },
        { grade: "B", atLeast: 70 },
        { grade: "C", atLeast: 40 },
        { grade: "D", atLeast: -(2 ** 31) },
      ],
      notes: [],
    });
    // a fifth plateau on top gives the five
    const risen = { ...rows, label: label.map((y, i) => (i >= 3_800 ? Number(i % 40 !== 0) : y)) };
    expect(grade(scores, scores, risen, "1-5").grades).toEqual([
      { grade: "5", atLeast: 95 },
      { grade: "4", atLeast: 90 },
      { grade: "3", atLeast: 70 },
      { grade: "2", atLeast: 40 },
      { grade: "1", atLeast: -(2 ** 31) },
    ]);
  });

  it("are equal parts, and say so, where rates do not rise", () => {
    const scores = Float64Array.from({ length: 400 }, (_, i) => i);
    const rows = {
      label: Uint8Array.from(scores, (s) => (s < 100 ? 1 : 0)),
      weight: new Float64Array(400).fill(1),
    };
    const found = grade(scores, scores, rows, "A-D");
    expect(found.grades.map((g) => g.atLeast)).toEqual([299, 199, 99, -(2 ** 31)]);
    expect(found.notes.join()).toContain("quarters");
    const fifths = grade(scores, scores, rows, "1-5").grades;
    expect(fifths.map((g) => [g.grade, g.atLeast])).toEqual([
      ["5", 319],
      ["4", 239],
      ["3", 159],
      ["2", 79],
      ["1", -(2 ** 31)],
    ]);
  });
});

describe("calibration and sample size", () => {
  const draftOfKind = (kind: string) => draftOf({ name: "m", kind, features: [], attributes: [], unit: 1 });
  const draft = draftOfKind("ridge");
  const r = random(9);
  const score = Float64Array.from({ length: 2_000 }, () => r.below(7) - 3);
  const label = Array.from(score, (s) => (r.uniform() < 1 / (1 + Math.exp(1 - s)) ? 1 : 0));
  const rows = madeRows({ size: Array.from(score) }, label);

  it("auto is Platt's below 300 winning leads and beta from there on; what falls gives way to the base rate", () => {
    const kind = (positives: number) =>
      calibrate("auto", draft, { ...rows, score }, positives).calibration.kind;
    expect([kind(299), kind(300)]).toEqual(["platt", "beta"]);
    const falls = calibrate("beta", draft, { ...rows, score: score.map((s) => -s) }, 500);
    const rate = label.filter((y) => y === 1).length / label.length;
    expect(falls.calibration).toEqual({
      kind: "platt",
      slope: 0,
      intercept: expect.closeTo(Math.log(rate / (1 - rate)), 10),
    });
    expect(falls.notes.join()).toMatch(/every lead has the base rate/);
  });

  it("7.2: auto of points by hand keeps a step where sales gets the leads: 10% below 35 points, 50% from there on", () => {
    const points = Float64Array.from({ length: 2_000 }, (_, i) => 5 * (i % 10));
    const won = Array.from(points, (s, i) => Number(Math.floor(i / 10) % 10 < (s < 35 ? 1 : 5)));
    const mapOf = (kind: string, leads: number) => {
      const rows = madeRows({ size: Array.from(points.subarray(0, leads)) }, won.slice(0, leads));
      const { calibration } = calibrate(
        "auto",
        draftOfKind(kind),
        { ...rows, score: points.slice(0, leads) },
        250,
      );
      return (score: number) => probabilityOf({ calibration, scale: { unit: 1 } }, score);
    };
    const stepped = mapOf("points", 2_000);
    expect([0, 30, 35, 45].map(stepped)).toEqual([0.1, 0.1, 0.5, 0.5].map((p) => expect.closeTo(p, 10)));
    // the map of a fitted score is smooth and spreads the step; so is that of fewer than 1,000 rows
    expect(mapOf("ridge", 2_000)(30)).toBeGreaterThan(0.2);
    expect(mapOf("points", 900)(30)).toBeGreaterThan(0.2);
  });

  it("a stored table is off by no more than a ten-thousandth", () => {
    const { calibration } = calibrate("venn_abers", draft, { ...rows, score }, 500);
    if (calibration.kind !== "lookup") throw new Error(calibration.kind);
    const p = calibration.lookup.map((e) => e.p);
    expect(p.slice(1, -1).every((v, i) => v - (p[i] ?? 0) >= 1e-4)).toBe(true);
  });

  it("Riley's numbers for 24 coefficients at a rate of 0.174 are those of its paper's formula", () => {
    // Cox & Snell's largest R2 1 - exp(2 (.174 ln .174 + .826 ln .826)) = .6032; 15 % of it; shrinkage .9 asks for 2266
    const few = {
      label: Uint8Array.from([...repeat(174, 1), ...repeat(826, 0)]),
      lead: Int32Array.from({ length: 1_000 }, (_, i) => i),
    };
    expect(sampleSizeNotes(24, few, "plain")).toEqual([
      expect.stringMatching(/^this model has 24 coefficients but only 174 of 1,000 leads .*of 2,266, Riley/),
    ]);
    expect(sampleSizeNotes(2, few, "plain")).toEqual([]);
    // 7: a lead of three moments counts once, and as one that reaches the outcome, as in the heading above the note
    const moments = {
      label: Uint8Array.from([...repeat(174, 1), ...repeat(348, 0), ...repeat(826, 0)]),
      lead: Int32Array.from({ length: 1_348 }, (_, i) => (i < 522 ? i % 174 : i - 348)),
    };
    expect(sampleSizeNotes(24, moments, "plain")).toEqual(sampleSizeNotes(24, few, "plain"));
  });
});
