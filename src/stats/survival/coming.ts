import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noneCame } from "../../base/messages/stats.ts";
import { countQuantile } from "../forecast/counts.ts";
import { betaCdf, gammaQuantile } from "../numeric/distributions.ts";
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
 * @param ahead the period's ends, as times from now
 * @param level of the interval (two-sided)
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

/** A coming period: its ends as times from now, in the unit of the spells. */
export interface Ahead {
  readonly from: number;
  readonly until: number;
}

/** Mean and variance of a coming count. */
export interface Coming {
  readonly mean: number;
  /** of the count itself and of the estimated chances behind its mean */
  readonly variance: number;
  /** how many events the chances are estimated from */
  readonly events: number;
}

/** Mean and variance of the count that `comingFrom` forecasts. */
export function coming(spells: Spells, ages: ArrayLike<number>, { from, until }: Ahead): Coming {
  const [won, lost] = [aalenJohansen(spells, 1), aalenJohansen(spells, 2)];
  if (won.events === 0) return { mean: 0, variance: 0, events: 0 };
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
  return { mean, variance: variance + (mean * mean) / won.events, events: won.events };
}

/**
 * What a coming count is worth, if each of it is worth one of the known amounts, drawn at random: mean E N x E A, variance
 * E N var A + var N (E A)^2, and (E N)^2 var A / n for the uncertainty of the mean amount. The interval is that of the
 * gamma distribution with this mean and variance: it has no money below 0 and leaves room for a few large amounts.
 *
 * @param amounts at least two
 * @returns null where the amounts have no mean above 0
 *
 * @example
 * // nine coming, with a variance of nine, each worth 100
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
