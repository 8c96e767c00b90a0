import { type Estimate, estimate } from "../../base/estimate.ts";
import { zOf } from "../proportions/proportion.ts";
import { type LikelihoodRatio, likelihoodRatio } from "../regression/logistic/compare.ts";
import type { LogisticData } from "../regression/logistic/design.ts";
import { fitLogistic } from "../regression/logistic/fit.ts";

/** Whether coefficients are the same in two periods. */
export interface CoefficientStability {
  /** of all coefficients but the intercept, which may differ between the periods */
  readonly test: LikelihoodRatio;
  /** by column: the later period's coefficient less the earlier's, in logits a unit */
  readonly changes: readonly (Estimate & { readonly se: number })[];
}

/**
 * Likelihood-ratio test of coefficients by period (Chow's test for logistic regression): columns and the period, against
 * those and each column times the period. Rows are taken as independent.
 *
 * @param later 1: the row is of the later period, else 0
 * @returns null where a fit does not converge: a column tells the outcomes of a period apart, or does not vary in it
 */
export function coefficientStability(
  data: LogisticData,
  later: ArrayLike<number>,
  level = 0.95,
): CoefficientStability | null {
  const period = Float64Array.from(later);
  const columns = [...data.columns, period];
  const by = data.columns.map((column) => Float64Array.from(column, (x, i) => x * (period[i] ?? 0)));
  const same = fitLogistic({ ...data, columns });
  const apart = fitLogistic({ ...data, columns: [...columns, ...by] });
  const test = likelihoodRatio(same, apart);
  if (!same.converged || !apart.converged || test === null) return null;
  const z = zOf(level);
  return {
    test,
    changes: by.map((_, j) => {
      const at = 1 + columns.length + j;
      const [value, se] = [apart.coefficients[at] ?? 0, apart.standardErrors[at] ?? 0];
      return { ...estimate(value, value - z * se, value + z * se, period.length), se };
    }),
  };
}
