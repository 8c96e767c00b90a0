import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { random } from "../../../../src/base/random.ts";
import { sampleSize } from "../../../../src/stats/regression/checks/sample-size.ts";
import {
  type DescentModules,
  fitByDescent,
} from "../../../../src/stats/regression/logistic/descent-solver.ts";

const load = createRequire(import.meta.url);
const matrix: Pick<DescentModules, "Matrix"> = load("ml-matrix");
const regression = load("ml-logistic-regression");
const modules: DescentModules = {
  Matrix: matrix.Matrix,
  LogisticRegression: regression.default ?? regression,
};

describe("ml-logistic-regression as a solver", () => {
  const r = random(3);
  const n = 300;
  const columns = [
    Float64Array.from({ length: n }, () => 2020 + 3 * r.normal()),
    Float64Array.from({ length: n }, () => r.below(2)),
  ];
  const label = Uint8Array.from({ length: n }, (_, i) =>
    r.uniform() < 1 / (1 + Math.exp(1 - (columns[1]?.[i] ?? 0))) ? 1 : 0,
  );

  it("comes to Newton's answer, and says how near", () => {
    const fit = fitByDescent({ columns, label }, modules);
    expect(fit.converged).toBe(true);
    expect(fit.gradient).toBeLessThanOrEqual(1e-8);
    expect(fit.disagreement.coefficient).toBeLessThan(1e-6);
    expect(Math.abs(fit.disagreement.logLikelihood)).toBeLessThan(1e-9);
    fit.coefficients.forEach((b, j) => {
      expect(b / (fit.newton.coefficients[j] ?? 0)).toBeCloseTo(1, 6);
    });
  });

  it("says that it has not converged when its steps run out", () => {
    const fit = fitByDescent({ columns, label }, modules, { steps: 2, mostSteps: 2 });
    expect([fit.converged, fit.steps]).toEqual([false, 2]);
    expect(fit.disagreement.logLikelihood).toBeGreaterThan(0);
  });

  it("refuses what the package does not know", () => {
    expect(() => fitByDescent({ columns, label, weight: label.map(() => 1) }, modules)).toThrow("weights");
  });
});

describe("Riley's sample size", () => {
  it("is that of the R package pmsampsize's own example", () => {
    // pmsampsize(type = "b", csrsquared = 0.288, parameters = 24, prevalence = 0.174): 662 rows, 116 events
    expect(sampleSize({ parameters: 24, prevalence: 0.174, coxSnell: 0.288 })).toEqual({
      shrinkage: 623,
      optimism: 662,
      rate: 221,
      rows: 662,
      positives: 116,
    });
  });

  it("refuses what has no answer", () => {
    expect(() => sampleSize({ parameters: 3, prevalence: 0 })).toThrow(RangeError);
    expect(() => sampleSize({ parameters: 3, prevalence: 0.1, coxSnell: 0.9 })).toThrow("lies between");
  });
});
