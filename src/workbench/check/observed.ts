import { type Fault, warning } from "../../base/errors.ts";
import { keptFor, lateTypes, retention, stitched } from "../../base/messages/observed.ts";
import { DAY, dayOf, isoDate } from "../../base/time.ts";
import type { History } from "../../history/type.ts";

/** The share of leads created before anything was recorded from which on it is reported. */
export const unseenShare = 0.1;
/**
 * A type begins late if it begins at least this many days after the first one, and after this share of the whole span.
 */
const late = { days: 45, share: 0.2 };
/**
 * Activities of a type were joined to their leads afterwards if this share of them, and at least so many, happened
 * before the creation.
 */
const joined = { share: 0.5, acts: 50 };

/**
 * Whether a type that begins at `first` begins long after `from`, where records from `from` to `last` begin. Seconds.
 */
export const beginsLate = (first: number, from: number, last: number): boolean =>
  first - from > late.days * DAY && first - from > late.share * (last - from);

/**
 * Warnings of what was not observed: activities that were deleted, types that began late, visits that a form joined to
 * its lead. O(activities).
 */
export function observedFaults({ leads, activities }: History): readonly Fault[] {
  const { count, types, start, at, type } = activities;
  if (count === 0) return [];
  const first = types.map(() => Number.POSITIVE_INFINITY);
  const [acts, before] = [types.map(() => 0), types.map(() => 0)];
  let last = 0;
  for (let lead = 0; lead < leads.count; lead++)
    for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++) {
      const [t, stamp] = [type[k] ?? 0, at[k] ?? 0];
      last = Math.max(last, stamp);
      first[t] = Math.min(first[t] ?? stamp, stamp);
      acts[t] = (acts[t] ?? 0) + 1;
      if (dayOf(stamp) < dayOf(leads.created[lead] ?? 0)) before[t] = (before[t] ?? 0) + 1;
    }
  const from = Math.min(...first);
  const span = (last - from) / DAY;
  const out: Fault[] = [];
  const unseen = leads.created.reduce((n, created) => n + (created < from - DAY ? 1 : 0), 0);
  const days = Math.round(span);
  if (unseen > unseenShare * leads.count) {
    out.push(warning(retention(isoDate(dayOf(from)), days, keptFor(span), unseen, leads.count)));
  }
  const begun = types.flatMap((name, t): (readonly [string, string, string | null])[] => {
    const begins = first[t] ?? from;
    return (acts[t] ?? 0) >= 20 && beginsLate(begins, from, last)
      ? [[name, isoDate(dayOf(begins)), keptFor((last - begins) / DAY)]]
      : [];
  });
  if (begun.length > 0) out.push(warning(lateTypes(begun, isoDate(dayOf(from)))));
  types.forEach((name, t) => {
    const [all, early] = [acts[t] ?? 0, before[t] ?? 0];
    if (early >= joined.acts && early >= joined.share * all) out.push(warning(stitched(name, early, all)));
  });
  return out;
}
