import { cholesky, solveCholesky } from "../../numeric/linear.ts";
import type { Design } from "../logistic/design.ts";

/** The columns before `last` of which it is a combination, by least squares: coefficients above 1e-6 of an SD. */
export function dependsOn(design: Design, last: number): number[] {
  const { columns, weight } = design;
  const target = columns[last];
  if (target === undefined || last === 0) return [];
  const before = columns.slice(0, last);
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += (weight[i] ?? 0) * (a[i] ?? 0) * (b[i] ?? 0);
    return sum;
  };
  const p = before.length;
  const gram = new Float64Array(p * p);
  // the factorisation reads only the lower triangle
  before.forEach((a, j) => {
    for (let k = 0; k <= j; k++) gram[j * p + k] = dot(a, before[k] ?? a);
  });
  const factored = cholesky(gram, p);
  if ("failedAt" in factored) return [];
  const by = solveCholesky(
    factored.factor,
    Float64Array.from(before, (c) => dot(c, target)),
    p,
  );
  return Array.from(by.keys()).filter((j) => Math.abs(by[j] ?? 0) > 1e-6);
}
