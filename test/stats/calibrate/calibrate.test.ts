import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import {
  asSteps,
  betaFit,
  betaMap,
  brier,
  consistencyBand,
  corp,
  equalWidth,
  hosmerLemeshow,
  inTheLarge,
  isotonicBlocks,
  isotonicFitted,
  isotonicMap,
  logLoss,
  mapped,
  merged,
  priorByEm,
  priorShift,
  type ScoreMap,
  smallestScore,
  spiegelhalter,
  vennAbers,
  vennAbersMap,
} from "../../../src/stats/calibrate/index.ts";
import { sortedValues } from "../../../src/stats/numeric/order.kernel.ts";

interface Rows {
  score: number[];
  label: number[];
  weight: number[];
}

/** Scores 0..levels-1 whose outcome is the likelier the higher; weights 0, 1 or 2. */
function world(seed: number, n: number, levels: number): Rows {
  const r = random(seed);
  const score = Array.from({ length: n }, () => r.below(levels));
  return {
    score,
    label: score.map((s) => (r.uniform() < (s + 0.5) / levels ? 1 : 0)),
    weight: score.map(() => r.below(3)),
  };
}

/** Isotonic fit at a score by the max-min formula (Barlow 1972), over all intervals of distinct scores. */
function maxMin(rows: Rows, at: number): number {
  const used = rows.score.flatMap((s, i) => ((rows.weight[i] ?? 0) > 0 ? [s] : []));
  const distinct = [...new Set(used)].sort((a, b) => a - b);
  const mean = (from: number, to: number): number => {
    let [sum, weight] = [0, 0];
    rows.score.forEach((s, i) => {
      if (s < from || s > to) return;
      sum += (rows.weight[i] ?? 0) * (rows.label[i] ?? 0);
      weight += rows.weight[i] ?? 0;
    });
    return sum / weight;
  };
  return Math.max(
    ...distinct
      .filter((a) => a <= at)
      .map((a) => Math.min(...distinct.filter((b) => b >= at).map((b) => mean(a, b)))),
  );
}

const withRow = (rows: Rows, score: number, label: number): Rows => ({
  score: [...rows.score, score],
  label: [...rows.label, label],
  weight: [...rows.weight, 1],
});

const reason = (result: unknown): string => (result as { reason?: string }).reason ?? "no refusal";

function expectMap(map: unknown): asserts map is ScoreMap {
  expect(reason(map)).toBe("no refusal");
  expect(JSON.parse(JSON.stringify(map))).toEqual(map);
}

describe("order", () => {
  it("is the order of numbers: negatives, zeros of both signs as one, tiny and huge, ties as given", () => {
    const r = random(3);
    const values = Array.from({ length: 5_000 }, (_, i) =>
      i % 7 === 0 ? -0 : (r.uniform() - 0.5) * 10 ** (r.below(600) - 300),
    ).concat([0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1, 1, 1]);
    const want = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
    expect(Array.from(sortedValues(values).order)).toEqual(want);
    expect(Array.from(sortedValues([]).order)).toEqual([]);
  });
});

describe("isotonic", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "equals the max-min formula, ties and weights 0 included (seed %d)",
    (seed) => {
      const rows = world(seed, 40, 12);
      const { fitted } = isotonicFitted(rows);
      rows.score.forEach((s, i) => {
        if ((rows.weight[i] ?? 0) > 0) expect(fitted[i]).toBeCloseTo(maxMin(rows, s), 12);
      });
    },
  );

  it("is a map that rises, is never 0 or 1, and inverts exactly", () => {
    const rows = world(11, 4_000, 300);
    // both ends pure
    rows.score.forEach((s, i) => {
      if (s < 20) rows.label[i] = 0;
      if (s >= 280) rows.label[i] = 1;
    });
    const map = isotonicMap(rows);
    expectMap(map);
    const blocks = isotonicBlocks(rows);
    expect(blocks.mean[0]).toBe(0);
    expect(mapped(map, -5)).toBe(0.5 / ((blocks.weight[0] ?? 0) + 1));
    expect(mapped(map, 1e6)).toBe(1 - 0.5 / ((blocks.weight.at(-1) ?? 0) + 1));
    const p = Array.from({ length: 320 }, (_, s) => mapped(map, s - 10));
    for (const [i, v] of p.entries()) expect(v).toBeGreaterThanOrEqual(p[i - 1] ?? 0);
    for (const wanted of [0.001, 0.1, 0.25, 0.5, 0.99, 0.9999, ...p.slice(40, 60)]) {
      const cut = smallestScore(map, wanted, -10, 309);
      const first = p.findIndex((v) => v >= wanted);
      expect(cut).toBe(first < 0 ? null : first - 10);
    }
    // a table of it says the same
    const table = asSteps(map, -10, 309);
    for (let s = -10; s < 310; s++) expect(mapped(table, s)).toBe(mapped(map, s));
  });

  it("does not depend on the order of rows and takes weight 2 as the row twice", () => {
    const rows = { ...world(5, 3_000, 100), weight: new Array<number>(3_000).fill(2) };
    const twice = [...rows.score.keys(), ...rows.score.keys()].reverse();
    const again = {
      score: twice.map((i) => rows.score[i] ?? 0),
      label: twice.map((i) => rows.label[i] ?? 0),
    };
    expect(isotonicMap(again)).toEqual(isotonicMap(rows));
  });

  it("refuses with the counts, and bad values with the row", () => {
    expect(reason(isotonicMap(world(1, 999, 9)))).toContain("needs 1000 rows and 200 positives");
    const ten = { score: [1, 2, 3], label: [0, 0, 0] };
    expect(reason(isotonicMap(ten))).toContain("no row has the outcome");
    expect(reason(isotonicMap({ ...ten, label: [1, 1, 1] }))).toContain("every row has the outcome");
    expect(reason(isotonicMap({ ...ten, weight: [0, 0, 0] }))).toContain("no rows");
    expect(() => isotonicMap({ ...ten, score: [1, Number.NaN, 3] })).toThrow("the score holds NaN in row 2");
    expect(() => isotonicMap({ ...ten, weight: [1, -1, 3] })).toThrow("the weight holds -1 in row 2");
    expect(() => isotonicMap({ ...ten, label: [1, 2, 0] })).toThrow("the label holds 2 in row 2");
    expect(() => isotonicMap({ ...ten, score: [1] })).toThrow("1 scores for 3 labels");
  });

  it("makes one level of a score that says nothing", () => {
    const label = Array.from({ length: 2_000 }, (_, i) => Number(i % 4 === 0));
    const map = isotonicMap({ score: new Array<number>(2_000).fill(3), label });
    expectMap(map);
    expect(mapped(map, 3)).toBe(0.25);
    expect(smallestScore(map, 0.1, -10, 10)).toBeNull();
  });
});

describe("Venn-Abers", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    "equals a fit with the row added, at scores and between (seed %d)",
    (seed) => {
      const rows = world(seed, 4 + 3 * seed, 2 + seed);
      rows.score = rows.score.map((s) => 2 * s);
      rows.label[0] = 1;
      rows.label[1] = 0;
      rows.weight[0] = 1;
      rows.weight[1] = 1;
      const fit = vennAbers(rows);
      if ("value" in fit) throw new Error(fit.reason);
      Array.from(fit.low.keys()).forEach((at) => {
        const j = (at - 1) >> 1;
        const score = at % 2 === 1 ? (fit.score[j] ?? 0) : j < 0 ? -9 : (fit.score[j] ?? 0) + 1;
        expect(fit.high[at]).toBeCloseTo(maxMin(withRow(rows, score, 1), score), 12);
        expect(fit.low[at]).toBeCloseTo(maxMin(withRow(rows, score, 0), score), 12);
      });
    },
  );

  it("gives steps that rise, never 0 or 1, and invert exactly", () => {
    const rows = world(21, 3_000, 60);
    rows.score.forEach((s, i) => {
      if (s < 8) rows.label[i] = 0;
    });
    const map = vennAbersMap(rows);
    expectMap(map);
    const p = Array.from({ length: 70 }, (_, i) => mapped(map, i - 5));
    expect(p[0]).toBeGreaterThan(0);
    expect(p.at(-1)).toBeLessThan(1);
    for (const [i, v] of p.entries()) expect(v).toBeGreaterThanOrEqual(p[i - 1] ?? 0);
    for (const wanted of [0.05, 0.3, p[30] ?? 0, 0.9])
      expect(smallestScore(map, wanted, -5, 64)).toBe(p.findIndex((v) => v >= wanted) - 5);
    const fit = vennAbers(rows);
    if ("value" in fit) throw new Error(fit.reason);
    expect(mapped(map, 30)).toBe(merged(fit.low[61] ?? 0, fit.high[61] ?? 0));
  });

  it("answers on ten rows, on one score, on separated rows; refuses one class", () => {
    const ten = { score: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], label: [0, 0, 0, 0, 0, 0, 0, 1, 1, 1] };
    const one = vennAbers(ten);
    if ("value" in one) throw new Error(one.reason);
    expect([one.low[1], one.high[1]]).toEqual([3 / 11, 4 / 11].map((v) => expect.closeTo(v, 12)));
    const apart = vennAbersMap({ score: [1, 2, 3, 4], label: [0, 0, 1, 1] });
    expectMap(apart);
    expect(mapped(apart, 0)).toBeGreaterThan(0);
    expect(mapped(apart, 9)).toBeLessThan(1);
    expect(reason(vennAbersMap({ score: [1, 2], label: [1, 1] }))).toContain("every row");
    expect(() => vennAbersMap({ score: [0.5, 2], label: [0, 1] })).toThrow("0.5 is no integer");
  });
});

describe("beta", () => {
  it("finds the curve that the outcomes were drawn from", () => {
    const r = random(8);
    const score = Array.from({ length: 20_000 }, () => 2.5 * r.normal() - 1);
    const truth = { kind: "beta", slope: 1, intercept: 0, a: 0.6, b: 1.4, c: 0.2 } as const;
    const label = score.map((s) => Number(r.uniform() < mapped(truth, s)));
    const fit = betaFit({ score, label });
    if ("value" in fit) throw new Error(fit.reason);
    for (let eta = -6; eta <= 4; eta += 0.5)
      expect(
        Math.abs(mapped({ ...truth, a: fit.a, b: fit.b, c: fit.c }, eta) - mapped(truth, eta)),
      ).toBeLessThan(0.02);
  });

  it("leaves out a side that would fall, takes a = b on two scores, refuses the rest", () => {
    const r = random(9);
    const score = Array.from({ length: 8_000 }, () => r.normal() - 1);
    const falling: ScoreMap = { kind: "beta", slope: 1, intercept: 0, a: -0.5, b: 2.5, c: 0 };
    const label = score.map((s) => Number(r.uniform() < mapped(falling, s)));
    const fit = betaFit({ score, label });
    expect(fit).toMatchObject({ a: 0 });
    // 1 of 4 at 0, 3 of 4 at 1: slope 2 ln 3, whatever the curve
    const two = betaFit({ score: [0, 0, 0, 0, 1, 1, 1, 1], label: [1, 0, 0, 0, 1, 1, 1, 0] });
    expect(two).toMatchObject({
      a: expect.closeTo(2 * Math.log(3), 8),
      b: expect.closeTo(2 * Math.log(3), 8),
    });
    expect(reason(betaMap({ score: [5, 5, 5, 5], label: [0, 1, 0, 1] }))).toContain(
      "all scores are the same",
    );
    expect(reason(betaMap({ score: [1, 2, 3, 4], label: [1, 1, 0, 0] }))).toContain(
      "falls as the score rises",
    );
    expect(reason(betaFit({ score: [-2, -1, 1, 2], label: [0, 0, 1, 1] }))).toContain("separate");
    expect(reason(betaMap({ score: [1], label: [1] }))).toContain("every row");
  });

  it("maps points of any scale, rising", () => {
    const rows = world(31, 2_000, 80);
    const map = betaMap({ ...rows, score: rows.score.map((s) => s * 1e6) });
    expectMap(map);
    const p = Array.from({ length: 90 }, (_, s) => mapped(map, (s - 5) * 1e6));
    for (const [i, v] of p.entries()) expect(v).toBeGreaterThanOrEqual(p[i - 1] ?? 0);
    const cut = smallestScore(map, 0.4, -1e9, 1e9) ?? 0;
    expect(mapped(map, cut)).toBeGreaterThanOrEqual(0.4);
    expect(mapped(map, cut - 1)).toBeLessThan(0.4);
  });
});

describe("what calibration measures say at the edges", () => {
  it("CORP of a perfect ranking in two levels by hand, and refusals", () => {
    // predictions 1/4 and 3/4, shares 1/2 and 1: recalibrated Brier 1/8, base rate 3/4
    const parts = corp([0.25, 0.25, 0.75, 0.75], [0, 1, 1, 1]);
    if ("value" in parts) throw new Error(parts.reason);
    const score = (1 / 16 + 9 / 16 + 1 / 16 + 1 / 16) / 4;
    expect(parts.brier).toEqual({
      score,
      miscalibration: score - 1 / 8,
      discrimination: 3 / 16 - 1 / 8,
      uncertainty: 3 / 16,
    });
    expect(reason(corp([0.5], [1]))).toContain("every row");
    expect(() => corp([1.5], [1])).toThrow("no probability");
  });

  it("a constant prediction has no slope, a certainty no logit", () => {
    expect(reason(inTheLarge([0.3, 0.3, 0.3], [0, 1, 0]))).toContain("all predictions are the same");
    expect(reason(inTheLarge([0.3, 1, 0.3], [0, 1, 0]))).toContain("row 2 is a certainty");
    expect(reason(inTheLarge([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]))).toContain("separate");
    expect(reason(spiegelhalter([0, 1], [0, 1]))).toContain("no variance");
    expect(reason(hosmerLemeshow([0.2, 0.2], [0, 1], { onFitData: true }))).toContain("too few");
    expect(logLoss([1, 0], [0, 0])).toBe(Number.POSITIVE_INFINITY);
    expect(brier([1, 0], [0, 0])).toBe(0.5);
  });

  it("cuts equal widths where the decimals say", () => {
    const p = Array.from({ length: 101 }, (_, k) => k / 100);
    expect(Array.from(equalWidth(p, 10))).toEqual(p.map((_, k) => Math.min(9, Math.floor(k / 10))));
  });

  it("the band is the same under a seed, and around the diagonal", () => {
    const r = random(2);
    const p = Array.from({ length: 300 }, () => r.uniform());
    const band = consistencyBand(p, [0.2, 0.8], { seed: 7 });
    expect(consistencyBand(p, [0.2, 0.8], { seed: 7 })).toEqual(band);
    if ("value" in band) throw new Error(band.reason);
    for (const b of band) {
      expect(b.low).toBeLessThan(b.at);
      expect(b.high).toBeGreaterThan(b.at);
    }
    expect(() => consistencyBand(p, [0.5], { seed: 1, resamples: 100 })).toThrow("1,000 resamples");
  });

  it("a prior shift there and back is none, and EM finds the rate of rows that it fits", () => {
    for (const p of [0, 0.01, 0.4, 1])
      expect(priorShift(priorShift(p, 0.2, 0.08), 0.08, 0.2)).toBeCloseTo(p, 14);
    const r = random(4);
    // two Gaussians: exact probabilities under a base rate of 1/2, rows drawn at 1/5
    const p = Array.from({ length: 40_000 }, () => {
      const x = r.normal() + (r.uniform() < 0.2 ? 1 : -1);
      return 1 / (1 + Math.exp(-2 * x));
    });
    expect(Math.abs(priorByEm(p, 0.5) - 0.2)).toBeLessThan(0.01);
    expect(() => priorShift(0.5, 0, 0.1)).toThrow("between 0 and 1");
  });
});
