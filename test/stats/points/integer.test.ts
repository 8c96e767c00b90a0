import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import { type IntegerPoints, integerPoints } from "../../../src/stats/points/index.ts";
import { refitTotals } from "../../../src/stats/points/points.kernel.ts";
import { fitLogistic } from "../../../src/stats/regression/logistic/fit.ts";
import { bruteForce, smallCase } from "./brute.ts";

function solved(result: ReturnType<typeof integerPoints>): IntegerPoints {
  if ("value" in result) throw new Error(result.reason);
  return result;
}

const reason = (result: ReturnType<typeof integerPoints>): string =>
  "value" in result ? result.reason : "no refusal";

describe("small-integer points", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("loses no more than brute force (seed %d)", (seed) => {
    const small = smallCase(seed);
    const best = bruteForce(small);
    const result = integerPoints(small);
    if (best.onlyLevel) {
      expect(reason(result)).toContain("no column distinguishes");
      return;
    }
    const found = solved(result);
    expect(found.loss).toBeLessThanOrEqual(best.loss * (1 + 1e-9));
    expect(found.loss).toBeGreaterThanOrEqual(best.loss * (1 - 1e-9));
    expect(found.terms.length).toBeLessThanOrEqual(small.terms);
    for (const { points } of found.terms) {
      expect(points).toBeGreaterThanOrEqual(small.range[0]);
      expect(points).toBeLessThanOrEqual(small.range[1]);
    }
  });

  it("says the loss, the bound and the scale that a fit on the rows says", () => {
    const small = smallCase(77);
    const found = solved(integerPoints({ ...small, range: [-5, 5], terms: 4 }));
    const { label, weight, columns } = small;
    const total = Float64Array.from(label, (_, i) =>
      found.terms.reduce((s, t) => s + t.points * (columns[t.column]?.[i] ?? 0), 0),
    );
    const onTotal = fitLogistic({ columns: [total], label, weight });
    expect(found.loss).toBeCloseTo(-onTotal.logLikelihood, 8);
    expect(found.intercept).toBeCloseTo(onTotal.coefficients[0] ?? 0, 5);
    expect(found.slope).toBeCloseTo(onTotal.coefficients[1] ?? 0, 5);
    const continuous = fitLogistic({
      columns: found.terms.map((t) => columns[t.column] ?? new Uint8Array(0)),
      label,
      weight,
    });
    const bound = -continuous.logLikelihood;
    expect(found.certificate).toMatchObject({
      bound: expect.closeTo(bound, 8),
      gap: expect.closeTo((found.loss - bound) / bound, 10),
    });
  });

  it("recovers points that made the outcomes", () => {
    const r = random(5);
    const n = 40_000;
    const columns = Array.from({ length: 12 }, () => Uint8Array.from({ length: n }, () => r.below(2)));
    const truth = [0, 3, 0, -2, 0, 0, 5, 0, 0, 1, 0, 0];
    const label = Uint8Array.from({ length: n }, (_, i) => {
      const eta = -2 + 0.5 * truth.reduce((s, v, j) => s + v * (columns[j]?.[i] ?? 0), 0);
      return Number(r.uniform() < 1 / (1 + Math.exp(-eta)));
    });
    const found = solved(integerPoints({ columns, label, terms: 4 }));
    expect(found.terms).toEqual([
      { column: 1, points: 3 },
      { column: 3, points: -2 },
      { column: 6, points: 5 },
      { column: 9, points: 1 },
    ]);
    expect(Math.abs(found.slope - 0.5)).toBeLessThan(0.03);
  });

  it("is indifferent to the order of rows, takes weight 2 as the row twice, leaves its input alone", () => {
    const small = smallCase(9);
    const order = Array.from(small.label.keys()).flatMap((i) => (small.weight[i] === 2 ? [i, i] : [i]));
    order.reverse();
    const before = JSON.stringify(small);
    const found = integerPoints(small);
    expect(
      integerPoints({
        columns: small.columns.map((c) => Uint8Array.from(order, (i) => c[i] ?? 0)),
        label: Uint8Array.from(order, (i) => small.label[i] ?? 0),
        terms: small.terms,
        range: small.range,
      }),
    ).toEqual(found);
    expect(JSON.stringify(small)).toBe(before);
  });

  it("keeps a column to its own range", () => {
    const small = smallCase(3);
    const free = solved(integerPoints({ ...small, range: [-3, 3] }));
    const first = free.terms[0];
    if (first === undefined) throw new Error("no term");
    const held = integerPoints({
      ...small,
      range: [-3, 3],
      ranges: new Map([[first.column, first.points > 0 ? [-3, 0] : [0, 3]]]),
    });
    for (const t of solved(held).terms)
      if (t.column === first.column) expect(Math.sign(t.points)).toBe(-Math.sign(first.points));
  });

  it("refuses one class, nothing to tell, separation; names what it cannot read", () => {
    const columns = [Uint8Array.from([0, 1, 0, 1, 0, 1, 0, 1]), new Uint8Array(8).fill(1)];
    const label = [0, 0, 1, 1, 0, 0, 1, 1];
    expect(reason(integerPoints({ columns, label: new Array(8).fill(0), terms: 2 }))).toContain("no row has");
    expect(reason(integerPoints({ columns, label: new Array(8).fill(1), terms: 2 }))).toContain("every row");
    expect(reason(integerPoints({ columns, label, terms: 2 }))).toContain("no column distinguishes");
    expect(reason(integerPoints({ columns: [], label, terms: 2 }))).toContain("no column distinguishes");
    expect(reason(integerPoints({ columns, label, terms: 2, weight: new Array(8).fill(0) }))).toContain(
      "no rows",
    );
    expect(reason(integerPoints({ columns: [Uint8Array.from(label)], label, terms: 1 }))).toContain(
      "column 1 separate the outcomes",
    );
    expect(() => integerPoints({ columns: [new Uint8Array(3)], label, terms: 1 })).toThrow(
      "column 1 has 3 values for 8 rows",
    );
    expect(() => integerPoints({ columns, label, terms: 1, range: [1, 3] })).toThrow("whole numbers with 0");
    expect(() => integerPoints({ columns, label: [...label.slice(1), Number.NaN], terms: 1 })).toThrow(
      "row 8",
    );
  });

  it("has no certificate, and says why, where its columns separate some of the rows", () => {
    // nobody without column 1 converts; column 2 tells within the others
    const columns = [
      Uint8Array.from([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]),
      Uint8Array.from([0, 1, 0, 1, 0, 0, 0, 1, 1, 1]),
    ];
    const label = [0, 0, 0, 0, 0, 0, 1, 0, 1, 1];
    const found = solved(integerPoints({ columns, label, terms: 2 }));
    expect(found.certificate).toMatchObject({ value: null, reason: expect.stringContaining("at infinity") });
  });
});

describe("refitTotals", () => {
  it("equals a logistic fit on the total from any start, and the base rate where the slope is negative", () => {
    const r = random(1);
    const total = Float64Array.from({ length: 400 }, () => r.below(9) - 4);
    const label = Uint8Array.from(total, (t) => Number(r.uniform() < 1 / (1 + Math.exp(1 - 0.4 * t))));
    const table = (sign: number) => {
      const [positive, all] = [new Float64Array(9), new Float64Array(9)];
      total.forEach((t, i) => {
        positive[sign * t + 4] = (positive[sign * t + 4] ?? 0) + (label[i] ?? 0);
        all[sign * t + 4] = (all[sign * t + 4] ?? 0) + 1;
      });
      return { positive, all };
    };
    const fit = fitLogistic({ columns: [total], label });
    for (const [a, b] of [
      [0, 0],
      [-8, 4],
      [5, 0.1],
    ] as const) {
      const out = { loss: 0, a, b };
      const { positive, all } = table(1);
      refitTotals(positive, all, 9, -4, out);
      expect(out.loss).toBeCloseTo(-fit.logLikelihood, 7);
      expect(out.b).toBeCloseTo(fit.coefficients[1] ?? 0, 4);
    }
    const { positive, all } = table(-1);
    const out = { loss: 0, a: 0, b: 0 };
    refitTotals(positive, all, 9, -4, out);
    expect(out.b).toBe(0);
    expect(out.loss).toBeCloseTo(-fitLogistic({ columns: [], label }).logLikelihood, 8);
  });
});
