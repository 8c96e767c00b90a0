import { type Design, type LogisticData, onDesignScale, reweighted } from "../logistic/design.ts";
import { passOf } from "../logistic/pass.ts";
import { type ElasticNetFit, type ElasticNetOptions, sumsOf, warmFits } from "./elastic-net.ts";

export interface FoldPlan {
  /** fold of each row, from 0; a row of fold -1 is never tested */
  readonly fold: ArrayLike<number>;
  /**
   * "others": a fold is predicted by all other folds. "before": only by earlier folds and the rows of fold -1, in the
   * direction of time; folds with nothing, or only one class, before them are left out. Default "before".
   */
  readonly learnFrom?: "before" | "others";
}

/** A fold that is tested, and the fits that have not seen it. */
export interface Tested {
  readonly fold: number;
  /** of its rows */
  readonly weight: number;
  /** the fit at a lambda (from `near`: elastic-net.ts), and the mean deviance of the fold's rows under it */
  readonly testAt: (lambda: number, near?: Float64Array) => Test;
}

export interface Test extends Pick<ElasticNetFit, "coefficients" | "converged"> {
  readonly deviance: number;
}

/**
 * The folds of a plan that can be tested, ascending; null: fewer than two.
 * @param all the design of `data`
 * @throws RangeError where the plan is not of these rows
 */
export function testedFolds(
  data: LogisticData,
  all: Design,
  { fold, learnFrom = "before" }: FoldPlan,
  options: ElasticNetOptions,
): readonly Tested[] | null {
  const n = all.label.length;
  if (fold.length !== n) throw new RangeError(`${fold.length} folds for ${n} rows`);
  const weightWhere = (keep: (fold: number) => boolean): Float64Array =>
    all.weight.map((w, i) => (keep(fold[i] ?? -1) ? w : 0));
  const tested = [...new Set(Array.from(fold))]
    .sort((a, b) => a - b)
    .flatMap((k): Tested[] => {
      const own = weightWhere((f) => f === k);
      const weight = own.reduce((sum, w) => sum + w, 0);
      const learn = weightWhere((f) => (learnFrom === "others" ? f !== k : f < k));
      if (k < 0 || !(weight > 0) || !bothClasses(all.label, learn)) return [];
      const fitAt = warmFits(reweighted(data, all, learn, options.standardise), options);
      const pass = passOf(all, own);
      const sums = sumsOf(all.scale.length + 1);
      const testAt: Tested["testAt"] = (lambda, near) => {
        const { coefficients, converged } = fitAt(lambda, near);
        pass(onDesignScale(coefficients, all), sums, false);
        return { coefficients, converged, deviance: (-2 * sums.logLikelihood) / weight };
      };
      return [{ fold: k, weight, testAt }];
    });
  return tested.length < 2 ? null : tested;
}

export interface Choice {
  /** for each lambda: mean deviance of a row out of fold, and the standard error of that mean over the folds */
  readonly deviance: Float64Array;
  readonly standardError: Float64Array;
  /** index of the least deviance */
  readonly best: number;
  /** the deviance that is one standard error above it, and the index of the largest lambda that is within */
  readonly enough: number;
  readonly oneStandardError: number;
}

/** @param deviances for each lambda, falling, those of the folds */
export function choiceAmong(deviances: readonly (readonly number[])[], tested: readonly Tested[]): Choice {
  const total = tested.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: readonly number[]): number =>
    tested.reduce((sum, { weight }, k) => sum + (weight / total) * (of[k] ?? 0), 0);
  const deviance = Float64Array.from(deviances, mean);
  const standardError = deviance.map((m, at) =>
    Math.sqrt(mean((deviances[at] ?? []).map((d) => (d - m) ** 2)) / (tested.length - 1)),
  );
  const best = deviance.reduce((least, d, at) => (d < (deviance[least] ?? 0) ? at : least), 0);
  const enough = (deviance[best] ?? 0) + (standardError[best] ?? 0);
  const oneStandardError = deviance.findIndex((d) => d <= enough);
  return { deviance, standardError, best, enough, oneStandardError };
}

function bothClasses(label: Float64Array, weight: Float64Array): boolean {
  let [y, total] = [0, 0];
  for (let i = 0; i < weight.length; i++) {
    y += (weight[i] ?? 0) * (label[i] ?? 0);
    total += weight[i] ?? 0;
  }
  return y > 0 && y < total;
}
