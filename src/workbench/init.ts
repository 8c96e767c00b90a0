import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { type Exit, exits, type Fault, fault, LeadlineError, refuse } from "../base/errors.ts";
import { keptFor } from "../base/messages/observed.ts";
import {
  allAfterToday,
  beginAtOwnDays,
  createdBefore,
  fewJoin,
  goesPastToday,
  lastDayOfAny,
  noExports,
  noLeadsFound,
  noOutcomeFound,
  noStamp,
  orderToChoose,
  studyThere,
  unreadDeals,
} from "../base/messages/study/init.ts";
import type { Watch } from "../base/progress.ts";
import { counted, enumerated, quoted, slug } from "../base/text.ts";
import { dayOf, isoDate } from "../base/time.ts";
import { loadHistory } from "../history/load.ts";
import { profileFiles } from "../history/profile/profile.ts";
import type { History } from "../history/type.ts";
import { isDated, withoutDeals } from "../init/deals.ts";
import { decide } from "../init/decide.ts";
import { propose } from "../init/propose.ts";
import { studyText, type TextOptions } from "../init/text.ts";
import type { Draft, Facts, LeftOut, OpenOrder, Plan } from "../init/type.ts";
import { stageOf } from "../init/words.ts";
import { leakageSuspects } from "../labels/suspects/suspects.ts";
import type { Study } from "../study/type.ts";
import { likelyMarkers } from "./check/markers.ts";
import { beginsLate, unseenShare } from "./check/observed.ts";
import { type CheckReport, check } from "./check.ts";
import { makeFolder, refuseWriting } from "./folder/whole.ts";
import { load } from "./load.ts";
import { readStudy } from "./study-file.ts";

export type DateOrder = "day_first" | "month_first";

export interface InitOptions {
  /** paths of exports; also globs that the shell did not expand */
  readonly files: readonly string[];
  /** folder for study.yaml; default: the current folder */
  readonly out?: string;
  /** the order of dates where no value shows it; absent: a person is asked */
  readonly dates?: DateOrder;
  /** asks a person for the order of a column's dates; absent: there is nobody to ask */
  readonly ask?: (column: string, sample: string) => Promise<DateOrder | null>;
  readonly watch?: Watch;
  /** the day to use where no stamp shows how far the data goes */
  readonly today?: () => Date;
}

export interface Proposed {
  /** path of the study file that was written */
  readonly file: string;
  readonly text: string;
  /** what `check` reports about it, with the choices that must be made first */
  readonly faults: readonly Fault[];
  /** 1 where a person must make a choice or fix a fault */
  readonly exit: Exit;
}

/**
 * From exports to a study that runs:
 *
 *   files ─► profiles ─► draft ──────► history ─► plan ──────► loaded ───► text ─► check
 *            columns,    which file    stamps     funnel,      leakage
 *            keys        is what                  outcome,     suspects
 *                                                 horizon      out
 *
 * Every choice stands in the study with what it rests on. Never writes over a study, never guesses whether the day or
 * the month comes first.
 *
 * @throws LeadlineError exit 2 (no files, a study is there), 3 (no file could be leads), 4 (a folder)
 */
export async function init(options: InitOptions): Promise<Proposed> {
  const { watch = {}, out = "." } = options;
  if (options.files.length === 0) refuse(exits.usage, noExports());
  const file = join(out, "study.yaml");
  if (existsSync(file)) refuse(exits.usage, studyThere(file), { file });
  const names = options.files.map((path) => named(out, path));
  const profiles = await profileFiles(out, names, watch);
  const draft = propose(profiles);
  if (draft === null) throw new LeadlineError(exits.data, [...profiles.unread, fault(noLeadsFound(names))]);
  const answered = await answers(draft, options);
  const text = await planned(answered, out, options);
  await makeFolder(out);
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    refuseWriting(out, error);
  }
  // a file that could not be read may be the one that says which leads succeeded: it comes before what it leaves unsaid
  const lacking = !isDated(answered.draft) && answered.draft.outcome === null;
  const unread = lacking
    ? profiles.unread
    : profiles.unread.map((found) => ({ ...found, severity: "warning" as const }));
  const open = answered.unanswered.map(({ column, sample, either }) =>
    fault(orderToChoose(column, sample, either), { file }),
  );
  if (open.length > 0) return { file, text, faults: [...open, ...unread], exit: exits.finding };
  const report: CheckReport = await check({ study: file, watch });
  const first = lacking && unread.length === 0 ? [fault(noOutcomeFound(), { file })] : unread;
  const faults = lacking ? [...first, ...report.faults] : [...report.faults, ...unread];
  return { file, text, faults, exit: report.exit === exits.done && !lacking ? exits.done : exits.finding };
}

/** A path as a study in `out` names it: relative, with `/`. An absolute path outside the folder stays absolute. */
function named(out: string, path: string): string {
  const from = relative(resolve(out), resolve(path));
  return (isAbsolute(path) && from.startsWith("..") ? path : from).replaceAll("\\", "/");
}

interface Answered {
  /** the draft with the orders that are known */
  readonly draft: Draft;
  readonly unanswered: readonly OpenOrder[];
}

/**
 * Settles the order of dates by what was stated or answered: there is at most one question, and its answer holds for
 * all columns.
 */
async function answers(draft: Draft, options: InitOptions): Promise<Answered> {
  const sources = [
    draft.leads,
    ...draft.activities,
    ...draft.deals,
    ...draft.stages.filter((s) => s.kind !== "wide"),
  ];
  const open = sources.flatMap((source) => source.open);
  const [first] = open;
  const order =
    options.dates ??
    (first === undefined ? null : ((await options.ask?.(first.column, first.sample)) ?? null));
  return { draft: withOrders(draft, order), unanswered: order === null ? open : [] };
}

/** A draft whose open orders are taken as stated, or left for a person to choose. */
function withOrders(draft: Draft, order: DateOrder | null): Draft {
  if (order === null) return draft;
  const chosen = <T extends { formats: Draft["leads"]["formats"]; open: readonly OpenOrder[] }>(
    source: T,
  ): T => ({
    ...source,
    formats: new Map([
      ...source.formats,
      ...source.open.map(({ column, either }) => [column, either[order === "day_first" ? 0 : 1]] as const),
    ]),
  });
  return {
    ...draft,
    leads: chosen(draft.leads),
    activities: draft.activities.map(chosen),
    deals: draft.deals.map(chosen),
    stages: draft.stages.map((source) => (source.kind === "wide" ? source : chosen(source))),
  };
}

/**
 * The study's text, from what the data shows when it is read as proposed; where it cannot be read, from the profiles
 * alone.
 */
async function planned(answered: Answered, out: string, options: InitOptions): Promise<string> {
  const { watch = {} } = options;
  const { unanswered } = answered;
  let { draft } = answered;
  // dates whose order nobody has stated are read day first here: their figures appear only in comments, which say so
  const surely = (): Draft => (unanswered.length > 0 ? withOrders(draft, "day_first") : draft);
  const today = isoDate(Math.floor((options.today ?? (() => new Date()))().getTime() / 86_400_000));
  const asOf = asOfBy(draft, today);
  const base: Omit<TextOptions, "plan" | "known" | "leftOut" | "withoutTypes" | "missing" | "observed"> = {
    name: studyName(resolve(out)),
    asOf,
    timezone: "UTC",
    unanswered,
  };
  const known = draft.candidates.map(({ name }) => name);
  const read = (plan: Plan, columns: readonly string[], without: readonly LeftOut[]): Study | null =>
    readStudy(
      studyText(surely(), {
        ...base,
        unanswered: [],
        plan,
        known: columns,
        leftOut: [],
        withoutTypes: without,
        missing: [],
        observed: [],
      }),
      join(out, "study.yaml"),
    ).study;
  const positives =
    draft.outcome === null ? 0 : (valuesOf(draft, draft.outcome.column).get(draft.outcome.is) ?? 0);
  let plan = decide(draft, null, positives, draft.leads.table.rows);
  const leftOut: LeftOut[] = [];
  const withoutTypes: LeftOut[] = [];
  let missing: TextOptions["missing"] = [];
  let observed: TextOptions["observed"] = [];
  try {
    const why =
      draft.deals.length === 0 ? null : await whyNoDeals(read(roughPlan(draft), [], []), out, watch);
    if (why !== null) draft = withoutDeals(draft, why);
    if (isDated(draft)) {
      const study = read(roughPlan(draft), [], []);
      if (study !== null) {
        const history = await loadHistory(study, out, watch);
        plan = decide(draft, factsOf(history, study), positives, history.leads.count);
      }
    }
    const study = read({ ...plan, definitions: [] }, known, []);
    if (study !== null) {
      const loaded = await load(study, out, watch);
      missing = markersOf(loaded.history, known);
      observed = beginningsOf(draft, loaded.history);
      for (const found of leakageSuspects({ ...loaded, excluded: loaded.table.excluded })) {
        const vouched = /^features\.known_at_creation\[(\d+)\]$/.exec(found.where.path ?? "");
        const column = vouched === null ? undefined : known[Number(vouched[1])];
        const act = /^the activity "(.*?)" (.*)$/.exec(found.what);
        // a channel is meant to be known at creation: a level of it that always wins is for the analyst to look at
        if (column !== undefined && column !== draft.leads.channel)
          leftOut.push({ column, why: reasonOf(found, column) });
        else if (act !== null && found.severity === "error")
          withoutTypes.push(...typesOf(draft, act[1] ?? "", act[2] ?? ""));
      }
    }
  } catch (error) {
    // `check` reports what is wrong with the data of the study that is written
    if (!(error instanceof LeadlineError)) throw error;
  }
  const out_ = new Set(leftOut.map(({ column }) => column));
  return studyText(draft, {
    ...base,
    plan,
    known: known.filter((name) => !out_.has(name)),
    leftOut: [...leftOut, ...draft.leftOut],
    withoutTypes,
    missing: missing.filter(({ column }) => !out_.has(column)),
    observed,
  });
}

/** Deals are proposed where at least this share of them joins a lead. */
const mostlyJoined = 0.5;

/** Why a study leaves out the deals that it could name; null: they join its leads. */
async function whyNoDeals(study: Study | null, out: string, watch: Watch): Promise<string | null> {
  if (study === null) return null;
  try {
    const { opportunities } = await loadHistory(study, out, watch);
    const { count = 0, lead = new Int32Array() } = opportunities ?? {};
    const joined = lead.reduce((n, of) => n + (of < 0 ? 0 : 1), 0);
    return joined >= mostlyJoined * count ? null : fewJoin(joined, count);
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    return unreadDeals(error.faults[0]?.what ?? "");
  }
}

/**
 * Words and numbers that mean no value in the columns that features would read, with the number of leads that have
 * them.
 */
function markersOf({ leads }: History, known: readonly string[]): TextOptions["missing"] {
  const columns = [...leads.columns].filter(([name]) => known.includes(name));
  const all = Array.from({ length: leads.count }, (_, lead) => lead);
  return likelyMarkers(columns, all).map(({ column, markers, leads: n }) => ({
    column,
    markers,
    why: `${counted(n, "lead has", "leads have")} ${enumerated(markers.map(quoted), "or")} in ${column}`,
  }));
}

/**
 * The first day of each source of activities that begins when at least a tenth of the leads existed already: earlier
 * activities were deleted, or not recorded yet. Where some of its types begin late no day is stated: each counts from
 * its own.
 */
function beginningsOf(draft: Draft, { leads, activities }: History): TextOptions["observed"] {
  return draft.activities.flatMap(({ files, dates, types, names, keeps }) => {
    if (dates === null) return [];
    const from = dayOf(dates.earliest);
    const before = leads.created.reduce((n, t) => n + (dayOf(t) < from - 1 ? 1 : 0), 0);
    if (before <= unseenShare * leads.count) return [];
    const days = dayOf(dates.latest) - from;
    const why = createdBefore(before, days, keptFor(days));
    const late = types.flatMap(([type]): (readonly [string, string, number | null])[] => {
      const name = slug(names.get(type) ?? type);
      const first = activities.observedFrom[activities.types.indexOf(name)];
      return first === undefined || !beginsLate(first, dates.earliest, dates.latest)
        ? []
        : [[name, isoDate(dayOf(first)), keeps?.[type] ?? keeps?.others ?? null]];
    });
    return [
      {
        files,
        day: late.length > 0 ? null : isoDate(from),
        why: [why, ...(late.length > 0 ? [beginAtOwnDays(late)] : [])],
      },
    ];
  });
}

const valuesOf = (draft: Draft, column: string): ReadonlyMap<string, number> =>
  new Map(draft.leads.table.columns.find(({ name }) => name === column)?.values ?? []);

/** What a fault says about a column, without its name. */
const reasonOf = (found: Fault, column: string): string =>
  found.what
    .replace(`the leads column ${JSON.stringify(column)} `, "")
    .replace(`the leads column "${column}" `, "");

const typesOf = (draft: Draft, activity: string, why: string): readonly LeftOut[] =>
  draft.activities.flatMap(({ types, names }) =>
    types
      .filter(([type]) => slug(names.get(type) ?? type) === activity)
      .map(([type]) => ({ column: type, why })),
  );

/** A plan that only loads what the draft names, in any order. */
function roughPlan(draft: Draft): Plan {
  const passed = [...draft.names.keys()].filter((name) => name !== "lead" && stageOf(name) !== "lost");
  // deals are won in the last stage
  const stages = [...passed.filter((name) => name !== "won"), ...passed.filter((name) => name === "won")];
  return {
    funnel: ["lead", ...stages],
    lost: [...draft.names.keys()].filter((name) => stageOf(name) === "lost"),
    outcome: { stage: stages.at(-1) ?? "lead", days: 90, why: "" },
    handoff: null,
    incumbent: null,
    perDay: null,
    windows: [30],
    models: [],
    definitions: [],
  };
}

function factsOf(history: History, study: Study): Facts {
  const { stages, activities, leads } = history;
  const rows = activities.types.map(() => 0);
  for (const type of activities.type) rows[type] = (rows[type] ?? 0) + 1;
  const stamps = stages.recorded ?? stages.first;
  return {
    asOf: study.asOf,
    created: leads.created,
    reached: new Map(
      stages.names.flatMap((name, i) => {
        const first = stamps[i];
        return i === 0 || first === undefined ? [] : [[name, first] as const];
      }),
    ),
    activities: activities.types.map((type, i) => [type, rows[i] ?? 0] as const).sort((a, b) => b[1] - a[1]),
  };
}

/**
 * The last day of any stamp; a stamp after today is a plan, not data, unless all leads are: then this machine's clock is
 * wrong, or the years are, and the files' own last day is the only one that holds any lead.
 */
function asOfBy(draft: Draft, today: string): TextOptions["asOf"] {
  if (draft.latest === null) return { day: today, why: noStamp };
  const day = isoDate(dayOf(draft.latest));
  if (day <= today) return { day, why: lastDayOfAny };
  const first = draft.firstCreated === null ? null : isoDate(dayOf(draft.firstCreated));
  return first !== null && first > today
    ? { day, why: allAfterToday(first, today) }
    : { day: today, why: goesPastToday(day) };
}

const studyName = (folder: string): string => slug(basename(folder)).slice(0, 60) || "first-study";
