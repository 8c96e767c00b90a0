import { describe, it } from "vitest";
import { plattFit } from "../../src/stats/calibrate/platt.ts";
import { expectGolden, golden, referenceCsv } from "../helpers/golden.ts";

describe("golden: Platt calibration", () => {
  it("CAL02: on the logit of the score with smoothed targets", () => {
    const { expected, tolerance } = golden("CAL02.platt_logit");
    const csv = referenceCsv("calib");
    const rows = (csv.split ?? []).map((split, i) => ({
      split,
      s: Number(csv.score?.[i]),
      y: Number(csv.y?.[i]),
    }));
    const logit = (s: number): number => Math.log(s / (1 - s));
    const fitted = rows.filter((r) => r.split === "cal");
    const test = rows.filter((r) => r.split === "test");
    const map = plattFit(
      fitted.map((r) => logit(r.s)),
      fitted.map((r) => r.y),
    );
    const p = test.map((r) => 1 / (1 + Math.exp(-((map?.slope ?? 0) * logit(r.s) + (map?.intercept ?? 0)))));
    const mean = (values: number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
    expectGolden(
      {
        a: map?.slope,
        b: map?.intercept,
        test_mean: mean(p),
        brier: mean(p.map((v, i) => (v - (test[i]?.y ?? 0)) ** 2)),
        logloss: mean(p.map((v, i) => -Math.log(test[i]?.y === 1 ? v : 1 - v))),
      },
      expected,
      tolerance,
    );
  });
});
