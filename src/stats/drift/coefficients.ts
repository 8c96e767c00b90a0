import type { Estimated } from "../../base/estimate.ts";
import { gammaUpper } from "../numeric/distributions.ts";
import { cholesky, solveCholesky } from "../numeric/linear.ts";
import { type LikelihoodRatio, likelihoodRatio } from "../regression/logistic/compare.ts";
import type { LogisticData } from "../regression/logistic/design.ts";
import { fitLogistic } from "../regression/logistic/fit.ts";
import { robustCovariance, robustWald } from "../regression/logistic/intervals/robust.ts";

/** Whether coefficients are the same in two periods. */
export interface CoefficientStability {
  /** test of all coefficients but the intercept, which may differ between the periods */
  readonly test: LikelihoodRatio;
  /** for each column the earlier period's coefficient, in logits for one unit */
  readonly earlier: readonly Estimated[];
  /** for each column the later period's coefficient less the earlier's, with its standard error */
  readonly changes: readonly (Estimated & { readonly se: number })[];
}

/**
 * Whether coefficients differ between two periods (Chow's test for logistic regression): a model of the columns and the
 * period is compared with one that also has each column times the period. By likelihood ratio where rows are
 * independent. Otherwise by Wald's statistic with the cluster-robust covariance (Liang and Zeger 1986), and weights are
 * taken as sampling weights.
 *
 * @param later 1: the row is of the later period, else 0
 * @param cluster of each row, say its account
 * @returns null where a fit does not converge: a column separates the outcomes of a period, or does not vary in it
 */
export function coefficientStability(
  data: LogisticData,
  later: ArrayLike<number>,
  cluster?: ArrayLike<number>,
): CoefficientStability | null {
  const period = Float64Array.from(later);
  const columns = [...data.columns, period];
  const by = data.columns.map((column) => Float64Array.from(column, (x, i) => x * (period[i] ?? 0)));
  const whole = { ...data, columns: [...columns, ...by] };
  const apart = fitLogistic(whole);
  if (!apart.converged) return null;
  const used =
    cluster === undefined
      ? { covariance: apart.covariance, standardErrors: apart.standardErrors, clusters: null }
      : robustCovariance(whole, apart, { cluster });
  if (used === null) return null;
  const first = 1 + columns.length;
  const test =
    cluster === undefined
      ? likelihoodRatio(fitLogistic({ ...data, columns }), apart)
      : jointly(apart.coefficients, used.covariance, first);
  if (test === null) return null;
  return {
    test,
    earlier: by.map((_, j) => robustWald(apart, used, 1 + j, period.length)),
    changes: by.map((_, j) => ({
      ...robustWald(apart, used, first + j, period.length),
      se: used.standardErrors[first + j] ?? Number.NaN,
    })),
  };
}

/** Wald's statistic for all coefficients from `first` on being 0; null where their covariance is singular. */
function jointly(
  coefficients: Float64Array,
  covariance: Float64Array,
  first: number,
): LikelihoodRatio | null {
  const all = coefficients.length;
  const df = all - first;
  const own = new Float64Array(df * df);
  for (let i = 0; i < df; i++)
    for (let j = 0; j < df; j++) own[i * df + j] = covariance[(first + i) * all + first + j] ?? 0;
  const found = cholesky(own, df);
  if (!("factor" in found)) return null;
  const b = coefficients.slice(first);
  const solved = solveCholesky(found.factor, b, df);
  const statistic = b.reduce((sum, x, i) => sum + x * (solved[i] ?? 0), 0);
  return { statistic, df, p: gammaUpper(statistic / 2, df / 2) };
}
