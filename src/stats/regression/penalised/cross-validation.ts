import { designOf, type LogisticData } from "../logistic/design.ts";
import { type ElasticNetFit, type ElasticNetOptions, pathOf } from "./elastic-net.ts";
import { choiceAmong, type FoldPlan, testedFolds } from "./held-out.ts";

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
  plan: FoldPlan,
  options: ElasticNetOptions = {},
): CrossValidated | null {
  const all = designOf(data, options.standardise);
  const tested = testedFolds(data, all, plan, options);
  if (tested === null) return null;
  let converged = true;
  const path: ElasticNetFit[] = [];
  const deviances: number[][] = [];
  for (const fit of pathOf(all, options)) {
    path.push(fit);
    const own = tested.map(({ testAt }) => testAt(fit.lambda));
    converged &&= fit.converged && own.every((test) => test.converged);
    deviances.push(own.map(({ deviance }) => deviance));
    const { enough, deviance } = choiceAmong(deviances, tested);
    if (options.lambdas === undefined && (deviance.at(-1) ?? 0) > enough) break;
  }
  const { deviance, standardError, best, oneStandardError } = choiceAmong(deviances, tested);
  return {
    deviance,
    standardError,
    best,
    oneStandardError,
    path,
    folds: tested.map((t) => t.fold),
    converged,
  };
}
