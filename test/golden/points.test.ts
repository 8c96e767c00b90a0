import { describe, expect, it } from "vitest";
import { integerPoints } from "../../src/stats/points/index.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";

function birthwt(): { columns: Uint8Array[]; label: Uint8Array } {
  const csv = referenceCsv("birthwt");
  const number = (name: string): number[] => (csv[name] ?? []).map(Number);
  const flag = (name: string, of: (v: number) => boolean): Uint8Array =>
    Uint8Array.from(number(name), (v) => Number(of(v)));
  return {
    columns: [
      flag("race", (v) => v === 2),
      flag("race", (v) => v === 3),
      flag("smoke", (v) => v === 1),
      flag("ptl", (v) => v > 0),
      flag("ht", (v) => v === 1),
      flag("ui", (v) => v === 1),
      flag("lwt", (v) => v < 110),
    ],
    label: Uint8Array.from(number("low")),
  };
}

describe("golden: small-integer points", () => {
  it("SC07: the optimum of all 4^7 points in 0..3, its scale and the continuous loss", () => {
    const { expected, tolerance } = golden("SC07.integer_points_exhaustive");
    const wanted = expected as Record<string, number | number[]>;
    const { columns, label } = birthwt();
    const found = integerPoints({ columns, label, terms: 7, range: [0, 3] });
    if ("value" in found || "value" in found.certificate) throw new Error("refused");
    const n = label.length;
    expectGolden(
      {
        points: columns.map((_, j) => found.terms.find((t) => t.column === j)?.points ?? 0),
        loss: found.loss / n,
        a: found.intercept,
        b: found.slope,
        continuous_loss: found.certificate.bound / n,
        continuous_coef: fitLogistic({ columns, label }).coefficients,
      },
      Object.fromEntries(
        ["points", "loss", "a", "b", "continuous_loss", "continuous_coef"].map((k) => [k, wanted[k]]),
      ),
      tolerance,
    );
    // FasterRisk's integer intercept and the naive rounding lose more; the wider box loses no more than its local search
    expect(found.loss / n).toBeLessThan(Number(wanted.fasterrisk_loss_int_intercept));
    const wide = integerPoints({ columns, label, terms: 7, range: [-10, 10] });
    if ("value" in wide) throw new Error(wide.reason);
    expect(wide.loss / n).toBeLessThanOrEqual(Number(wanted.local_search_pm10_loss) + 1e-9);
  });
});
