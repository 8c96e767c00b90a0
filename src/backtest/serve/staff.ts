import { DAY, type Day } from "../../base/time.ts";
import type { Staff } from "../../history/type.ts";
import type { Capacity } from "../../study/type.ts";
import { isWorkingDay, type Rate, type WorkCalendar } from "./capacity.ts";

/** Who is there on each day from `first` on. */
interface Staffing {
  readonly first: Day;
  /** number of reps, and how many leads they take together if the day is a working one */
  readonly reps: Float64Array;
  readonly leads: Float64Array;
}

/**
 * Counts the reps of each day in [first, last]. Where several rows hold for one rep, the one that began last counts: its
 * number of touches is the newest. O(rows x days).
 *
 * @param most for each day, how many leads one rep can take at most
 */
export function staffing(
  { count, reps, from, to, touches }: Staff,
  { leadsPerRepPerDay, leadsPerTouch = 1 }: Pick<Capacity, "leadsPerRepPerDay" | "leadsPerTouch">,
  [first, last]: readonly [Day, Day],
  most?: Float64Array,
): Staffing {
  const days = Math.max(0, last - first + 1);
  const [there, leads] = [new Float64Array(days), new Float64Array(days)];
  for (let k = 0; k < days; k++) {
    const noon = (first + k) * DAY + DAY / 2;
    const own = new Map<string, number>();
    // rows are in the order of their beginning
    for (let row = 0; row < count; row++)
      if ((from[row] ?? 0) <= noon && noon <= (to[row] ?? 0)) {
        const made = touches[row] ?? Number.NaN;
        own.set(reps[row] ?? "", Number.isNaN(made) ? leadsPerRepPerDay : made * leadsPerTouch);
      }
    there[k] = own.size;
    const limit = most?.[k] ?? Number.POSITIVE_INFINITY;
    for (const one of own.values()) leads[k] = (leads[k] ?? 0) + Math.min(one, limit);
  }
  return { first, reps: there, leads };
}

/** Reps who are there every day, each of whom takes no more than `most` on a day. */
export const alwaysThere = (
  { reps, leadsPerRepPerDay }: Pick<Capacity, "reps" | "leadsPerRepPerDay">,
  first: Day,
  most: Float64Array,
): Staffing => ({
  first,
  reps: new Float64Array(most.length).fill(reps),
  leads: most.map((limit) => reps * Math.min(leadsPerRepPerDay, limit)),
});

/**
 * Reps that come and go as a rate of the mean working day in a period of days [start, end), and a calendar that says how
 * much of it each day has. The slots of the period are those of its days, added up.
 */
export function paceOf(
  staff: Staffing,
  calendar: WorkCalendar,
  start: Day,
  end: Day,
): { readonly rate: Rate; readonly calendar: WorkCalendar } {
  let [days, reps, leads] = [0, 0, 0];
  for (let day = start; day < end; day++) {
    if (!isWorkingDay(calendar, day)) continue;
    days++;
    reps += staff.reps[day - staff.first] ?? 0;
    leads += staff.leads[day - staff.first] ?? 0;
  }
  const mean = days === 0 ? 0 : leads / days;
  return {
    rate: { reps: days === 0 ? 0 : reps / days, leadsPerRepPerDay: reps === 0 ? 0 : leads / reps },
    calendar: {
      ...calendar,
      presence: {
        first: staff.first,
        share: staff.leads.map((n) => (mean > 0 ? n / mean : 0)),
        reps: staff.reps,
      },
    },
  };
}
