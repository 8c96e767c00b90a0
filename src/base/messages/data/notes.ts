import { counted, enumerated, grouped, percent, quoted } from "../../text.ts";

// What `check` notes of a study's files and leads: counts that are no faults, one a line.

/** What became of the rows of one file that are not plainly read. */
export const rowsOf = (file: {
  readonly duplicates: number;
  readonly orphans: number;
  readonly afterAsOf: number;
  readonly bySales: number;
  readonly leftOut?: number | undefined;
  readonly undated: number;
  readonly rejected: number;
}): readonly string[] => [
  ...(file.duplicates > 0 ? [`${grouped(file.duplicates)} identical rows dropped`] : []),
  ...(file.orphans > 0 ? [`${grouped(file.orphans)} of unknown leads`] : []),
  ...(file.afterAsOf > 0 ? [`${grouped(file.afterAsOf)} after as_of not read`] : []),
  ...(file.bySales > 0 ? [`${grouped(file.bySales)} by sales`] : []),
  ...(file.leftOut !== undefined ? [`${grouped(file.leftOut)} left out by \`where\``] : []),
  ...(file.undated > 0 ? [`${grouped(file.undated)} without a date`] : []),
  ...(file.rejected > 0 ? [`${grouped(file.rejected)} not read`] : []),
];

/** @param source which reading of the file; null: it is read once */
export const fileNote = (
  file: string,
  source: string | null,
  rows: number,
  parts: readonly string[],
): string =>
  `${file}${source === null ? "" : ` (${source})`}: ${counted(rows, "row")}${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;

export const rejectNote = (r: {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly reason: string;
  readonly count: number;
  readonly sample: string;
}): string =>
  `${r.file}:${r.line}  ${r.column === "" ? r.reason : `${r.column}: ${r.reason}`} in ${counted(r.count, "row")}${r.sample === "" ? "" : `, such as ${JSON.stringify(r.sample)}`}`;

export const noActor = (file: string): string =>
  `${file}: \`by\` names no column of who acted: calls and mails by sales, if it has any, count as the lead's own`;

export const onDateOfOutcome = (activities: number, leads: number): string =>
  `${counted(activities, "activity", "activities")} of ${counted(leads, "lead")} happened on the date of the outcome, and both are known by that date alone: they are not seen before the outcome, as nobody can say which came first (\`same_day\`)`;

export const datesAlone = (stages: readonly string[]): string =>
  `known by the date alone, and so counted from the end of its day: ${enumerated(stages.map(quoted))}`;

export const excludedNote = (leads: number, wins: number, all: number): string =>
  `\`exclude\` leaves out ${counted(leads, "lead")}, ${grouped(wins)} of the ${counted(all, "outcome")} among them`;

export const returnsNote = (returns: number, leads: number): string =>
  `sales gave ${counted(leads, "lead")} back to marketing, in ${counted(returns, "return")}: each return opens the lead again, as an episode of its own`;

/** @param days of follow-up of the newest lead */
export const newestLead = (days: number, within: number): string =>
  `the newest lead has ${counted(days, "day")} of follow-up, and an outcome counts within ${within}`;

export const allFinished = (moments: number): string =>
  `the study does not say when a lead is finished: all ${grouped(moments)} count as finished`;

export const oldEnough = (until: string, mature: number, immature: number): string =>
  `leads created until ${until} are old enough to judge (mature): ${grouped(mature)} lead snapshots, ${grouped(immature)} too recent`;

/** @param without share of the outcomes before any snapshot; @param decisions a snapshot is taken when something becomes known */
export const outcomesNote = (outcomes: number, without: number, decisions: boolean): string =>
  `${counted(outcomes, "outcome")}, ${percent(without)} ${decisions ? "with nothing known before them" : "before fits look at their lead"}`;
