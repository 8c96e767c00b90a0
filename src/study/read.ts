import { defined } from "../base/defined.ts";
import type { Fault } from "../base/errors.ts";
import { notAscending } from "../base/messages/study/study.ts";
import { dayOf, isoDate } from "../base/time.ts";
import { checkStudy } from "./checks.ts";
import { type Kinds, Reading } from "./reading.ts";
import { paceOf, staffOf } from "./schema/capacity.ts";
import { type StudyValues, studyFile } from "./schema/file.ts";
import { filesIn } from "./schema/file-source.ts";
import { namesOfStages, type StageName } from "./schema/stages.ts";
import { rulesOnCounts } from "./scope.ts";
import type {
  FeatureChoice,
  Flag,
  JoinSource,
  LeadSource,
  LookupSource,
  ModelSpec,
  MomentRule,
  OpportunitySource,
  Outcome,
  StageSource,
  Study,
  Worked,
} from "./type.ts";

/**
 * Reads a study file and reports everything that is wrong with it at once: each fault with file, line, column and key
 * path, in the order of the file. What needs the data (features, columns) is checked later, by `checkNames` and by
 * loading the files. `kinds` are the kinds of model that learn, as `learntKinds()` of leadline/models gives them. Where
 * there is any fault the study is null, and `partial` holds what could be read, for further checks. Spans in the
 * study's rules are offsets in `text`.
 */
export function readStudy(
  text: string,
  fileName: string,
  kinds: Kinds,
): { study: Study | null; partial: Study | null; faults: readonly Fault[] } {
  const reading = new Reading(text, fileName, kinds);
  const root = reading.root();
  const values = root === null ? undefined : studyFile.read(root, reading);
  let study: Study | null = null;
  if (values !== undefined) {
    study = assemble(values, reading);
    checkStudy(study, values, reading);
    study = rulesOnCounts(study);
  }
  const faults = inOrder(reading.faults);
  const seen = new Set<string>();
  const once = faults.filter(({ code, where }) => {
    const key = `${code} ${where.line} ${where.column}`;
    return !seen.has(key) && seen.add(key);
  });
  return { study: faults.length > 0 ? null : study, partial: study, faults: once };
}

/** Sorts faults by their place in the file. */
export const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  [...faults].sort(
    (a, b) => (a.where.line ?? 0) - (b.where.line ?? 0) || (a.where.column ?? 0) - (b.where.column ?? 0),
  );

/** Fills in defaults. Where the file has faults, the result is only good for further checks. */
function assemble(values: StudyValues, reading: Reading): Study {
  const funnel = values.funnel ?? [];
  const lost = values.lost ?? [];
  const recycle = values.recycle ?? [];
  const outcome = outcomeOf(values);
  const least = outcome.kind === "column" ? 1 : 2;
  const stageNames =
    values.funnel === undefined
      ? new Map<string, string>()
      : namesOfStages(funnel, [...lost, ...recycle], reading, least);
  const name = values.study ?? "";
  const { sources, capacity } = values;
  const definitions = present(values.definitions);
  const staff = capacity === undefined ? [] : staffOf(capacity);
  return {
    study: name,
    title: values.title ?? null,
    preparedFor: values.prepared_for ?? null,
    asOf: values.as_of ?? 0,
    timezone: values.timezone ?? "UTC",
    fiscalYearStarts: values.fiscal_year_starts ?? 1,
    seed: values.seed ?? 1,
    lineage: values.lineage ?? name,
    sources: {
      ...leadsOf(sources?.leads ?? []),
      activities: sources?.activities ?? [],
      stages: (sources?.stages ?? []).map((source) => ourStages(source, stageNames)),
      ...(sources?.opportunities === undefined
        ? {}
        : { opportunities: sources.opportunities.map((source) => opening(source, funnel, stageNames)) }),
      ...defined({
        spend: sources?.spend,
        visits: sources?.visits,
        events: sources?.events,
        ids: sources?.ids,
        history: sources?.history,
      }),
      ...(staff.length === 0 ? {} : { staff }),
      ...(sources?.lookups === undefined ? {} : { lookups: lookupsOf(sources.lookups) }),
    },
    funnel: funnel.map((stage) => stage.ours),
    stageNames,
    lost: lost.map((stage) => stage.ours),
    ...(recycle.length === 0 ? {} : { recycle: recycle.map((stage) => stage.ours) }),
    handoff: values.handoff ?? null,
    worked: workedBy(values),
    outcome,
    sameDay: values.same_day ?? "outcome_first",
    maxRejects: values.max_rejects ?? 0.01,
    acceptLeakage: values.accept_leakage ?? [],
    exports: values.exports ?? null,
    guards: values.guards ?? [],
    flags: new Map(present(values.flags).map(([key, flag]) => [key, flagOf(flag)])),
    personas: new Map(present(values.personas)),
    segments: values.segments ?? [],
    exclude: values.exclude ?? null,
    features: featuresOf(values.features, reading),
    models: new Map([
      ...present(values.models),
      ...definitions.flatMap(([own, { model }]): [string, ModelSpec][] =>
        model === undefined || values.models?.has(own) === true ? [] : [[own, model]],
      ),
    ]),
    moments: momentsOf(values.moments),
    calibration: values.calibration ?? "auto",
    grades: values.grades ?? "A-D",
    definitions: new Map(definitions.map(([own, { model: _brought, ...definition }]) => [own, definition])),
    capacity:
      capacity === undefined
        ? null
        : {
            ...paceOf(capacity),
            slaBusinessDays: capacity.sla ?? 0,
            order: capacity.order ?? "score",
            since: capacity.since === undefined ? null : isoDate(dayOf(capacity.since)),
            because: capacity.because ?? null,
          },
    backtest: { quarters: values.backtest?.quarters ?? 6, embargo: values.backtest?.embargo ?? 0 },
    decide: { metric: "wins_per_slot", smallestGain: values.decide?.smallest_gain ?? null },
    ...(values.costs === undefined
      ? {}
      : {
          costs: {
            workedLead: values.costs.worked_lead ?? 0,
            outcomeValue: values.costs.outcome_value ?? 1,
          },
        }),
    minGroup: values.privacy?.min_group ?? 10,
    vary: values.vary ?? [],
    places: reading.places,
    text: reading.text,
    file: reading.file,
  };
}

/** The entries whose value has no fault. */
export const present = <T>(map: ReadonlyMap<string, T | undefined> | undefined): [string, T][] =>
  [...(map ?? [])].flatMap(([key, value]): [string, T][] => (value === undefined ? [] : [[key, value]]));

/** A stage source with the names that the study gives to its stages, where the file has other names. */
function ourStages(source: StageSource, names: ReadonlyMap<string, string>): StageSource {
  const ours = (stage: string): string => names.get(stage) ?? stage;
  if (source.kind === "wide")
    return {
      ...source,
      columns: new Map([...source.columns].map(([stage, column]) => [ours(stage), column])),
    };
  return "is" in source.stage ? { ...source, stage: { is: ours(source.stage.is) } } : source;
}

/**
 * The files of leads, and the files that add columns to them. How the latter are written is a part of the leads' source
 * too.
 */
function leadsOf(all: readonly (LeadSource | JoinSource)[]): Pick<Study["sources"], "leads" | "joins"> {
  const joins = all.flatMap((source) => ("join" in source ? [source] : []));
  const leads = all.flatMap((source) => ("join" in source ? [] : [source]));
  if (joins.length === 0) return { leads };
  const formats = joins.flatMap(({ format }) => [...(format ?? [])]);
  return {
    leads: leads.map((source) => ({ ...source, format: new Map([...formats, ...(source.format ?? [])]) })),
    joins,
  };
}

function lookupsOf(
  lookups: NonNullable<NonNullable<StudyValues["sources"]>["lookups"]>,
): readonly LookupSource[] {
  return present(lookups).flatMap(([name, v]) => {
    const path = `sources.lookups.${name}`;
    const key = v.key ?? "";
    return filesIn(v, path).map((file) => ({
      ...file,
      name,
      key,
      on: v.on ?? key,
      columns: v.columns ?? null,
    }));
  });
}

/**
 * A source of deals with the stage that a lead enters when its deal is created: the one that the source states, else
 * `opportunity` where the funnel has it.
 */
function opening(
  source: OpportunitySource,
  funnel: readonly StageName[],
  names: ReadonlyMap<string, string>,
): OpportunitySource {
  const usual = funnel.some(({ ours }) => ours === "opportunity") ? "opportunity" : null;
  return { ...source, opens: source.opens === null ? usual : (names.get(source.opens) ?? source.opens) };
}

function momentsOf(stated: StudyValues["moments"]): MomentRule {
  if (stated === undefined || stated === "decisions") return { kind: "decisions" };
  const { every, after } = { every: undefined, after: undefined, ...stated };
  if (every !== undefined) return { kind: "every", unit: every };
  return after === undefined ? { kind: "decisions" } : { kind: "after", days: after };
}

function workedBy({ worked }: StudyValues): Worked | null {
  if (worked?.stage !== undefined) return { kind: "stage", stage: worked.stage };
  if (worked?.activity !== undefined) return { kind: "activity", activity: worked.activity };
  return worked?.column === undefined ? null : { kind: "column", column: worked.column };
}

function outcomeOf({ outcome }: StudyValues): Outcome {
  if (outcome !== undefined && "column" in outcome)
    return {
      kind: "column",
      column: outcome.column ?? "",
      is: outcome.is ?? "",
      maturesAfter: outcome.matures_after ?? null,
    };
  return {
    kind: "stage",
    reaches: outcome?.reaches ?? "",
    withinDays: outcome?.within ?? 1,
    level: "lead",
  };
}

function flagOf(flag: NonNullable<ReturnType<NonNullable<StudyValues["flags"]>["get"]>>): Flag {
  return "predicate" in flag
    ? { kind: "predicate", when: flag.predicate }
    : { kind: "domain", column: flag.domain_of ?? "", list: "free_mail" };
}

function featuresOf(features: StudyValues["features"], reading: Reading): FeatureChoice {
  const { activities } = features ?? {};
  for (const [column, cuts] of present(features?.bins))
    if (cuts.some((cut, i) => i > 0 && cut <= (cuts[i - 1] ?? 0)))
      reading.sayOn(notAscending(), `features.bins.${column}`);
  return {
    knownAtCreation: features?.known_at_creation ?? [],
    types: new Map(present(features?.types)),
    windows: [...new Set(activities?.windows ?? [7, 30, 90])].sort((a, b) => a - b),
    cap: activities?.cap ?? null,
    halfLife: activities?.half_life ?? null,
    rename: new Map(present(activities?.rename)),
    bins: new Map(present(features?.bins)),
    signs: new Map(present(features?.signs)),
  };
}
