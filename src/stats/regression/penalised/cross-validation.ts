import { designOf, type LogisticData, onDesignScale } from "../logistic/design.ts";
import { passOf } from "../logistic/pass.ts";
import { type ElasticNetFit, type ElasticNetOptions, pathOf, sumsOf, warmFits } from "./elastic-net.ts";

export interface FoldPlan {
  /** fold of each row, from 0; a row of fold -1 is never tested */
  readonly fold: ArrayLike<number>;
  /**
   * "others": a fold is predicted by all other folds. "before": only by earlier folds and the rows of fold -1, in the
   * direction of time; folds with nothing, or only one class, before them are left out. Default "before".
   */
  readonly learnFrom?: "before" | "others";
}

export interface CrossValidated {
  readonly path: readonly ElasticNetFit[];
  /**
   * for each lambda of the path: mean out-of-fold deviance of a row, and the standard error of that mean over the folds
   */
  readonly deviance: Float64Array;
  readonly standardError: Float64Array;
  /** index in `path` of the least deviance */
  readonly best: number;
  /** index of the largest lambda within one standard error of it: the simplest model that does as well */
  readonly oneStandardError: number;
  /** folds that were tested */
  readonly folds: readonly number[];
  /** false: some fit on the way did not converge, and its deviance is not that of its lambda */
  readonly converged: boolean;
}

/**
 * The elastic net's path with lambda chosen by the given folds, as cv.glmnet does it: the path of all rows, refitted in
 * each fold at the same lambdas with the fold's own scaling; deviances are weighted by the folds' weights. All go down
 * the path side by side. A path that is not given ends where the out-of-fold deviance is more than one standard error
 * above its minimum: smaller penalties would only fit more noise. Null with fewer than two folds to test.
 */
export function crossValidatedPath(
  data: LogisticData,
  { fold, learnFrom = "before" }: FoldPlan,
  options: ElasticNetOptions = {},
): CrossValidated | null {
  const n = data.label.length;
  if (fold.length !== n) throw new RangeError(`${fold.length} folds for ${n} rows`);
  const all = designOf(data, options.standardise);
  let converged = true;
  const weightWhere = (keep: (fold: number) => boolean): Float64Array =>
    all.weight.map((w, i) => (keep(fold[i] ?? -1) ? w : 0));
  const tested = [...new Set(Array.from(fold))]
    .sort((a, b) => a - b)
    .flatMap((k): Tested[] => {
      const weight = weightWhere((f) => f === k);
      const total = sum(weight);
      const learn = weightWhere((f) => (learnFrom === "others" ? f !== k : f < k));
      if (k < 0 || !(total > 0) || !bothClasses(all.label, learn)) return [];
      const fitAt = warmFits(designOf({ ...data, weight: learn }, options.standardise), options.alpha ?? 1);
      const pass = passOf(all, weight);
      const sums = sumsOf(all.scale.length + 1);
      const devianceAt = (lambda: number): number => {
        const fit = fitAt(lambda);
        converged &&= fit.converged;
        pass(onDesignScale(fit.coefficients, all), sums, false);
        return (-2 * sums.logLikelihood) / total;
      };
      return [{ fold: k, weight: total, deviance: [], devianceAt }];
    });
  if (tested.length < 2) return null;
  const path: ElasticNetFit[] = [];
  for (const fit of pathOf(all, options)) {
    path.push(fit);
    converged &&= fit.converged;
    for (const { deviance, devianceAt } of tested) deviance.push(devianceAt(fit.lambda));
    const { found, enough } = chosen(path, tested);
    if (options.lambdas === undefined && (found.deviance.at(-1) ?? 0) > enough) break;
  }
  return { ...chosen(path, tested).found, converged };
}

interface Tested {
  readonly fold: number;
  readonly weight: number;
  /** mean deviance of a row at the lambdas so far */
  readonly deviance: number[];
  readonly devianceAt: (lambda: number) => number;
}

/** The state of a path so far, and the deviance that is within one standard error of its minimum. */
function chosen(
  path: readonly ElasticNetFit[],
  tested: readonly Tested[],
): { readonly found: Omit<CrossValidated, "converged">; readonly enough: number } {
  const total = sum(Float64Array.from(tested, (t) => t.weight));
  const mean = (of: (deviance: number, at: number) => number, at: number): number =>
    tested.reduce((s, t) => s + (t.weight / total) * of(t.deviance[at] ?? 0, at), 0);
  const deviance = Float64Array.from(path, (_, at) => mean((d) => d, at));
  const standardError = deviance.map((m, at) =>
    Math.sqrt(mean((d) => (d - m) ** 2, at) / (tested.length - 1)),
  );
  const best = deviance.reduce((least, d, at) => (d < (deviance[least] ?? 0) ? at : least), 0);
  const enough = (deviance[best] ?? 0) + (standardError[best] ?? 0);
  const oneStandardError = deviance.findIndex((d) => d <= enough);
  const folds = tested.map((t) => t.fold);
  return { found: { path, deviance, standardError, best, oneStandardError, folds }, enough };
}

function bothClasses(label: Float64Array, weight: Float64Array): boolean {
  const y = weight.reduce((s, w, i) => s + w * (label[i] ?? 0), 0);
  return y > 0 && y < sum(weight);
}

const sum = (values: Float64Array): number => values.reduce((s, v) => s + v, 0);
