import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { oneClass, totalsOf } from "../calibrate/rows.ts";
import { fitLogistic } from "../logistic/fit.ts";
import { robustCovariance } from "../logistic/robust.ts";
import { type ActivityEvents, decayedCounts } from "./decay.ts";
import {
  curveOf,
  flat,
  type LogLikelihood,
  type Profile,
  type ProfileOptions,
  profileOf,
  type Taken,
} from "./profile.ts";

export interface HalfLifeData {
  /** columns that do not decay, of n values each, without the intercept */
  readonly fixed: readonly ArrayLike<number>[];
  readonly activities: readonly ActivityEvents[];
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
  readonly weight?: ArrayLike<number>;
  /** the cluster of each row, say its account: rows of one are dependent. Absent: every row its own */
  readonly cluster?: ArrayLike<number>;
  readonly cap: number;
}

export interface HalfLifeOptions extends ProfileOptions {
  /** ridge of the fits (sum scale, standardised columns), default 0 */
  readonly lambda?: number;
  /** wins below which all activities share one half-life, default 500 */
  readonly ownFrom?: number;
}

export interface HalfLives {
  /** one for all activities */
  readonly common: Profile;
  /**
   * One for each activity, the others held at what is taken of theirs; null below 500 wins. An activity without events,
   * or whose ages do not tell, has the common one.
   */
  readonly own: readonly Profile[] | null;
  /** for each activity the half-life of the grid that is taken; null: plain counts */
  readonly taken: readonly Taken[];
}

/**
 * Half-lives of decayed counts by profile likelihood over ln h: at each h a logistic regression of the outcome on the
 * fixed columns and the counts. Predictive, not causal. Where rows come in clusters the interval knows. With 500 wins and more each activity gets its own; their
 * intervals hold the others' half-lives, not their coefficients, fixed.
 */
export function fitHalfLives(data: HalfLifeData, options: HalfLifeOptions): HalfLives | NotEstimable {
  const search = searchOf(data, options);
  if ("reason" in search) return search;
  const all = data.activities.map(() => true);
  const common = profileOf(search.alike, options, (h) =>
    search.spread(
      all.map(() => h),
      all,
    ),
  );
  if ("reason" in common) return common;
  const taken = take(search, options.grid);
  if ("reason" in taken) return taken;
  if (!search.each) return { common, own: null, taken };
  const own = data.activities.map((_, a): Profile => {
    const one = all.map((_, i) => i === a);
    const spread = (h: number): number =>
      search.spread(
        taken.map((other, i) => (i === a ? h : other)),
        one,
      );
    const profile = search.active[a] === true ? profileOf(search.along(taken, a), options, spread) : common;
    return "reason" in profile ? common : profile;
  });
  return { common, own, taken };
}

/** What `fitHalfLives` takes of the grid, without the profiles and their intervals: a third of its time or less. */
export function takeHalfLives(data: HalfLifeData, options: HalfLifeOptions): readonly Taken[] | NotEstimable {
  const search = searchOf(data, options);
  return "reason" in search ? search : take(search, options.grid);
}

interface Search {
  /** which activities have events */
  readonly active: readonly boolean[];
  /** each activity has a half-life of its own */
  readonly each: boolean;
  /** the log-likelihood where all activities have one half-life */
  readonly alike: LogLikelihood;
  /** the log-likelihood along the half-life of one activity, the others held */
  readonly along: (others: readonly Taken[], activity: number) => LogLikelihood;
  readonly spread: Spread;
}

/**
 * How many times the variance that independent rows would have ln h has in truth, at given half-lives of which some
 * move as one: what a fall of twice the log-likelihood is divided by (Rotnitzky & Jewell 1990, for one parameter).
 */
type Spread = (halfLives: readonly Taken[], moving: readonly boolean[]) => number;

function searchOf(data: HalfLifeData, options: HalfLifeOptions): Search | NotEstimable {
  const totals = totalsOf({
    score: data.label,
    label: data.label,
    ...(data.weight === undefined ? {} : { weight: data.weight }),
  });
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  const active = data.activities.map((a) => a.row.length > 0);
  if (!active.includes(true)) return notEstimable("no activity has an event: there is nothing to decay");
  const { ll, spread } = likelihoodOf(data, active, options.lambda ?? 0);
  return {
    active,
    each: totals.positives >= (options.ownFrom ?? 500) && active.filter(Boolean).length > 1,
    alike: (h) => ll(data.activities.map(() => h)),
    along: (others, a) => (h) => ll(others.map((other, i) => (i === a ? h : other))),
    spread,
  };
}

/**
 * The half-life of the grid that predicts best for all activities; then, where each has its own, each in turn steps
 * along the grid from there while that predicts better. Two rounds: each step moves the others a little.
 */
function take({ active, each, alike, along }: Search, grid: readonly number[]): Taken[] | NotEstimable {
  const steps: Taken[] = [...grid, null];
  const last = grid.length;
  // what ends at the last of the grid is off its end
  const taken = (at: number): Taken => (at < last - 1 ? (grid[at] ?? null) : null);
  const common = (at: number): number => alike(steps[at] ?? null);
  const coarse = curveOf(
    alike,
    grid.filter((_, i) => i % 4 === 0),
  );
  if ("reason" in coarse) return coarse;
  const start = climb(common, 4 * coarse.top, last);
  const at = active.map(() => start);
  for (let round = 0; each && round < 2; round++)
    for (const a of at.keys()) {
      if (active[a] !== true) continue;
      const ll = along(at.map(taken), a);
      at[a] = climb((i) => ll(steps[i] ?? null), at[a] ?? start, last);
    }
  return at.map(taken);
}

/** From a place to the next that is better, one way and the other, until none is; the last where that is as good. */
function climb(f: (at: number) => number, from: number, last: number): number {
  let [best, value] = [from, f(from)];
  for (const way of [-1, 1])
    for (let at = best + way; at >= 0 && at <= last; at += way) {
      const next = f(at);
      if (!(next > value + flat)) break;
      [best, value] = [at, next];
    }
  return f(last) >= value - flat ? last : best;
}

/** The maximal (penalised) log-likelihood at given half-lives, NaN where the fit has not converged; and its spread. */
function likelihoodOf(
  data: HalfLifeData,
  active: readonly boolean[],
  lambda: number,
): { readonly ll: (halfLives: readonly Taken[]) => number; readonly spread: Spread } {
  const rows = data.label.length;
  const weighted = data.weight === undefined ? {} : { weight: data.weight };
  // a step of 1e-5 leaves the log-likelihood exact to 1e-10 of itself: far below what tells half-lives apart
  const how = { lambda, standardise: true, accuracy: 1e-5 };
  const kept = data.activities.map(() => new Map<Taken, Float64Array>());
  const column = (a: number, h: Taken): Float64Array => {
    const events = data.activities[a];
    const found = kept[a]?.get(h);
    if (found !== undefined || events === undefined) return found ?? new Float64Array(rows);
    const made = decayedCounts(events, rows, h, data.cap);
    kept[a]?.clear();
    kept[a]?.set(h, made);
    return made;
  };
  const known = new Map<string, number>();
  let near: Float64Array | undefined;
  const columnsAt = (halfLives: readonly Taken[]): readonly ArrayLike<number>[] => [
    ...data.fixed,
    ...halfLives.flatMap((h, a) => (active[a] === true ? [column(a, h)] : [])),
  ];
  const find = (halfLives: readonly Taken[]): number => {
    const columns = columnsAt(halfLives);
    const start = near === undefined ? {} : { start: near };
    const fit = fitLogistic({ columns, label: data.label, ...weighted }, { ...how, ...start });
    if (!fit.converged) return Number.NaN;
    near = fit.coefficients;
    return fit.logLikelihood - fit.penalty;
  };
  return {
    ll: (halfLives) => {
      const key = halfLives.join();
      const value = known.get(key) ?? find(halfLives);
      known.set(key, value);
      return value;
    },
    spread: (halfLives, moving) => {
      if (data.cluster === undefined) return 1;
      const columns = columnsAt(halfLives);
      const at = fitLogistic({ columns, label: data.label, ...weighted }, how).coefficients;
      const slope = slopeOf(data, halfLives, moving, active, at.subarray(1 + data.fixed.length));
      // ln h as one more coefficient, 0 at the top of the profile
      const linear = { columns: [...columns, slope], label: data.label, ...weighted };
      const fit = fitLogistic(linear, { start: Float64Array.of(...at, 0) });
      const robust = robustCovariance(linear, fit, { cluster: data.cluster });
      const last = fit.covariance.length - 1;
      const ratio = (robust?.covariance[last] ?? Number.NaN) / (fit.covariance[last] ?? Number.NaN);
      return ratio > 0 && Number.isFinite(ratio) ? ratio : 1;
    },
  };
}

/** The derivative of the linear predictor by the ln h of what moves, by differences of a hundredth. */
function slopeOf(
  { activities, label, cap }: HalfLifeData,
  halfLives: readonly Taken[],
  moving: readonly boolean[],
  active: readonly boolean[],
  coefficients: Float64Array,
): Float64Array {
  const rows = label.length;
  const slope = new Float64Array(rows);
  const step = 0.01;
  let j = 0;
  activities.forEach((events, a) => {
    if (active[a] !== true) return;
    const [b, h = null] = [(coefficients[j++] ?? 0) / (2 * step), halfLives[a]];
    if (moving[a] !== true || h === null) return;
    const longer = decayedCounts(events, rows, h * Math.exp(step), cap);
    const shorter = decayedCounts(events, rows, h * Math.exp(-step), cap);
    for (let i = 0; i < rows; i++) slope[i] = (slope[i] ?? 0) + b * ((longer[i] ?? 0) - (shorter[i] ?? 0));
  });
  return slope;
}
