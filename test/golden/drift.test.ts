import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { meanBreak, rateChanges } from "../../src/stats/drift/breaks.ts";
import { coefficientStability } from "../../src/stats/drift/coefficients.ts";
import { cusum, cusumLimit, runLength } from "../../src/stats/drift/cusum.ts";
import { countsByTenth, divergences, sameDistribution } from "../../src/stats/drift/distance.ts";
import { designEffect, homogeneity, meanShift, psi } from "../../src/stats/drift/psi.ts";
import {
  countCdf,
  countModel,
  countQuantile,
  countTrend,
  expectedTaken,
} from "../../src/stats/forecast/counts.ts";
import { intervalScore, kupiec, rankedProbabilityScore } from "../../src/stats/forecast/coverage.ts";
import { forecastErrors, holtWinters, seasonalNaive } from "../../src/stats/forecast/seasonal.ts";
import { smoothed, varianceOfSum } from "../../src/stats/forecast/smoothing.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";

const expected = [120, 180, 210, 190, 140, 90, 40, 30];
const actual = [70, 120, 160, 170, 150, 110, 60, 60];

const holds = (id: string, found: unknown): void => {
  const { expected: want, tolerance } = golden(id);
  expectGolden(found, want, tolerance, id);
};

describe("11.33: drift against other programs", () => {
  it("DR01: PSI, each bin, its critical value and p", () => {
    const { value, bins, critical, p } = psi(expected, actual, { add: 0 });
    holds("DR01.psi", { total: value, bins, crit95: critical, p_value: p, N: 1000, M: 900 });
  });
  it("DR02: an empty cell takes a half, as all do", () => {
    const { half } = golden("DR02.psi_zero").expected as { half: number };
    expect(psi([50, 30, 15, 5, 0], [40, 35, 15, 8, 2]).value).toBeCloseTo(half, 12);
  });
  it("DR04: the chi-squared test and Cramer's V", () => {
    const { chi2, df, p, v } = homogeneity(expected, actual);
    holds("DR04.chi2", { chi2, df, p, V: v });
  });
  it("DR05: distances between two distributions", () => {
    const found = divergences(expected, actual);
    holds("DR05.jsd", {
      js_nats: found.jensenShannon,
      js_bits: found.jensenShannonBits,
      js_dist_b2: found.jensenShannonDistance,
      hellinger: found.hellinger,
      tv: found.totalVariation,
      kl_pq: found.kullbackLeibler,
      kl_qp: found.kullbackLeiblerBack,
    });
  });
  it("DR07: Kolmogorov and Smirnov's test of two samples", () => {
    const { s100b = [], outcome = [] } = referenceCsv("asah");
    const of = (group: string): number[] => s100b.filter((_, i) => outcome[i] === group).map(Number);
    const { distance, p } = sameDistribution(of("Poor"), of("Good"));
    holds("DR07.ks_asah", { D: distance, p });
    // the printed table of critical values for 10: .323 is passed by 20 in 100, .369 by 10, .409 by 5, .489 by 1
    const even = Array.from({ length: 20 }, (_, i) => i);
    const shifted = (by: number): number =>
      sameDistribution(
        even,
        even.map((x) => x + by),
      ).p;
    for (const [by, least, most] of [
      [6, 0.2, 0.5],
      [7, 0.1, 0.2],
      [8, 0.05, 0.1],
      [9, 0.01, 0.05],
      [10, 0, 0.01],
    ] as const) {
      expect(shifted(by)).toBeGreaterThan(least);
      expect(shifted(by)).toBeLessThan(most);
    }
  });
  it("DR09: PSI of a score between the tenths of the expected one", () => {
    const { score = [], split = [] } = referenceCsv("calib");
    const of = (part: string): number[] => score.filter((_, i) => split[i] === part).map(Number);
    const counts = countsByTenth(of("cal"), of("test"));
    holds("DR09.psi_deciles", { ...counts, psi: psi(counts.expected, counts.actual, { add: 0 }).value });
  });
  it("DR10: the break of a mean, and the p of a place that was chosen", () => {
    const { y = [] } = referenceCsv("nile");
    const { at, supF, p, error } = meanBreak(y.map(Number));
    holds("DR10.nile_break", { index: at, supF, p, rss_at: error });
    // Andrews (1993, table 1; corrected 2003): 8.68, 7.17 and 12.16 are passed by 5, 10 and 1 in 100, trim .15
    const r = random(21);
    let over = 0;
    for (let w = 0; w < 1000; w++)
      if (meanBreak(Array.from({ length: 200 }, () => r.uniform() + r.uniform() + r.uniform())).p < 0.05)
        over++;
    expect(over / 1000).toBeGreaterThan(0.03);
    expect(over / 1000).toBeLessThan(0.07);
  });
  it("DR14: periods in which a rate held steady", () => {
    const { created = [], status = [], days = [] } = referenceCsv("synth_leads");
    const months = [...new Set(created.map((date) => date.slice(0, 7)))].sort();
    const [conv, n] = [months.map(() => 0), months.map(() => 0)];
    created.forEach((date, i) => {
      const month = months.indexOf(date.slice(0, 7));
      n[month] = (n[month] ?? 0) + 1;
      if (status[i] === "won" && Number(days[i]) <= 90) conv[month] = (conv[month] ?? 0) + 1;
    });
    const usual = rateChanges(conv, n, { penalty: 2 * Math.log(24) });
    const light = rateChanges(conv, n, { penalty: 1 });
    holds("DR14.segmentation", {
      conv,
      n,
      cp_bic: usual.changes,
      obj_bic: usual.objective,
      cp_pen1: light.changes,
      obj_pen1: light.objective,
    });
  });
  it("DR15: coefficients by period", () => {
    const table = referenceCsv("synth_features_h14", "expected");
    const column = (name: string): Float64Array => Float64Array.from(table[name] ?? [], Number);
    const { created = [] } = referenceCsv("synth_leads");
    const found = coefficientStability(
      {
        columns: ["d14_webinar", "d14_demo_request", "d14_pricing_view", "free_email", "vp_c"].map(column),
        label: column("won90"),
      },
      created.map((date) => (date >= "2023-04-01" ? 1 : 0)),
    );
    const { statistic: lr, df, p } = found?.test ?? {};
    const [webinar] = found?.changes ?? [];
    holds("DR15.coef_stability", { lr, df, p, webinar_inter: webinar?.value, se: webinar?.se });
  });
  it("rows seen twice in one account make coefficients by period no surer", () => {
    const r = random(5);
    const x = Float64Array.from({ length: 400 }, () => r.uniform());
    const label = Uint8Array.from(x, (v) => (r.uniform() < 0.2 + 0.4 * v ? 1 : 0));
    const later = Uint8Array.from(x, (_, i) => i % 2);
    const own = Int32Array.from(x, (_, i) => i);
    const twice = <T extends Float64Array | Uint8Array | Int32Array>(of: T): number[] => [...of, ...of];
    const once = coefficientStability({ columns: [x], label }, later, own);
    const seen = coefficientStability({ columns: [twice(x)], label: twice(label) }, twice(later), twice(own));
    expect(seen?.test.statistic).toBeCloseTo(once?.test.statistic ?? 0, 8);
    expect(seen?.changes[0]?.se).toBeCloseTo(once?.changes[0]?.se ?? 0, 8);
    // one column: Wald's statistic is (change / se)^2
    const change = once?.changes[0];
    expect(once?.test.statistic).toBeCloseTo(((change?.value ?? 0) / (change?.se ?? 1)) ** 2, 8);
  });
  it("coefficients that did not change are told to have in 5 of 100 worlds, accounts of like leads too", () => {
    const r = random(31);
    let over = 0;
    for (let w = 0; w < 300; w++) {
      const [x, label, later, account]: [number[], number[], number[], number[]] = [[], [], [], []];
      for (let a = 0; a < 200; a++) {
        const [trait, luck] = [r.uniform(), r.uniform()];
        for (let k = 0; k < 2; k++) {
          x.push(trait);
          // both of an account do alike in half of all cases
          const own = r.uniform() < 0.5 ? luck : r.uniform();
          label.push(own < 0.15 + 0.3 * trait ? 1 : 0);
          later.push(a % 2);
          account.push(a);
        }
      }
      if ((coefficientStability({ columns: [x], label }, later, account)?.test.p ?? 0) < 0.05) over++;
    }
    expect(over / 300).toBeGreaterThan(0.02);
    expect(over / 300).toBeLessThan(0.09);
  });
  it("DR08: the shift of the mean points", () => {
    holds("DR08.csi", meanShift(expected, actual, [0, 5, 10, 20, 30, 35, 40, 50]));
  });
  it("DR11: the CUSUM, of a constant chance and of each row's own", () => {
    const { y = [], p = [] } = referenceCsv("cusum_seq");
    const of = (chances: readonly number[]) => {
      const path = cusum(y.map(Number), chances, 0.5);
      return {
        max: Math.max(...path),
        final: path.at(-1),
        first_2_5: path.findIndex((w) => w > 2.5),
        first_3_5: path.findIndex((w) => w > 3.5),
      };
    };
    holds("DR11.cusum", { const: of(y.map(() => 0.1)), risk: of(p.map(Number)) });
  });
  it("DR12: how long right chances run until a limit, by simulation", () => {
    const lengths = golden("DR12.cusum_arl").expected as Record<string, number>;
    for (const [limit, length] of Object.entries(lengths).slice(0, 2))
      expect(runLength(0.1, 0.5, Number(limit), random(1), { worlds: 2000 }) / length).toBeCloseTo(1, 0);
  });
  it("the simulated limit raises its share of alarms on other worlds of right chances", () => {
    const chances = Array.from({ length: 300 }, (_, i) => 0.05 + (i % 10) / 25);
    const limit = cusumLimit(chances, 0.5, random(3));
    const r = random(4);
    let alarms = 0;
    for (let w = 0; w < 1000; w++) {
      const outcomes = chances.map((p) => (r.uniform() < p ? 1 : 0));
      if (Math.max(...cusum(outcomes, chances, 0.5)) > limit) alarms++;
    }
    expect(alarms / 1000).toBeGreaterThan(0.025);
    expect(alarms / 1000).toBeLessThan(0.085);
  });
  it("PSI between samples of one population passes its critical value in 5 of 100, whatever .1 says", () => {
    const r = random(9);
    let [over, tenth] = [0, 0];
    for (let w = 0; w < 1000; w++) {
      const draw = (): number[] => {
        const counts = new Array<number>(10).fill(0);
        for (let i = 0; i < 100; i++) {
          const k = r.below(10);
          counts[k] = (counts[k] ?? 0) + 1;
        }
        return counts;
      };
      const { value, critical } = psi(draw(), draw());
      if (value > critical) over++;
      if (value > 0.1) tenth++;
    }
    expect(over / 1000).toBeGreaterThan(0.02);
    expect(over / 1000).toBeLessThan(0.08);
    // methods.md 0.5: 85 in 100 of unchanged populations of 100 leads pass .1
    expect(tenth / 1000).toBeGreaterThan(0.75);
  });
});

describe("11.32: PSI where leads of one account are alike", () => {
  it("has the size of the clusters as its design effect where all in a cluster are alike", () => {
    // 6 clusters of 4 that are wholly alike: exactly 4
    const cluster = Array.from({ length: 24 }, (_, i) => Math.floor(i / 4));
    expect(
      designEffect(
        cluster.map((c) => c % 3),
        cluster,
        3,
      ),
    ).toBeCloseTo(4, 12);
    // each by itself: 1
    expect(
      designEffect(
        cluster.map((c) => c % 3),
        [...cluster.keys()],
        3,
      ),
    ).toBeCloseTo(1, 12);
  });
  it("passes its critical value in 5 of 100 unchanged populations then too, and in many more without", () => {
    const r = random(11);
    let [over, blind] = [0, 0];
    for (let w = 0; w < 500; w++) {
      const [bin, cluster]: [number[], number[]] = [[], []];
      // accounts of 1 to 5 leads, of one industry each, the same on both sides
      for (let c = 0; bin.length < 1_200; c++) {
        const industry = r.below(6);
        for (let k = 1 + r.below(5); k > 0; k--) {
          bin.push(industry);
          cluster.push(c);
        }
      }
      const counts = (rows: readonly number[]): number[] =>
        Array.from({ length: 6 }, (_, k) => rows.filter((b) => b === k).length);
      const [a, b] = [counts(bin.slice(0, 1_000)), counts(bin.slice(1_000))];
      const effect = designEffect(bin, cluster, 6);
      if (psi(a, b, { effect }).p < 0.05) over++;
      if (psi(a, b).p < 0.05) blind++;
    }
    expect(over / 500).toBeGreaterThan(0.02);
    expect(over / 500).toBeLessThan(0.09);
    expect(blind / 500).toBeGreaterThan(0.4);
  });
});

describe("11.32: forecasts against other programs", () => {
  it("FC01: Kupiec's test", () => {
    const of = (misses: number) => kupiec(misses, 24, 0.2);
    holds("FC01.kupiec", { "2_24": of(2), "5_24": of(5), "10_24": of(10), "0_24": of(0) });
  });
  it("FC03: the interval score", () => {
    const of = (came: number) => intervalScore({ low: 80, high: 120 }, 0.2, came);
    const want = golden("FC03.interval_score").expected as Record<string, number>;
    expect([of(70), of(100), of(130)]).toEqual([want.is70, want.is100, want.is130]);
  });
  it("FC05: the negative binomial's distribution", () => {
    const of = (y: number) => [y - 1, y].map((k) => countCdf(k, { mean: 36, size: 8 }));
    holds("FC05.nonrandom_pit", { 20: of(20), 36: of(36), 60: of(60) });
  });
  it("FC06: its fit by likelihood", () => {
    const { Days = [] } = referenceCsv("quine");
    const { mean, theta } = golden("FC06.nb_quine").expected as { mean: number; theta: number };
    const found = countModel(Days.map(Number));
    expect(found.mean).toBeCloseTo(mean, 9);
    expect(found.size).toBeCloseTo(theta, 4);
  });
  it("FC04: the ranked probability score of draws", () => {
    holds("FC04.crps_sample", rankedProbabilityScore([118, 88, 104, 95, 100], 110));
  });
  it("FC07: a trend in counts that vary more than Poisson's", () => {
    const { n = [] } = referenceCsv("synth_weekly");
    const { intercept, slope, size, dispersion } = countTrend(n.map(Number));
    holds("FC07.nb_trend", { coef: [intercept, slope], theta: size, pearson_disp: dispersion });
  });
  const passengers = (): number[] => (referenceCsv("airpassengers").y ?? []).map(Number);
  it("FC08, FC13: last season said again, and how far it was off", () => {
    const values = passengers();
    const { point, low, high, sigma } = seasonalNaive(values, 12, 12);
    const ends = (of: readonly number[]) => [of[0], of[11]];
    holds("FC08.snaive_airpassengers", { point: ends(point), lower: ends(low), upper: ends(high), sigma });
    const [learnt, came] = [values.slice(0, -12), values.slice(-12)];
    holds("FC13.acc_mase", forecastErrors(seasonalNaive(learnt, 12, 12).point, came, learnt, 12));
  });
  it("FC10: level, trend and season smoothed", () => {
    const { alpha, beta, gamma, error } = holtWinters((referenceCsv("co2").y ?? []).map(Number), 12);
    holds("FC10.hw_co2", { alpha, beta, gamma, sse: error });
  });
  it("counts that vary as Poisson's are Poisson's; quantiles and what is taken follow the distribution", () => {
    expect(countModel([3, 3, 3]).size).toBe(Number.POSITIVE_INFINITY);
    const poisson = { mean: 4, size: Number.POSITIVE_INFINITY };
    expect(countCdf(1, poisson)).toBeCloseTo(5 * Math.exp(-4), 12);
    expect(countQuantile(0.5, poisson)).toBe(4);
    expect(expectedTaken(1, poisson)).toBeCloseTo(1 - Math.exp(-4), 12);
    // E[min(N, 2)] = P(N >= 1) + P(N >= 2)
    expect(expectedTaken(2, poisson)).toBeCloseTo(2 - Math.exp(-4) - 5 * Math.exp(-4), 12);
  });
  it("a level that moved is followed, and one that did not is the mean; the variance of a sum is the closed form's", () => {
    const moved = [...new Array<number>(20).fill(5), ...new Array<number>(20).fill(15)];
    expect(smoothed(moved).level).toBeGreaterThan(14);
    expect(smoothed([4, 6, 4, 6]).level).toBeCloseTo(5, 12);
    expect(varianceOfSum(2, 0, 13)).toBe(26);
    // two steps: e1 (1 + alpha) + e2
    expect(varianceOfSum(1, 0.5, 2)).toBe(1.5 ** 2 + 1);
    expect(varianceOfSum(1, 0.5, 2, 3)).toBe(1.5 ** 2 + 1 + 3);
  });
});
