import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import { type BinRules, type Counts, optimalBins, type Trend } from "../../../src/stats/binning/index.ts";
import { chi2Quantile } from "../../../src/stats/numeric/distributions.ts";
import { exhaustive, keeps } from "./exhaustive.ts";

const trends: readonly Trend[] = ["none", "ascending", "descending", "peak", "valley", "monotone", "auto"];

interface Case {
  readonly counts: Counts;
  readonly rules: BinRules;
}

/** A small case with some of the rules; few rows, so that zero cells, ties and impossible rules all occur. */
function smallCase(seed: number): Case {
  const r = random(seed);
  const n = 1 + r.below(10);
  const scale = [4, 15, 80][r.below(3)] ?? 15;
  const counts = (): Float64Array => Float64Array.from({ length: n }, () => r.below(scale));
  const maybe = <T>(value: T): T | undefined => (r.below(3) === 0 ? value : undefined);
  const periods = r.below(4) === 0 ? Array.from({ length: 1 + r.below(2) }, () => pair(counts)) : null;
  const all =
    periods === null
      ? pair(counts)
      : { events: total(periods.map((p) => p.events)), nonEvents: total(periods.map((p) => p.nonEvents)) };
  const minBins = maybe(1 + r.below(3));
  const maxBins = maybe((minBins ?? 1) + r.below(4));
  const own = { events: sum(all.events), nonEvents: sum(all.nonEvents) };
  const rules = {
    trend: trends[r.below(trends.length)],
    minBins,
    maxBins,
    minSize: maybe(r.below(2 * scale)),
    minEvents: maybe(r.below(scale)),
    minNonEvents: maybe(r.below(scale)),
    minDifference: maybe(r.uniform() * 0.2),
    maxP: maybe(0.01 + 0.5 * r.uniform()),
    totals: maybe({ events: own.events + r.below(20), nonEvents: own.nonEvents + r.below(20) }),
  };
  const given = Object.entries(rules).filter(([, v]) => v !== undefined);
  return {
    counts: periods === null ? all : { ...all, periods },
    rules: Object.fromEntries(given) as BinRules,
  };
}

const pair = (counts: () => Float64Array): { events: Float64Array; nonEvents: Float64Array } => ({
  events: counts(),
  nonEvents: counts(),
});
const sum = (list: Float64Array): number => list.reduce((s, v) => s + v, 0);
const total = (lists: readonly Float64Array[]): Float64Array =>
  Float64Array.from(lists[0] ?? [], (_, i) => lists.reduce((s, list) => s + (list[i] ?? 0), 0));

describe("the binning programme against all partitions", () => {
  it("finds the same IV, keeps the rules, and agrees where no partition does, on 1,000 small cases", () => {
    let [feasible, impossible, bounded] = [0, 0, 0];
    const met = new Set<string>();
    for (let seed = 0; seed < 1000; seed++) {
      const { counts, rules } = smallCase(seed);
      const critical = (rules.maxP ?? 1) < 1 ? chi2Quantile(1 - (rules.maxP ?? 1), 1) : 0;
      const oneClass = sum(counts.events) === 0 || sum(counts.nonEvents) === 0;
      const wanted = oneClass ? null : exhaustive(counts, rules, critical);
      const found = optimalBins(counts, rules);
      const about = `seed ${seed}, ${JSON.stringify(rules)}`;
      if (wanted === null) {
        expect(found.ends, about).toBeNull();
        impossible++;
        continue;
      }
      if (found.ends === null) throw new Error(`${about}: the programme found none, IV ${wanted} is there`);
      feasible++;
      met.add(rules.trend ?? "none");
      expect(Math.abs(found.iv - wanted), about).toBeLessThanOrEqual(1e-12);
      expect(keeps(counts, found.ends, rules, critical), about).toBe(true);
      if (found.bound !== null) {
        bounded++;
        expect(found.bound, about).toBeGreaterThanOrEqual(found.iv - 1e-12);
      }
    }
    // both kinds of answer, every trend and the bound were all put to the test
    expect(feasible).toBeGreaterThan(400);
    expect(impossible).toBeGreaterThan(100);
    expect(bounded).toBeGreaterThan(150);
    expect([...met].sort()).toEqual([...trends].sort());
  });

  it("reaches the bound where the trend is the only rule", () => {
    for (let seed = 0; seed < 150; seed++) {
      const r = random(10_000 + seed);
      const n = 2 + r.below(30);
      const counts = pair(() => Float64Array.from({ length: n }, () => 1 + r.below(50)));
      for (const trend of trends) {
        const found = optimalBins(counts, { trend });
        if (found.ends === null || found.bound === null) throw new Error("a partition and a bound are there");
        expect(Math.abs(found.iv - found.bound), `seed ${seed} ${trend}`).toBeLessThan(1e-12);
      }
    }
  });

  it("does not depend on how weights were summed", () => {
    const events = Float64Array.of(0.1 + 0.2, 0.3, 0.7, 2);
    const nonEvents = Float64Array.of(3, 3, 0.1 + 0.2 + 0.4, 1);
    const other = { events: Float64Array.of(0.3, 0.1 + 0.2, 0.7, 2), nonEvents };
    const rules = { trend: "ascending", minSize: 3 } as const;
    expect(optimalBins({ events, nonEvents }, rules).ends).toEqual(optimalBins(other, rules).ends);
  });
});

describe("binning that cannot be", () => {
  const cells = (events: number[], nonEvents: number[]): Counts => ({
    events: Float64Array.from(events),
    nonEvents: Float64Array.from(nonEvents),
  });
  const reason = (counts: Counts, rules?: BinRules): string => {
    const found = optimalBins(counts, rules);
    return found.ends === null ? found.reason : "it can";
  };

  it("says why there is nothing to part", () => {
    expect(reason(cells([], []))).toBe("no row has a value here");
    expect(reason(cells([0, 0], [0, 0]))).toBe("no row has a value here");
    expect(reason(cells([0, 0], [3, 4]))).toMatch(/^no lead converts/);
    expect(reason(cells([3, 4], [0, 0]))).toMatch(/^every lead converts/);
    expect(reason(cells([3, 4], [9, 9]), { minEvents: 8 })).toBe("7 events by weight; a bin needs 8");
    expect(reason(cells([3, 4], [9, 9]), { minSize: 20, minBins: 2 })).toBe(
      "25 rows by weight; 2 bins need 40",
    );
    expect(reason(cells([3, 3], [9, 9]), { minBins: 2 })).toMatch(/^no partition into at least 2 bins/);
  });

  it("parts one pre-bin into one bin", () => {
    expect(optimalBins(cells([3], [7]))).toEqual({
      ends: [0],
      iv: 0,
      trend: "flat",
      optimal: true,
      bound: 0,
    });
  });

  it.each([
    [cells([1, Number.NaN], [1, 1]), {}, /cell 2 of 2 holds NaN/],
    [cells([1, 1], [Number.POSITIVE_INFINITY, 1]), {}, /cell 1 of 2 holds Infinity/],
    [cells([1, -1], [1, 1]), {}, /cell 2 of 2 holds -1/],
    [cells([1], [1, 1]), {}, /1 events and 2 non-events for 1 cells/],
    [cells([1, 1], [1, 1]), { minBins: 3, maxBins: 2 }, /3 to 2 bins/],
    [cells([1, 1], [1, 1]), { maxBins: 2.5 }, /whole/],
    [cells([1, 1], [1, 1]), { minDifference: Number.NaN }, /minDifference is NaN/],
    [cells([1, 1], [1, 1]), { maxP: 0 }, /maxP is 0/],
    [cells([5, 5], [5, 5]), { totals: { events: 5, nonEvents: 50 } }, /totals are less/],
  ] as const)("refuses what is no count or rule (%#)", (counts, rules, message) => {
    expect(() => optimalBins(counts, rules)).toThrow(message);
  });

  it("refuses more pre-bins than it could hold", () => {
    const many = (n: number): Counts => cells(Array(n).fill(1), Array(n).fill(1));
    expect(() => optimalBins(many(1001))).toThrow(/1001 pre-bins; gather them into 1000 first/);
    expect(() => optimalBins(many(1000), { maxBins: 900 })).toThrow(/up to 900 bins of 1000 pre-bins/);
  });
});
