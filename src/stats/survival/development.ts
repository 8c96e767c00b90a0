import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noAgeLived } from "../../base/messages/stats.ts";
import { zOf } from "../proportions/proportion.ts";

/** How the outcomes of cohorts accumulate with age, and what each cohort will come to. */
export interface Development {
  /** for each age, the share that a cohort has by then of what it comes to */
  readonly developed: readonly number[];
  /** Cape Cod's rate: what one unit of exposure comes to; null: nothing has come yet */
  readonly rate: number | null;
  /** for each cohort what it will come to in the end (Bornhuetter & Ferguson) */
  readonly ultimate: readonly Estimated[];
}

/**
 * What young cohorts will come to: what they have, plus for the rest the rate of all cohorts (Cape Cod, Bühlmann &
 * Straub; Bornhuetter & Ferguson 1972): x + n rate (1 - share developed). The shares developed by age are pooled over
 * the cohorts that have reached it (chain ladder); an age before which no cohort had anything counts as developed. A
 * cohort without an outcome so far is not taken for one that will have none. Intervals treat the outcomes to come as
 * Poisson, and include the uncertainty of the rate.
 *
 * @param cumulative by cohort, then age: outcomes so far; null: not lived yet. The last age is the end.
 * @param exposure leads of each cohort
 *
 * @example
 * // the second cohort has lived one age of two, at which the first had half of what it came to
 * capeCod([[5, 10], [4, null]], [100, 100]).rate; // 0.0933
 */
export function capeCod(
  cumulative: readonly (readonly (number | null)[])[],
  exposure: readonly number[],
  level = 0.95,
): Development {
  const ages = Math.max(0, ...cumulative.map((row) => row.length));
  const factors = Array.from({ length: Math.max(0, ages - 1) }, (_, a) => {
    let [now, next] = [0, 0];
    for (const row of cumulative) {
      const after = row[a + 1] ?? null;
      if (after === null) continue;
      now += row[a] ?? 0;
      next += after;
    }
    return now > 0 ? next / now : 1;
  });
  const developed: number[] = new Array<number>(ages).fill(1);
  for (let a = ages - 2; a >= 0; a--) developed[a] = (developed[a + 1] ?? 1) / (factors[a] ?? 1);
  const lived = cumulative.map((row) => row.reduce<number>((last, x, a) => (x === null ? last : a), -1));
  return {
    developed,
    ...bornhuetterFerguson(
      {
        outcomes: lived.map((last, c) => cumulative[c]?.[last] ?? 0),
        exposure,
        developed: lived.map((last) => developed[last] ?? 0),
      },
      level,
    ),
  };
}

/**
 * Cape Cod's rate and what each cohort comes to, where the share that each has developed is known already, such as the
 * mean over leads of different ages.
 *
 * @param cohorts by cohort: outcomes so far, leads, and the share of its final outcomes that it should have by now
 *
 * @example
 * // all of 10 outcomes have come, and half of what 100 leads will bring: 10 / (100 + 50) a lead
 * bornhuetterFerguson({ outcomes: [10, 0], exposure: [100, 100], developed: [1, 0.5] }).rate; // 0.0667
 */
export function bornhuetterFerguson(
  cohorts: {
    readonly outcomes: readonly number[];
    readonly exposure: readonly number[];
    readonly developed: readonly number[];
  },
  level = 0.95,
): Pick<Development, "rate" | "ultimate"> {
  const { outcomes, exposure, developed } = cohorts;
  const used = exposure.reduce((sum, n, c) => sum + n * (developed[c] ?? 0), 0);
  if (!(used > 0)) return { rate: null, ultimate: exposure.map(() => notEstimable(noAgeLived)) };
  const rate = outcomes.reduce((sum, n) => sum + n, 0) / used;
  const z = zOf(level);
  return {
    rate,
    ultimate: exposure.map((n, c) => {
      const so = outcomes[c] ?? 0;
      const rest = n * (1 - (developed[c] ?? 0));
      const value = so + rest * rate;
      const half = z * Math.sqrt(rest * rate + (rest * rest * rate) / used);
      return estimate(value, Math.max(so, value - half), value + half, n);
    }),
  };
}
