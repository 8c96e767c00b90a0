import { join } from "node:path";
import { type Exit, exits, type Fault, fault, LeadlineError, warning } from "../base/errors.ts";
import { missingOrFew } from "../base/messages/data/columns.ts";
import { filesLater, namesLater } from "../base/messages/study/study.ts";
import { fewMoments, lateLooks } from "../base/messages/workbench.ts";
import type { Watch } from "../base/progress.ts";
import { counted } from "../base/text.ts";
import { readHeaders } from "../history/headers.ts";
import type { Audit, History } from "../history/type.ts";
import { undatedStages } from "../labels/funnel.ts";
import { judgedLeads, leakageSuspects } from "../labels/suspects/suspects.ts";
import type { Study } from "../study/type.ts";
import { type ColumnFacts, columnFacts } from "./check/column-facts.ts";
import { columnFaults, vouchedColumns } from "./check/columns.ts";
import { missingFaults } from "./check/markers.ts";
import { fileNotes, notes } from "./check/notes.ts";
import { observedFaults } from "./check/observed.ts";
import { worstFirst } from "./check/order.ts";
import { stageFaults } from "./check/stages.ts";
import { daysSinceFacts, featureFacts, maturityFacts } from "./facts.ts";
import { refusedFolds } from "./fit.ts";
import { REJECTS, rejectsCsv } from "./folder/rejects.ts";
import { makeFolder, refuseWriting, writeWhole } from "./folder/whole.ts";
import { loadWhole, type Readings } from "./load.ts";
import { leadsOf } from "./loaded.ts";
import { readStudyFile } from "./study-file.ts";
import { refuseUnanswerable, youngFaults } from "./told/refusals.ts";

export interface CheckReport {
  /** worst first */
  readonly faults: readonly Fault[];
  /** counts that are not faults, one on each line */
  readonly notes: readonly string[];
  /** every column of the leads, used or not */
  readonly columns: readonly ColumnFacts[];
  readonly features: readonly {
    readonly name: string;
    readonly kind: string;
    readonly range: string;
    readonly example: string;
  }[];
  /** path of the list of every refused value; null: nothing was refused, or no folder was named */
  readonly rejects: string | null;
  /** 0: clean, or only warnings; 1: faults in the data; 2: faults in the study file */
  readonly exit: Exit;
}

/** What the data says by itself, whatever the study's rules are. */
const ofHistory = (study: Study, history: History): readonly Fault[] => [
  ...history.audit.warnings,
  ...observedFaults(history),
  ...columnFaults({ study, history }),
];

/** What was found in two ways is told once. */
const once = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter(
    ({ code, what, where }, i) =>
      faults.findIndex(
        (other) => other.code === code && other.what === what && other.where.path === where.path,
      ) === i,
  );

/** The share of outcomes without an earlier moment from which on it is a fault. */
const mostWithout = 0.05;

/**
 * Finds every fault of a study and its data at once: the file's own faults, columns that files lack, names in rules
 * that do not exist, questions that the data cannot answer; and as warnings suspects of leakage, rejects, and parts
 * that are too young. No model is fitted. It throws only where the study file itself does not exist.
 */
export async function check(options: {
  readonly study: string;
  /** a folder for rejects.csv */
  readonly out?: string;
  readonly watch?: Watch;
}): Promise<CheckReport> {
  const { study, partial, faults, folder } = await readStudyFile(options.study);
  if (study === null)
    return report([...faults, ...(await furtherFaults(partial, faults, folder))], {}, exits.usage);
  const headers = await readHeaders(study, folder);
  const found: Fault[] = [...faults, ...headers.faults];
  if (headers.faults.length > 0) return report(found, {}, exits.finding);
  let readings: Readings;
  const read: History[] = [];
  try {
    readings = await loadWhole(study, folder, options.watch ?? {}, (history) => read.push(history));
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    const [history] = read;
    const rejects = await listed(history?.audit ?? null, options.out);
    const lines = history === undefined ? [] : fileNotes(history.audit);
    const besides = history === undefined ? [] : ofHistory(study, history);
    return report(once([...found, ...error.faults, ...besides]), { notes: lines, rejects }, exits.finding);
  }
  const { loaded, refused } = readings;
  const rejects = await listed(loaded.history.audit, options.out);
  found.push(...(refused?.faults ?? []), ...loaded.warnings);
  const whole = leadsOf(loaded);
  found.push(
    ...observedFaults(loaded.history),
    ...stageFaults(whole),
    ...columnFaults(whole),
    ...missingFaults(vouchedColumns(whole), judgedLeads({ ...whole, excluded: whole.table.excluded })),
  );
  try {
    refuseUnanswerable(loaded);
    found.push(
      ...leakageSuspects({ ...loaded, excluded: loaded.table.excluded }),
      ...undatedStages(whole),
      ...youngFaults(loaded, refusedFolds(loaded)),
    );
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    found.push(...error.faults);
  }
  const maturity = maturityFacts(loaded);
  const share = maturity.outcomes === 0 ? 0 : maturity.outcomesWithoutMoment / maturity.outcomes;
  if (share > mostWithout)
    found.push(
      fault(
        (loaded.study.moments.kind === "decisions" ? fewMoments : lateLooks)(
          share,
          maturity.outcomesWithoutMoment,
          maturity.outcomes,
        ),
      ),
    );
  const features = [...featureFacts(loaded, loaded.coded), ...daysSinceFacts(loaded)].map((f) => ({
    name: f.name,
    kind: f.kind,
    range: f.range === null ? counted(f.levels, "level") : `${f.range[0]} to ${f.range[1]}`,
    example: f.example ?? missingOrFew,
  }));
  return report(
    once(found),
    { notes: notes(loaded, share), features, columns: columnFacts(whole), rejects },
    exits.finding,
  );
}

/** Writes the refused values into the folder, if one is named, and returns the file's path. */
async function listed(audit: Audit | null, out: string | undefined): Promise<string | null> {
  const text = audit === null ? null : rejectsCsv(audit);
  if (text === null || out === undefined) return null;
  await makeFolder(out);
  const file = join(out, REJECTS);
  try {
    await writeWhole(file, text);
  } catch (error) {
    refuseWriting(out, error);
  }
  return file;
}

/** Keys that name the files to read and the columns that they need. */
const ofFiles = /^(sources|features\.known_at_creation|outcome|worked)\b/;

/**
 * What else is wrong with a study that has faults: its files and columns, as far as the keys that name them are sound.
 * Names of features need the loaded data; the report says that they were not checked.
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

function report(
  faults: readonly Fault[],
  { notes = [], features = [], columns = [], rejects = null }: Partial<CheckReport>,
  exit: Exit,
): CheckReport {
  const errors = faults.some((f) => f.severity === "error");
  // a column that gives the outcome away is not reported twice
  const suspects = faults.filter(({ code }) => code === "leakage-suspect" || code === "leakage");
  const told = faults.filter(
    ({ code, what }) =>
      code !== "telling-missing" ||
      !suspects.some((suspect) => firstQuoted(suspect.what) === firstQuoted(what)),
  );
  return { faults: worstFirst(told), notes, columns, features, rejects, exit: errors ? exit : exits.done };
}

/** The first quoted name of a sentence. */
const firstQuoted = (sentence: string): string | undefined => /"(?:[^"\\]|\\.)*"/.exec(sentence)?.[0];
