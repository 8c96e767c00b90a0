import { describe, expect, it } from "vitest";
import { random } from "../../../../src/base/random.ts";
import { chi2Quantile } from "../../../../src/stats/numeric/distributions.ts";
import { fitLogistic, softplus } from "../../../../src/stats/regression/logistic/fit.ts";
import { profileIntervals } from "../../../../src/stats/regression/logistic/intervals/profile.ts";
import { robustCovariance, robustWald } from "../../../../src/stats/regression/logistic/intervals/robust.ts";
import { firthIntervals, fitFirth } from "../../../../src/stats/regression/penalised/firth.ts";
import { referenceCsv } from "../../../helpers/golden.ts";
import reference from "./robust.json" with { type: "json" };

function birthwt() {
  const csv = referenceCsv("birthwt");
  const number = (name: string): number[] => (csv[name] ?? []).map(Number);
  return {
    columns: [number("lwt"), number("smoke"), number("ht")],
    label: number("low"),
    cluster: number("age"),
  };
}

describe("sandwich standard errors", () => {
  it(`by cluster are statsmodels ${reference.versions.statsmodels}'s times G / (G - 1)`, () => {
    const { cluster, ...data } = birthwt();
    const fit = fitLogistic(data);
    const robust = robustCovariance(data, fit, { cluster });
    const { groups, se } = reference.cluster;
    expect(robust?.clusters).toBe(groups);
    const factor = Math.sqrt(groups / (groups - 1));
    robust?.standardErrors.forEach((s, j) => {
      expect(s / ((se[j] ?? 0) * factor)).toBeCloseTo(1, 8);
    });
    // t with 23 degrees of freedom: qt(.975, 23) = 2.0686576104190477 by R
    const e = robustWald(fit, robust, 2, data.label.length);
    expect(e.value === null ? null : (e.high - e.value) / (robust?.standardErrors[2] ?? 0)).toBeCloseTo(
      2.0686576104,
      8,
    );
    expect(e).toMatchObject({ n: groups });
  });

  it("with frequency weights are those of the rows repeated", () => {
    const { columns, label } = birthwt();
    const data = { columns, label, weight: label.map((_, i) => 1 + (i % 3)) };
    const robust = robustCovariance(data, fitLogistic(data), { weights: "frequency" });
    robust?.standardErrors.forEach((s, j) => {
      expect(s / (reference.expanded.se[j] ?? 0)).toBeCloseTo(1, 8);
    });
  });

  it("are refused with one cluster", () => {
    const data = { columns: [[1, 2, 3, 4]], label: [0, 1, 0, 1] };
    const fit = fitLogistic(data);
    const robust = robustCovariance(data, fit, { cluster: [5, 5, 5, 5] });
    expect(robust).toBeNull();
    expect(robustWald(fit, robust, 1, 4)).toMatchObject({ value: null });
  });
});

describe("profile intervals", () => {
  it("are open on the side where separation makes the estimate infinite", () => {
    // x = 1: 6 of 6 won; x = 0: 4 of 10. The profile is known: with b = ln odds ratio the intercept alone is refitted
    const x = [...Array<number>(6).fill(1), ...Array<number>(10).fill(0)];
    const label = [...Array<number>(6).fill(1), 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const [interval] = profileIntervals({ columns: [x], label }, [1]);
    expect(interval).toMatchObject({ value: null, high: null, n: 16 });
    const low = interval !== undefined && "low" in interval ? (interval.low ?? Number.NaN) : Number.NaN;
    const ll = (a: number, b: number): number => 6 * (a + b - softplus(a + b)) + 4 * a - 10 * softplus(a);
    let best = Number.NEGATIVE_INFINITY;
    for (let a = -4; a < 4; a += 1e-4) best = Math.max(best, ll(a, low));
    const most = 4 * Math.log(0.4) + 6 * Math.log(0.6);
    expect(2 * (most - best)).toBeCloseTo(chi2Quantile(0.95, 1), 5);
    expect(JSON.parse(JSON.stringify(interval))).toEqual(interval);
  });

  it("mirror when the column is turned round", () => {
    const x = [...Array<number>(6).fill(1), ...Array<number>(10).fill(0)];
    const label = [...Array<number>(6).fill(1), 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const [one] = profileIntervals({ columns: [x], label }, [1]);
    const [other] = profileIntervals({ columns: [x.map((v) => -v)], label }, [1]);
    expect(other).toMatchObject({ value: null, low: null });
    const bound = (e: unknown, side: string): number => Number((e as Record<string, unknown>)[side]);
    expect(bound(other, "high")).toBeCloseTo(-bound(one, "low"), 6);
  });

  it("say why there is none", () => {
    expect(profileIntervals({ columns: [[1, 2, 3]], label: [1, 1, 1] }, [1])).toEqual([
      { value: null, reason: "every outcome is the same" },
    ]);
    expect(
      profileIntervals(
        {
          columns: [
            [1, 2, 3, 4],
            [2, 4, 6, 8],
          ],
          label: [1, 0, 1, 0],
        },
        [1],
      ),
    ).toEqual([{ value: null, reason: "the columns are collinear" }]);
    expect(() => profileIntervals({ columns: [[1, 2, 3]], label: [1, 0, 1] }, [0])).toThrow("column 0");
  });
});

describe("Firth", () => {
  it("takes weight 2 as a row twice and does not mind an offset that a column could carry", () => {
    const r = random(4);
    const n = 60;
    const columns = [0, 1].map(() => Float64Array.from({ length: n }, () => r.normal()));
    const label = Uint8Array.from({ length: n }, () => r.below(2));
    const twice = (a: ArrayLike<number>): number[] => [...Array.from(a), ...Array.from(a)];
    const doubled = fitFirth({ columns, label, weight: new Float64Array(n).fill(2) });
    const repeated = fitFirth({ columns: columns.map(twice), label: twice(label) });
    doubled.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(repeated.coefficients[j] ?? Number.NaN, 9);
    });
    const shifted = fitFirth({ columns, label, offset: columns[0]?.map((v) => 0.7 * v) ?? [] });
    const plain = fitFirth({ columns, label });
    expect((shifted.coefficients[1] ?? 0) + 0.7).toBeCloseTo(plain.coefficients[1] ?? 0, 8);
  });

  it("has a finite interval for one class and refuses collinear columns", () => {
    const [e] = firthIntervals({ columns: [[1, 2, 3, 4, 5]], label: [1, 1, 1, 1, 1] }, [1]);
    expect(e?.value).toBeTypeOf("number");
    const twin = fitFirth({
      columns: [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
      label: [0, 1, 0, 1],
    });
    expect([twin.converged, twin.collinear]).toEqual([false, 2]);
  });
});
