import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noneCame } from "../../base/messages/stats.ts";
import { countQuantile } from "../forecast/counts.ts";
import { betaCdf, gammaQuantile } from "../numeric/distributions.ts";
import { aalenJohansen, type Spells, shareBy } from "./incidence.ts";

/**
 * How many of those who are still open will have the event in a time to come: for each of age a the share (F(a + until) -
 * F(a + from)) / (1 - F(a) - G(a)), F and G the Aalen-Johansen incidences of the event and of all that rules it out, by
 * the spells so far. The interval is of a count: chance of each, and the doubt in F by the events that it rests on
 * (negative binomial, or binomial where chances are high). What comes later than any spell lasted counts as nothing, since nobody has seen it.
 *
 * @param spells of all who ever entered, as known now: event 1 what is asked for, 2 what rules it out, 0 open
 * @param ages of the open ones, in the unit of the spells
 *
 * @example
 * // of four two had the event at 1 and two at 3; two more are open at age 2
 * comingFrom({ time: [1, 1, 3, 3, 2, 2], event: [1, 1, 1, 1, 0, 0] }, [2, 2], { from: 0, until: 1 }).value; // 2
 */
export function comingFrom(spells: Spells, ages: ArrayLike<number>, ahead: Ahead, level = 0.8): Estimated {
  const { mean, variance, events } = coming(spells, ages, ahead);
  if (events === 0) return notEstimable(noneCame);
  if (mean <= 0) return estimate(0, 0, 0, ages.length);
  const [low, high] = [(1 - level) / 2, (1 + level) / 2].map((q) => quantile(q, mean, variance));
  return estimate(mean, low ?? 0, Math.min(ages.length, high ?? 0), ages.length);
}

/** A time to come, in the unit of the spells: it begins and ends so long from now. */
export interface Ahead {
  readonly from: number;
  readonly until: number;
}

/** How many come: their mean and variance, the doubt in the rates within it, and the events that these rest on. */
export interface Coming {
  readonly mean: number;
  readonly variance: number;
  readonly events: number;
}

/** The moments of the count that `comingFrom` tells. */
export function coming(spells: Spells, ages: ArrayLike<number>, { from, until }: Ahead): Coming {
  const [won, lost] = [aalenJohansen(spells, 1), aalenJohansen(spells, 2)];
  if (won.events === 0) return { mean: 0, variance: 0, events: 0 };
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
  return { mean, variance: variance + (mean * mean) / won.events, events: won.events };
}

/**
 * What a count to come is worth, when each is worth an amount drawn from where the known amounts are: mean N x mean A, with
 * the variance of such a sum (E N var A + var N (E A)^2) and the doubt in the mean amount, (E N)^2 var A / n. The interval
 * is that of the gamma distribution with these moments: a sum of money is not below 0, and a few large ones skew it.
 *
 * @param amounts at least two
 * @returns null where the amounts have no mean above 0
 *
 * @example
 * // nine to come, with a variance of nine, of 100 each
 * worthOf({ mean: 9, variance: 9 }, [100, 100, 100]); // { value: 900, low: 543.2, high: 1299.5, n: 3 }
 */
export function worthOf(
  { mean, variance }: Omit<Coming, "events">,
  amounts: readonly number[],
  level = 0.8,
): Estimated | null {
  const n = amounts.length;
  const average = amounts.reduce((sum, x) => sum + x, 0) / n;
  if (!(average > 0)) return null;
  if (mean <= 0) return estimate(0, 0, 0, n);
  const spread = amounts.reduce((sum, x) => sum + (x - average) ** 2, 0) / (n - 1);
  const value = mean * average;
  const wide = mean * spread + variance * average * average + (mean * mean * spread) / n;
  const [shape, scale] = [(value * value) / wide, wide / value];
  const [low, high] = [(1 - level) / 2, (1 + level) / 2].map((q) => scale * gammaQuantile(q, shape));
  return estimate(value, low ?? value, high ?? value, n);
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
