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
import { whyUnanswerable } from "./told/refusals.ts";

/**
 * files -> history -> labels, features -> moments -> codes
 * @param read is called with what was read, before anything is refused for it
 */
export async function load(
  study: Study,
  from: Feed | string,
  watch: Watch,
  read: (history: History) => void = () => {},
): Promise<Loaded> {
  return orThrow(await loadWhole(study, from, watch, read));
}

/** What was loaded, and the fault for which a run stops there: rules name what no feature has. Null: none. */
export interface Readings {
  readonly loaded: Loaded;
  readonly refused: LeadlineError | null;
}

/** The same for `check`, to which wrong names hide nothing that is independent of them. */
export async function loadWhole(
  study: Study,
  from: Feed | string,
  watch: Watch,
  read: (history: History) => void,
): Promise<Readings> {
  const history = await loadHistory(study, from, watch);
  read(history);
  return wholeReadings(study, history, watch);
}

function orThrow({ loaded, refused }: Readings): Loaded {
  if (refused !== null) throw refused;
  return loaded;
}

/**
 * The same from a history that was read before, for a study with the sources and the columns known at creation for
 * which it was read.
 */
export const readings = (study: Study, history: History, watch: Watch): Loaded =>
  orThrow(wholeReadings(study, history, watch));

function wholeReadings(study: Study, read: History, watch: Watch): Readings {
  const { others, told, ...data } = dataOf(study, read, watch);
  const { warnings, refused } = namesOf(study, { ...data, others, told });
  return { loaded: { study, ...data, ...codesOf(data), warnings }, refused };
}

/** What the tables of a study come to, before its features are coded and the names in its rules are looked at. */
export interface ReadData extends Omit<Loaded, "study" | "coded" | "instants" | "warnings"> {
  /** every instant at which something became known; null: the outcome has no times */
  readonly instants: Moments | null;
  /** columns of the leads that are not known at creation, for the check of names */
  readonly others: readonly string[];
  /** warnings of the tables; those of labels come after the ones of names */
  readonly told: { readonly tables: readonly Fault[]; readonly labels: readonly Fault[] };
}

/** history -> labels, features -> moments; no model, definition or capacity of the study has a part in it */
export function dataOf(study: Study, read: History, watch: Watch): ReadData {
  refuseData(read.audit.warnings);
  // what is counted of leads (files, cohorts, the funnel) has the same rows by lead
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
  const moments =
    study.outcome.kind === "stage"
      ? fitMoments(history, labels, table.excluded, study.moments)
      : columnMoments(history, labels, table.excluded);
  watch.progress?.("features", 0, 1);
  const instants = study.outcome.kind === "stage" ? instantsOf(study, history, labels, table, moments) : null;
  const byLead =
    episodes === null
      ? {}
      : { byLead: { history: read, labels: labelsOf(read, question), table: featureTable(read, study) } };
  return {
    history,
    labels,
    table,
    moments,
    instants,
    ...byLead,
    others: otherColumns(study, history),
    told: {
      tables: history.audit.warnings,
      labels: [...sameDayWarnings(study, history, labels), ...youngWarnings(study, young)],
    },
  };
}

/** The codes of all features at the moments, and at the instants. */
export function codesOf({
  history,
  table: { features },
  moments,
  instants,
}: Pick<ReadData, "history" | "table" | "moments" | "instants">): Pick<Loaded, "coded" | "instants"> {
  const codesIn = ({ lead, time, shown }: Moments): CodedRows =>
    codesAt(history, features, lead, time, shown);
  const coded = codesIn(moments);
  if (instants === null) return { coded, instants };
  return {
    coded,
    instants: { moments: instants, coded: instants === moments ? coded : codesIn(instants) },
  };
}

/** All warnings of a study's data; and the fault of names in its rules that no feature has. Null: there is none. */
export function namesOf(
  study: Study,
  { others, told, ...data }: Omit<ReadData, "instants">,
): Pick<Readings, "refused"> & Pick<Loaded, "warnings"> {
  const names = checkNames(study, namedFeatures(data.table.features), others);
  const unnamed = names.some((f) => f.severity === "error");
  const warnings = [...told.tables, ...(unnamed ? [] : names), ...told.labels];
  if (!unnamed) return { warnings, refused: null };
  // in a study's first months names may be missing because nothing has happened yet: that is reported first
  const why = whyUnanswerable({ study, ...data });
  return {
    warnings,
    refused: new LeadlineError(exits.usage, [...(why === null ? [] : [fault(why)]), ...names]),
  };
}

/** A return ends an episode as a loss does: what comes later belongs to the next one. */
const endedBy = (lost: Int32Array, end: Int32Array | null): Int32Array =>
  end === null ? lost : lost.map((t, row) => Math.min(t, end[row] ?? NEVER));

/** Every instant at which something became known: the moments, where no lead has two on one day. */
function instantsOf(
  study: Study,
  history: History,
  labels: Labels,
  { excluded }: FeatureTable,
  moments: Moments,
): Moments {
  const all = allInstants(history, labels, excluded);
  return study.moments.kind === "decisions" && all.count === moments.count ? moments : all;
}

/** The warning where the study lets activities on the date of an outcome predict that outcome (`same_day`). */
function sameDayWarnings(study: Study, history: History, labels: Labels): readonly Fault[] {
  if (study.sameDay !== "activities_first") return [];
  const { activities, leads } = onOutcomeDate(history, labels);
  return activities === 0 ? [] : [warning(activitiesFirst(activities, leads), placeOf(study, "same_day"))];
}

/** Refuses the data if it has a fault as a whole, and reports all warnings with it, since one may be the cause. */
function refuseData(found: readonly Fault[]): void {
  const errors = found.filter((f) => f.severity === "error");
  if (errors.length > 0)
    throw new LeadlineError(exits.data, [...errors, ...found.filter((f) => f.severity === "warning")]);
}

/** Features in the form that the check of names wants. */
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

/** Gives faults the line and column of the study file, where the room that throws them does not know it. */
function placed<T>(study: Study, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placedError(study, error);
  }
}

/** Faults with a key of the study file and no line yet, at the line and column of that key. */
export const placedFaults = (study: Study, faults: readonly Fault[]): readonly Fault[] =>
  faults.map((f) =>
    f.where.path === undefined || f.where.line !== undefined
      ? f
      : { ...f, where: placeOf(study, f.where.path) },
  );

export const placedError = (study: Study, error: unknown): unknown =>
  error instanceof LeadlineError
    ? new LeadlineError(error.exit, placedFaults(study, error.faults), { cause: error.cause })
    : error;

/**
 * How long an outcome without times takes, by what the leads show; null: it has times, or the leads have no dates, or
 * the study states it.
 */
function youngLeads(study: Study, history: History): ProposedMaturity | null {
  const { outcome } = study;
  if (outcome.kind === "stage" || outcome.maturesAfter !== null || !leadsDated(study)) return null;
  // at most k of n at rate p is the same as at least n - k of n at the rate 1 - p
  return proposeMaturity(history, outcome, study.asOf, (n, k, p) => binomialUpper(n, n - k, 1 - p));
}

function youngWarnings(study: Study, young: ProposedMaturity | null): readonly Fault[] {
  if (young === null || study.outcome.kind === "stage") return [];
  const name = untimedName(study.outcome);
  const where = placeOf(study, "outcome");
  return [warning(young.days > 0 ? youngConvertLess(name, young) : maturityUnstated(name), where)];
}
