import { describe, expect, it } from "vitest";
import { random } from "../../../../src/base/random.ts";
import { densePass } from "../../../../src/stats/regression/logistic/dense.kernel.ts";

interface Rows {
  columns: Float64Array[];
  label: Float64Array;
  weight: Float64Array;
  offset: Float64Array | null;
}

/** The sums by their definitions, row by row. */
function plain({ columns, label, weight, offset }: Rows, beta: Float64Array) {
  const p = beta.length;
  const sums = { logLikelihood: 0, gradient: new Float64Array(p), information: new Float64Array(p * p) };
  for (let i = 0; i < label.length; i++) {
    const row = [1, ...columns.map((c) => c[i] ?? 0)];
    const t = row.reduce((s, x, j) => s + x * beta[j]!, offset?.[i] ?? 0);
    const [w, y] = [weight[i]!, label[i]!];
    const [mu, rest] = [1 / (1 + Math.exp(-t)), 1 / (1 + Math.exp(t))];
    sums.logLikelihood -= w * (y * Math.log1p(Math.exp(-t)) + (1 - y) * Math.log1p(Math.exp(t)));
    row.forEach((a, j) => {
      sums.gradient[j]! += w * (y - mu) * a;
      for (let k = 0; k <= j; k++) sums.information[j * p + k]! += w * mu * rest * a * row[k]!;
    });
  }
  return sums;
}

function drawn(seed: number, n: number, columns: number): { rows: Rows; beta: Float64Array } {
  const r = random(seed);
  const draws = (of: () => number): Float64Array => Float64Array.from({ length: n }, of);
  return {
    rows: {
      columns: Array.from({ length: columns }, () => draws(() => r.normal())),
      // targets between 0 and 1 too, as Platt's are
      label: draws(() => [0, 1, 0.02, 0.9][r.below(4)] ?? 0),
      weight: draws(() => [1, 1, 2.5, 0][r.below(4)] ?? 0),
      offset: seed % 2 === 0 ? null : draws(() => r.normal()),
    },
    beta: Float64Array.from({ length: columns + 1 }, () => r.normal()),
  };
}

function pass(rows: Rows, beta: Float64Array, withInformation = true) {
  const p = beta.length;
  const out = {
    logLikelihood: Number.NaN,
    gradient: new Float64Array(p),
    information: new Float64Array(p * p),
  };
  densePass(rows, beta, out, withInformation);
  return out;
}

/** Largest difference, against the largest value. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0) /
  Math.max(1, ...Array.from(b, Math.abs));

describe("the pass over blocks of rows", () => {
  it.each([
    [1, 1, 1],
    [2, 2, 0],
    [3, 511, 2],
    [4, 512, 3],
    [5, 513, 4],
    [6, 1300, 9],
    [7, 2049, 31],
    [8, 3, 300],
  ])("has the sums of a plain loop (seed %d: %d rows, %d columns)", (seed, n, columns) => {
    const { rows, beta } = drawn(seed, n, columns);
    const [own, wanted] = [pass(rows, beta), plain(rows, beta)];
    expect(apart([own.logLikelihood], [wanted.logLikelihood])).toBeLessThan(1e-13);
    expect(apart(own.gradient, wanted.gradient)).toBeLessThan(1e-13);
    expect(apart(own.information, wanted.information)).toBeLessThan(1e-13);
    const cheap = pass(rows, beta, false);
    expect([cheap.logLikelihood, ...cheap.gradient]).toEqual([own.logLikelihood, ...own.gradient]);
    expect(cheap.information.every((v) => v === 0)).toBe(true);
  });

  it.each([0, 1e-300, 1e-9, -1e-9, 0.3, -0.35, 1, -20, 37, -40, 300, -700, 745, -800, 1e6])(
    "keeps the digits at a linear predictor of %d",
    (t) => {
      const one = (label: number) =>
        pass(
          { columns: [], label: Float64Array.of(label), weight: Float64Array.of(1), offset: null },
          Float64Array.of(t),
        );
      // ln(1 + e^-|t|) and its two derivatives, where e^-|t| is above the least normal number
      const e = Math.exp(-Math.abs(t));
      const far = t > 0 ? 0 : 1;
      const close = (value: number, wanted: number): void =>
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(4e-16 * Math.abs(wanted) + 1e-307);
      close(one(1 - far).logLikelihood, -Math.log1p(e));
      close(one(far).logLikelihood, -Math.abs(t) - Math.log1p(e));
      close(Math.abs(one(far).gradient[0]!), 1 / (1 + e));
      close(one(far).information[0]!, e / (1 + e) ** 2);
    },
  );

  it("says that it is lost where a coefficient is not a number", () => {
    const { rows, beta } = drawn(6, 600, 2);
    beta[1] = Number.NaN;
    expect(pass(rows, beta).logLikelihood).toBeNaN();
    // and leaves nothing of it to the next
    beta[1] = 0;
    expect(apart(pass(rows, beta).gradient, plain(rows, beta).gradient)).toBeLessThan(1e-13);
  });
});
