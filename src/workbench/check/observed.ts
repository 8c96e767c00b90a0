import { type Fault, warning } from "../../base/errors.ts";
import {
  endedTypes,
  keptFor,
  lateTypes,
  nothingRecorded,
  retention,
  stitched,
} from "../../base/messages/observed.ts";
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

/** A time without any row is told from so many days on, if at the usual pace it brings so many rows. */
const empty = { days: 14, rows: 20, share: 0.05 };

/** Times in which nothing is recorded though the days around bring many: the file of a month that is missing. O(stamps). */
function gaps(what: "lead" | "activity", stamps: Int32Array): readonly Fault[] {
  const seen = new Set<number>();
  for (const stamp of stamps) seen.add(dayOf(stamp));
  const days = [...seen].sort((a, b) => a - b);
  const lengths = days.slice(1).map((day, i) => day - (days[i] ?? day) - 1);
  const idle = lengths.reduce((sum, length) => sum + (length >= empty.days ? length : 0), 0);
  const pace = stamps.length / Math.max(1, (days.at(-1) ?? 0) - (days[0] ?? 0) + 1 - idle);
  return lengths.flatMap((length, i) => {
    if (length < empty.days || pace * length < empty.rows) return [];
    const [before = 0, after = 0] = days.slice(i, i + 2);
    const earlier = stamps.reduce((n, stamp) => n + (dayOf(stamp) <= before ? 1 : 0), 0);
    // a few rows long before all others are a test, and no month is missing
    if (Math.min(earlier, stamps.length - earlier) < empty.share * stamps.length) return [];
    return [
      warning(nothingRecorded(what, isoDate(before + 1), isoDate(after - 1), Math.round(pace * length))),
    ];
  });
}

/**
 * Warnings of what was not observed: activities that were deleted, types that began late, visits that a form joined to
 * its lead. O(activities).
 */
export function observedFaults({ leads, activities }: History): readonly Fault[] {
  const { count, types, start, at, type } = activities;
  const idle = gaps("lead", leads.created);
  if (count === 0) return idle;
  const first = types.map(() => Number.POSITIVE_INFINITY);
  const lasts = types.map(() => 0);
  const [acts, before] = [types.map(() => 0), types.map(() => 0)];
  let last = 0;
  for (let lead = 0; lead < leads.count; lead++)
    for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++) {
      const [t, stamp] = [type[k] ?? 0, at[k] ?? 0];
      last = Math.max(last, stamp);
      first[t] = Math.min(first[t] ?? stamp, stamp);
      lasts[t] = Math.max(lasts[t] ?? 0, stamp);
      acts[t] = (acts[t] ?? 0) + 1;
      if (dayOf(stamp) < dayOf(leads.created[lead] ?? 0)) before[t] = (before[t] ?? 0) + 1;
    }
  const from = Math.min(...first);
  const span = (last - from) / DAY;
  const out: Fault[] = [...idle];
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
  const ended = types.flatMap((name, t): (readonly [string, string])[] => {
    const [begins, ends, n] = [first[t] ?? from, lasts[t] ?? last, acts[t] ?? 0];
    // at the type's own pace so many would have come since
    const expected = (n * (last - ends)) / Math.max(DAY, ends - begins);
    return n >= 20 && expected >= 20 && beginsLate(last, ends, last + ends - from)
      ? [[name, isoDate(dayOf(ends))]]
      : [];
  });
  if (ended.length > 0) out.push(warning(endedTypes(ended, isoDate(dayOf(last)))));
  out.push(...gaps("activity", at));
  types.forEach((name, t) => {
    const [all, early] = [acts[t] ?? 0, before[t] ?? 0];
    if (early >= joined.acts && early >= joined.share * all) out.push(warning(stitched(name, early, all)));
  });
  return out;
}
