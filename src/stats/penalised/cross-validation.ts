import type { LogisticData } from "../logistic/design.ts";
import { softplus } from "../logistic/fit.ts";
import { type ElasticNetFit, type ElasticNetOptions, elasticNetPath } from "./elastic-net.ts";

export interface FoldPlan {
  /** the fold of each row, from 0; a row of fold -1 is never tested */
  readonly fold: ArrayLike<number>;
  /**
   * "others": a fold is predicted by all other folds. "before": by the folds before it and the rows of fold -1 alone, as
   * time runs; folds with nothing, or one class, before them are left out. Default "before".
   */
  readonly learnFrom?: "before" | "others";
}

export interface CrossValidated {
  readonly path: readonly ElasticNetFit[];
  /** per lambda of the path: mean deviance a row out of fold, and the standard error of that mean over the folds */
  readonly deviance: Float64Array;
  readonly standardError: Float64Array;
  /** position in `path` of the least deviance */
  readonly best: number;
  /** position of the largest lambda within one standard error of it: the simplest model that does as well */
  readonly oneStandardError: number;
  /** folds that were tested */
  readonly folds: readonly number[];
}

/**
 * The elastic net's path with lambda chosen by the given folds, as cv.glmnet does it: the path of all rows, refitted in
 * each fold at the same lambdas with the fold's own scaling; deviances weighed by the folds' weights. Null with fewer
 * than two folds to test.
 */
export function crossValidatedPath(
  data: LogisticData,
  { fold, learnFrom = "before" }: FoldPlan,
  options: ElasticNetOptions = {},
): CrossValidated | null {
  if (fold.length !== data.label.length)
    throw new RangeError(`${fold.length} folds for ${data.label.length} rows`);
  const path = elasticNetPath(data, options);
  const lambdas = path.map((f) => f.lambda);
  const rows = Array.from(data.label, (_, i) => i);
  const foldOf = (i: number): number => fold[i] ?? -1;
  const tested: { fold: number; weight: number; deviance: Float64Array }[] = [];
  for (const k of [...new Set(rows.map(foldOf))].sort((a, b) => a - b)) {
    if (k < 0) continue;
    const learn = subset(
      data,
      rows.filter((i) => (learnFrom === "others" ? foldOf(i) !== k : foldOf(i) < k)),
    );
    const test = subset(
      data,
      rows.filter((i) => foldOf(i) === k),
    );
    const weight = sum(test.weight);
    if (!(weight > 0) || !bothClasses(learn)) continue;
    const fits = elasticNetPath(learn, { ...options, lambdas });
    tested.push({
      fold: k,
      weight,
      deviance: Float64Array.from(fits, (f) => devianceOf(test, f.coefficients)),
    });
  }
  return tested.length < 2 ? null : chosen(path, tested);
}

function chosen(
  path: readonly ElasticNetFit[],
  tested: readonly { fold: number; weight: number; deviance: Float64Array }[],
): CrossValidated {
  const total = sum(Float64Array.from(tested, (t) => t.weight));
  const mean = (of: (deviance: number, at: number) => number, at: number): number =>
    tested.reduce((s, t) => s + (t.weight / total) * of(t.deviance[at] ?? 0, at), 0);
  const deviance = Float64Array.from(path, (_, at) => mean((d) => d, at));
  const standardError = deviance.map((m, at) =>
    Math.sqrt(mean((d) => (d - m) ** 2, at) / (tested.length - 1)),
  );
  const best = deviance.reduce((least, d, at) => (d < (deviance[least] ?? 0) ? at : least), 0);
  const enough = (deviance[best] ?? 0) + (standardError[best] ?? 0);
  return {
    path,
    deviance,
    standardError,
    best,
    oneStandardError: deviance.findIndex((d) => d <= enough),
    folds: tested.map((t) => t.fold),
  };
}

interface Rows extends LogisticData {
  readonly columns: readonly Float64Array[];
  readonly label: Float64Array;
  readonly weight: Float64Array;
  readonly offset: Float64Array;
}

function subset({ columns, label, weight, offset }: LogisticData, rows: readonly number[]): Rows {
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (i) => values[i] ?? 0);
  return {
    columns: columns.map(of),
    label: of(label),
    weight: weight === undefined ? new Float64Array(rows.length).fill(1) : of(weight),
    offset: offset === undefined ? new Float64Array(rows.length) : of(offset),
  };
}

function bothClasses({ label, weight }: Rows): boolean {
  let [y, n] = [0, 0];
  weight.forEach((w, i) => {
    n += w;
    y += w * (label[i] ?? 0);
  });
  return y > 0 && y < n;
}

/** Mean deviance a row. */
function devianceOf({ columns, label, weight, offset }: Rows, coefficients: Float64Array): number {
  let [deviance, n] = [0, 0];
  label.forEach((y, i) => {
    const eta = columns.reduce(
      (s, c, j) => s + (coefficients[j + 1] ?? 0) * (c[i] ?? 0),
      (coefficients[0] ?? 0) + (offset[i] ?? 0),
    );
    const w = weight[i] ?? 0;
    deviance += 2 * w * (softplus(eta) - y * eta);
    n += w;
  });
  return deviance / n;
}

const sum = (values: Float64Array): number => values.reduce((s, v) => s + v, 0);
