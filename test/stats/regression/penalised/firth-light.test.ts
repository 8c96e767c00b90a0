import { expect, it } from "vitest";
import { fitFirth } from "../../../../src/stats/regression/penalised/firth.ts";

/** Saturated cells have a closed form: Firth's estimate of each is (x + 1/2) / (n + 1), by its log odds. */
it.each([0.001, 0.05, 0.4, 1, 3])("ends where a cell weighs next to nothing: %d leads", (light) => {
  const cells = [
    { n: 200, x: 30 },
    { n: light, x: light / 2 },
    { n: light, x: 0 },
    { n: 150, x: 90 },
  ];
  const rows = cells.flatMap(({ n, x }, cell) => [
    { cell, y: 1, weight: x },
    { cell, y: 0, weight: n - x },
  ]);
  const fit = fitFirth(
    {
      columns: [1, 2, 3].map((k) => Float64Array.from(rows, ({ cell }) => (cell === k ? 1 : 0))),
      label: rows.map(({ y }) => y),
      weight: rows.map(({ weight }) => weight),
    },
    200,
  );
  expect(fit.converged).toBe(true);
  const [own = 0, ...others] = fit.coefficients;
  cells.forEach(({ n, x }, k) => {
    const logit = own + (k === 0 ? 0 : (others[k - 1] ?? 0));
    expect(logit).toBeCloseTo(Math.log((x + 0.5) / (n - x + 0.5)), 7);
  });
});

/** ll + ln det I / 2 by plain elimination. */
function penalised(beta: readonly number[], columns: readonly number[][], y: number[], w: number[]): number {
  const x = y.map((_, i) => [1, ...columns.map((c) => c[i] ?? 0)]);
  const p = beta.length;
  const information = Array.from({ length: p }, () => new Array<number>(p).fill(0));
  let ll = 0;
  x.forEach((row, i) => {
    const eta = row.reduce((sum, v, j) => sum + v * (beta[j] ?? 0), 0);
    const q = 1 / (1 + Math.exp(-eta));
    ll += (w[i] ?? 0) * Math.log((y[i] ?? 0) === 1 ? q : 1 - q);
    row.forEach((a, j) => {
      for (const [k, b] of row.entries())
        (information[j] ?? [])[k] = (information[j]?.[k] ?? 0) + (w[i] ?? 0) * q * (1 - q) * a * b;
    });
  });
  for (let k = 0; k < p; k++) {
    const pivot = information[k]?.[k] ?? 0;
    ll += Math.log(pivot) / 2;
    for (let j = k + 1; j < p; j++) {
      const by = (information[j]?.[k] ?? 0) / pivot;
      for (let c = k; c < p; c++)
        (information[j] ?? [])[c] = (information[j]?.[c] ?? 0) - by * (information[k]?.[c] ?? 0);
    }
  }
  return ll;
}

it.each([0.3, 0.05, 0.001])(
  "ends where two columns differ by %d leads and tell the outcomes apart",
  (light) => {
    // two windows of one activity: nobody of 25 who did it wins, one row did it in the longer window alone
    const at = Array.from({ length: 200 }, (_, i) => i);
    const columns = [
      at.map((i) => Number(i < 25)),
      at.map((i) => Number(i < 26)),
      at.map((i) => Number(i % 3 === 0)),
    ];
    const y = at.map((i) => Number(i > 60 && i % 4 === 0));
    const w = at.map((i) => (i === 25 ? light : 1));
    const fit = fitFirth({ columns, label: y, weight: w });
    expect(fit.converged).toBe(true);
    expect(fit.iterations).toBeLessThan(60);
    const beta = Array.from(fit.coefficients);
    const top = penalised(beta, columns, y, w);
    expect(fit.penalisedLogLikelihood).toBeCloseTo(top, 8);
    beta.forEach((b, j) => {
      const shifted = (by: number) => penalised(beta.with(j, b + by), columns, y, w);
      expect(Math.abs(shifted(1e-4) - shifted(-1e-4)) / 2e-4).toBeLessThan(1e-6);
      expect(shifted(0.01)).toBeLessThan(top);
      expect(shifted(-0.01)).toBeLessThan(top);
    });
  },
);
