import { exits, type Fault, fault, LeadlineError, warning } from "../base/errors.ts";
import { activitiesFirst, maturityUnstated, youngConvertLess } from "../base/messages/workbench.ts";
import type { Watch } from "../base/progress.ts";
import { NEVER } from "../base/time.ts";
import { codesAt } from "../features/codes.ts";
import { type FeatureTable, featureTable } from "../features/table.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import type { Feed } from "../history/feed.ts";
import { columnNames } from "../history/held.ts";
import { loadHistory } from "../history/load.ts";
import type { History } from "../history/type.ts";
import { episodesOf } from "../labels/episodes.ts";
import { allInstants, fitMoments } from "../labels/moments.ts";
import { type LabelQuestion, labelsOf, onOutcomeDate } from "../labels/reach.ts";
import type { Labels, Moments } from "../labels/type.ts";
import {
  columnMoments,
  leadsDated,
  type ProposedMaturity,
  proposeMaturity,
  untimedLabels,
  untimedName,
} from "../labels/untimed.ts";
import { binomialUpper } from "../stats/proportions/binomial.ts";
import { checkNames } from "../study/names.ts";
import { placeOf } from "../study/places.ts";
import type { Study } from "../study/type.ts";
import type { Loaded } from "./loaded.ts";
import { whyUnanswerable } from "./refusals.ts";

/**
 * files ─► history ─► labels, features ─► moments ─► codes
 *
 * @param read is told what was read, before anything is refused for it
 */
export async function load(
  study: Study,
  from: Feed | string,
  watch: Watch,
  read: (history: History) => void = () => {},
): Promise<Loaded> {
  const history = await loadHistory(study, from, watch);
  read(history);
  return readings(study, history, watch);
}

/** The same of a history that was read before: of a study whose sources and vouched columns are those that it was read for. */
export function readings(study: Study, read: History, watch: Watch): Loaded {
  refuseData(read.audit.warnings);
  // the same rows by lead are for what is counted of leads: files, cohorts, the funnel
  const episodes = study.outcome.kind === "stage" ? episodesOf(read, study) : null;
  const history = episodes?.history ?? read;
  const question: LabelQuestion = {
    funnel: study.funnel,
    lost: study.lost,
    handoff: study.handoff,
    outcomeStage: study.outcome.kind === "stage" ? study.outcome.reaches : "",
    horizonDays: study.outcome.kind === "stage" ? study.outcome.withinDays : 0,
    asOf: study.asOf,
    activitiesFirst: study.sameDay === "activities_first",
  };
  const staged = labelsOf(history, question);
  const young = youngLeads(study, read);
  const labels =
    study.outcome.kind === "stage"
      ? { ...staged, lost: endedBy(staged.lost, episodes?.end ?? null) }
      : untimedLabels(history, staged, study.outcome, study.outcome.maturesAfter ?? young?.days ?? 0);
  const table = placed(study, () => featureTable(history, study));
  const names = checkNames(study, namedFeatures(table.features), otherColumns(study, history));
  const moments =
    study.outcome.kind === "stage"
      ? fitMoments(history, labels, table.excluded, study.moments)
      : columnMoments(history, labels, table.excluded);
  if (names.some((f) => f.severity === "error")) {
    // in a study's first months names are missing since nothing has happened yet: that is then said first
    const why = whyUnanswerable({ study, history, labels, moments, table });
    throw new LeadlineError(exits.usage, [...(why === null ? [] : [fault(why)]), ...names]);
  }
  watch.progress?.("features", 0, 1);
  const coded = codesAt(history, table.features, moments.lead, moments.time, moments.shown);
  const instants =
    study.outcome.kind === "stage" ? instantsOf(study, history, labels, table, moments, coded) : null;
  const warnings = [
    ...history.audit.warnings,
    ...names,
    ...sameDayWarnings(study, history, labels),
    ...youngWarnings(study, young),
  ];
  const byLead =
    episodes === null
      ? {}
      : { byLead: { history: read, labels: labelsOf(read, question), table: featureTable(read, study) } };
  return { study, history, labels, table, moments, coded, instants, warnings, ...byLead };
}

/** A return ends an episode as a loss does: what comes later is of the next one. */
const endedBy = (lost: Int32Array, end: Int32Array | null): Int32Array =>
  end === null ? lost : lost.map((t, row) => Math.min(t, end[row] ?? NEVER));

/** Where no day of a lead has two instants, the moments are all there are. */
function instantsOf(
  study: Study,
  history: History,
  labels: Labels,
  { excluded, features }: FeatureTable,
  moments: Moments,
  coded: CodedRows,
): Loaded["instants"] {
  const all = allInstants(history, labels, excluded);
  if (study.moments.kind === "decisions" && all.count === moments.count) return { moments, coded };
  return { moments: all, coded: codesAt(history, features, all.lead, all.time, all.shown) };
}

/** The warning where the study lets activities on the date of an outcome predict that outcome (`same_day`). */
function sameDayWarnings(study: Study, history: History, labels: Labels): readonly Fault[] {
  if (study.sameDay !== "activities_first") return [];
  const { activities, leads } = onOutcomeDate(history, labels);
  return activities === 0 ? [] : [warning(activitiesFirst(activities, leads), placeOf(study, "same_day"))];
}

/** Refuses data with a fault as a whole, and tells all warnings beside it: one may be the cause. */
function refuseData(found: readonly Fault[]): void {
  const errors = found.filter((f) => f.severity === "error");
  if (errors.length > 0)
    throw new LeadlineError(exits.data, [...errors, ...found.filter((f) => f.severity === "warning")]);
}

/** Features as the check of names wants them. */
export const namedFeatures = (features: readonly Feature[]): Parameters<typeof checkNames>[1] =>
  features.map((f) =>
    f.kind === "count"
      ? { name: f.name, kind: f.kind, cap: f.cap }
      : f.kind === "decay"
        ? { name: f.name, kind: f.kind, cap: f.from.cap, step: f.from.round }
        : f.kind === "category"
          ? { name: f.name, kind: f.kind, values: f.values }
          : { name: f.name, kind: f.kind },
  );

export const otherColumns = (study: Study, history: History): readonly string[] =>
  columnNames(history.leads).filter((name) => !study.features.knownAtCreation.includes(name));

/** Gives the faults of a room that does not know the study file their line and column. */
function placed<T>(study: Study, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    throw new LeadlineError(
      error.exit,
      error.faults.map((f) => ({
        ...f,
        where: f.where.path === undefined ? f.where : placeOf(study, f.where.path),
      })),
    );
  }
}

/** What the leads say of how long an outcome without times takes; null: it has times, or they have no dates, or the study says. */
function youngLeads(study: Study, history: History): ProposedMaturity | null {
  const { outcome } = study;
  if (outcome.kind === "stage" || outcome.maturesAfter !== null || !leadsDated(study)) return null;
  // at most k of n at rate p is at least n - k of n at the other rate
  return proposeMaturity(history, outcome, study.asOf, (n, k, p) => binomialUpper(n, n - k, 1 - p));
}

function youngWarnings(study: Study, young: ProposedMaturity | null): readonly Fault[] {
  if (young === null || study.outcome.kind === "stage") return [];
  const name = untimedName(study.outcome);
  const where = placeOf(study, "outcome");
  return [warning(young.days > 0 ? youngConvertLess(name, young) : maturityUnstated(name), where)];
}
