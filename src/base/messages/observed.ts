import type { Message } from "../errors.ts";
import { counted, enumerated, grouped, percent, quoted as show } from "../text.ts";

/** From when on things are recorded: what a vendor has deleted, what began late, what was joined to a lead afterwards. */

export const retention = (
  from: string,
  days: number,
  kept: string | null,
  before: number,
  leads: number,
): Message => ({
  code: "retention",
  what: `activities begin on ${from}, ${counted(days, "day")} before the last of them, though ${grouped(before)} of ${counted(leads, "lead")} were created earlier${kept === null ? "" : `: ${kept}`}`,
  mend: "What is older was deleted or never recorded, and counts as not observed, never as 0: windows that reach before that day take no part in a fit. Export older activities, or keep each quarter's export.",
});

export const lateTypes = (
  types: readonly (readonly [type: string, from: string, kept: string | null])[],
  first: string,
): Message => ({
  code: "late-starting",
  what: `${types.length === 1 ? "an activity begins" : `${grouped(types.length)} activities begin`} long after the others (${first}): ${enumerated(types.slice(0, 6).map(([type, from, kept]) => `${show(type)} on ${from}${kept === null ? "" : ` (${kept})`}`))}${types.length > 6 ? ", …" : ""}`,
  mend: "Before its first day each counts as not observed, and a fold that has too little of it leaves it out. If it was recorded from an earlier day on, state `observed_from` of the source.",
});

export const endedTypes = (
  types: readonly (readonly [type: string, last: string])[],
  last: string,
): Message => ({
  code: "early-ending",
  what: `${types.length === 1 ? "an activity ends" : `${grouped(types.length)} activities end`} long before the others (${last}): ${enumerated(types.slice(0, 6).map(([type, day]) => `${show(type)} on ${day}`))}${types.length > 6 ? ", …" : ""}`,
  mend: "After its last day each counts as not done. If it got another name, give both the same under features.activities.rename; if it is no longer recorded, leave it out with `where`.",
});

/** @param what the rows that are missing; @param expected how many such a time usually brings */
export const nothingRecorded = (
  what: "lead" | "activity",
  from: string,
  to: string,
  expected: number,
): Message => ({
  code: "nothing-recorded",
  what: `no ${what} is ${what === "lead" ? "created" : "recorded"} between ${from} and ${to}, a time that usually brings some ${grouped(expected)}`,
  mend:
    what === "lead"
      ? "Is a month's file missing from the export? Definitions have no lead to find there, and their slots stand idle."
      : "Is a month's file missing from the export? Whatever leads did then counts as not done.",
});

export const stitched = (type: string, before: number, all: number): Message => ({
  code: "stitched-visits",
  what: `${percent(before / all)} of ${grouped(all)} ${show(type)} happened before their lead was created`,
  mend: "A form identifies earlier visits: they are seen from the creation on, and visits of those who never filled a form are not in the export, so that they say less of a lead than they seem to.",
});

/**
 * Days for which vendors keep activities, give or take, and who does; plans differ. Marketo: its "Activities Data Retention
 * Policy" (page visits, clicks on pages, mails sent and delivered 90 days since 2018 and 2020, others 25 months); the
 * others' help pages, as recalled.
 */
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
/** Who keeps activities for this many days; null: nobody that is known. */
export const keptFor = (days: number): string | null =>
  vendors.find(([keeps]) => Math.abs(keeps - days) <= near(keeps))?.[1] ?? null;
