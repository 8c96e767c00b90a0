import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noneCame } from "../../base/messages/stats.ts";
import { countQuantile } from "../forecast/counts.ts";
import { betaCdf } from "../numeric/distributions.ts";
import { aalenJohansen, type Spells, shareBy } from "./incidence.ts";

/**
 * How many of those who are still open will have the event within a coming period. Each of age a has it with chance
 * (F(a + until) - F(a + from)) / (1 - F(a) - G(a)), where F and G are the Aalen-Johansen incidences of the event and of
 * all that rules it out, from the spells so far. The interval is that of a count: it has the chance of each, and the
 * uncertainty of F by the number of events behind it (negative binomial, or binomial where chances are high). What would
 * come at a greater age than any spell lasted counts as 0, since nobody has seen it.
 *
 * @param spells of all who ever entered, as known now: event 1 is the event asked for, 2 rules it out, 0 is still open
 * @param ages of the open ones, in the unit of the spells
 * @param period from and until: its ends, as times from now
 * @param level of the interval (two-sided)
 *
 * @example
 * // of four two had the event at 1 and two at 3; two more are open at age 2
 * comingFrom({ time: [1, 1, 3, 3, 2, 2], event: [1, 1, 1, 1, 0, 0] }, [2, 2], { from: 0, until: 1 }).value; // 2
 */
export function comingFrom(
  spells: Spells,
  ages: ArrayLike<number>,
  { from, until }: { readonly from: number; readonly until: number },
  level = 0.8,
): Estimated {
  const [won, lost] = [aalenJohansen(spells, 1), aalenJohansen(spells, 2)];
  if (won.events === 0) return notEstimable(noneCame);
  const byAge = new Map<number, number>();
  for (let i = 0; i < ages.length; i++) byAge.set(ages[i] ?? 0, (byAge.get(ages[i] ?? 0) ?? 0) + 1);
  let [mean, variance] = [0, 0];
  for (const [age, n] of byAge) {
    const left = 1 - shareBy(won, age) - shareBy(lost, age);
    // as old as the oldest spell: nobody has seen what happens later
    if (!(left > 1e-9)) continue;
    const p = Math.min(1, (shareBy(won, age + until) - shareBy(won, age + from)) / left);
    mean += n * p;
    variance += n * p * (1 - p);
  }
  if (mean <= 0) return estimate(0, 0, 0, ages.length);
  const wide = variance + (mean * mean) / won.events;
  const [low, high] = [(1 - level) / 2, (1 + level) / 2].map((q) => quantile(q, mean, wide));
  return estimate(mean, low ?? 0, Math.min(ages.length, high ?? 0), ages.length);
}

/**
 * The smallest count with P(N <= k) >= q: negative binomial with this mean and variance, or binomial where the variance
 * is smaller than the mean.
 */
function quantile(q: number, mean: number, variance: number): number {
  if (variance >= 0.999 * mean)
    return countQuantile(q, {
      mean,
      size: variance > mean ? (mean * mean) / (variance - mean) : Number.POSITIVE_INFINITY,
    });
  const p = 1 - variance / mean;
  const trials = mean / p;
  for (let k = 0; k < trials; k++) if (1 - betaCdf(p, k + 1, Math.max(1e-9, trials - k)) >= q) return k;
  return Math.ceil(trials);
}
