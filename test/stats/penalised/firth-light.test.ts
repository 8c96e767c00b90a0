import { expect, it } from "vitest";
import { fitFirth } from "../../../src/stats/penalised/firth.ts";

/** Saturated cells have a closed form: Firth's estimate of each is (x + 1/2) / (n + 1), by its log odds. */
it.each([0.4, 1, 3])("ends where a cell weighs next to nothing: %d leads", (light) => {
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
