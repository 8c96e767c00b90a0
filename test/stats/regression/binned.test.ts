import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import { fitBinned } from "../../../src/stats/regression/binned/fit.ts";
import { fitLogistic } from "../../../src/stats/regression/logistic/fit.ts";

interface World {
  bins: Uint8Array[];
  sizes: number[];
  label: Uint8Array;
  weight: Float64Array;
}

function world(seed: number, n: number, sizes: number[]): World {
  const r = random(seed);
  const bins = sizes.map((size) => Uint8Array.from({ length: n }, () => r.below(size)));
  const label = Uint8Array.from({ length: n }, (_, i) => {
    const eta = -1.5 + bins.reduce((s, bin, k) => s + (k % 2 === 0 ? 0.4 : -0.3) * (bin[i] ?? 0), 0);
    return r.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
  });
  return { bins, sizes, label, weight: Float64Array.from({ length: n }, () => 0.2 + r.uniform()) };
}

/** The same problem as a dense design: one 0/1 column a bin. */
function dense(w: World, lambda: number): Float64Array {
  const columns = w.bins.flatMap((bin, k) =>
    Array.from({ length: w.sizes[k] ?? 0 }, (_, b) => Array.from(bin, (v) => Number(v === b))),
  );
  return fitLogistic({ columns, label: w.label, weight: w.weight }, { lambda, standardise: true })
    .coefficients;
}

const flat = (fit: { intercept: number; coef: readonly Float64Array[] }): number[] => [
  fit.intercept,
  ...fit.coef.flatMap((c) => Array.from(c)),
];
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((m, v, i) => Math.max(m, Math.abs(v - (b[i] ?? 0))), 0);

describe("ridge logistic regression on bins", () => {
  it.each([
    [1, 400, [2, 3, 4], 1],
    [2, 300, [5], 10],
    [3, 2000, [3, 3, 2, 6, 4, 2], 0.5],
    [4, 5000, [2, 2], 3],
  ] as const)("equals the dense fit (seed %d)", (seed, n, sizes, lambda) => {
    const w = world(seed, n, [...sizes]);
    const fit = fitBinned({ ...w, lambda });
    expect(fit.converged).toBe(true);
    expect(farthest(flat(fit), dense(w, lambda))).toBeLessThan(1e-8);
  });

  it("does not depend on the order of rows, nor on whether they collapse to cells", () => {
    const w = world(5, 3000, [3, 4, 5, 6]);
    const order = Array.from(w.label.keys()).reverse();
    const turned = {
      ...w,
      bins: w.bins.map((bin) => Uint8Array.from(order, (i) => bin[i] ?? 0)),
      label: Uint8Array.from(order, (i) => w.label[i] ?? 0),
      weight: Float64Array.from(order, (i) => w.weight[i] ?? 0),
      lambda: 1,
    };
    expect(farthest(flat(fitBinned({ ...w, lambda: 1 })), flat(fitBinned(turned)))).toBeLessThan(1e-10);
  });

  it("takes weight 2 as a row twice", () => {
    const w = world(6, 500, [3, 4]);
    const twice = (a: Uint8Array): Uint8Array => Uint8Array.from([...a, ...a]);
    const doubled = fitBinned({ ...w, weight: w.weight.map((v) => 2 * v), lambda: 1 });
    const repeated = fitBinned({
      bins: w.bins.map(twice),
      sizes: w.sizes,
      label: twice(w.label),
      weight: Float64Array.from([...w.weight, ...w.weight]),
      lambda: 1,
    });
    expect(farthest(flat(doubled), flat(repeated))).toBeLessThan(1e-9);
  });

  it("stays finite on separated rows", () => {
    const bins = [Uint8Array.from([0, 0, 0, 1, 1, 1])];
    const fit = fitBinned({
      bins,
      sizes: [2],
      label: Uint8Array.from([0, 0, 0, 1, 1, 1]),
      weight: new Float64Array(6).fill(1),
      lambda: 1,
    });
    expect(fit.converged).toBe(true);
    expect(Math.abs(fit.coef[0]?.[1] ?? 0)).toBeLessThan(10);
  });
});
