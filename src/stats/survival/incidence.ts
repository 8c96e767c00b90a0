import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { nobodyCame, noneSoOld } from "../../base/messages/stats.ts";
import { wilson, zOf } from "../proportions/proportion.ts";

/** Times to the first of several events. */
export interface Spells {
  /** time at risk, 0 or more, in any unit */
  readonly time: ArrayLike<number>;
  /** 0: censored at `time`; 1, 2, …: which event ended it */
  readonly event: ArrayLike<number>;
}

/** The spells' distinct times with an event, and what happened at each. */
interface EventTimes {
  readonly time: Float64Array;
  /** number at risk just before */
  readonly atRisk: Float64Array;
  /** number of events of any kind, and of the kind asked for */
  readonly any: Float64Array;
  readonly own: Float64Array;
}

function eventTimes({ time, event }: Spells, cause: number): EventTimes {
  const n = time.length;
  const order = Float64Array.from({ length: n }, (_, i) => {
    const t = time[i] ?? Number.NaN;
    if (!(t >= 0)) throw new RangeError(`spell ${i + 1} lasts ${t}`);
    return t;
  }).sort();
  let distinct = 0;
  for (const t of order) if (distinct === 0 || t !== order[distinct - 1]) order[distinct++] = t;
  const times = order.slice(0, distinct);
  const [any, own, ended] = [0, 1, 2].map(() => new Float64Array(times.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < n; i++) {
    const k = lastAtOrBefore(times, time[i] ?? 0);
    ended[k] = (ended[k] ?? 0) + 1;
    const e = event[i] ?? 0;
    if (e > 0) any[k] = (any[k] ?? 0) + 1;
    if (e === cause) own[k] = (own[k] ?? 0) + 1;
  }
  const atRisk = new Float64Array(times.length);
  let left = n;
  times.forEach((_, k) => {
    atRisk[k] = left;
    left -= ended[k] ?? 0;
  });
  const kept = Array.from(times.keys()).filter((k) => (any[k] ?? 0) > 0);
  const pick = (from: ArrayLike<number>): Float64Array => Float64Array.from(kept, (k) => from[k] ?? 0);
  return { time: pick(times), atRisk: pick(atRisk), any: pick(any), own: pick(own) };
}

/** A curve with steps at events. */
export interface Incidence {
  /** times with an event, ascending */
  readonly time: Float64Array;
  /** the share that had the event by each of these times */
  readonly share: Float64Array;
  /** its standard error */
  readonly se: Float64Array;
  /** number of spells, and how many of them ended by the event */
  readonly n: number;
  readonly events: number;
  /** when the spells that no event ended were last seen, ascending */
  readonly censored: Float64Array;
}

/**
 * Aalen & Johansen's (1978) cumulative incidence of one event where other events end the spell too. (One minus
 * Kaplan-Meier's curve takes the others as censored and is too high: it predicts what would come if they could not
 * happen.) The variance is the delta method's (Gooley et al. 1999), with spells taken as independent. O(n log n).
 *
 * @param cause the event of interest
 *
 * @example
 * // of four, one has the event at 1 and one another event at 2; nobody is censored before 3
 * aalenJohansen({ time: [1, 2, 3, 3], event: [1, 2, 1, 0] }).share; // [0.25, 0.25, 0.5]
 */
export function aalenJohansen(spells: Spells, cause = 1): Incidence {
  const { time, atRisk, any, own } = eventTimes(spells, cause);
  const [share, se] = [new Float64Array(time.length), new Float64Array(time.length)];
  let [survival, sum] = [1, 0];
  // var F(t) = sum of (F(t) - F(s))^2 a - 2 (F(t) - F(s)) c + b over event times s <= t, from sums of their products with F(s)
  let [a, aF, aFF, b, c, cF] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < time.length; k++) {
    const [n, d, d1] = [atRisk[k] ?? 1, any[k] ?? 0, own[k] ?? 0];
    sum += (survival * d1) / n;
    const ended = n > d ? d / (n * (n - d)) : 0;
    const risen = (survival * d1) / (n * n);
    a += ended;
    aF += ended * sum;
    aFF += ended * sum * sum;
    b += (survival * survival * d1 * (n - d1)) / (n * n * n);
    c += risen;
    cF += risen * sum;
    survival *= 1 - d / n;
    share[k] = sum;
    se[k] = Math.sqrt(Math.max(0, sum * sum * a - 2 * sum * aF + aFF + b - 2 * sum * c + 2 * cF));
  }
  const n = spells.time.length;
  const open = Array.from(spells.time).filter((_, i) => (spells.event[i] ?? 0) === 0);
  return {
    time,
    share,
    se,
    n,
    events: own.reduce((total, d) => total + d, 0),
    censored: Float64Array.from(open).sort(),
  };
}

/**
 * Kaplan & Meier's (1958) survival at each event time, with Greenwood's standard error.
 *
 * @example
 * kaplanMeier({ time: [1, 2, 3], event: [1, 0, 1] }).survival; // [0.6667, 0]
 */
export function kaplanMeier(spells: Spells): {
  readonly time: Float64Array;
  readonly survival: Float64Array;
  readonly se: Float64Array;
} {
  const { time, atRisk, any } = eventTimes(
    { time: spells.time, event: Array.from(spells.event, (e) => (e > 0 ? 1 : 0)) },
    1,
  );
  let [survival, greenwood] = [1, 0];
  const rows = Array.from(time, (_, k) => {
    const [n, d] = [atRisk[k] ?? 1, any[k] ?? 0];
    survival *= 1 - d / n;
    greenwood += n > d ? d / (n * (n - d)) : 0;
    return [survival, survival * Math.sqrt(greenwood)] as const;
  });
  return {
    time,
    survival: Float64Array.from(rows, ([s]) => s),
    se: Float64Array.from(rows, ([, se]) => se),
  };
}

/**
 * The curve at a time, with its interval on the complementary log-log scale, which stays between 0 and 1. That scale has
 * no room for a share of 0 or 1: there the interval is Wilson's (1927) for the spells whose state at the time is known.
 */
export function incidenceAt(curve: Incidence, t: number, level = 0.95): Estimated {
  if (curve.n === 0) return notEstimable(nobodyCame);
  const k = lastAtOrBefore(curve.time, t);
  const value = shareBy(curve, t);
  const se = k < 0 ? 0 : (curve.se[k] ?? 0);
  if (value <= 0 || value >= 1) {
    const followed = curve.n - firstAtOrAfter(curve.censored, t);
    const whole = wilson(value <= 0 ? 0 : followed, followed, { level });
    return whole.value === null ? notEstimable(noneSoOld) : { ...whole, n: curve.n };
  }
  const logLog = Math.log(-Math.log(1 - value));
  const half = (zOf(level) * se) / ((1 - value) * -Math.log(1 - value));
  const back = (x: number): number => 1 - Math.exp(-Math.exp(x));
  return estimate(value, back(logLog - half), back(logLog + half), curve.n);
}

/** The share that had the event by a time; 0 before the first. */
export const shareBy = ({ time, share }: Incidence, t: number): number => share[lastAtOrBefore(time, t)] ?? 0;

function lastAtOrBefore(times: Float64Array, t: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How many times lie before this one. */
function firstAtOrAfter(times: Float64Array, t: number): number {
  const k = times.findIndex((time) => time >= t);
  return k < 0 ? times.length : k;
}

/** The first time by which this share of all who ever have the event had it; null: nobody had it. */
export function timeOfShare({ time, share }: Incidence, of: number): number | null {
  const last = share.at(-1) ?? 0;
  if (last <= 0) return null;
  const k = share.findIndex((s) => s >= of * last - 1e-12);
  return time[k] ?? null;
}
