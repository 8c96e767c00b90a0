import { DAY, type Day, dayOf, NEVER, quarterOf, type Second, startOfDay } from "../../base/time.ts";
import type { Labels } from "../../labels/type.ts";
import { isWorkingDay, type WorkCalendar } from "./capacity.ts";

/** Fewer leads than this say nothing of how long a lead is worked. */
export const leastInHand = 30;

/** How long sales had a lead in hand, by what was known when a quarter began. */
export interface InHand {
  readonly quarter: string;
  /** mean working days from hand-off to outcome, loss or return, each at most the horizon; null: of too few leads */
  readonly days: number | null;
  /** leads that it is the mean of */
  readonly n: number;
}

/**
 * The mean number of working days that a lead is in sales' hands, as it was known at the start of a quarter: Little's T,
 * of which a rep with N leads open at a time takes N / T a working day. Leads count whose horizon after the hand-off has
 * ended by then, with the embargo; a lead that nobody has closed counts as in hand for the whole horizon. O(leads).
 *
 * @param handed when sales was handed each lead, without what only the outcome implies
 */
export function inHand(
  { outcome, lost, horizon, dated, asOf, refused }: Labels,
  handed: Int32Array,
  calendar: WorkCalendar,
  quarter: { readonly name: string; readonly start: Second },
  embargo: number,
): InHand {
  const until = Math.min(quarter.start - embargo, asOf) - horizon - (dated === true ? 1 : 0);
  const worked = workedUntil(calendar, handed, until + horizon);
  let [n, days] = [0, 0];
  for (let lead = 0; lead < handed.length; lead++) {
    const t = handed[lead] ?? NEVER;
    if (t > until || refused[lead] === 1) continue;
    const end = Math.min(outcome[lead] ?? NEVER, lost[lead] ?? NEVER, t + horizon);
    // what was closed before it was handed over was not in hand
    if (end < t) continue;
    n++;
    days += worked(end) - worked(t);
  }
  return { quarter: quarter.name, days: n < leastInHand ? null : days / n, n };
}

/** Working time, in days, from the first hand-off to any instant up to `last`. */
function workedUntil(calendar: WorkCalendar, handed: Int32Array, last: Second): (t: Second) => number {
  const first = dayOf(handed.reduce((least, t) => Math.min(least, t), NEVER));
  const days = new Float64Array(Math.max(0, dayOf(last) - first + 2));
  for (let k = 1; k < days.length; k++)
    days[k] = (days[k - 1] ?? 0) + (isWorkingDay(calendar, first + k - 1) ? 1 : 0);
  return (t) => {
    const day = dayOf(t);
    const within = isWorkingDay(calendar, day) ? (t - startOfDay(day)) / DAY : 0;
    return (days[day - first] ?? 0) + within;
  };
}

/**
 * How many leads a rep takes on each day from `first` to `last` where at most `maxOpen` may be open at a time: what is
 * known when the day's quarter begins decides. Infinity: no limit is known.
 */
export function mostByDay(
  maxOpen: number,
  known: (quarter: { readonly name: string; readonly start: Second }) => InHand,
  [first, last]: readonly [Day, Day],
  firstMonth: number,
): { readonly most: Float64Array; readonly inHand: readonly InHand[] } {
  const most = new Float64Array(Math.max(0, last - first + 1));
  const all: InHand[] = [];
  for (let day = first; day <= last; ) {
    const quarter = quarterOf(startOfDay(day), firstMonth);
    const now = known(quarter);
    all.push(now);
    const next = Math.min(dayOf(quarter.end), last + 1);
    most.fill(
      now.days === null || now.days === 0 ? Number.POSITIVE_INFINITY : maxOpen / now.days,
      day - first,
      next - first,
    );
    day = next;
  }
  return { most, inHand: all };
}
