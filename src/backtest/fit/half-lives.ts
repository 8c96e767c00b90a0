import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import {
  noBetterThanCounts,
  recordsTooShort,
  tooFewForHalfLife,
  withoutAFifth,
} from "../../base/messages/models/fits.ts";
import { type Watch, yieldNow } from "../../base/progress.ts";
import { DAY, NEVER } from "../../base/time.ts";
import { codesAt, moves } from "../../features/codes.ts";
import { decayReach, halfLifeGrid } from "../../features/decay.ts";
import { decayFeatures, defaultDecayedCap } from "../../features/table.ts";
import type { CodedRows } from "../../features/type.ts";
import type { History } from "../../history/type.ts";
import type { Moments } from "../../labels/type.ts";
import { subset } from "../../models/fitting/cross-fit.ts";
import { leastPositives } from "../../models/fitting/fit.ts";
import { ridgeLambda } from "../../models/kinds/logistic/logistic.ts";
import { fitRidge } from "../../models/kinds/logistic/ridge.ts";
import { scoreRows } from "../../models/score.ts";
import type { Purpose, TrainingRows } from "../../models/type.ts";
import { countName } from "../../rules/reference.ts";
import type {
  ActivityEvents,
  HalfLifeData,
  HalfLives,
  HalfLivesAsked,
  HalfLivesFound,
  ProfiledHalfLives,
  Taken,
} from "../../stats/half-life/index.ts";
import { type DroppedFeature, type Training, type TrainingQuestion, trainingRows } from "./training.ts";

/** The number of leads with the outcome from which on each activity may have a half-life of its own. */
export const ownHalfLivesFrom = 500;

/** Half-lives that a fold found. */
export interface FoundHalfLives {
  /** half-lives in days that could be taken, as far back as records reach */
  readonly grid: readonly number[];
  /** leads with a positive row */
  readonly wins: number;
  /** the activities of `own` and `taken`, in their order; also those without an event on the fold's rows */
  readonly activities: readonly string[];
  readonly found: HalfLives | NotEstimable;
  /** `found` with its intervals, for the final fit; null for quarters, which have none, or where nothing was found */
  readonly profiled: ProfiledHalfLives | null;
}

/** The rows of one fold, including decayed counts under its own half-lives. */
export interface FoldRows extends Training {
  /** the fold's features at all moments, in the order of TrainingQuestion.moments */
  readonly coded: CodedRows;
  /** the same at all instants; null: there are none */
  readonly atInstants: CodedRows | null;
  /** null: no half-life is to be fitted */
  readonly halfLives: FoundHalfLives | null;
}

/** Gives the rows of one fold, or of the final fit, for which fitted half-lives have intervals. */
export type RowsOf = (q: TrainingQuestion, watch: Watch, purpose: Purpose) => FoldRows | Promise<FoldRows>;

/** Rows where no feature learns from labels. */
export const plainRows: RowsOf = (q) => ({
  ...trainingRows(q),
  coded: q.coded,
  atInstants: q.instants?.coded ?? null,
  halfLives: null,
});

export interface HalfLifeQuestion {
  readonly history: History;
  readonly moments: Moments;
  /** every instant, at which calibration looks for new highs; default: only the moments */
  readonly instants?: Moments;
  /** the study's cap of counts; null: the default of decayed counts */
  readonly cap: number | null;
  /** cuts by hand of features known at creation */
  readonly cuts: ReadonlyMap<string, readonly number[]>;
  /** fits half-lives, in a thread of its own, or from the cache */
  readonly find: FindHalfLives;
}

export type FindHalfLives = (asked: HalfLivesAsked) => Promise<HalfLivesFound>;

/**
 * Rows whose half-lives are fitted on the fold's training rows alone, by profile likelihood beside what is known of the
 * leads at creation. They are taken from a grid that needs no label, and codes are made only for those that some fold
 * takes. Rows for calibration are scored under half-lives fitted without the row's fifth of the accounts, so that no
 * row's own outcome influences them. Costs about ten logistic fits on a few columns for each fold and as many for each
 * cross-fit; from 500 outcomes on, about eight more for each activity. The intervals of the final fit cost about forty
 * more, and as many for each activity with its own half-life.
 */
export function rowsWithHalfLives(of: HalfLifeQuestion): RowsOf {
  const { types, observedFrom } = of.history.activities;
  const offered = offer(of, of.moments);
  const offeredAtInstants = of.instants === undefined ? null : offer(of, of.instants);
  return async (q, watch, purpose) => {
    const base = trainingRows(q);
    const grid = usable(q.quarterBefore, observedFrom);
    const options = {
      grid,
      lambda: 1,
      ownFrom: base.positives >= ownHalfLivesFrom ? 0 : Number.POSITIVE_INFINITY,
    };
    const find = async (): Promise<Pick<FoundHalfLives, "found" | "profiled">> => {
      if (base.positives < leastPositives)
        return {
          found: notEstimable(tooFewForHalfLife(base.positives, leastPositives)),
          profiled: null,
        };
      if (grid.length < leastGrid)
        return {
          found: notEstimable(recordsTooShort(decayReach * (halfLifeGrid[leastGrid - 1] ?? 0))),
          profiled: null,
        };
      const data = dataOf(of, base.rows, base.time);
      const found = await of.find({ data, options, profiled: purpose === "ship" });
      return { found, profiled: "common" in found ? found : null };
    };
    const halfLives: FoundHalfLives = { grid, wins: base.positives, activities: types, ...(await find()) };
    const { found } = halfLives;
    const none = (refusal: NotEstimable): FoldRows => ({
      ...base,
      dropped: [...base.dropped, ...types.map((type) => left(type, refusal.reason))],
      coded: q.coded,
      atInstants: q.instants?.coded ?? null,
      halfLives: { ...halfLives, found: refusal, profiled: null },
    });
    if ("reason" in found) return none(found);
    const known = new Map<string, Training>();
    const withDecays = (taken: readonly Taken[]): Training => {
      const key = taken.join();
      const own =
        known.get(key) ??
        trainingRows({
          ...q,
          coded: offered(taken),
          ...(q.instants === undefined || offeredAtInstants === null
            ? {}
            : { instants: { ...q.instants, coded: offeredAtInstants(taken) } }),
        });
      known.set(key, own);
      return own;
    };
    const apart = new Map<number, CodedRows>();
    const instantsApart = new Map<number, CodedRows>();
    const besideInstants = (own: Training): CodedRows | null =>
      base.rows.instants === undefined || own.rows.instants === undefined
        ? null
        : beside(base.rows.instants.coded, own.rows.instants.coded);
    for (const fold of new Set(base.rows.fold)) {
      await yieldNow(watch);
      const others = Int32Array.from(base.rows.fold.keys()).filter((i) => base.rows.fold[i] !== fold);
      const time = others.map((i) => base.time[i] ?? 0);
      const data = dataOf(of, subset(base.rows, others), time);
      const without = await of.find({ data, options, profiled: false });
      // a map learnt on scores without decayed counts does not fit scores with them
      if ("reason" in without) return none(notEstimable(withoutAFifth(without.reason)));
      const without5 = withDecays(without.taken);
      apart.set(fold, beside(base.rows.coded, without5.rows.coded));
      const at = besideInstants(without5);
      if (at !== null) instantsApart.set(fold, at);
    }
    const own = withDecays(found.taken);
    const atInstants = besideInstants(own);
    const plain = types.filter((_, type) => found.taken[type] === null);
    return {
      ...base,
      rows: {
        ...base.rows,
        coded: beside(base.rows.coded, own.rows.coded),
        apart,
        ...(base.rows.instants === undefined || atInstants === null
          ? {}
          : { instants: { ...base.rows.instants, coded: atInstants, apart: instantsApart } }),
      },
      dropped: [...base.dropped, ...own.dropped, ...plain.map((type) => left(type, plainCounts(grid)))],
      coded: beside(q.coded, offered(found.taken)),
      atInstants:
        q.instants === undefined || offeredAtInstants === null
          ? null
          : beside(q.instants.coded, offeredAtInstants(found.taken)),
      halfLives,
    };
  };
}

/** The least number of half-lives that make a profile. */
const leastGrid = 4;

/**
 * The half-lives of which the records before the quarter cover five: a longer one would not be observed. The whole grid
 * where there is no quarter.
 */
function usable(
  { start, end }: TrainingQuestion["quarterBefore"],
  observedFrom: Int32Array,
): readonly number[] {
  if (end <= start) return halfLifeGrid;
  const back = start - observedFrom.reduce((first, t) => Math.min(first, t), NEVER);
  return halfLifeGrid.filter((days) => decayReach * days * DAY <= back);
}

const plainCounts = (grid: readonly number[]): string => noBetterThanCounts(grid.at(-1));
const left = (activity: string, reason: string): DroppedFeature => ({
  feature: countName({ kind: "decay", activity }),
  reason,
});

const beside = (a: CodedRows, b: CodedRows): CodedRows => ({
  count: a.count,
  features: [...a.features, ...b.features],
  codes: [...a.codes, ...b.codes],
});

/** Gives decayed counts at all moments, each coded once for each half-life. */
function offer({ history, cap }: HalfLifeQuestion, moments: Moments): (taken: readonly Taken[]) => CodedRows {
  const known = new Map<string, CodedRows>();
  return (taken) => {
    const none: CodedRows = { count: moments.count, features: [], codes: [] };
    return decayFeatures(history, cap, taken).reduce((all, feature) => {
      const key = `${feature.from.half_life} ${feature.name}`;
      const own = known.get(key) ?? codesAt(history, [feature], moments.lead, moments.time, moments.shown);
      known.set(key, own);
      return beside(all, own);
    }, none);
  };
}

/**
 * The data for fitting half-lives: the visible activities of each row; and as columns that do not decay the score of
 * what is known at creation (a ridge logistic model of these rows, whose scale is fitted again), and which rows lack
 * records. An activity that was recorded only from some day on says nothing about leads created before it, as for
 * `_ever`.
 */
function dataOf(of: HalfLifeQuestion, rows: TrainingRows, time: Int32Array): HalfLifeData {
  const { leads, activities } = of.history;
  const created = Int32Array.from(rows.lead, (lead) => (leads.born ?? leads.created)[lead] ?? NEVER);
  const first = activities.types.map((_, type) => activities.observedFrom[type] ?? NEVER);
  const lists = activities.types.map(() => ({ row: [] as number[], age: [] as number[] }));
  rows.lead.forEach((lead, row) => {
    const t = time[row] ?? 0;
    const end = of.moments.shown?.[lead] ?? activities.start[lead + 1] ?? 0;
    for (let k = activities.start[lead] ?? 0; k < end && (activities.visible[k] ?? NEVER) <= t; k++) {
      const type = activities.type[k] ?? 0;
      if ((created[row] ?? 0) < (first[type] ?? NEVER)) continue;
      lists[type]?.row.push(row);
      lists[type]?.age.push((t - (activities.at[k] ?? t)) / DAY);
    }
  });
  const days = new Set(first.filter((_, type) => (lists[type]?.row.length ?? 0) > 0));
  const unrecorded = [...days].map((day) => Float64Array.from(created, (t) => (t < day ? 1 : 0)));
  return {
    fixed: [...scoreAtCreation(rows, of.cuts), ...unrecorded.filter((column) => column.includes(1))],
    activities: lists.map(
      ({ row, age }): ActivityEvents => ({ row: Int32Array.from(row), age: Float64Array.from(age) }),
    ),
    label: rows.label,
    weight: rows.weight,
    cluster: rows.account,
    cap: of.cap ?? defaultDecayedCap,
  };
}

/**
 * One column, or none where nothing known at creation distinguishes leads. A lead's moments share these values, so it
 * is fitted on one row for each lead and outcome, with their total weight.
 */
function scoreAtCreation(rows: TrainingRows, cuts: HalfLifeQuestion["cuts"]): readonly Float64Array[] {
  const { features, codes } = rows.coded;
  const still = features.map((feature) => !moves(feature));
  if (!still.includes(true)) return [];
  const place = new Map<number, number>();
  const first: number[] = [];
  const weight: number[] = [];
  const placeOf = Array.from(rows.lead, (lead, i) => {
    const key = 2 * lead + (rows.label[i] ?? 0);
    const at = place.get(key) ?? first.push(i) - 1;
    place.set(key, at);
    weight[at] = (weight[at] ?? 0) + (rows.weight[i] ?? 0);
    return at;
  });
  const known: CodedRows = {
    count: rows.coded.count,
    features: features.filter((_, f) => still[f] === true),
    codes: codes.filter((_, f) => still[f] === true),
  };
  const few = subset({ ...rows, coded: known }, Int32Array.from(first));
  const { draft } = fitRidge(
    "creation",
    { lambda: ridgeLambda, maxBins: 6 },
    { ...few, weight: Float64Array.from(weight) },
    cuts,
  );
  if (draft.attributes.length === 0) return [];
  const scores = scoreRows(draft, few.coded);
  return [Float64Array.from(placeOf, (at) => (scores[at] ?? 0) * draft.scale.unit)];
}
