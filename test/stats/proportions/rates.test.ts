import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import {
  bestShares,
  type Counts,
  closeRates,
  fitSpread,
  liftOverBase,
  mantelHaenszel,
  naiveBayes,
  naiveBayesLogit,
  shrunkRate,
} from "../../../src/stats/proportions/index.ts";

const reason = (result: unknown): string => (result as { reason?: string }).reason ?? "no refusal";

/** Groups of 30 to 330 leads whose true rates are draws of Beta(4, 36), by order statistics of uniforms. */
function groups(seed: number, count: number): { counts: Counts[]; truth: number[] } {
  const r = random(seed);
  const truth = Array.from({ length: count }, () => {
    const uniforms = Array.from({ length: 39 }, () => r.uniform()).sort((a, b) => a - b);
    return uniforms[3] ?? 0;
  });
  const counts = truth.map((p) => {
    const n = 30 + r.below(300);
    let x = 0;
    for (let i = 0; i < n; i++) if (r.uniform() < p) x++;
    return { x, n };
  });
  return { counts, truth };
}

describe("empirical Bayes", () => {
  it("finds the spread of the truth, and shrinks nearer to it than the raw rates are", () => {
    const { counts, truth } = groups(1, 200);
    const spread = fitSpread(counts);
    if (spread === null) throw new Error("no groups");
    expect(spread.by).toBe("likelihood");
    expect(Math.abs(spread.mean - 0.1)).toBeLessThan(0.009);
    // 1 / (4 + 36 + 1)
    expect(Math.abs(spread.rho - 1 / 41)).toBeLessThan(0.009);
    const all = { x: 0, n: 1 };
    let [raw, shrunk, covered] = [0, 0, 0];
    counts.forEach((c, i) => {
      const p = truth[i] ?? 0;
      const e = shrunkRate(c, spread, all);
      if (e.value === null) throw new Error(e.reason);
      raw += (c.x / c.n - p) ** 2;
      shrunk += (e.value - p) ** 2;
      if (e.low <= p && p <= e.high) covered++;
    });
    // expected ratio ln(370 / 70) / ln(330 / 30) = .69
    expect(shrunk).toBeLessThan(0.85 * raw);
    // 95 % of 200, three standard errors
    expect(Math.abs(covered / 200 - 0.95)).toBeLessThan(0.047);
  });

  it("pools groups that differ no more than chance, and fewer than three", () => {
    const alike = fitSpread([10, 10, 10, 10].map((x) => ({ x, n: 100 })));
    expect(alike).toMatchObject({ rho: 0, mean: 0.1, by: "likelihood" });
    const two = closeRates(
      [
        { x: 30, n: 60 },
        { x: 5, n: 100 },
      ],
      { x: 40, n: 400 },
    );
    expect(two.spread).toMatchObject({ rho: 0, by: "pooled" });
    expect(two.activities.map((a) => a.shrunk.value)).toEqual([35 / 160, 35 / 160]);
    expect(fitSpread([{ x: 0, n: 9 }])).toMatchObject({ mean: 0, rho: 0 });
    expect(fitSpread([])).toBeNull();
    // all or nothing: the likelihood would have rho 1
    expect(fitSpread([1, 0, 1, 0, 1].map((y) => ({ x: 20 * y, n: 20 })))).toMatchObject({
      by: "moments",
      mean: 0.6,
    });
  });

  it("the share in which each is the best: even for equals, seeded, by the closed form for two", () => {
    // a flat prior (mean 1/2, rho 1/3) and 1 of 1 against 0 of 1: P(Beta(2, 1) > Beta(1, 2)) = 5/6
    const flat = { mean: 0.5, rho: 1 / 3, logLikelihood: 0, by: "likelihood" } as const;
    const two = [
      { x: 1, n: 1 },
      { x: 0, n: 1 },
    ];
    const shares = bestShares(two, flat, { seed: 3, draws: 40_000 });
    if (!(shares instanceof Float64Array)) throw new Error(shares.reason);
    expect(Math.abs((shares[0] ?? 0) - 5 / 6)).toBeLessThan(0.006);
    expect(bestShares(two, flat, { seed: 3, draws: 40_000 })).toEqual(shares);
    expect(bestShares(two, { ...flat, rho: 0 }, { seed: 3 })).toEqual(new Float64Array([0.5, 0.5]));
    expect(reason(bestShares([], flat, { seed: 1 }))).toContain("no groups");
  });
});

describe("close rates at the edges", () => {
  it("say 0 of n and n of n with an interval, and why a lift is missing", () => {
    const { activities } = closeRates(
      [
        { x: 0, n: 20 },
        { x: 20, n: 20 },
        { x: 0, n: 0 },
      ],
      { x: 30, n: 200 },
    );
    expect(activities[0]?.rate).toMatchObject({ value: 0, low: 0 });
    expect(activities[1]?.rate).toMatchObject({ value: 1, high: 1 });
    expect(reason(activities[0]?.lift)).toContain("no outcome followed it");
    expect(reason(activities[2]?.lift)).toContain("nobody did it");
    expect(reason(activities[2]?.rate)).toContain("no rows");
    expect(activities[2]?.practitionerPoints).toBeNull();
    expect(liftOverBase({ x: 30, n: 200 }, { x: 30, n: 200 })).toEqual({ value: 1, low: 1, high: 1, n: 200 });
    expect(() => closeRates([{ x: 3, n: 2 }], { x: 5, n: 9 })).toThrow("3 of 2");
    expect(() => closeRates([{ x: 3, n: 20 }], { x: 5, n: 9 })).toThrow("the base 5 of 9");
  });
});

describe("Mantel-Haenszel", () => {
  // UC Berkeley: [admitted, rejected] of men and women by department; numbers by mantel_haenszel.py
  const berkeley = (
    [
      [512, 313, 89, 19],
      [353, 207, 17, 8],
      [120, 205, 202, 391],
      [138, 279, 131, 244],
      [53, 138, 94, 299],
      [22, 351, 24, 317],
    ] as const
  ).map(([a, b, c, d]) => ({ did: { x: a, n: a + b }, didNot: { x: c, n: c + d } }));

  it("equals statsmodels on the Berkeley tables", () => {
    const { oddsRatio, rateRatio, test } = mantelHaenszel(berkeley);
    expect(oddsRatio).toMatchObject({
      value: expect.closeTo(0.9046968282586231, 10),
      low: expect.closeTo(0.7719073617593505, 10),
      high: expect.closeTo(1.0603297644366558, 10),
    });
    expect(rateRatio.value).toBeCloseTo(0.944905022595929, 12);
    expect(test).toEqual({
      chi2: expect.closeTo(1.5246066604434356, 10),
      p: expect.closeTo(0.21692369705551817, 10),
    });
  });

  it("is the plain ratio and its usual interval in one stratum", () => {
    const { rateRatio } = mantelHaenszel([{ did: { x: 12, n: 40 }, didNot: { x: 9, n: 90 } }]);
    const half = 1.959963984540054 * Math.sqrt(1 / 12 - 1 / 40 + 1 / 9 - 1 / 90);
    expect(rateRatio).toMatchObject({
      value: expect.closeTo(3, 12),
      low: expect.closeTo(3 * Math.exp(-half), 10),
      high: expect.closeTo(3 * Math.exp(half), 10),
    });
  });

  it("says why where nothing can be said", () => {
    const none = mantelHaenszel([{ did: { x: 0, n: 5 }, didNot: { x: 0, n: 5 } }]);
    expect([none.oddsRatio, none.rateRatio, none.test].map(reason)).toEqual([
      expect.stringContaining("0 or infinite"),
      expect.stringContaining("0 or infinite"),
      expect.stringContaining("no stratum"),
    ]);
    expect(reason(mantelHaenszel([]).test)).toContain("no stratum");
  });
});

describe("naive Bayes", () => {
  it("is exact on independent activities, and refuses certainties without halves", () => {
    // of 400 leads 100 with the outcome; a: 50 of 100 and 60 of 300; log odds by hand
    const bayes = naiveBayes([{ x: 50, n: 110 }], { x: 100, n: 400 }, 0);
    if ("value" in bayes) throw new Error(bayes.reason);
    expect(naiveBayesLogit(bayes, [1])).toBeCloseTo(Math.log(50 / 60), 12);
    expect(naiveBayesLogit(bayes, [0])).toBeCloseTo(Math.log(50 / 240), 12);
    expect(reason(naiveBayes([{ x: 0, n: 9 }], { x: 10, n: 40 }, 0))).toContain("activity 1 has 0 of 9");
    expect(naiveBayes([{ x: 0, n: 9 }], { x: 10, n: 40 })).toHaveProperty("prior", Math.log(1 / 3));
    expect(reason(naiveBayes([], { x: 0, n: 4 }))).toContain("no lead");
    expect(reason(naiveBayes([], { x: 4, n: 4 }))).toContain("every lead");
  });
});
