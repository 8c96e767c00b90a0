import { counted, enumerated, grouped, percent } from "../../base/text.ts";
import { DAY, NEVER } from "../../base/time.ts";
import type { Audit } from "../../history/type.ts";
import { onOutcomeDate } from "../../labels/reach.ts";
import { maturityFacts } from "../facts.ts";
import type { Loaded } from "../loaded.ts";
import { excludedOf } from "./stages.ts";

/** How many rows of each file were read, and what became of the others. */
export function fileNotes({ files, rejects }: Audit): string[] {
  const out = files.map((file) => {
    const parts = [
      file.duplicates > 0 ? `${grouped(file.duplicates)} identical rows dropped` : "",
      file.orphans > 0 ? `${grouped(file.orphans)} of unknown leads` : "",
      file.afterAsOf > 0 ? `${grouped(file.afterAsOf)} after as_of not read` : "",
      file.bySales > 0 ? `${grouped(file.bySales)} by sales` : "",
      file.leftOut !== undefined ? `${grouped(file.leftOut)} left out by \`where\`` : "",
      file.undated > 0 ? `${grouped(file.undated)} without a date` : "",
      file.rejected > 0 ? `${grouped(file.rejected)} not read` : "",
    ].filter((part) => part !== "");
    const of = files.filter((f) => f.file === file.file).length > 1 ? ` (${file.source})` : "";
    return `${file.file}${of}: ${counted(file.rows, "row")}${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;
  });
  for (const r of rejects)
    out.push(
      `${r.file}:${r.line}  ${r.column === "" ? r.reason : `${r.column}: ${r.reason}`} in ${counted(r.count, "row")}${r.sample === "" ? "" : `, such as ${JSON.stringify(r.sample)}`}`,
    );
  return out;
}

/** Counts that are no faults, one a line. */
export function notes(loaded: Loaded, withoutMoment: number): string[] {
  const { history, study } = loaded;
  const { moments, outcomes, matureUntil } = maturityFacts(loaded);
  const out = fileNotes(history.audit);
  for (const { file, by } of study.sources.activities)
    if (by === null)
      out.push(
        `${file}: \`by\` names no column of who acted: calls and mails by sales, if it has any, count as the lead's own`,
      );
  const { activities, leads } = onOutcomeDate(history, loaded.labels);
  if (activities > 0 && study.sameDay === "outcome_first")
    out.push(
      `${counted(activities, "activity", "activities")} of ${counted(leads, "lead")} stand on the date of the outcome, and both are known by that date alone: not seen before the outcome, as nobody can say which came first (\`same_day\`)`,
    );
  const dated = datedAlone(loaded);
  if (dated.length > 0)
    out.push(
      `known by the date alone, and so counted from the end of its day: ${enumerated(dated.map((name) => JSON.stringify(name)))}`,
    );
  const hidden = excludedOf(loaded);
  if (hidden !== null)
    out.push(
      `\`exclude\` leaves out ${counted(hidden.leads, "lead")}, ${grouped(hidden.wins)} of the ${counted(hidden.all, "outcome")} among them`,
    );
  if (study.outcome.kind === "stage") {
    const newest = history.leads.created.reduce((latest, t) => Math.max(latest, t), 0);
    out.push(
      `the newest lead has ${counted(Math.floor((study.asOf - newest) / DAY), "day")} of follow-up, and an outcome counts within ${study.outcome.withinDays}`,
    );
  }
  const unknown = study.outcome.kind === "column" && loaded.labels.horizon === 0;
  out.push(
    unknown
      ? `the study does not say when a lead is finished: all ${grouped(moments.mature)} count as finished`
      : `leads created until ${matureUntil} are old enough to judge (mature): ${grouped(moments.mature)} lead snapshots, ${grouped(moments.immature)} too recent`,
    `${counted(outcomes, "outcome")}, ${percent(withoutMoment)} ${study.moments.kind === "decisions" ? "with nothing known before them" : "before fits look at their lead"}`,
  );
  return out;
}

/** Stages of which nearly all entries are known by their date alone. */
function datedAlone({ history: { stages } }: Loaded): readonly string[] {
  return stages.names.filter((_, s) => {
    if (s === 0) return false;
    let [entries, dated] = [0, 0];
    stages.first[s]?.forEach((at, lead) => {
      if (at === NEVER) return;
      entries++;
      dated += stages.dated?.[s]?.[lead] ?? 0;
    });
    return entries > 0 && dated > 0.9 * entries;
  });
}
