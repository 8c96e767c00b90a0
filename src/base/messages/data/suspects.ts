import type { Message } from "../../errors.ts";
import { counted, didYouMean, grouped } from "../../text.ts";

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
  what: `${subject} ${why}: hardly anything that is known before the outcome does so`,
  mend: `${column ? "take it out of features.known_at_creation" : "leave its rows out of the export"}; or, if you are sure that it comes before the outcome, state \`accept_leakage: [${name}]\``,
});

export const unknownAccepted = (name: string, known: readonly string[]): Message => ({
  code: "unknown-accepted",
  what: `accept_leakage names ${JSON.stringify(name)}, which is neither a column of the leads nor a type of activity`,
  mend: didYouMean(name, known),
});

export const wonAtBirth = (leads: number, outcomes: number): Message => ({
  code: "won-at-birth",
  what: `${counted(leads, "outcome")} of ${outcomes.toLocaleString("en-US")} ${leads === 1 ? "is" : "are"} dated within a minute of the lead's creation`,
  mend: "such leads were made from deals that were already won: leave them out of the export, or with `exclude`, since nothing can predict them",
});

// What makes a column or an activity suspect: the text after its name in the messages above.

const inPercent = (share: number): string => `${Math.round(100 * share)}%`;

export const onOutcomeDay = (sameDay: number, leads: number): string =>
  `falls on the very day of the outcome for ${sameDay} of the ${leads} leads that have it`;
export const followedByOutcome = (followed: number, leads: number, base: number): string =>
  `is followed by the outcome for ${followed} of the ${leads} leads that have it (${inPercent(base)} of all leads reach it)`;
export const tellsOutcome = (auc: number): string =>
  `predicts the outcome well on its own (AUC ${auc.toFixed(2)})`;
/** @param reached share of the leads that reach the outcome for which it is filled; `others`: of the rest */
export const filledForWinners = (reached: number, others: number): string =>
  `is filled for ${inPercent(reached)} of the leads that reach the outcome and ${inPercent(others)} of the others`;
export const movesWithLater = (rho: number): string =>
  `moves with activity that came after the lead's creation (rank correlation ${rho.toFixed(2)}), as values do that are overwritten later`;
/** @param value as it is shown; `others`: the share of the leads without it that reach the outcome */
export const levelTells = (value: string, leads: number, reached: number, others: number): string => {
  const some =
    reached === leads ? `all ${leads}` : reached === 0 ? `none of ${leads}` : `${reached} of ${leads}`;
  return `holds a value, ${value}, of which ${some} leads ${reached === 0 ? "reaches" : "reach"} the outcome (${inPercent(others)} of the others do)`;
};
export const namedForToday = (today: string): string => `says by its name that it holds the ${today}`;
export const emptyTogether = (other: string): string =>
  `is empty for exactly the leads for which ${JSON.stringify(other)} is empty, and that column is suspect: both are filled at the same time`;
export const filledAtEnd = (empty: number, open: number, emptyEnded: number): string =>
  `is empty for ${grouped(empty)} of the ${grouped(open)} leads that are still open, and ${emptyEnded === 0 ? "for none" : `for ${emptyEnded}`} of those that are won or lost: it is filled when a lead ends`;
