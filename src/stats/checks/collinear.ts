import { cholesky, solveCholesky } from "../linear.ts";
import type { Design } from "../logistic/design.ts";

/** Columns before `last` of which it is a combination: least squares on them, coefficients above 1e-6 of an SD. */
export function dependsOn(design: Design, last: number): number[] {
  const { columns, weight } = design;
  const target = columns[last];
  if (target === undefined || last === 0) return [];
  const before = columns.slice(0, last);
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((s, v, i) => s + (weight[i] ?? 0) * v * (b[i] ?? 0), 0);
  const p = before.length;
  const gram = Float64Array.from({ length: p * p }, (_, at) =>
    dot(before[Math.floor(at / p)] ?? target, before[at % p] ?? target),
  );
  const factored = cholesky(gram, p);
  if ("failedAt" in factored) return [];
  const by = solveCholesky(
    factored.factor,
    Float64Array.from(before, (c) => dot(c, target)),
    p,
  );
  return Array.from(by.keys()).filter((j) => Math.abs(by[j] ?? 0) > 1e-6);
}
