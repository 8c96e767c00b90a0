import { afterAll, describe, expect, it } from "vitest";
import { expit } from "../../src/stats/numeric/expit.ts";
import { separationOf } from "../../src/stats/regression/checks/separation.ts";
import {
  criteria,
  likelihoodRatio,
  nullLogLikelihood,
  pseudoR2,
} from "../../src/stats/regression/logistic/compare.ts";
import type { LogisticData } from "../../src/stats/regression/logistic/design.ts";
import { fitLogistic, type LogisticOptions, wald } from "../../src/stats/regression/logistic/fit.ts";
import { profileIntervals } from "../../src/stats/regression/logistic/intervals/profile.ts";
import { robustCovariance } from "../../src/stats/regression/logistic/intervals/robust.ts";
import { priorShift, priorWeights, smallSampleBias } from "../../src/stats/regression/logistic/prior.ts";
import { type ElasticNetFit, elasticNetPath } from "../../src/stats/regression/penalised/elastic-net.ts";
import {
  firthIntervals,
  firthLikelihoodRatio,
  fitFirth,
  flic,
} from "../../src/stats/regression/penalised/firth.ts";
import {
  expectGolden,
  golden,
  goldenIds,
  noShared,
  referenceCsv,
  referenceText,
  shared,
} from "../helpers/golden.ts";

/** A reference table as a design whose columns keep their names. */
interface Table extends LogisticData {
  readonly names: readonly string[];
  readonly columns: readonly number[][];
  readonly label: readonly number[];
}

function table(file: string, outcome: string, names: readonly string[]): Table {
  const csv = referenceCsv(file);
  const number = (name: string): number[] => (csv[name] ?? []).map(Number);
  return { names, columns: names.map(number), label: number(outcome) };
}

function birthwt(...chosen: string[]): Table {
  const csv = referenceCsv("birthwt");
  const number = (name: string): number[] => (csv[name] ?? []).map(Number);
  const all: Record<string, number[]> = {
    age: number("age"),
    lwt: number("lwt"),
    race2: number("race").map((r) => Number(r === 2)),
    race3: number("race").map((r) => Number(r === 3)),
    smoke: number("smoke"),
    ptd: number("ptl").map((v) => Number(v > 0)),
    ht: number("ht"),
    ui: number("ui"),
  };
  const names = chosen.length > 0 ? chosen : Object.keys(all);
  return { names, columns: names.map((name) => all[name] ?? []), label: number("low") };
}

const sex2 = (): Table => table("sex2", "case", ["age", "oc", "vic", "vicl", "vis", "dia"]);
const endometrial = (): Table => table("endometrial", "HG", ["NV", "PI", "EH"]);
const line = (): LogisticData => ({ columns: [[1, 2, 3, 4, 5, 6, 7, 8]], label: [0, 0, 0, 0, 1, 1, 1, 1] });

const named = (t: Table, values: ArrayLike<number>, intercept = "(Intercept)"): Record<string, number> =>
  Object.fromEntries([intercept, ...t.names].map((name, j) => [name, values[j] ?? Number.NaN]));
const positions = (t: Table): number[] => t.names.map((_, j) => j + 1);
const bounds = (e: object = {}): unknown[] => ("low" in e && "high" in e ? [e.low, e.high] : []);
const intervals = (t: Table, found: readonly object[]): Record<string, unknown> =>
  Object.fromEntries(t.names.map((name, j) => [name, bounds(found[j])]));
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

function ridge(lambda: number): unknown {
  const t = birthwt();
  const scaled = t.columns.map((column) => {
    const mean = sum(column) / column.length;
    const sd = Math.sqrt(sum(column.map((v) => (v - mean) ** 2)) / column.length);
    return column.map((v) => (v - mean) / sd);
  });
  const options: LogisticOptions = { lambda };
  const fit = fitLogistic({ ...t, columns: scaled }, options);
  // the same penalty asked for on the original scale gives the same model
  const own = fitLogistic(t, { lambda, standardise: true });
  expect(own.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
  expect(own.effectiveDf).toBeCloseTo(fit.effectiveDf, 8);
  return { ...named(t, fit.coefficients), edf: fit.effectiveDf };
}

function elasticNet(alpha: number, lambda: number): unknown {
  const t = birthwt();
  const [fit] = elasticNetPath(t, { alpha, lambdas: [lambda] });
  expect(fit?.converged).toBe(true);
  return { ...named(t, fit?.coefficients ?? [], "intercept"), devratio: fit?.devianceRatio };
}

/** One adapter a golden test: its id without the dataset's name, and what our functions make of the same call. */
const adapters: Record<string, () => unknown> = {
  "LR01.coef": () => named(birthwt(), fitLogistic(birthwt()).coefficients),
  "LR01.se": () => named(birthwt(), fitLogistic(birthwt()).standardErrors),
  "LR01.loglik": () => {
    const { logLikelihood, coefficients } = fitLogistic(birthwt());
    return {
      logLik: logLikelihood,
      nullDeviance: -2 * nullLogLikelihood(59, 189),
      ...criteria(logLikelihood, coefficients.length, 189),
    };
  },
  "LR01.wald95": () => {
    const fit = fitLogistic(birthwt());
    const of = (name: string): unknown => bounds(wald(fit, birthwt().names.indexOf(name) + 1, 189));
    return { smoke: of("smoke"), ht: of("ht") };
  },
  "LR01.profile95": () => intervals(birthwt(), profileIntervals(birthwt(), positions(birthwt()))),
  "LR02.offset": () => {
    const t = birthwt("lwt", "smoke");
    const fit = fitLogistic({ ...t, offset: birthwt("ht").columns[0]?.map((v) => 0.5 * v) ?? [] });
    return { ...named(t, fit.coefficients), deviance: -2 * fit.logLikelihood };
  },
  "LR03.freqweights": () => {
    const t = birthwt("lwt", "smoke");
    const fit = fitLogistic({ ...t, weight: t.label.map((_, i) => (i % 3) + 1) });
    return {
      coef: named(t, fit.coefficients),
      se: named(t, fit.standardErrors),
      deviance: -2 * fit.logLikelihood,
    };
  },
  "LR03.hc0": () => {
    const t = birthwt("lwt", "smoke");
    const data = { ...t, weight: t.label.map((_, i) => (i % 3) + 1) };
    return named(t, robustCovariance(data, fitLogistic(data))?.standardErrors ?? []);
  },
  "LR06.ridge_lambda1": () => ridge(1),
  "LR06.ridge_lambda10": () => ridge(10),
  "LR07.lasso_path": () => {
    const path = elasticNetPath(birthwt());
    expectPath(birthwt(), path);
    return {
      lambda1: path[0]?.lambda,
      lambda2: path[1]?.lambda,
      n_lambda: path.length,
      lambda_last: path.at(-1)?.lambda,
      lambda_max_formula: path[0]?.lambda,
    };
  },
  "LR08.enet_a1_l0.05": () => elasticNet(1, 0.05),
  "LR08.enet_a1_l0.02": () => elasticNet(1, 0.02),
  "LR08.enet_a0.5_l0.05": () => elasticNet(0.5, 0.05),
  "LR08.enet_a0.5_l0.02": () => elasticNet(0.5, 0.02),
  "LR10.firth_sex2": () => {
    const t = sex2();
    const fit = fitFirth(t);
    expect(fit.converged).toBe(true);
    return {
      coef: named(t, fit.coefficients),
      se: named(t, fit.standardErrors),
      penloglik: fit.penalisedLogLikelihood,
      profile95: intervals(t, firthIntervals(t, positions(t))),
      LR_vs_null_same_penalty: firthLikelihoodRatio(t, positions(t)),
    };
  },
  "LR11.firth_perfect_separation": () => {
    expect(fitLogistic(line()).converged).toBe(false);
    const fit = fitFirth(line());
    return {
      coef: fit.coefficients,
      se: fit.standardErrors,
      penloglik: fit.penalisedLogLikelihood,
      profile95_slope: bounds(firthIntervals(line(), [1])[0]),
    };
  },
  "LR12.firth_2x2_identity": () => {
    const fit = fitFirth({ columns: [[1, 1, 0, 0]], label: [1, 0, 1, 0], weight: [3, 17, 0, 40] });
    return { logOR: fit.coefficients[1], closed: Math.log((3.5 * 40.5) / (17.5 * 0.5)) };
  },
  "LR13.flic_endometrial": () => {
    const t = endometrial();
    const fit = fitFirth(t);
    const intercept = flic(t, fit) ?? Number.NaN;
    const meanWith = (b0: number): number =>
      sum(
        t.label.map((_, i) =>
          expit(t.columns.reduce((e, c, j) => e + (fit.coefficients[j + 1] ?? 0) * (c[i] ?? 0), b0)),
        ),
      ) / t.label.length;
    return {
      intercept,
      mean_pred_firth: meanWith(fit.coefficients[0] ?? 0),
      mean_pred_flic: meanWith(intercept),
      obs: sum(t.label) / t.label.length,
    };
  },
  "LR15.king_zeng_prior": () => {
    const shift = priorShift(0.05, 59 / 189);
    return { shift, intercept: (fitLogistic(birthwt()).coefficients[0] ?? 0) + shift };
  },
  "LR16.king_zeng_weighted": () => {
    const t = birthwt();
    const data = { ...t, weight: priorWeights(t.label, 0.05) };
    const fit = fitLogistic(data);
    return {
      coef: named(t, fit.coefficients),
      se_hc0: named(t, robustCovariance(data, fit)?.standardErrors ?? []),
    };
  },
  "LR17.king_zeng_bias": () => {
    const fit = fitLogistic(birthwt());
    const bias = smallSampleBias(birthwt(), fit) ?? new Float64Array();
    return {
      bias: named(birthwt(), bias),
      corrected: named(
        birthwt(),
        fit.coefficients.map((b, j) => b - (bias[j] ?? 0)),
      ),
    };
  },
  "LR18.firth_birthwt": () => {
    const fit = fitFirth(birthwt());
    return { coef: named(birthwt(), fit.coefficients), penloglik: fit.penalisedLogLikelihood };
  },
  "LR19.lrtest": () => {
    const test = likelihoodRatio(fitLogistic(birthwt("age", "lwt")), fitLogistic(birthwt()));
    return { stat: test?.statistic, df: test?.df, p: test?.p };
  },
  "LR20.pseudoR2": () => {
    const { columns, label } = birthwt();
    const { coefficients, logLikelihood } = fitLogistic({ columns, label });
    const eta = label.map((_, i) =>
      columns.reduce((e, c, j) => e + (coefficients[j + 1] ?? 0) * (c[i] ?? 0), coefficients[0] ?? 0),
    );
    const r2 = pseudoR2(eta, label, logLikelihood);
    return { mcfadden: r2?.mcFadden, coxsnell: r2?.coxSnell, nagelkerke: r2?.nagelkerke, tjur: r2?.tjur };
  },
  "LR22.separation": () => {
    const of = (data: LogisticData): unknown[] => {
      const found = separationOf(data);
      return [found?.kind, found?.coefficients];
    };
    return { endometrial: of(endometrial()), birthwt: of(birthwt()), inline: separationOf(line())?.kind };
  },
  "LR23.wdbc_lasso_0.1": () => {
    const all = Object.keys(referenceCsv("wdbc")).filter((name) => name !== "malignant");
    const t = table("wdbc", "malignant", all);
    const [fit] = elasticNetPath(t, { lambdas: [0.1] });
    return {
      ...named(t, fit?.coefficients ?? [], "intercept"),
      nnz: fit?.nonZero,
      dev_ratio: fit?.devianceRatio,
    };
  },
};

/** glmnet's whole path, lambda by lambda: the reference table beside golden.json, made by glmnet with its own stop. */
function expectPath(t: Table, path: readonly ElasticNetFit[]): void {
  const [head = "", ...lines] = referenceText("LR07_lasso_path", "expected").trim().split("\n");
  expect(head.replaceAll('"', "")).toBe(["lambda", "a0", ...t.names, "devratio"].join(","));
  expect(path.length).toBe(lines.length);
  lines.forEach((row, k) => {
    const fit = path[k];
    const actual = [fit?.lambda, ...(fit?.coefficients ?? []), fit?.devianceRatio];
    expectGolden(actual, row.split(",").map(Number), 1e-6, `lambda ${k + 1}`);
  });
}

describe("golden: logistic regression", () => {
  let passed = 0;
  it.for(Object.keys(adapters))("%s", (id) => {
    const { expected, tolerance } = golden(id);
    expectGolden(adapters[id]?.(), expected, tolerance, id);
    passed++;
  });

  it("has an adapter for every LR test", (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    expect(Object.keys(adapters)).toEqual(goldenIds("LR"));
  });

  afterAll(() => {
    console.log(`golden LR*: ${passed} of ${goldenIds("LR").length} agree`);
  });
});
