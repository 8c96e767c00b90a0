import { describe, expect, it } from "vitest";
import { random } from "../../../../src/base/random.ts";
import { linearPredictor } from "../../../../src/stats/regression/logistic/dense.kernel.ts";
import { designOf, type LogisticData } from "../../../../src/stats/regression/logistic/design.ts";
import { fitLogistic } from "../../../../src/stats/regression/logistic/fit.ts";
import { onesPass } from "../../../../src/stats/regression/logistic/ones.kernel.ts";
import {
  patternsOf,
  patternsPass,
  widestOf,
} from "../../../../src/stats/regression/logistic/patterns.kernel.ts";
import { elasticNetPath } from "../../../../src/stats/regression/penalised/elastic-net.ts";
import { fitFirth } from "../../../../src/stats/regression/penalised/firth.ts";

// Columns of 0 and 1 go through lists of ones, columns of 0 and 2 through whole columns: the same model, with half the
// coefficients.

type Whole = Omit<LogisticData, "columns"> & { readonly columns: readonly Float64Array[] };

/** 4,096 rows, seven bins of three characteristics, weights, an offset. */
function world(): Whole {
  const r = random(11);
  const n = 4096;
  const columns = Array.from({ length: 7 }, () => new Float64Array(n));
  const [label, weight, offset] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const bins = [r.below(4), 3 + r.below(3), 5 + r.below(3)];
    let eta = -1;
    for (const [k, bin] of bins.entries()) {
      const column = columns[bin];
      if (column === undefined || bin === [3, 5, 7][k]) continue;
      column[i] = 1;
      eta += 0.4 * (bin - 3);
    }
    label[i] = r.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    weight[i] = 0.25 * (1 + r.below(4));
    offset[i] = 0.1 * r.normal();
  }
  return { columns, label, weight, offset };
}

const doubled = (data: Whole) => ({
  ...data,
  columns: data.columns.map((c) => c.map((v) => 2 * v)),
});

const close = (a: ArrayLike<number>, b: ArrayLike<number>, factor: number): void => {
  expect(a.length).toBe(b.length);
  for (let j = 0; j < a.length; j++)
    expect(a[j]).toBeCloseTo((b[j] ?? Number.NaN) * (j === 0 ? 1 : factor), 9);
};

describe("columns of 0 and 1", () => {
  const data = { ...world(), columns: world().columns.filter((c) => c.some((v) => v === 1)) };

  it("are told from others, and from few rows and many ones", () => {
    expect(designOf(data).ones).not.toBeNull();
    expect(designOf(doubled(data)).ones).toBeNull();
    const few = (values: ArrayLike<number>) => Array.from(values).slice(0, 100);
    expect(designOf({ columns: data.columns.map(few), label: few(data.label) }).ones).toBeNull();
    expect(designOf({ ...data, columns: data.columns.map((c) => c.map((v) => 1 - v)) }).ones).toBeNull();
  });

  it("13: have the likelihood and the score of lists in the order of their patterns, few or many a group", () => {
    const ones = designOf(data).ones;
    if (ones === null) throw new Error("no lists");
    const { label, weight, offset } = designOf(data);
    const p = data.columns.length + 1;
    const beta = Float64Array.from({ length: p }, (_, j) => 0.3 * j - 1);
    const sums = () => ({ logLikelihood: 0, gradient: new Float64Array(p), information: new Float64Array() });
    const lists = sums();
    onesPass(ones, { label, weight, offset }, beta, lists, false);
    for (const [most, groups] of [
      [1, p - 1],
      [4, 3],
      [2048, 1],
    ] as const) {
      const patterns = patternsOf(ones, p, most);
      expect(patterns.groups).toBe(groups);
      const own = sums();
      patternsPass(patterns, { label, weight, offset }, beta, own);
      expect(own.logLikelihood).toBeCloseTo(lists.logLikelihood, 9);
      close(own.gradient, lists.gradient, 1);
    }
  });

  it("have the maximum likelihood, errors and likelihood of whole columns", () => {
    const [a, b] = [fitLogistic(data), fitLogistic(doubled(data))];
    expect([a.converged, b.converged]).toEqual([true, true]);
    close(a.coefficients, b.coefficients, 2);
    close(a.standardErrors, b.standardErrors, 2);
    expect(a.logLikelihood).toBeCloseTo(b.logLikelihood, 8);
  });

  it("have Firth's estimate of whole columns", () => {
    const [a, b] = [fitFirth(data), fitFirth(doubled(data))];
    expect([a.converged, b.converged]).toEqual([true, true]);
    close(a.coefficients, b.coefficients, 2);
    close(a.standardErrors, b.standardErrors, 2);
    const near = fitFirth(
      data,
      undefined,
      a.coefficients.map((b) => b + 0.3),
    );
    expect(near.iterations).toBeLessThanOrEqual(a.iterations);
    close(near.coefficients, a.coefficients, 1);
  });

  it("13: say how far a row's logit moves, by lists and by whole columns", () => {
    const ones = designOf(data).ones;
    if (ones === null) throw new Error("no lists");
    const beta = Float64Array.from(data.columns, (_, j) => (j % 2 === 0 ? 1 : -2) * (j + 1)).map(
      (b) => b / 3,
    );
    const slopes = Float64Array.of(-0.25, ...beta);
    const eta = linearPredictor({ columns: data.columns, label: data.label, offset: null }, slopes);
    expect(widestOf(ones.patterns(), slopes)).toBeCloseTo(Math.max(...eta.map(Math.abs)), 12);
  });

  it("have the lasso's path of whole columns", () => {
    const [a, b] = [elasticNetPath(data), elasticNetPath(doubled(data))];
    expect(a.map((f) => f.nonZero)).toEqual(b.map((f) => f.nonZero));
    a.forEach((f, k) => {
      close(f.coefficients, b[k]?.coefficients ?? [], 2);
    });
  });

  it("say which column is a combination of those before it", () => {
    const [first, second] = data.columns;
    const sum = first?.map((v, i) => v + (second?.[i] ?? 0)) ?? new Float64Array(0);
    expect(sum.every((v) => v <= 1)).toBe(true);
    const columns = [...data.columns, sum];
    expect(designOf({ ...data, columns }).ones).not.toBeNull();
    expect(fitLogistic({ ...data, columns }).collinear).toBe(columns.length);
    expect(fitFirth({ ...data, columns }).collinear).toBe(columns.length);
  });
});
