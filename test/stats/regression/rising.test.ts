import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import { cholesky, solveCholesky } from "../../../src/stats/numeric/linear.ts";
import { fitBinned } from "../../../src/stats/regression/binned/fit.ts";
import { designOf } from "../../../src/stats/regression/logistic/design.ts";
import { elasticNetPath } from "../../../src/stats/regression/penalised/elastic-net.ts";
import { inOrder } from "../../../src/stats/regression/penalised/rising-net.ts";
import { type Contrast, nearestRising, stepsToHold } from "../../../src/stats/regression/rising.ts";

const step = (low: number, high: number): Contrast => ({ at: [high, low], by: [1, -1] });
const chain = (n: number): Contrast[] => Array.from({ length: n - 1 }, (_, i) => step(i, i + 1));

/** Pool adjacent violators with equal weights, as a textbook has it. */
function pooled(values: readonly number[]): number[] {
  const blocks: { sum: number; n: number }[] = [];
  for (const v of values) {
    blocks.push({ sum: v, n: 1 });
    for (;;) {
      const [b, a] = [blocks.at(-1), blocks.at(-2)];
      if (a === undefined || b === undefined || a.sum / a.n <= b.sum / b.n) break;
      blocks.splice(-2, 2, { sum: a.sum + b.sum, n: a.n + b.n });
    }
  }
  return blocks.flatMap(({ sum, n }) => new Array<number>(n).fill(sum / n));
}

describe("the nearest point in order", () => {
  it("is isotonic regression where the metric is the plain one", () => {
    const r = random(3);
    for (let world = 0; world < 200; world++) {
      const values = Float64Array.from({ length: 2 + r.below(9) }, () => r.normal());
      const found = nearestRising(values, chain(values.length), (v) => v);
      pooled(Array.from(values)).forEach((v, i) => {
        expect(found[i]).toBeCloseTo(v, 9);
      });
    }
  });

  it("meets the conditions of an optimum in any metric, however many contrasts repeat each other", () => {
    const r = random(4);
    for (let world = 0; world < 100; world++) {
      const p = 6;
      const root = Float64Array.from({ length: p * p }, () => r.normal());
      const metric = new Float64Array(p * p);
      for (let i = 0; i < p; i++)
        for (let j = 0; j < p; j++) {
          for (let k = 0; k < p; k++)
            metric[i * p + j] = (metric[i * p + j] ?? 0) + (root[i * p + k] ?? 0) * (root[j * p + k] ?? 0);
          if (i === j) metric[i * p + j] = (metric[i * p + j] ?? 0) + 0.1;
        }
      const factored = cholesky(metric, p);
      if ("failedAt" in factored) throw new Error("no metric");
      const solve = (v: Float64Array): Float64Array => solveCholesky(factored.factor, v, p);
      // every rise over one, two and three steps: most follow from others
      const contrasts = [1, 2, 3].flatMap((by) => Array.from({ length: p - by }, (_, i) => step(i, i + by)));
      const beta = Float64Array.from({ length: p }, () => r.normal());
      const found = nearestRising(beta, contrasts, solve);
      const cost = (x: ArrayLike<number>): number => {
        let sum = 0;
        for (let i = 0; i < p; i++)
          for (let j = 0; j < p; j++)
            sum += ((x[i] ?? 0) - (beta[i] ?? 0)) * (metric[i * p + j] ?? 0) * ((x[j] ?? 0) - (beta[j] ?? 0));
        return sum;
      };
      for (let i = 0; i + 1 < p; i++) expect((found[i + 1] ?? 0) - (found[i] ?? 0)).toBeGreaterThan(-1e-8);
      // no rising point that is drawn at random is nearer
      for (let other = 0; other < 50; other++) {
        const moved = pooled(Array.from(found, (x) => x + 0.05 * r.normal()));
        expect(cost(moved)).toBeGreaterThan(cost(found) - 1e-8);
      }
    }
  });

  it("7.1: a step against its way stands only past 12 in deviance, and so does a family's way", () => {
    const of = (beta: number[], variance: number) =>
      stepsToHold(Float64Array.from(beta), [{ steps: chain(3), whole: step(0, 2), way: "rises" }], (v) =>
        v.map((x) => x * variance),
      );
    // the second step falls by 1: its variance is twice that of a coefficient
    expect(of([0, 2, 1], 0.5 / 12 + 1e-6)).toHaveLength(2);
    expect(of([0, 2, 1], 0.5 / 12 - 1e-6)).toEqual([{ at: [1, 0], by: [1, -1] }]);
    // all fall: held to rise, or, past doubt, held to fall
    expect(of([2, 1, 0], 1)[0]).toEqual({ at: [1, 0], by: [1, -1] });
    expect(of([2, 1, 0], 0.1)).toEqual([
      { at: [1, 0], by: [-1, 1] },
      { at: [2, 1], by: [-1, 1] },
    ]);
  });
});

/** Rows of a characteristic of four bins whose share of positives is given, and of another that has no effect. */
function world(rates: readonly number[], each: number) {
  const bin = rates.flatMap((_, b) => new Array<number>(each).fill(b));
  const label = rates.flatMap((rate) => Array.from({ length: each }, (_, i) => (i < rate * each ? 1 : 0)));
  return {
    bins: [Uint8Array.from(bin), Uint8Array.from(bin, (_, i) => i % 2)],
    sizes: [rates.length, 2],
    label: Uint8Array.from(label),
    weight: new Float64Array(label.length).fill(1),
  };
}

const family = {
  steps: [0, 1, 2].map((b) => [
    { characteristic: 0, bin: b + 1, by: 1 },
    { characteristic: 0, bin: b, by: -1 },
  ]),
  whole: [
    { characteristic: 0, bin: 3, by: 1 },
    { characteristic: 0, bin: 0, by: -1 },
  ],
  way: "rises" as const,
};

describe("a ridge on bins that rise together", () => {
  it("7.1: gives neighbours that fall within chance one weight: that of the fit on them as one bin", () => {
    const falling = world([0.1, 0.3, 0.25, 0.5], 100);
    const held = fitBinned({ ...falling, lambda: 1e-6, scale: "plain", rising: [family] });
    const [none = 0, one = 0, two = 0, three = 0] = held.coef[0] ?? [];
    expect(held.converged).toBe(true);
    expect(one).toBeCloseTo(two, 8);
    const logit = (p: number): number => Math.log(p / (1 - p));
    // without a penalty the rates of the bins, the two in the middle together, by hand
    expect(one - none).toBeCloseTo(logit(0.275) - logit(0.1), 3);
    expect(three - none).toBeCloseTo(logit(0.5) - logit(0.1), 3);
  });

  it("7.1: keeps a fall that is beyond doubt", () => {
    const falling = world([0.1, 0.6, 0.2, 0.7], 300);
    const free = fitBinned({ ...falling, lambda: 1, scale: "plain" });
    const held = fitBinned({ ...falling, lambda: 1, scale: "plain", rising: [family] });
    expect(Array.from(held.coef[0] ?? [])).toEqual(Array.from(free.coef[0] ?? []));
  });

  it("holds a bin of few rows on the plain scale, where the standardised one lets it go", () => {
    const { bins, label, weight } = world([0.2, 0.2, 0.2, 0.2], 100);
    // one more row in a bin of its own, of a quarter of a lead, that won
    const rare = {
      bins: bins.map((bin, k) => Uint8Array.from([...bin, k === 0 ? 4 : 0])),
      sizes: [5, 2],
      label: Uint8Array.from([...label, 1]),
      weight: Float64Array.from([...weight, 0.25]),
      lambda: 1,
    };
    expect(Math.abs(fitBinned(rare).coef[0]?.[4] ?? 0)).toBeGreaterThan(4);
    // at most w (1 - p) / lambda: what a quarter of a lead can pull with
    expect(Math.abs(fitBinned({ ...rare, scale: "plain" }).coef[0]?.[4] ?? 0)).toBeLessThan(0.25);
  });
});

describe("an elastic net in order", () => {
  it("keeps neighbours that fall within chance level, and what the net set to 0 at 0", () => {
    const { bins, label, weight } = world([0.1, 0.3, 0.25, 0.5], 100);
    const columns = [1, 2, 3].map((b) => Float64Array.from(bins[0] ?? [], (v) => Number(v === b)));
    const data = { columns: [...columns, Float64Array.from(bins[1] ?? [])], label, weight };
    const [net] = elasticNetPath(data, { alpha: 1, lambdas: [0.002], standardise: false });
    if (net === undefined) throw new Error("no net");
    const placed = (bin: number): number[] => (bin === 0 ? [] : [bin]);
    const steps = [0, 1, 2].map((b) => ({
      at: [...placed(b + 1), ...placed(b)],
      by: [1, ...placed(b).map(() => -1)],
    }));
    const families = [{ steps, whole: { at: [3], by: [1] }, way: "rises" as const }];
    const held = inOrder(
      designOf(data, false),
      { coefficients: net.coefficients, ridge: 0, lasso: 400 * 0.002 },
      families,
    );
    if (held === null) throw new Error("the net is in order");
    expect(net.coefficients[1]).toBeGreaterThan((net.coefficients[2] ?? 0) + 0.1);
    expect(held.coefficients[1]).toBeCloseTo(held.coefficients[2] ?? 0, 8);
    net.coefficients.forEach((b, j) => {
      if (b === 0) expect(held.coefficients[j]).toBeCloseTo(0, 8);
    });
  });
});
