import { type Fault, warning } from "../../base/errors.ts";
import { lateTypes, retention, stitched } from "../../base/messages/observed.ts";
import { DAY, dayOf, isoDate } from "../../base/time.ts";
import type { History } from "../../history/type.ts";

/** Days for which vendors keep activities, give or take, and who does. Source: their help pages, as recalled; plans differ. */
const vendors: readonly (readonly [days: number, by: string])[] = [
  [30, "some plans keep 30 days"],
  [90, "Marketo and others keep some activities for 90 days"],
  [180, "some plans keep half a year"],
  [365, "some plans keep a year"],
  [550, "Salesforce keeps the history of fields for 18 months"],
  [730, "Salesforce keeps the history of fields for 24 months"],
  [760, "Marketo keeps activities for 25 months"],
];
const near = (days: number): number => Math.max(3, 0.02 * days);
/** Who keeps activities for so many days; null: nobody that is known. */
export const keptFor = (days: number): string | null =>
  vendors.find(([keeps]) => Math.abs(keeps - days) <= near(keeps))?.[1] ?? null;

/** From this share of the leads, created before anything was recorded, it is told. */
export const unseenShare = 0.1;
/** A type begins late so long after the first, and in this part of the whole span. */
const late = { days: 45, share: 0.2 };
/** Types of which so large a share, of so many, lie before the creation were joined to the lead afterwards. */
const joined = { share: 0.5, acts: 50 };

/** What is not observed: activities that were deleted, types that began late, visits that a form joined to its lead. O(activities). */
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
  const begun = types.flatMap((name, t): (readonly [string, string])[] => {
    const lag = ((first[t] ?? from) - from) / DAY;
    return (acts[t] ?? 0) >= 20 && lag > late.days && lag > late.share * span
      ? [[name, isoDate(dayOf(first[t] ?? from))]]
      : [];
  });
  if (begun.length > 0) out.push(warning(lateTypes(begun, isoDate(dayOf(from)))));
  types.forEach((name, t) => {
    const [all, early] = [acts[t] ?? 0, before[t] ?? 0];
    if (early >= joined.acts && early >= joined.share * all) out.push(warning(stitched(name, early, all)));
  });
  return out;
}
