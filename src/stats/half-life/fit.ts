import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { nothingToDecay } from "../../base/messages/stats.ts";
import { oneClass, totalsOf } from "../calibrate/rows.ts";
import { chi2Quantile } from "../numeric/distributions.ts";
import { type HalfLifeData, type Likelihood, likelihoodOf } from "./likelihood.ts";
import { curveOf, flat, type Profile, type ProfileOptions, profileOf, type Taken } from "./profile.ts";

export interface HalfLifeOptions extends ProfileOptions {
  /** ridge penalty of the fits (sum scale, standardised columns), default 0 */
  readonly lambda?: number;
  /** number of outcomes below which all activities share one half-life, default 500 */
  readonly ownFrom?: number;
}

/** Half-lives taken from the grid; null: plain counts. */
export interface HalfLives {
  /** the best one for all activities together */
  readonly shared: Taken;
  /** for each activity: the shared half-life, or its own where that is better by more than chance */
  readonly taken: readonly Taken[];
  /** whether activities could have their own */
  readonly each: boolean;
}

export interface ProfiledHalfLives extends HalfLives {
  /** profile of one half-life for all activities */
  readonly common: Profile;
  /** profile of each activity with a half-life of its own, the others held at theirs; null: it has the shared one */
  readonly own: readonly (Profile | null)[];
}

/** What a worker thread is asked to fit. */
export interface HalfLivesAsked {
  readonly data: HalfLifeData;
  readonly options: HalfLifeOptions;
  /** whether profiles and intervals are wanted too */
  readonly profiled: boolean;
}

export type HalfLivesFound = HalfLives | ProfiledHalfLives | NotEstimable;

export const findHalfLives = ({ data, options, profiled }: HalfLivesAsked): HalfLivesFound =>
  profiled ? fitHalfLives(data, options) : takeHalfLives(data, options);

/**
 * Half-lives of decayed counts by profile likelihood over ln h: for each h, a logistic regression of the outcome on the
 * fixed columns and the counts. Predictive, not causal. Where rows come in clusters the intervals take account of it.
 * With 500 outcomes or more, an activity gets its own half-life where the data support one; its interval treats the
 * half-lives of the others as fixed, but not their coefficients.
 */
export function fitHalfLives(data: HalfLifeData, options: HalfLifeOptions): ProfiledHalfLives | NotEstimable {
  const search = searchOf(data, options);
  if ("reason" in search) return search;
  const { all, alike, along, spread } = search;
  const common = profileOf(alike, options, (h) =>
    spread(
      all.map(() => h),
      all,
    ),
  );
  if ("reason" in common) return common;
  const found = take(search, options);
  if ("reason" in found) return found;
  const { shared, taken } = found;
  const own = taken.map((half, a): Profile | null => {
    if (half === shared) return null;
    const profile = profileOf(along(taken, a), options, (h) => spread(replaced(taken, a, h), only(all, a)));
    return "reason" in profile ? null : profile;
  });
  return { ...found, common, own };
}

/** Like `fitHalfLives`, without the profiles and their intervals: in at most a third of the time. */
export function takeHalfLives(data: HalfLifeData, options: HalfLifeOptions): HalfLives | NotEstimable {
  const search = searchOf(data, options);
  return "reason" in search ? search : take(search, options);
}

interface Search extends Likelihood {
  readonly all: readonly boolean[];
  /** which activities have events */
  readonly active: readonly boolean[];
  readonly each: boolean;
  /** log-likelihood where all activities have one half-life */
  readonly alike: (halfLife: Taken) => number;
  /** log-likelihood along the half-life of one activity, the others held */
  readonly along: (others: readonly Taken[], activity: number) => (halfLife: Taken) => number;
}

const replaced = (halfLives: readonly Taken[], activity: number, by: Taken): readonly Taken[] =>
  halfLives.map((h, a) => (a === activity ? by : h));
const only = (all: readonly boolean[], activity: number): readonly boolean[] =>
  all.map((_, a) => a === activity);

function searchOf(data: HalfLifeData, options: HalfLifeOptions): Search | NotEstimable {
  const totals = totalsOf({
    score: data.label,
    label: data.label,
    ...(data.weight === undefined ? {} : { weight: data.weight }),
  });
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  const active = data.activities.map((a) => a.row.length > 0);
  if (!active.includes(true)) return notEstimable(nothingToDecay);
  const { ll, spread } = likelihoodOf(data, active, options.lambda ?? 0);
  const all = active.map(() => true);
  return {
    all,
    active,
    each: totals.positives >= (options.ownFrom ?? 500) && active.filter(Boolean).length > 1,
    ll,
    spread,
    alike: (h) => ll(all.map(() => h)),
    along: (others, a) => (h) => ll(replaced(others, a, h)),
  };
}

/**
 * The half-life of the grid that predicts best for all activities. Then, where each may have its own, each in turn
 * moves along the grid while that predicts better, and goes back unless the gain is beyond chance. Two rounds, since
 * each move changes the others' optimum a little.
 */
function take(search: Search, { grid, level = 0.95 }: HalfLifeOptions): HalfLives | NotEstimable {
  const { all, active, each, alike, along, spread } = search;
  const steps: Taken[] = [...grid, null];
  const last = grid.length;
  // an optimum at the last half-life of the grid means that plain counts are better
  const taken = (at: number): Taken => (at < last - 1 ? (grid[at] ?? null) : null);
  const common = (at: number): number => alike(steps[at] ?? null);
  const coarse = curveOf(
    alike,
    grid.filter((_, i) => i % 4 === 0),
  );
  if ("reason" in coarse) return coarse;
  const start = climb(common, 4 * coarse.top, last);
  const shared = taken(start);
  const at = active.map(() => start);
  // in 5% of studies at least one of the activities would leave the shared half-life by chance
  const beyond = chi2Quantile(1 - (1 - level) / active.filter(Boolean).length, 1);
  const beyondChance = (a: number, own: number): boolean => {
    const others = at.map(taken);
    const ll = along(others, a);
    const gain = 2 * (ll(taken(own)) - ll(shared));
    // at plain counts the likelihood has no slope along ln h
    return gain > flat && gain / spread(replaced(others, a, taken(own) ?? shared), only(all, a)) > beyond;
  };
  for (let round = 0; each && round < 2; round++)
    for (const a of at.keys()) {
      if (active[a] !== true) continue;
      const ll = along(at.map(taken), a);
      const own = climb((i) => ll(steps[i] ?? null), at[a] ?? start, last);
      at[a] = taken(own) !== shared && beyondChance(a, own) ? own : start;
    }
  return { shared, taken: at.map(taken), each };
}

/**
 * From one place to the next better one, in both directions, until none is better; the last place where that is equally
 * good.
 */
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
