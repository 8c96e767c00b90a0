import { describe, expect, it } from "vitest";
import { random } from "../../../../src/base/random.ts";
import { expit } from "../../../../src/stats/numeric/expit.ts";
import { fitLogistic } from "../../../../src/stats/regression/logistic/fit.ts";
import { chosenNet } from "../../../../src/stats/regression/penalised/chosen.ts";
import { crossValidatedPath } from "../../../../src/stats/regression/penalised/cross-validation.ts";
import { elasticNetPath } from "../../../../src/stats/regression/penalised/elastic-net.ts";

function world(seed: number, n: number, p: number) {
  const r = random(seed);
  const columns = Array.from({ length: p }, () => Float64Array.from({ length: n }, () => r.normal()));
  const label = Uint8Array.from({ length: n }, (_, i) =>
    r.uniform() < expit(-0.5 + (columns[0]?.[i] ?? 0) - (columns[1]?.[i] ?? 0)) ? 1 : 0,
  );
  return { columns, label };
}

const moments = (x: Float64Array): { mean: number; sd: number } => {
  const mean = x.reduce((s, v) => s + v, 0) / x.length;
  return { mean, sd: Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / x.length) };
};

describe("elastic net", () => {
  it.each([
    [1, 80, 10, 1],
    [2, 40, 90, 1],
    [3, 40, 90, 0.5],
    [4, 200, 6, 0.2],
  ])(
    "meets the optimality conditions all along its path (seed %d, %d x %d, alpha %d)",
    (seed, n, p, alpha) => {
      const { columns, label } = world(seed, n, p);
      const path = elasticNetPath({ columns, label }, { alpha });
      expect(path[0]?.nonZero).toBe(0);
      expect(path.every((f) => f.converged)).toBe(true);
      for (const { lambda, coefficients } of path) {
        const residual = Float64Array.from(label, (y, i) => {
          const eta = columns.reduce(
            (s, c, j) => s + (coefficients[j + 1] ?? 0) * (c[i] ?? 0),
            coefficients[0] ?? 0,
          );
          return y - expit(eta);
        });
        expect(Math.abs(residual.reduce((s, v) => s + v, 0)) / n).toBeLessThan(1e-8);
        columns.forEach((x, j) => {
          const { mean, sd } = moments(x);
          const b = (coefficients[j + 1] ?? 0) * sd;
          const slope = x.reduce((s, v, i) => s + ((v - mean) / sd) * (residual[i] ?? 0), 0) / n;
          const pull = slope - lambda * (1 - alpha) * b;
          if (b === 0) expect(Math.abs(pull)).toBeLessThanOrEqual(lambda * alpha + 1e-8);
          else expect(pull).toBeCloseTo(lambda * alpha * Math.sign(b), 7);
        });
      }
    },
  );

  it("keeps its way where a column is the sum of others, or stands there twice", () => {
    const { columns: own, label } = world(9, 300, 4);
    const sum = Float64Array.from(label, (_, i) => (own[0]?.[i] ?? 0) + (own[2]?.[i] ?? 0));
    const columns = [...own, sum, ...own.slice(1, 2)];
    const path = elasticNetPath({ columns, label });
    expect(path.every((f) => f.converged)).toBe(true);
    expect(path.length).toBeGreaterThan(20);
    for (const { lambda, coefficients } of path) {
      const residual = Float64Array.from(label, (y, i) => {
        const eta = columns.reduce((s, c, j) => s + (coefficients[j + 1] ?? 0) * (c[i] ?? 0), 0);
        return y - expit((coefficients[0] ?? 0) + eta);
      });
      for (const [j, x] of columns.entries()) {
        const { mean, sd } = moments(x);
        const slope = x.reduce((s, v, i) => s + ((v - mean) / sd) * (residual[i] ?? 0), 0) / 300;
        const b = coefficients[j + 1] ?? 0;
        if (b === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(lambda + 1e-8);
        else expect(slope).toBeCloseTo(lambda * Math.sign(b), 7);
      }
    }
  });

  it("with alpha 0 is the ridge at n times lambda, and takes weight 2 as a row twice", () => {
    const { columns, label } = world(5, 120, 5);
    const [net] = elasticNetPath({ columns, label }, { alpha: 0, lambdas: [0.05] });
    const ridge = fitLogistic({ columns, label }, { lambda: 120 * 0.05, standardise: true });
    net?.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(ridge.coefficients[j] ?? Number.NaN, 9);
    });
    const [doubled] = elasticNetPath(
      { columns, label, weight: label.map(() => 2) },
      { alpha: 0, lambdas: [0.05] },
    );
    net?.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(doubled?.coefficients[j] ?? Number.NaN, 10);
    });
  });

  it("keeps a column that an offset already carries at 0", () => {
    const { columns, label } = world(6, 300, 3);
    const full = fitLogistic({ columns, label });
    const offset = Float64Array.from(label, (_, i) =>
      columns.reduce((s, c, j) => s + (full.coefficients[j + 1] ?? 0) * (c[i] ?? 0), 0),
    );
    const path = elasticNetPath({ columns, label, offset });
    expect(path[0]?.lambda).toBeLessThan(1e-9);
  });
});

describe("cross-validation by time folds", () => {
  const { columns, label } = world(7, 240, 8);
  // four quarters after a first stretch that is only learnt from
  const fold = Array.from(label, (_, i) => Math.floor(i / 48) - 1);
  const rows = (keep: (f: number) => boolean): number[] => fold.flatMap((f, i) => (keep(f) ? [i] : []));
  const take = (at: number[]) => ({
    columns: columns.map((c) => at.map((i) => c[i] ?? 0)),
    label: at.map((i) => label[i] ?? 0),
  });

  it("learns from what came before and picks the largest lambda within one standard error", () => {
    const found = crossValidatedPath({ columns, label }, { fold });
    expect(found?.folds).toEqual([0, 1, 2, 3]);
    expect(found?.converged).toBe(true);
    const at = found?.best ?? 0;
    const lambda = found?.path[at]?.lambda ?? 0;
    const each = [0, 1, 2, 3].map((k) => {
      const [fit] = elasticNetPath(take(rows((f) => f < k)), { lambdas: [lambda] });
      const test = take(rows((f) => f === k));
      const loss = test.label.map((y, i) => {
        const b = fit?.coefficients ?? new Float64Array();
        const p = expit(test.columns.reduce((s, c, j) => s + (b[j + 1] ?? 0) * (c[i] ?? 0), b[0] ?? 0));
        return -2 * Math.log(y === 1 ? p : 1 - p);
      });
      return loss.reduce((s, v) => s + v, 0) / loss.length;
    });
    const mean = each.reduce((s, v) => s + v, 0) / 4;
    const se = Math.sqrt(each.reduce((s, v) => s + (v - mean) ** 2, 0) / 4 / 3);
    expect(found?.deviance[at]).toBeCloseTo(mean, 6);
    expect(found?.standardError[at]).toBeCloseTo(se, 6);
    const one = found?.oneStandardError ?? -1;
    expect(one).toBeLessThanOrEqual(at);
    expect(found?.deviance[one]).toBeLessThanOrEqual(mean + se + 1e-9);
    expect(found?.deviance[one - 1] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(mean + se);
  });

  it("is unmoved by what comes after: a fold's models know only its past", () => {
    const later = Uint8Array.from(label, (y, i) => (fold[i] === 3 ? 1 - y : y));
    const lambdas = [0.1, 0.03];
    const three = (y: Uint8Array) =>
      crossValidatedPath({ columns, label: y }, { fold: fold.map((f) => (f === 3 ? 9 : f)) }, { lambdas });
    expect(three(label)?.folds).toEqual([0, 1, 2, 9]);
    const first = (y: Uint8Array) =>
      crossValidatedPath(
        { columns, label: y, weight: fold.map((f) => (f === 3 ? 0 : 1)) },
        { fold },
        { lambdas },
      );
    expect(first(later)?.deviance).toEqual(first(label)?.deviance);
  });

  it("ends its path where only noise is left to fit, at the choice of the whole path", () => {
    for (const seed of [8, 10, 11, 12]) {
      const { columns: own, label: y } = world(seed, 240, 12);
      const lambdas = elasticNetPath({ columns: own, label: y }).map((f) => f.lambda);
      const ended = crossValidatedPath({ columns: own, label: y }, { fold });
      const whole = crossValidatedPath({ columns: own, label: y }, { fold }, { lambdas });
      expect(ended?.path.length).toBeLessThan(lambdas.length);
      expect([ended?.best, ended?.oneStandardError]).toEqual([whole?.best, whole?.oneStandardError]);
      expect(ended?.deviance).toEqual(whole?.deviance.slice(0, ended?.path.length));
    }
  });

  it("takes a bin that all of an early stretch are in as a column that says nothing there", () => {
    const r = random(13);
    const n = 4096;
    const quarter = Array.from({ length: n }, (_, i) => Math.floor((4 * i) / n));
    const columns = Array.from({ length: 5 }, (_, j) =>
      Float64Array.from(quarter, (q) =>
        j === 0 ? (q === 0 || r.uniform() < 0.2 ? 1 : 0) : r.below(5) === 0 ? 1 : 0,
      ),
    );
    const label = quarter.map((_, i) => (r.uniform() < 0.1 + 0.2 * (columns[1]?.[i] ?? 0) ? 1 : 0));
    const doubled = columns.map((c) => c.map((v) => 2 * v));
    const lambdas = [0.02, 0.01, 0.001];
    const [lists, whole] = [columns, doubled].map((x) =>
      crossValidatedPath({ columns: x, label }, { fold: quarter }, { lambdas }),
    );
    lists?.deviance.forEach((d, k) => {
      expect(d).toBeCloseTo(whole?.deviance[k] ?? Number.NaN, 10);
    });
  });

  it("13: chooses the whole path's lambda and its fit from every fourth lambda", () => {
    for (const seed of [14, 15, 16, 17, 18]) {
      const { columns: own, label: y } = world(seed, 240, 12);
      for (const alpha of [1, 0.5]) {
        const whole = crossValidatedPath({ columns: own, label: y }, { fold }, { alpha });
        const net = chosenNet({ columns: own, label: y }, { fold }, { alpha });
        const fit = whole?.path[whole.oneStandardError];
        expect(net?.converged).toBe(true);
        expect(net?.fit.lambda).toBeCloseTo(fit?.lambda ?? Number.NaN, 12);
        expect(net?.fit.nonZero).toBe(fit?.nonZero);
        net?.fit.coefficients.forEach((b, j) => {
          expect(b).toBeCloseTo(fit?.coefficients[j] ?? Number.NaN, 9);
        });
      }
    }
  });

  it("is null where fewer than two folds can be tested", () => {
    expect(chosenNet({ columns, label }, { fold: label.map(() => 0) }, {})).toBeNull();
    expect(crossValidatedPath({ columns, label }, { fold: label.map(() => 0) })).toBeNull();
  });
});
