import type { Message } from "../../errors.ts";
import { counted, didYouMean } from "../../text.ts";

/** What looks like leakage: known only after the outcome, or a part of it. */

export const leakageSuspect = (column: string, vouched: boolean, why: string): Message => ({
  code: "leakage-suspect",
  what: `the leads column "${column}" ${why}`,
  mend: vouched
    ? "if it is filled or overwritten after the lead was created, take it out of features.known_at_creation"
    : "It is not used, since it is not listed under `known_at_creation`. Leave it out unless its value is known when the lead is created.",
});

export const activitySuspect = (activity: string, why: string): Message => ({
  code: "leakage-suspect",
  what: `the activity "${activity}" ${why}`,
  mend: `if it is a part of the outcome (a signature, a closing call), leave its rows out of the export; if it surely comes before, state \`accept_leakage: [${activity}]\``,
});

/** @param subject what it is, in words; `name` is what `accept_leakage` takes */
export const leakage = (subject: string, name: string, why: string, column: boolean): Message => ({
  code: "leakage",
  what: `${subject} ${why}: hardly anything does that is known before the outcome`,
  mend: `${column ? "take it out of features.known_at_creation" : "leave its rows out of the export"}; or, if you are sure that it comes before the outcome, state \`accept_leakage: [${name}]\``,
});

export const unknownAccepted = (name: string, known: readonly string[]): Message => ({
  code: "unknown-accepted",
  what: `accept_leakage names ${JSON.stringify(name)}, which is no column of the leads and no type of activity`,
  mend: didYouMean(name, known),
});

export const wonAtBirth = (leads: number, outcomes: number): Message => ({
  code: "won-at-birth",
  what: `${counted(leads, "outcome")} of ${outcomes.toLocaleString("en-US")} ${leads === 1 ? "stands" : "stand"} within a minute of the lead's creation`,
  mend: "such leads were made from deals that were already won: leave them out of the export, or with `exclude`, since nothing can foretell them",
});
