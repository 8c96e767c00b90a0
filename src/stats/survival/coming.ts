import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noneCame } from "../../base/messages/stats.ts";
import { countQuantile } from "../forecast/counts.ts";
import { betaCdf } from "../numeric/distributions.ts";
import { aalenJohansen, type Spells, shareBy } from "./incidence.ts";

/**
 * How many of those who are still open will have the event in a time to come: for each of age a the share (F(a + until) -
 * F(a + from)) / (1 - F(a) - G(a)), F and G the Aalen-Johansen incidences of the event and of all that rules it out, by
 * the spells so far. The interval is of a count: chance of each, and the doubt in F by the events that it rests on
 * (negative binomial, or binomial where chances are high). What comes later than any spell lasted counts as nothing, since nobody has seen it.
 *
 * @param spells of all who ever entered, as known now: event 1 what is asked for, 2 what rules it out, 0 open
 * @param ages of the open ones, in the unit of the spells
 * @param from the time to come begins so long from now
 * @param until and ends so long from now
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
    // as old as the oldest spell: nobody has seen what comes
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

/** The smallest count with P(N <= k) >= q: negative binomial of a mean and variance, or binomial where that is the smaller. */
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
