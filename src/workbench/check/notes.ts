import * as say from "../../base/messages/data/notes.ts";
import { DAY, NEVER } from "../../base/time.ts";
import type { Audit } from "../../history/type.ts";
import { onOutcomeDate } from "../../labels/reach.ts";
import { returnsOf } from "../../labels/returns.ts";
import { maturityFacts } from "../facts.ts";
import { type Loaded, leadsOf } from "../loaded.ts";
import { excludedOf } from "./stages.ts";

/** How many rows of each file were read, and what became of the others. */
export const fileNotes = ({ files, rejects }: Audit): string[] => [
  ...files.map((file) => {
    const alone = files.filter((f) => f.file === file.file).length === 1;
    return say.fileNote(file.file, alone ? null : file.source, file.rows, say.rowsOf(file));
  }),
  ...rejects.map(say.rejectNote),
];

/** Counts that are no faults, one a line; `withoutMoment`: share of the outcomes before which nothing was known. */
export function notes(loaded: Loaded, withoutMoment: number): string[] {
  const whole = leadsOf(loaded);
  const { history, study } = whole;
  const { moments, outcomes, matureUntil } = maturityFacts(loaded);
  const out = fileNotes(history.audit);
  for (const { file, by } of study.sources.activities) if (by === null) out.push(say.noActor(file));
  const { activities, leads } = onOutcomeDate(history, whole.labels);
  if (activities > 0 && study.sameDay === "outcome_first") out.push(say.onDateOfOutcome(activities, leads));
  const dated = datedAlone(whole);
  if (dated.length > 0) out.push(say.datesAlone(dated));
  const hidden = excludedOf(whole);
  if (hidden !== null) out.push(say.excludedNote(hidden.leads, hidden.wins, hidden.all));
  const { returns } = returnsOf(history, study);
  if (loaded.byLead !== undefined)
    out.push(say.returnsNote(returns.length, new Set(returns.map(({ lead }) => lead)).size));
  if (study.outcome.kind === "stage") {
    const newest = history.leads.created.reduce((latest, t) => Math.max(latest, t), 0);
    out.push(say.newestLead(Math.floor((study.asOf - newest) / DAY), study.outcome.withinDays));
  }
  const unknown = study.outcome.kind === "column" && loaded.labels.horizon === 0;
  out.push(
    unknown ? say.allFinished(moments.mature) : say.oldEnough(matureUntil, moments.mature, moments.immature),
    say.outcomesNote(outcomes, withoutMoment, study.moments.kind === "decisions"),
  );
  return out;
}

/** Stages nearly all of whose entries are known by their date alone. */
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
