import { describe, it } from "vitest";
import { fitLogistic } from "../../src/stats/logistic.ts";
import { plattFit } from "../../src/stats/platt.ts";
import { zOf } from "../../src/stats/proportion.ts";
import { expectGolden, golden, noShared, referenceCsv, shared } from "../helpers/golden.ts";

const names = ["(Intercept)", "age", "lwt", "race2", "race3", "smoke", "ptd", "ht", "ui"];

function birthwt(): { columns: number[][]; label: number[] } {
  const csv = referenceCsv("birthwt");
  const number = (name: string): number[] => (csv[name] ?? []).map(Number);
  const race = number("race");
  return {
    columns: [
      number("age"),
      number("lwt"),
      race.map((r) => Number(r === 2)),
      race.map((r) => Number(r === 3)),
      number("smoke"),
      number("ptl").map((v) => Number(v > 0)),
      number("ht"),
      number("ui"),
    ],
    label: number("low"),
  };
}

const named = (values: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]));

describe("golden: logistic regression", () => {
  it("LR01: coefficients, standard errors, log-likelihood and Wald intervals of birthwt", (ctx) => {
    if (!shared) ctx.skip(noShared);
    const fit = fitLogistic(birthwt());
    const check = (id: string, actual: unknown): void =>
      expectGolden(actual, golden(id).expected, golden(id).tolerance, id);
    check("LR01.coef", named(fit.coefficients));
    check("LR01.se", named(fit.standardErrors));
    const ll = fit.logLikelihood;
    const base = 59 / 189;
    check("LR01.loglik", {
      logLik: ll,
      deviance: -2 * ll,
      nullDeviance: -2 * (59 * Math.log(base) + 130 * Math.log(1 - base)),
      aic: -2 * ll + 18,
      bic: -2 * ll + 9 * Math.log(189),
    });
    const wald = (name: string): number[] => {
      const i = names.indexOf(name);
      const [b = 0, se = 0] = [fit.coefficients[i], fit.standardErrors[i]];
      return [b - zOf() * se, b + zOf() * se];
    };
    check("LR01.wald95", { smoke: wald("smoke"), ht: wald("ht") });
  });

  it.for([1, 10])("LR06: ridge with lambda %d on standardised columns", (lambda, ctx) => {
    if (!shared) ctx.skip(noShared);
    const { expected, tolerance } = golden(`LR06.ridge_lambda${lambda}`);
    const { columns, label } = birthwt();
    const scaled = columns.map((column) => {
      const mean = column.reduce((s, v) => s + v, 0) / column.length;
      const sd = Math.sqrt(column.reduce((s, v) => s + (v - mean) ** 2, 0) / column.length);
      return { column: column.map((v) => (v - mean) / sd), sd };
    });
    const fit = fitLogistic({ columns: scaled.map((s) => s.column), label }, { lambda });
    // trace of (X'WX + lambda I)^-1 X'WX, the intercept free
    const k = fit.coefficients.length;
    const edf = scaled.reduce((sum, _, j) => sum - lambda * (fit.covariance[(j + 1) * (k + 1)] ?? 0), k);
    expectGolden({ ...named(fit.coefficients), edf }, expected, tolerance);
    // the same penalty asked for on the original scale
    const own = fitLogistic({ columns, label }, { lambda, standardise: true });
    const back = named(own.coefficients.map((b, j) => (j === 0 ? b : b * (scaled[j - 1]?.sd ?? 1))));
    const slopes = Object.fromEntries(
      Object.entries(expected as object).filter(([name]) => name !== "(Intercept)" && name !== "edf"),
    );
    expectGolden(back, slopes, tolerance);
  });
});

describe("golden: Platt calibration", () => {
  it("CAL02: on the logit of the score with smoothed targets", (ctx) => {
    if (!shared) ctx.skip(noShared);
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
