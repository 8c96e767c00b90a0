import { type Exit, exits, type Fault, fault, LeadlineError, warning } from "../base/errors.ts";
import { filesLater, namesLater } from "../base/messages/study.ts";
import { fewMoments } from "../base/messages/workbench.ts";
import type { Watch } from "../base/progress.ts";
import { counted, grouped, percent } from "../base/text.ts";
import { readHeaders } from "../history/headers.ts";
import { undatedStages } from "../labels/funnel.ts";
import { onOutcomeDate } from "../labels/reach.ts";
import { leakageSuspects } from "../labels/suspects/suspects.ts";
import type { Study } from "../study/type.ts";
import { featureFacts, maturityFacts } from "./facts.ts";
import { refusedFolds } from "./fit.ts";
import { load } from "./load.ts";
import type { Loaded } from "./loaded.ts";
import { refuseUnanswerable, youngFaults } from "./refusals.ts";
import { readStudyFile } from "./study-file.ts";

export interface CheckReport {
  /** worst first */
  readonly faults: readonly Fault[];
  /** counts that are no faults, one a line */
  readonly notes: readonly string[];
  readonly features: readonly {
    readonly name: string;
    readonly kind: string;
    readonly range: string;
    readonly example: string;
  }[];
  /** 0 clean or warnings alone, 1 faults in the data, 2 faults in the study file */
  readonly exit: Exit;
}

/** A share of outcomes without a moment before them that makes a fault. */
const mostWithout = 0.05;

/**
 * Every fault of a study and its data at once: the file's own, columns that files lack, names that rules use, what the
 * data cannot answer; and as warnings leakage suspects, rejects, what is too young. No model is fitted. Throws only where
 * the study file itself is not there.
 */
export async function check(options: {
  readonly study: string;
  readonly watch?: Watch;
}): Promise<CheckReport> {
  const { study, partial, faults, folder } = await readStudyFile(options.study);
  if (study === null)
    return report([...faults, ...(await furtherFaults(partial, faults, folder))], [], [], exits.usage);
  const headers = await readHeaders(study, folder);
  const found: Fault[] = [...faults, ...headers.faults];
  if (headers.faults.length > 0) return report(found, [], [], exits.finding);
  let loaded: Loaded;
  try {
    loaded = await load(study, folder, options.watch ?? {});
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    return report([...found, ...error.faults], [], [], exits.finding);
  }
  found.push(...loaded.warnings);
  try {
    refuseUnanswerable(loaded);
    found.push(
      ...leakageSuspects({ ...loaded, excluded: loaded.table.excluded }),
      ...undatedStages(loaded),
      ...youngFaults(loaded, refusedFolds(loaded)),
    );
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    found.push(...error.faults);
  }
  const maturity = maturityFacts(loaded);
  const share = maturity.outcomes === 0 ? 0 : maturity.outcomesWithoutMoment / maturity.outcomes;
  if (share > mostWithout)
    found.push(fault(fewMoments(share, maturity.outcomesWithoutMoment, maturity.outcomes)));
  const features = featureFacts(loaded, loaded.coded).map((f) => ({
    name: f.name,
    kind: f.kind,
    range: f.range === null ? counted(f.levels, "level") : `${f.range[0]} to ${f.range[1]}`,
    example: f.example ?? "(missing or too few leads)",
  }));
  return report(found, notes(loaded, share), features, exits.finding);
}

/** Keys that say which files are read, and which columns of them are needed. */
const ofFiles = /^(sources|features\.known_at_creation|outcome|worked)\b/;

/**
 * What else is wrong with a study that has faults: its files and columns, where what names them is sound. What names of
 * features mean only the loaded data show, and that is said.
 */
async function furtherFaults(
  partial: Study | null,
  faults: readonly Fault[],
  folder: string,
): Promise<readonly Fault[]> {
  if (partial === null) return [];
  const sound = !faults.some(({ where }) => where.path === undefined || ofFiles.test(where.path));
  const headers = sound && partial.sources.leads.length > 0 ? await readHeaders(partial, folder) : null;
  return [...(headers?.faults ?? []), warning(headers === null ? filesLater() : namesLater())];
}

function notes(loaded: Loaded, withoutMoment: number): string[] {
  const { history, study } = loaded;
  const { moments, outcomes, matureUntil } = maturityFacts(loaded);
  const out = history.audit.files.map((file) => {
    const parts = [
      file.duplicates > 0 ? `${grouped(file.duplicates)} identical rows dropped` : "",
      file.orphans > 0 ? `${grouped(file.orphans)} of unknown leads` : "",
      file.afterAsOf > 0 ? `${grouped(file.afterAsOf)} after as_of not read` : "",
      file.bySales > 0 ? `${grouped(file.bySales)} by sales` : "",
      file.leftOut !== undefined ? `${grouped(file.leftOut)} left out by \`where\`` : "",
      file.rejected > 0 ? `${grouped(file.rejected)} not read` : "",
    ].filter((part) => part !== "");
    const of = history.audit.files.filter((f) => f.file === file.file).length > 1 ? ` (${file.source})` : "";
    return `${file.file}${of}: ${counted(file.rows, "row")}${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;
  });
  for (const { file, by } of study.sources.activities)
    if (by === null)
      out.push(
        `${file}: \`by\` names no column of who acted: calls and mails by sales, if it has any, count as the lead's own`,
      );
  for (const r of history.audit.rejects)
    out.push(
      `${r.file}:${r.line}  ${r.column === "" ? r.reason : `${r.column}: ${r.reason}`} in ${counted(r.count, "row")}${r.sample === "" ? "" : `, such as ${JSON.stringify(r.sample)}`}`,
    );
  const { activities, leads } = onOutcomeDate(history, loaded.labels);
  if (activities > 0 && study.sameDay === "outcome_first")
    out.push(
      `${counted(activities, "activity", "activities")} of ${counted(leads, "lead")} stand on the date of the outcome, and both are known by that date alone: not seen before the outcome, as nobody can say which came first (\`same_day\`)`,
    );
  const unknown = study.outcome.kind === "column" && loaded.labels.horizon === 0;
  out.push(
    unknown
      ? `the study does not say when a lead is finished: all ${grouped(moments.mature)} count as finished`
      : `leads created until ${matureUntil} are old enough to judge (mature): ${grouped(moments.mature)} lead snapshots, ${grouped(moments.immature)} too recent`,
    `${counted(outcomes, "outcome")}, ${percent(withoutMoment)} with nothing known before them`,
  );
  return out;
}

function report(
  faults: readonly Fault[],
  lines: readonly string[],
  features: CheckReport["features"],
  exit: Exit,
): CheckReport {
  const errors = faults.some((f) => f.severity === "error");
  const ordered = [...faults].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  return { faults: ordered, notes: lines, features, exit: errors ? exit : exits.done };
}
