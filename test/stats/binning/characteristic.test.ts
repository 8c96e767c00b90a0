import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import {
  binLevels,
  binNumbers,
  type Characteristic,
  countLevels,
  countNumbers,
  gradesOf,
  optimalBins,
  prebin,
  prebinAt,
  quantileEdges,
} from "../../../src/stats/binning/index.ts";

/** Rows whose conversion rises with x, a twentieth missing. */
function world(seed: number, n: number, distinct = 1000): Parameters<typeof countNumbers>[0] & object {
  const r = random(seed);
  const values = Float64Array.from({ length: n }, () => r.below(distinct) / distinct);
  const missing = Uint8Array.from({ length: n }, () => (r.below(20) === 0 ? 1 : 0));
  const label = Array.from(values, (v) => (r.uniform() < 0.05 + 0.2 * v ? 1 : 0));
  return { values, missing, label };
}

const numbers = (
  data: Parameters<typeof countNumbers>[0],
  rules: Parameters<typeof binNumbers>[2] = {},
): Characteristic => {
  const { counts, special } = countNumbers(data);
  return binNumbers(counts, special, rules);
};
const places = (c: Characteristic): unknown[] =>
  c.bins.map((b) => (b.kind === "range" ? [b.low, b.high] : b.kind === "levels" ? b.levels : b.name));

describe("bins of a number", () => {
  it("cover the line, hold every row, and add up", () => {
    const data = world(1, 4000);
    const c = numbers(data, { trend: "monotone" });
    const ranges = c.bins.flatMap((b) => (b.kind === "range" ? [b] : []));
    expect([c.cut, c.trend, ranges[0]?.low, ranges.at(-1)?.high]).toEqual([
      "optimal",
      "ascending",
      null,
      null,
    ]);
    ranges.slice(1).forEach((b, i) => {
      expect(b.low).toBe(ranges[i]?.high);
    });
    for (const b of ranges) {
      const inside = Array.from(data.values.keys()).filter(
        (i) =>
          data.missing?.[i] !== 1 &&
          (data.values[i] ?? 0) >= (b.low ?? -1) &&
          (data.values[i] ?? 0) < (b.high ?? 2),
      );
      const events = inside.filter((i) => data.label[i] === 1).length;
      expect([b.events, b.nonEvents]).toEqual([events, inside.length - events]);
      expect(inside.length).toBeGreaterThanOrEqual(200);
      // the sign of the WOE is the side of the base rate
      expect(Math.sign(b.woe)).toBe(Math.sign(events / inside.length - c.totals.events / 4000));
    }
    expect(c.iv).toBeGreaterThan(5 * (c.noiseFloor ?? 1));
    const ivs = c.bins.reduce((s, b) => s + b.iv, 0);
    expect(Math.abs(c.iv - ivs)).toBeLessThan(1e-15);
  });

  it("are as good as those of every distinct value allow, once they are refined", () => {
    const data = world(2, 3000, 300);
    const { counts, special } = countNumbers(data);
    const rules = { trend: "ascending", maxBins: 5 } as const;
    const coarse = binNumbers(counts, special, rules);
    const fine = binNumbers(counts, special, { ...rules, refinements: 3, splits: 20 });
    const all = binNumbers(counts, special, { ...rules, maxPrebins: 300 });
    expect(fine.iv).toBeGreaterThanOrEqual(coarse.iv);
    expect(all.iv).toBeGreaterThanOrEqual(fine.iv - 1e-12);
    expect(fine.iv).toBeGreaterThan(0.98 * all.iv);
  });

  it("take cuts by hand as they are", () => {
    const c = numbers(world(3, 500), { cuts: [-1, 0.001, 0.5], trend: "descending", minShare: 0.4 });
    expect(c.cut).toBe("by_hand");
    expect(places(c)).toEqual([[null, -1], [-1, 0.001], [0.001, 0.5], [0.5, null], "missing"]);
    // nobody is below -1: that bin tells nothing
    expect([c.bins[0]?.neutral, c.bins[0]?.woe, c.bins[0]?.rate]).toEqual([
      true,
      0,
      { value: null, reason: "no rows" },
    ]);
    expect(() => numbers(world(3, 50), { cuts: [1, 1] })).toThrow(/cuts ascend/);
    expect(() => numbers(world(3, 50), { cuts: [Number.NaN] })).toThrow(/NaN stands at place 1/);
  });

  it("give small special bins no weight, and larger ones their own outside the order", () => {
    const values = Float64Array.from({ length: 600 }, (_, i) => i % 300);
    const missing = Uint8Array.from(values, (_, i) => (i >= 560 ? 1 : 0));
    values.fill(-9, 541, 560); // 19 rows
    const label = Array.from(values, (v, i) => Number(i >= 560 ? i % 2 : v > 150 && i % 3 === 0));
    const c = numbers({ values, missing, special: [-9], label }, { trend: "ascending" });
    const [missingBin, nine] = c.bins.slice(-2);
    expect([missingBin?.neutral, nine?.neutral, nine?.woe, nine?.iv]).toEqual([false, true, 0, 0]);
    // 20 of 40 convert; the base is (20 + rest) / 600, and one lead of the base rate is added
    const { events: e, nonEvents: n } = c.totals;
    const base = e / (e + n);
    const woe = Math.log((20 + base) / e / ((20 + 1 - base) / n));
    expect(Math.abs((missingBin?.woe ?? 0) - woe)).toBeLessThan(1e-14);
  });

  it.each([
    ["constant", new Float64Array(100).fill(3), 20],
    ["one row", Float64Array.of(3), 1],
  ])("%s: one bin or none, and no IV", (_, values, events) => {
    const label = Array.from(values, (_v, i) => Number(i < events));
    const c = numbers({ values, label });
    expect([c.iv, c.trend, places(c)]).toEqual([0, "flat", [[null, null], "missing"]]);
    expect(c.bins.map((b) => b.woe)).toEqual([0, 0]);
  });

  it("says why it could not cut: one class, all missing, too few events", () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i);
    const none = numbers({ values, label: new Uint8Array(50) });
    expect([none.cut, none.iv, none.noiseFloor]).toEqual(["uncut", 0, null]);
    expect(none.reason).toMatch(/no lead converts/);
    const label = values.map((v) => Number(v % 2));
    const gone = numbers({ values, missing: new Uint8Array(50).fill(1), label });
    expect([gone.reason, places(gone), gone.bins[0]?.woe]).toEqual([
      "no row has a value here",
      ["missing"],
      0,
    ]);
    const few = numbers({ values, label: values.map((v) => Number(v < 4)) });
    expect([few.reason, few.bins[0]?.neutral]).toEqual(["4 events by weight; a bin needs 5", true]);
    const weightless = numbers({ values, label, weight: new Float64Array(50) });
    expect([weightless.reason, weightless.bins.every((b) => b.woe === 0)]).toEqual([
      "no row has a value here",
      true,
    ]);
  });

  it("keep one order in every period", () => {
    // x and y rise in both periods together; in the second alone, b falls below a
    const cells = { events: Float64Array.of(10, 20, 40), nonEvents: Float64Array.of(190, 180, 160) };
    const periods = [
      { events: Float64Array.of(4, 15, 20), nonEvents: Float64Array.of(96, 85, 80) },
      { events: Float64Array.of(6, 5, 20), nonEvents: Float64Array.of(94, 95, 80) },
    ];
    expect(optimalBins(cells, { trend: "ascending" }).ends).toEqual([0, 1, 2]);
    expect(optimalBins({ ...cells, periods }, { trend: "ascending" }).ends).toEqual([1, 2]);
  });
});

describe("bins of levels", () => {
  it("do not depend on the order of rows, and put rare levels into other", () => {
    const r = random(4);
    const rows = Array.from({ length: 6000 }, () => `level ${Math.floor(500 * r.uniform() ** 2)}`);
    const label = rows.map((v) => Number(r.uniform() < 0.05 + (v.length % 3) * 0.1));
    const at = (order: number[]): Characteristic => {
      const { counts, special } = countLevels({
        values: order.map((i) => rows[i] ?? null),
        label: order.map((i) => label[i] ?? 0),
      });
      return binLevels(counts, special, { minLevel: 10 });
    };
    const order = Array.from(rows.keys());
    const c = at(order);
    expect(at(order.toReversed())).toEqual(c);
    const kept = c.bins.flatMap((b) => (b.kind === "levels" ? b.levels : []));
    const counts = new Map<string, number>();
    for (const level of rows) counts.set(level, (counts.get(level) ?? 0) + 1);
    expect(kept.toSorted()).toEqual([...counts].flatMap(([k, n]) => (n >= 10 ? [k] : [])).toSorted());
    const other = c.bins.at(-1);
    expect([other?.kind === "special" && other.name, (other?.events ?? 0) + (other?.nonEvents ?? 0)]).toEqual(
      ["other", [...counts.values()].filter((n) => n < 10).reduce((s, n) => s + n, 0)],
    );
  });

  it("are in the order of their rates", () => {
    const values = ["a", "b", "c"].flatMap((v) => Array<string>(100).fill(v));
    const label = values.map((v, i) => Number(i % 100 < (v === "b" ? 40 : v === "c" ? 10 : 20)));
    const { counts, special } = countLevels({ values, label });
    const c = binLevels(counts, special);
    expect([places(c), c.trend]).toEqual([[["c"], ["a"], ["b"], "missing", "other"], "ascending"]);
  });
});

describe("pre-bins", () => {
  const counts = (values: number[]): ReturnType<typeof countNumbers>["counts"] =>
    countNumbers({ values: Float64Array.from(values), label: values.map((_, i) => i % 2) }).counts;

  it("never split equal values, and cut between neighbours", () => {
    const heavy = prebin(counts([1, 1, 1, 1, 1, 1, 2, 3, 4, 5]), 3);
    expect(heavy.cuts).toEqual([1.5, 3.5]);
    // no double lies between these two: the cut is the upper one
    const next = 1 + Number.EPSILON;
    expect(prebin(counts([1, next]), 5).cuts).toEqual([next]);
    // 0.2 and 0.21 are no binary fractions: the cut is what a person would write
    expect(prebin(counts([0.2, 0.21]), 5).cuts).toEqual([0.205]);
    expect(prebin(counts([-1.7e308, 1.7e308]), 5).cuts).toEqual([0]);
    expect(Array.from(prebinAt(counts([1, 2, 3]), [2]).events)).toEqual([0, 1]);
  });

  it("have edges at quantiles of type 7 of the rows", () => {
    // R: quantile(c(1, 2, 2, 7, 9), 1:3 / 4) is 2, 2, 7; of c(1, 2, 4, 8) it is 1.75, 3, 5
    expect(quantileEdges(counts([1, 2, 2, 7, 9]), 4)).toEqual([2, 7]);
    expect(quantileEdges(counts([1, 2, 4, 8]), 4)).toEqual([1.75, 3, 5]);
    expect(quantileEdges(counts([]), 4)).toEqual([]);
  });
});

describe("grades", () => {
  it("are best first and start at a score that was seen", () => {
    const r = random(6);
    const values = Float64Array.from({ length: 2000 }, () => r.below(101));
    const label = Array.from(values, (v) => Number(r.uniform() < v / 150));
    const { counts } = countNumbers({ values, label });
    const found = gradesOf(counts, ["A", "B", "C", "D"]);
    if (found.grades === null) throw new Error(found.reason);
    expect(found.grades.map((g) => g.grade).join("")).toBe("ABCD");
    const rates = found.grades.map((g) => g.rate);
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    found.grades.forEach((g, k) => {
      const upper = found.grades[k - 1]?.atLeast ?? Number.POSITIVE_INFINITY;
      const inside = label.filter((_, i) => (values[i] ?? 0) >= g.atLeast && (values[i] ?? 0) < upper);
      expect(inside.length).toBe(g.events + g.nonEvents);
      expect(inside.filter((y) => y === 1).length).toBe(g.events);
    });
    expect(found.grades.at(-1)?.atLeast).toBe(Number.NEGATIVE_INFINITY);
  });

  it("say why there are none", () => {
    const { counts } = countNumbers({ values: Float64Array.of(1, 2, 3), label: [0, 1, 0] });
    expect(gradesOf(counts, ["A", "B"])).toEqual({
      grades: null,
      reason: "3 rows by weight; 2 bins need 40",
    });
  });
});
