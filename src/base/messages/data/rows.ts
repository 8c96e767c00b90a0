import type { Message } from "../../errors.ts";
import { withoutPersonal } from "../../people/personal.ts";
import { counted, cut, didYouMean, enumerated, grouped, nearest, quoted as show } from "../../text.ts";

/** Which rows of a file count, and which join no lead. */

const are = (n: number): string => (n === 1 ? "is" : "are");

const belong = (n: number): string => (n === 1 ? "belongs" : "belong");

/** Rows of one file whose leads are in no leads file. */
export interface Unjoined {
  readonly file: string;
  readonly rows: number;
  readonly unjoined: number;
  /** one id of such a row, and one of the leads; null: there is none */
  readonly sample: string;
  readonly lead: string | null;
  /** how they would join: "without leading zeros" */
  readonly joinBy: string | null;
  /** an id of either side is a number that a spreadsheet has cut short */
  readonly cut: boolean;
}

/** A number as spreadsheets show long ones: its last digits are lost. */
export const cutNumber = /^\d([.,]\d+)?E\+\d+$/i;
export const cutNumberFix =
  "Such ids were cut short by a spreadsheet (1.23E+17), and their last digits are lost: export them from the source again, and open the file in no spreadsheet before it is read.";

const unjoinedFix = (of: Unjoined): string =>
  of.cut
    ? cutNumberFix
    : of.joinBy === null
      ? "Is its `lead` the same id as `id` of the leads source? If the leads file holds a part of all leads, state `unjoined: allowed` for this source."
      : `They would join ${of.joinBy}: export the ids alike.`;

export const manyOrphans = (of: Unjoined): Message => ({
  code: "orphans",
  what: `${grouped(of.unjoined)} of ${grouped(of.rows)} rows in ${show(of.file)} ${belong(of.unjoined)} to leads that are in no leads file, such as ${show(of.sample)}${of.lead === null ? "" : `; the leads have ids such as ${show(of.lead)}`}`,
  mend: unjoinedFix(of),
});

/** Shares of rows that join no lead, the oldest quarter first. */
export const orphansByQuarter = (
  file: string,
  shares: readonly { readonly quarter: string; readonly share: number }[],
): Message => {
  const said = shares.map(({ quarter, share }) => `${percent(share)} in ${quarter}`);
  const shown = said.length <= 8 ? said : [...said.slice(0, 4), "…", ...said.slice(-3)];
  return {
    code: "survivors",
    what: `the share of rows of ${show(file)} that belong to no lead differs by the quarter: ${enumerated(shown)}: were leads deleted or merged since?`,
    mend: "Only the leads that survived are left of such quarters, so their rates are not what they were then. Export deleted leads too, follow merged ones with `ids`, or leave these quarters out.",
  };
};

export const orphanOutcomes = (stage: string, wins: number, unjoined: number, of: Unjoined): Message => ({
  code: "orphan-outcomes",
  what: `${grouped(unjoined)} of ${grouped(wins)} ${show(stage)} rows in ${show(of.file)} ${belong(unjoined)} to leads that are in no leads file, such as ${show(of.sample)}: these outcomes would be lost`,
  mend: unjoinedFix(of),
});

export const outcomesOfUnusedLeads = (
  stage: string,
  wins: number,
  unused: number,
  file: string,
): Message => ({
  code: "outcomes-of-unused-leads",
  what: `${grouped(unused)} of ${grouped(wins)} ${show(stage)} rows in ${show(file)} ${belong(unused)} to leads that cannot be used, for they have no creation that can be read: these outcomes would be lost`,
  mend: "Look at the rejected values of `created` in the leads source.",
});

export const missingInOne = (column: string, file: string, names: readonly string[]): Message => {
  const words = column.toLowerCase().split(/[^a-z0-9]+/);
  const like =
    nearest(column, names) ??
    names.find((name) => words.every((word) => word.length > 2 && name.toLowerCase().includes(word)));
  return {
    code: "missing-in-one",
    what: `${show(file)} has no column ${show(column)}, which another leads file has: its leads count as missing it`,
    mend:
      like === undefined
        ? "Export the column in every leads file, under one name."
        : `Did you mean ${show(like)}? Name the column alike in every leads file.`,
  };
};

// where

export const noRowCounts = (file: string, hints: string): Message => ({
  code: "no-row-counts",
  what: `no row of ${show(file)} is what \`where\` asks for`,
  mend: hints === "" ? "Look at the values of its columns in the file." : hints,
});

export const valueNeverOccurs = (
  column: string,
  value: string,
  file: string,
  there: readonly string[],
): Message => ({
  code: "value-never-occurs",
  what: `no row of ${show(file)} has ${show(value)} in ${show(column)}`,
  mend: didYouMean(value, there),
});

export const markerNeverOccurs = (
  column: string,
  marker: string,
  file: string,
  there: readonly string[],
): Message => ({
  code: "marker-never-occurs",
  what: `no value of ${show(column)} in ${show(file)} is ${show(marker)}, which \`missing\` names`,
  mend: didYouMean(marker, there),
});

export const manyProperties = (
  column: string,
  file: string,
  values: readonly (readonly [string, number])[],
): Message => ({
  code: "history-as-stages",
  what: `${show(file)} looks like a history with one row per change: its column ${show(column)} holds ${enumerated(
    values.slice(0, 4).map(([value, n]) => `${show(cut(value, 40))} (${grouped(n)})`),
  )}${values.length > 4 ? ` and ${grouped(values.length - 4)} more` : ""}, and every row is read as a stage`,
  mend: `State which rows are changes of the stage: \`where: { ${column}: ${values[0]?.[0] ?? "Status"} }\` for this source.`,
});

export const markedRows = (column: string, file: string, rows: number, keeps: boolean | null): Message => ({
  code: "marked-rows",
  what: `${grouped(rows)} ${rows === 1 ? "row" : "rows"} of ${show(file)} ${are(rows)} marked as gone by ${show(column)}, and ${rows === 1 ? "is" : "are"} read all the same`,
  mend: `To leave ${rows === 1 ? "it" : "them"} out, state \`where: { ${column}: ${keeps} }\` for this source.`,
});

export const outcomesOfNobody = (stage: string, wins: number, lost: number, file: string): Message => ({
  code: "outcomes-of-nobody",
  what: `${grouped(lost)} of ${grouped(wins)} ${show(stage)} rows in ${show(file)} ${lost === 1 ? "names" : "name"} no lead: ${lost === 1 ? "this outcome" : "these outcomes"} would be lost`,
  mend: "Export the lead of each. If the leads file holds a part of all leads, state `unjoined: allowed` for this source.",
});

export const undatedOutcomes = (stage: string, wins: number, lost: number, file: string): Message => ({
  code: "undated-outcomes",
  what: `${grouped(lost)} of ${grouped(wins)} ${show(stage)} rows in ${show(file)} ${lost === 1 ? "has" : "have"} no time`,
  mend: `${lost === 1 ? "Its lead counts" : "Their leads count"} as not having got there, which is right where the file holds an empty row for each stage that was not reached. If they did, export when.`,
});

/** The stage is read from the column of what a record was before its change. */
export const oldValues = (column: string, file: string, other: string): Message => ({
  code: "old-values",
  what: `the stages of ${show(file)} are read from ${show(column)}, which by its name holds what a record was before the change; ${show(other)} holds what it became`,
  mend: `Each stage would be entered when it was left. State \`stage: ${other}\` for this source.`,
});

// stages

export const wentBack = (leads: number, rows: number, from: string, to: string): Message => ({
  code: "went-back",
  what: `${grouped(leads)} ${leads === 1 ? "lead" : "leads"} went back to an earlier stage, most from ${show(from)} to ${show(to)} (${grouped(rows)} ${rows === 1 ? "row" : "rows"} in all)`,
  mend: "The first entry of each stage counts, and a lead that went back keeps the later stage.",
});

export const activityBeforeCreation = (leads: number, of: number, days: number): Message => ({
  code: "activity-before-creation",
  what: `${grouped(leads)} of ${grouped(of)} leads with activities have all of them more than a day before being created (${grouped(days)} days at the median)`,
  mend: "Is `created` overwritten, by an import, a merge or a conversion? Export when the lead first came in. If such early activity is real, nothing is wrong.",
});

export const firstStageBeforeCreation = (stage: string, leads: number, of: number): Message => ({
  code: "first-stage-before-creation",
  what: `${grouped(leads)} of ${counted(of, "lead")} with an entry of ${show(stage)} entered it more than a day before being created`,
  mend: "The first stage of the funnel is the creation: is `created` overwritten, by an import, a merge or a conversion? Export when the lead first came in.",
});

export const repeatedActs = (rows: number, of: number): Message => ({
  code: "repeated-activities",
  what: `${grouped(rows)} of ${counted(of, "activity", "activities")} have the lead, the type and the second of another row, and differ in what is not read`,
  mend: "Was the export joined to another table (campaigns, list members), so that each act is repeated? Each row counts: export activities by themselves, or state the `id` of the rows.",
});

/** Two files of activities that hold the same acts; `seconds`: by how much later the second file writes them. */
export const overlappingActs = (
  file: string,
  other: string,
  same: number,
  of: number,
  seconds: number,
): Message => {
  const hours = Math.abs(seconds) / 3600;
  const apart = `${hours} ${hours === 1 ? "hour" : "hours"} ${seconds > 0 ? "later" : "earlier"}`;
  return {
    code: "overlapping-activities",
    what: `${grouped(same)} of the ${counted(of, "activity", "activities")} of ${show(file)} that lie within the time of ${show(other)} are in that file too, ${seconds === 0 ? "at the same second" : apart}: the same lead and type`,
    mend:
      seconds === 0
        ? "The exports overlap and write their rows differently, so that each of these counts twice. Export them without overlap, or state the `id` of the rows on both sources."
        : "The exports overlap, and are written by two clocks, so that each of these counts twice and half of them at a wrong time. Export them by one clock and without overlap, or state the `timezone` of each file and the `id` of its rows.",
  };
};

/** Rows of a file without the id of a lead. */
export const manyWithoutLead = (file: string, rows: number, of: number): Message => ({
  code: "many-without-lead",
  what: `${grouped(rows)} of ${grouped(of)} rows of ${show(file)} name no lead, and are left out`,
  mend: "Visits of people whom nobody knows yet are such rows. If the export groups its rows, with a lead's id on the first of them alone, fill it down in each.",
});

export const manyNameless = (
  file: string,
  reason: "no activity" | "no stage",
  rows: number,
  of: number,
): Message => ({
  code: "many-nameless",
  what: `${grouped(rows)} of ${grouped(of)} rows of ${show(file)} name ${reason}, and are left out`,
  mend: "If the export groups its rows, with the name on the first of them alone, fill it down in each. If an empty cell means one kind, write its name.",
});

export const activityOfAnotherClock = (leads: number, of: number, hours: number): Message => ({
  code: "activity-before-creation",
  what: `${grouped(leads)} of ${grouped(of)} leads with activities have all of them some hours before being created (${counted(hours, "hour")} at the median)`,
  mend: "Are these times of another zone than `created`, or dates that were written as times? State `timezone` for the source, or export the times with an offset. If such early activity is real, nothing is wrong.",
});

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;
const howToList =
  "`leadline check --out DIR` lists each with its line in DIR/rejects.csv; fix the export, or state how many may be left out: `max_rejects: 5%`.";

export const noneRead = (file: string, rows: number, why: string, sample: string): Message => ({
  code: "many-rejects",
  what: `none of the ${grouped(rows)} rows of ${file} can be read: ${why}, such as ${show(withoutPersonal(sample))}`,
  mend: "Fix the export: does its header have as many columns as its rows?",
});

export const manyRejects = (
  file: string,
  rows: number,
  rejected: number,
  most: number,
  why: string,
  sample: string,
): Message => ({
  code: "many-rejects",
  what: `${grouped(rejected)} of ${grouped(rows)} rows of ${file} cannot be read: ${why}, such as ${show(withoutPersonal(sample))}`,
  mend: `They would be missing from every figure, and at most ${percent(most)} may be. ${howToList}`,
});

export const manyUnreadable = (
  column: string,
  file: string,
  values: number,
  rejected: number,
  most: number,
  why: string,
  sample: string,
): Message => ({
  code: "many-rejects",
  what: `${grouped(rejected)} of ${grouped(values)} values of ${show(column)} in ${file} cannot be read: ${why}, such as ${show(withoutPersonal(sample))}`,
  mend: `They would count as missing, and at most ${percent(most)} may. ${howToList}`,
});

/** Rows of the right width with values in the wrong columns, because a comma was not quoted or an empty end was cut. */
export const shiftedRows = (
  file: string,
  column: string,
  rows: number,
  sample: string,
  by: 1 | -1,
): Message => ({
  code: "shifted-rows",
  what: `${grouped(rows)} ${rows === 1 ? "row" : "rows"} of ${show(file)} ${rows === 1 ? "seems" : "seem"} shifted by a column: ${show(column)} holds ${show(sample)}, and the date is in the column ${by === 1 ? "after" : "before"} it`,
  mend: `A value may hold a delimiter without quotes. Look at the lines in rejects.csv (\`leadline check --out DIR\`) and export again with quoted texts.`,
});

export const moreNotListed = (rows: number): string => `${grouped(rows)} more are not listed`;
