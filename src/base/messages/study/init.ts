import type { Message } from "../../errors.ts";
import { counted, enumerated, grouped } from "../../text.ts";

/** What `init` says of exports and of the study that it proposes. */

export const noExports = (): Message => ({
  code: "no-exports",
  what: "name the files that your CRM exported",
  mend: "for example: leadline init exports/*.csv",
});

export const studyThere = (file: string): Message => ({
  code: "study-there",
  what: `${file} is there already, and is not written over`,
  mend: "move it away, or name another folder with --out",
});

export const noLeadsFound = (files: readonly string[]): Message => ({
  code: "no-leads-found",
  what: `no file looks like leads, with a row for each lead: ${enumerated(files.slice(0, 5))}`,
  mend: "add the export of leads, contacts or deals",
});

export const noOutcomeFound = (): Message => ({
  code: "no-outcome-found",
  what: "nothing in these files says which leads succeeded: no dates of stages, no history, no column such as Converted",
  mend: "add the export that holds it, such as closed deals with the leads' ids, or name the column under `outcome`",
});

export const orderToChoose = (column: string, sample: string, either: readonly string[]): Message => ({
  code: "order-to-choose",
  what: `"${column}" holds ${sample}, and no value shows which part is the day`,
  mend: `choose one of the two lines in study.yaml (${enumerated(either, "or")}), or run init again with --dates day_first or month_first`,
});

export const whichOrder = (column: string, sample: string): string =>
  `${sample} in ${column}: is the day first (d) or the month (m)? `;

export const notAnOrder = (): Message => ({
  code: "usage",
  what: "--dates takes day_first or month_first",
  mend: "leave it out where the files show it",
});

/** @param days from the first activity to the last; @param kept who is known to keep activities for so long */
export const createdBefore = (leads: number, days: number, kept: string | null): string =>
  `${counted(leads, "lead was", "leads were")} created before the first of these, ${counted(days, "day")} before the last${kept === null ? "" : `: ${kept}`}. What is older counts as not observed`;
/** @param types with their first day, and the days for which the vendor keeps them where that is known */
export const beginAtOwnDays = (
  types: readonly (readonly [type: string, from: string, days: number | null])[],
): string =>
  `Each type counts as not observed before its own first day: ${types
    .slice(0, 4)
    .map(
      ([type, from, days]) =>
        `${type} on ${from}${days === null ? "" : `, kept for ${counted(days, "day")}`}`,
    )
    .join("; ")}${types.length > 4 ? "; …" : ""}`;
export const noStamp = "today: no stamp says how far the data goes";
export const goesPastToday = (day: string): string => `today; the files go on to ${day}, which is after it`;
/** @param first the day of the first lead's creation */
export const allAfterToday = (first: string, today: string): string =>
  `the last day of any stamp. ASSUMED: every lead was created on ${first} or later, and today is ${today} by this machine: check its clock, and how the years are read`;
export const lastDayOfAny = "the last day of any stamp; nothing that became known later is read";

export const fewJoin = (joined: number, deals: number): string =>
  `${grouped(joined)} of ${counted(deals, "deal")} can be joined to a lead: add a column of the leads' ids to the export`;
export const unreadDeals = (why: string): string => `deals cannot be read: ${why}`;
