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
  const so = (c: number): number => cumulative[c]?.[lived[c] ?? -1] ?? 0;
  const share = (c: number): number => developed[lived[c] ?? -1] ?? 0;
  const outcomes = lived.reduce((sum, _, c) => sum + so(c), 0);
  const used = lived.reduce((sum, _, c) => sum + (exposure[c] ?? 0) * share(c), 0);
  if (!(used > 0))
    return {
      developed,
      rate: null,
      ultimate: cumulative.map(() => notEstimable(noAgeLived)),
    };
  const rate = outcomes / used;
  const z = zOf(level);
  return {
    developed,
    rate,
    ultimate: cumulative.map((_, c) => {
      const rest = (exposure[c] ?? 0) * (1 - share(c));
      const value = so(c) + rest * rate;
      const half = z * Math.sqrt(rest * rate + (rest * rest * rate) / used);
      return estimate(value, Math.max(so(c), value - half), value + half, exposure[c] ?? 0);
    }),
  };
}
