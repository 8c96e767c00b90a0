import { describe, it } from "vitest";
import {
  betaFit,
  brier,
  brierSkill,
  calibrationBins,
  calibrationError,
  consistencyBand,
  corp,
  type Decomposition,
  distinct,
  equalMass,
  equalWidth,
  hosmerLemeshow,
  inTheLarge,
  isotonicBlocks,
  knotsOf,
  logLoss,
  mapped,
  murphy,
  pava,
  priorByEm,
  priorShift,
  spiegelhalter,
  squaredError,
} from "../../src/stats/calibrate/index.ts";
import { plattFit } from "../../src/stats/calibrate/platt.ts";
import { expit } from "../../src/stats/numeric/expit.ts";
import { expectGolden, golden, referenceCsv, referenceText } from "../helpers/golden.ts";

interface Part {
  readonly score: number[];
  readonly label: number[];
}

function calib(): { cal: Part; test: Part } {
  const csv = referenceCsv("calib");
  const part = (name: string): Part => {
    const rows = (csv.split ?? []).flatMap((split, i) => (split === name ? [i] : []));
    return {
      score: rows.map((i) => Number(csv.score?.[i])),
      label: rows.map((i) => Number(csv.y?.[i])),
    };
  };
  return { cal: part("cal"), test: part("test") };
}

const logit = (s: number): number => Math.log(s / (1 - s));
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((s, v) => s + v, 0) / values.length;

function estimable<T extends object>(result: T | { readonly value: null; readonly reason: string }): T {
  if ("reason" in result && "value" in result) throw new Error(result.reason);
  return result as T;
}

function platted(of: (s: number) => number) {
  const { cal, test } = calib();
  const map = plattFit(cal.score.map(of), cal.label);
  if (map === null) throw new Error("one class");
  return { map, cal, test, p: test.score.map((s) => expit(map.slope * of(s) + map.intercept)) };
}

/** Column of the predictions that the reference made for the test rows. */
function predicted(name: string): number[] {
  const [head = "", ...lines] = referenceText("CAL_test_predictions", "expected").trim().split(/\r?\n/);
  const at = head.split(",").indexOf(name);
  return lines.map((line) => Number(line.split(",")[at]));
}

const tests: Record<string, () => unknown> = {
  "CAL01.platt_raw": () => {
    const { map, cal, test, p } = platted((s) => s);
    const positives = cal.label.filter((y) => y === 1).length;
    return {
      a: map.slope,
      b: map.intercept,
      tpos: (positives + 1) / (positives + 2),
      tneg: 1 / (cal.label.length - positives + 2),
      test_mean: mean(p),
      brier: brier(p, test.label),
      logloss: logLoss(p, test.label),
    };
  },
  "CAL02.platt_logit": () => {
    const { map, test, p } = platted(logit);
    return {
      a: map.slope,
      b: map.intercept,
      test_mean: mean(p),
      brier: brier(p, test.label),
      logloss: logLoss(p, test.label),
    };
  },
  "CAL04.isotonic": () => {
    const { cal, test } = calib();
    const map = knotsOf(isotonicBlocks(cal));
    const p = test.score.map((s) => mapped(map, s));
    expectGolden(p, predicted("isotonic"), 1e-12, "predictions");
    return {
      n_thresholds: map.lookup.length,
      x: map.lookup.map((at) => at.score),
      y: map.lookup.map((at) => at.p),
      test_mean: mean(p),
      test_brier: brier(p, test.label),
      pred_at: Object.fromEntries(["0.05", "0.1", "0.25", "0.5", "0.9"].map((s) => [s, mapped(map, +s)])),
    };
  },
  "CAL05.pava_weighted": () => pava([1, 3, 2, 4, 3.5, 6, 5], [1, 1, 2, 1, 3, 1, 1]),
  "CAL06.beta": () => {
    const { cal, test } = calib();
    const { a, b, c, logLikelihood } = estimable(betaFit({ ...cal, score: cal.score.map(logit) }));
    const map = { kind: "beta", slope: 1, intercept: 0, a, b, c } as const;
    const p = test.score.map((s) => mapped(map, logit(s)));
    expectGolden(p, predicted("beta"), 1e-6, "predictions");
    return {
      a,
      b,
      c,
      loglik: logLikelihood,
      test_brier: brier(p, test.label),
      test_logloss: logLoss(p, test.label),
    };
  },
  "CAL08.prior_shift": () => [0.05, 0.2, 0.5, 0.9].map((p) => priorShift(p, 0.2, 0.08)),
  "CAL09.saerens_em": () => {
    const { cal, test, p } = platted(logit);
    const from = mean(cal.label);
    return { pi0: from, pi_hat: priorByEm(p, from), actual: mean(test.label) };
  },
  "CAL10.ece": () => {
    const { score, label } = calib().test;
    const width = calibrationBins(score, label, equalWidth(score, 10));
    const mass = calibrationBins(score, label, equalMass(score, 10));
    const squared = estimable(squaredError(mass));
    return {
      ece_width: calibrationError(width).expected,
      ece_mass: calibrationError(mass).expected,
      mce_width: calibrationError(width).largest,
      ce2_plugin_mass: squared.plugIn,
      ce2_debiased_mass: squared.debiased,
    };
  },
  "CAL11.murphy_unique": () => {
    const { score, label } = calib().test;
    return terms(murphy(score, label, distinct(score)));
  },
  "CAL12.murphy_binned": () => {
    const { score, label } = calib().test;
    const m = terms(murphy(score, label, equalWidth(score, 10)));
    return { ...m, check: m.rel - m.res + m.unc + m.wbv - m.wbc };
  },
  "CAL14.corp_calib": () => {
    const { score, label } = calib().test;
    const parts = estimable(corp(score, label));
    const named = (d: Decomposition) => ({
      S: d.score,
      MCB: d.miscalibration,
      DSC: d.discrimination,
      UNC: d.uncertainty,
    });
    return { brier: named(parts.brier), log: named(parts.log) };
  },
  "CAL15.corp_band": () => {
    const at = [0.051, 0.1, 0.251, 0.499, 0.754, 0.898];
    const band = consistencyBand(calib().test.score, at, { seed: 1, resamples: 4_000 });
    return Object.fromEntries(
      Object.values(estimable(band)).map((b) => [String(b.at), { lower: b.low, upper: b.high }]),
    );
  },
  "CAL16.citl_slope": () => {
    const { score, label } = calib().test;
    const c = estimable(inTheLarge(score, label));
    return {
      citl: c.inTheLarge,
      citl_se: c.inTheLargeSe,
      intercept: c.intercept,
      slope: c.slope,
      slope_se: c.slopeSe,
      lr_citl: c.largeTest.chi2,
      lr_both: c.bothTest.chi2,
      p_both: c.bothTest.p,
      OE: c.ratio.value,
    };
  },
  "CAL17.spiegelhalter": () => {
    const { test, p } = platted(logit);
    return { raw: spiegelhalter(test.score, test.label), platt: spiegelhalter(p, test.label) };
  },
  "CAL18.hosmer_lemeshow_birthwt": () => {
    const csv = referenceCsv("birthwt_pred");
    const [p, label] = [(csv.p ?? []).map(Number), (csv.low ?? []).map(Number)];
    const own = estimable(hosmerLemeshow(p, label, { onFitData: true }));
    return {
      chi2: own.chi2,
      groups: own.groups.length,
      p_internal: own.p,
      p_external: estimable(hosmerLemeshow(p, label, { onFitData: false })).p,
      rows: own.groups,
    };
  },
  "CAL20.scores": () => {
    const { cal, test, p } = platted(logit);
    const of = (q: number[]) => ({
      brier: brier(q, test.label),
      logloss: logLoss(q, test.label),
      bss_cal: brierSkill(q, test.label, mean(cal.label)),
      bss_test: brierSkill(q, test.label, mean(test.label)),
    });
    return { raw: of(test.score), platt: of(p) };
  },
};

function terms(m: ReturnType<typeof murphy>) {
  return {
    brier: m.brier,
    rel: m.reliability,
    res: m.resolution,
    unc: m.uncertainty,
    wbv: m.withinVariance,
    wbc: m.withinCovariance,
  };
}

describe(`golden: calibration, ${Object.keys(tests).length} tests`, () => {
  for (const [id, of] of Object.entries(tests))
    it(id, () => {
      expectGolden(of(), golden(id).expected, golden(id).tolerance, id);
    });
});
