import { describe, expect, it } from "vitest";
import { random } from "../../../../src/base/random.ts";
import { expit } from "../../../../src/stats/numeric/expit.ts";
import { fitBinned } from "../../../../src/stats/regression/binned/fit.ts";
import { fitLogistic } from "../../../../src/stats/regression/logistic/fit.ts";
import {
  fitAt,
  fitPooled,
  type PooledData,
  pooledRows,
  type Spread,
  spreads,
} from "../../../../src/stats/regression/pooled/index.ts";
import { world } from "./world.ts";

const zeros = (data: PooledData): Float64Array =>
  new Float64Array((data.segments + 1) * (1 + data.sizes.reduce((a, b) => a + b, 0)));

/**
 * The same model as one dense design, by another solver: a 0/1 column for every common coefficient and every deviation,
 * divided by the root of its penalty, so that the penalty is 1/2 of each coefficient squared.
 */
function dense(data: PooledData, spread: Spread) {
  const { bins, sizes, label, weight, lambda, segment, segments } = data;
  const total = weight.reduce((a, b) => a + b, 0);
  const columns: number[][] = [];
  const penalty: number[] = [];
  const every = bins.flatMap((bin, k) =>
    Array.from({ length: sizes[k] ?? 0 }, (_, b) => Array.from(bin, (v) => Number(v === b))),
  );
  for (const column of every) {
    const share = column.reduce((sum, x, i) => sum + x * (weight[i] ?? 0), 0) / total;
    columns.push(column);
    penalty.push(lambda * share * (1 - share));
  }
  for (let s = 0; s < segments; s++)
    for (const column of [null, ...every]) {
      columns.push(Array.from(segment, (of, i) => (of === s ? (column?.[i] ?? 1) : 0)));
      penalty.push(1 / (column === null ? spread.intercept : spread.bins) ** 2);
    }
  const scaled = columns.map((column, j) => column.map((x) => x / Math.sqrt(penalty[j] ?? 1)));
  const fit = fitLogistic({ columns: scaled, label, weight }, { lambda: 1, standardise: false });
  const beta = [...fit.coefficients].map((c, j) => (j === 0 ? c : c / Math.sqrt(penalty[j - 1] ?? 1)));
  return { columns, penalty, beta };
}

/** l - penalty / 2 + log|Q| / 2 - log|H + Q| / 2 and the inverse, by Gauss-Jordan on the dense matrix. */
function denseMarginal(data: PooledData, { columns, penalty, beta }: ReturnType<typeof dense>) {
  const p = beta.length;
  const design = [new Array<number>(data.label.length).fill(1), ...columns];
  const matrix = Array.from({ length: p }, () => new Array<number>(p).fill(0));
  let value = 0;
  data.label.forEach((y, i) => {
    const x = design.map((column) => column[i] ?? 0);
    const mu = expit(x.reduce((sum, v, j) => sum + v * (beta[j] ?? 0), 0));
    const w = data.weight[i] ?? 0;
    value += w * Math.log(y === 1 ? mu : 1 - mu);
    for (let j = 0; j < p; j++)
      if (x[j] !== 0)
        for (let k = 0; k < p; k++) {
          const row = matrix[j];
          if (row !== undefined) row[k] = (row[k] ?? 0) + w * mu * (1 - mu) * (x[j] ?? 0) * (x[k] ?? 0);
        }
  });
  penalty.forEach((q, j) => {
    const row = matrix[j + 1];
    if (row !== undefined) row[j + 1] = (row[j + 1] ?? 0) + q;
    value -= (q * (beta[j + 1] ?? 0) ** 2) / 2;
    if (j >= data.sizes.reduce((a, b) => a + b, 0)) value += Math.log(q) / 2;
  });
  const wide = matrix.map((row, j) => [...row, ...row.map((_, k) => Number(j === k))]);
  for (let j = 0; j < p; j++) {
    const pivotRow = wide[j] ?? [];
    const pivot = pivotRow[j] ?? 0;
    value -= Math.log(pivot) / 2;
    for (let k = 0; k < 2 * p; k++) pivotRow[k] = (pivotRow[k] ?? 0) / pivot;
    wide.forEach((row, i) => {
      const by = row[j] ?? 0;
      if (i === j || by === 0) return;
      for (let k = 0; k < 2 * p; k++) row[k] = (row[k] ?? 0) - by * (pivotRow[k] ?? 0);
    });
  }
  return { value, variance: wide.map((row, j) => row[p + j] ?? 0) };
}

const three = { intercept: 0.5, bins: 0.4, sizes: [300, 120, 60], rest: 50 };

describe("a fit at a given spread", () => {
  it.each([
    [1, { intercept: 0.5, bins: 0.25 }],
    [2, { intercept: 0.1, bins: 1 }],
    [3, { intercept: 2, bins: 0.0625 }],
  ] as const)("is the ridge on the design written out, by another solver (seed %d)", (seed, spread) => {
    const { data } = world(seed, three);
    const r = random(seed);
    const weighted = { ...data, weight: data.weight.map(() => 0.2 + r.uniform()) };
    const fit = fitAt(pooledRows(weighted), spread, zeros(data));
    const other = dense(weighted, spread);
    expect(fit?.converged).toBe(true);
    expect(fit?.beta).toHaveLength(other.beta.length);
    other.beta.forEach((b, j) => {
      expect(fit?.beta[j]).toBeCloseTo(b, 7);
    });
    const marginal = denseMarginal(weighted, other);
    expect(fit?.marginal).toBeCloseTo(marginal.value, 6);
    for (const s of [0, 1, 2])
      fit?.factored.variances(s).whole.forEach((v, j, all) => {
        expect(v).toBeCloseTo(marginal.variance[(s + 1) * all.length + j] ?? 0, 8);
      });
  });

  it("has a marginal likelihood near the integral, by quadrature, where a segment differs by its intercept alone", () => {
    // no characteristics: given the common intercept a, segments are independent and each integral has one dimension
    const counts = [
      [200, 70],
      [150, 20],
      [90, 30],
      [260, 60],
    ];
    const segment = Uint8Array.from(counts.flatMap(([n = 0], s) => new Array<number>(n).fill(s)));
    const label = Uint8Array.from(
      counts.flatMap(([n = 0, x = 0]) => Array.from({ length: n }, (_, i) => (i < x ? 1 : 0))),
    );
    const data: PooledData = {
      ...{ bins: [], sizes: [], lambda: 1, segments: counts.length },
      ...{ segment, label, weight: new Float64Array(label.length).fill(1) },
    };
    const grid = Array.from({ length: 601 }, (_, i) => -3 + i * 0.01);
    const logSum = (terms: readonly number[]): number => {
      const most = Math.max(...terms);
      return most + Math.log(terms.reduce((sum, t) => sum + Math.exp(t - most), 0));
    };
    const integral = (sd: number): number =>
      logSum(
        grid.map(
          (a) =>
            Math.log(0.01) +
            counts.reduce(
              (sum, [n = 0, x = 0]) =>
                sum +
                logSum(
                  grid.map((eta) => {
                    const u = eta - a;
                    const prior = -(u * u) / (2 * sd * sd) - Math.log(sd * Math.sqrt(2 * Math.PI));
                    return prior + x * eta - n * Math.log1p(Math.exp(eta)) + Math.log(0.01);
                  }),
                ),
              0,
            ),
        ),
      );
    const rows = pooledRows(data);
    const laplace = (sd: number): number =>
      fitAt(rows, { intercept: sd, bins: 0 }, zeros(data))?.marginal ?? Number.NaN;
    // the flat common intercept leaves log(2 pi) / 2; Laplace's own error is of the order of 1 / wins
    for (const sd of [0.25, 0.5, 1, 2])
      expect(Math.abs(integral(sd) - laplace(sd) - Math.log(2 * Math.PI) / 2)).toBeLessThan(0.02);
  });
});

describe("the spread that the data choose", () => {
  it.each([
    ["equal effects", { intercept: 0, bins: 0, sizes: [400, 200, 100] }],
    ["intercepts apart", { intercept: 1, bins: 0, sizes: [400, 200, 100, 100] }],
    ["effects apart", { intercept: 0.4, bins: 0.7, sizes: [600, 500, 300], rest: 100 }],
    ["tiny segments", { intercept: 0.5, bins: 0.5, sizes: [25, 30, 40, 25] }],
  ])("is the best of the whole grid: %s", (_, truth) => {
    const { data } = world(1, truth, [3, 4]);
    const rows = pooledRows(data);
    const worth = (spread: Spread): number =>
      (fitAt(rows, spread, zeros(data))?.marginal ?? -1e9) -
      (spread.bins > 0 ? 2 : Number(spread.intercept > 0));
    const all = spreads.flatMap((intercept) => spreads.map((bins) => worth({ intercept, bins })));
    expect(worth(fitPooled(data).spread)).toBeCloseTo(Math.max(...all), 6);
  });

  it("is none where segments do not differ, and the fit is that without segments to the last bit", () => {
    const { data } = world(4, { intercept: 0, bins: 0, sizes: [150, 120, 100] });
    const fit = fitPooled(data);
    const without = fitBinned(data);
    expect(fit.spread).toEqual({ intercept: 0, bins: 0 });
    expect(fit.segments).toEqual([]);
    expect(fit.intercept).toBe(without.intercept);
    expect(fit.coef).toEqual(without.coef);
  });

  it("leaves large segments that differ to themselves: nearly what each alone would have", () => {
    const { data, logitOf } = world(5, { intercept: 0.8, bins: 0.8, sizes: [30_000, 30_000] }, [2, 3]);
    const fit = fitPooled(data);
    expect(fit.spread.bins).toBeGreaterThan(0.3);
    fit.segments.forEach((segment, s) => {
      expect(segment.pooling).toBeLessThan(0.5);
      for (const bins of [
        [0, 0],
        [1, 2],
        [0, 1],
      ]) {
        const logit = bins.reduce(
          (sum, b, k) => sum + (fit.coef[k]?.[b] ?? 0) + (segment.bins[k]?.[b]?.value ?? 0),
          fit.intercept + segment.intercept.value,
        );
        expect(Math.abs(logit - logitOf(s, bins))).toBeLessThan(0.1);
      }
    });
  });

  it("pools a small segment more than a large one", () => {
    const { data } = world(6, { intercept: 0.6, bins: 0.5, sizes: [2_000, 600, 40] });
    const [large, middle, small] = fitPooled(data).segments.map((s) => s.pooling);
    expect(large).toBeLessThan(middle ?? 0);
    expect(middle).toBeLessThan(small ?? 0);
    expect(small).toBeLessThanOrEqual(1);
  });

  it("counts as free coefficients what a design of all of them has beside the common ones", () => {
    const { data } = world(5, { intercept: 0.8, bins: 0.8, sizes: [900, 700, 500] }, [2, 3]);
    const { spread, segments } = fitPooled(data);
    const all = dense(data, spread);
    const { variance } = denseMarginal(data, all);
    // tr((H + Q)^-1 H) = the sum of 1 - Q_j variance_j, over the deviations
    const common = data.sizes.reduce((a, b) => a + b, 0);
    const trace = all.penalty.reduce(
      (sum, q, j) => sum + (j < common ? 0 : 1 - q * (variance[j + 1] ?? 0)),
      0,
    );
    expect(segments.reduce((sum, { effective }) => sum + effective, 0)).toBeCloseTo(trace, 6);
  });

  it("has not converged where there is but one outcome", () => {
    const { data } = world(7, three);
    expect(fitPooled({ ...data, label: data.label.map(() => 0) })).toMatchObject({
      converged: false,
      segments: [],
    });
  });

  it("does not depend on the order of rows", () => {
    const { data } = world(7, three);
    const turn = <T extends Uint8Array | Float64Array>(of: T): T => of.slice().reverse() as T;
    const turned = {
      ...data,
      bins: data.bins.map(turn),
      label: turn(data.label),
      segment: turn(data.segment),
    };
    const [a, b] = [fitPooled(data), fitPooled(turned)];
    expect(b.spread).toEqual(a.spread);
    expect(b.intercept).toBeCloseTo(a.intercept, 9);
    a.segments.forEach((segment, s) => {
      expect(b.segments[s]?.intercept.value).toBeCloseTo(segment.intercept.value, 9);
    });
  });
});

it("refuses segments that do not fit the rows", () => {
  const { data } = world(1, three);
  expect(() => pooledRows({ ...data, segment: data.segment.slice(1) })).toThrow("529 segments for 530 rows");
  expect(() => pooledRows({ ...data, segments: 2 })).toThrow("a row is of a segment past 2");
});
