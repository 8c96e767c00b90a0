import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { oneClass, totalsOf } from "../calibrate/rows.ts";
import { chi2Quantile } from "../distributions.ts";
import { fitLogistic } from "../logistic.ts";
import { type ActivityEvents, decayedCounts, halfLifeGrid } from "./decay.ts";

export interface HalfLifeData {
  /** columns that do not decay, of n values each, without the intercept */
  readonly fixed: readonly ArrayLike<number>[];
  readonly activities: readonly ActivityEvents[];
  /** 0 or 1 */
  readonly label: ArrayLike<number>;
  /** frequency weights, default 1 */
  readonly weight?: ArrayLike<number>;
  readonly cap: number;
}

export interface HalfLifeOptions {
  /** half-lives in days, ascending; its ends bound the search. Default: 1 day to a year */
  readonly grid?: readonly number[];
  /** ridge of the fits (sum scale, standardised columns), default 0 */
  readonly lambda?: number;
  readonly level?: number;
  /** wins below which all activities share one half-life, default 500 */
  readonly ownFrom?: number;
}

export interface Profile {
  /** days; null: plain counts predict no worse than any half-life of the grid */
  readonly halfLife: number | null;
  /** 2 (ll - ll(h)) <= 3.84. `low` null: down to the grid's first; `high` null: plain counts are not excluded */
  readonly low: number | null;
  readonly high: number | null;
  readonly logLikelihood: number;
  readonly plainLogLikelihood: number;
  /** (penalised) log-likelihood over the grid; NaN where the fit has not converged */
  readonly grid: readonly { readonly halfLife: number; readonly logLikelihood: number }[];
}

export interface HalfLives {
  /** one for all activities */
  readonly common: Profile;
  /** one for each activity, the others held at theirs; null below 500 wins. An activity without events has the common */
  readonly own: readonly Profile[] | null;
}

/** Below this the half-lives are as good as each other: counts that are all 0, or ages that are all the same. */
const flat = 1e-6;

/**
 * Half-lives of decayed counts by profile likelihood over ln h: at each h a logistic regression of the outcome on the
 * fixed columns and the counts. Predictive, not causal. With 500 wins and more each activity gets its own, found in
 * turn from the common one; their intervals hold the others' half-lives, not their coefficients, fixed.
 */
export function fitHalfLives(data: HalfLifeData, options: HalfLifeOptions = {}): HalfLives | NotEstimable {
  const { ownFrom = 500 } = options;
  const totals = totalsOf({
    score: data.label,
    label: data.label,
    ...(data.weight === undefined ? {} : { weight: data.weight }),
  });
  const refused = oneClass(totals);
  if (refused !== null) return refused;
  const active = data.activities.map((a) => a.row.length > 0);
  if (!active.includes(true)) return notEstimable("no activity has an event: there is nothing to decay");
  const ll = likelihoodOf(data, active, options.lambda ?? 0);
  const common = profileOf((h) => ll(data.activities.map(() => h)), options);
  if ("value" in common || totals.positives < ownFrom || active.filter(Boolean).length < 2)
    return "value" in common ? common : { common, own: null };
  const chosen = data.activities.map(() => common.halfLife);
  const own: Profile[] = data.activities.map(() => common);
  // two rounds: each choice moves the others a little
  for (let round = 0; round < 2; round++)
    for (const a of data.activities.keys()) {
      if (active[a] !== true) continue;
      const profile = profileOf((h) => ll(chosen.map((c, i) => (i === a ? h : c))), options);
      // this activity's profile is flat: it keeps the common one
      if ("value" in profile) continue;
      own[a] = profile;
      chosen[a] = profile.halfLife;
    }
  return { common, own };
}

type LogLikelihood = (halfLives: readonly (number | null)[]) => number;

/** The maximal log-likelihood at given half-lives; NaN where the fit has not converged. */
function likelihoodOf(data: HalfLifeData, active: readonly boolean[], lambda: number): LogLikelihood {
  const rows = data.label.length;
  const kept = data.activities.map(() => new Map<number | null, Float64Array>());
  const column = (a: number, h: number | null): Float64Array => {
    const events = data.activities[a];
    const found = kept[a]?.get(h);
    if (found !== undefined || events === undefined) return found ?? new Float64Array(rows);
    const made = decayedCounts(events, rows, h, data.cap);
    kept[a]?.clear();
    kept[a]?.set(h, made);
    return made;
  };
  return (halfLives) => {
    const columns = halfLives.flatMap((h, a) => (active[a] === true ? [column(a, h)] : []));
    const fit = fitLogistic(
      {
        columns: [...data.fixed, ...columns],
        label: data.label,
        ...(data.weight === undefined ? {} : { weight: data.weight }),
      },
      lambda > 0 ? { lambda, standardise: true } : {},
    );
    if (!fit.converged) return Number.NaN;
    return (
      fit.logLikelihood -
      (lambda > 0 ? penaltyOf(fit.coefficients, [...data.fixed, ...columns], data, lambda) : 0)
    );
  };
}

/** 0.5 lambda sum of (sd b)^2: what the fit subtracted. */
function penaltyOf(
  beta: Float64Array,
  columns: readonly ArrayLike<number>[],
  { weight }: HalfLifeData,
  lambda: number,
): number {
  return columns.reduce((sum, column, j) => {
    let [w, s, q] = [0, 0, 0];
    for (let i = 0; i < column.length; i++) {
      const [wi, v] = [weight?.[i] ?? 1, column[i] ?? 0];
      w += wi;
      s += wi * v;
      q += wi * v * v;
    }
    const variance = Math.max(0, q / w - (s / w) ** 2);
    return sum + 0.5 * lambda * variance * (beta[j + 1] ?? 0) ** 2;
  }, 0);
}

/** Maximum and interval of a profile over ln h, plain counts standing at its end. */
export function profileOf(
  ll: (halfLife: number | null) => number,
  { grid = halfLifeGrid, level = 0.95 }: HalfLifeOptions = {},
): Profile | NotEstimable {
  const heights = grid.map((h) => ({ halfLife: h, logLikelihood: ll(h) }));
  const plain = ll(null);
  const values = heights.map((g) =>
    Number.isFinite(g.logLikelihood) ? g.logLikelihood : Number.NEGATIVE_INFINITY,
  );
  const top = values.indexOf(Math.max(...values));
  if (!Number.isFinite(values[top]) || !Number.isFinite(plain))
    return notEstimable(
      "the fits do not converge: columns are collinear or separate the outcomes; use a penalty",
    );
  if (Math.max(...values, plain) - Math.min(...values.filter(Number.isFinite), plain) < flat)
    return notEstimable("every half-life predicts alike: the ages do not tell");
  const at = (logH: number): number => ll(Math.exp(logH));
  const logs = grid.map(Math.log);
  const peak = highest(at, logs[Math.max(0, top - 1)] ?? 0, logs[Math.min(logs.length - 1, top + 1)] ?? 0);
  const best = Math.max(peak.value, values[top] ?? 0);
  const atTop = best > peak.value ? (logs[top] ?? 0) : peak.x;
  const isPlain = plain >= best - flat || top === grid.length - 1;
  const reference = Math.max(best, plain);
  const drop = chi2Quantile(level, 1) / 2;
  const over = (logH: number): number => {
    const value = reference - at(logH) - drop;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  const from = isPlain ? (logs.at(-1) ?? 0) : atTop;
  return {
    halfLife: isPlain ? null : Math.exp(atTop),
    low: edge(over, from, logs.filter((l) => l < from).reverse()),
    high:
      isPlain || reference - plain <= drop
        ? null
        : edge(
            over,
            from,
            logs.filter((l) => l > from),
          ),
    logLikelihood: isPlain ? plain : best,
    plainLogLikelihood: plain,
    grid: heights,
  };
}

/**
 * Where the profile leaves the interval on the way from a point inside through the grid; null: nowhere. `over` is above
 * 0 outside. The Illinois variant of regula falsi to 1e-4 on the log scale, halving where the fit has not converged.
 */
function edge(over: (x: number) => number, from: number, way: readonly number[]): number | null {
  let [inside, below] = [from, -1];
  for (const x of way) {
    const value = over(x);
    if (value <= 0) {
      [inside, below] = [x, value];
      continue;
    }
    let [outside, above] = [x, value];
    let side = 0;
    for (let i = 0; i < 60 && Math.abs(outside - inside) > 1e-4; i++) {
      const share = Number.isFinite(above) ? below / (below - above) : 0.5;
      const middle = inside + (outside - inside) * Math.min(0.98, Math.max(0.02, share));
      const at = over(middle);
      if (at > 0) {
        [outside, above] = [middle, at];
        if (side === 1) below /= 2;
        side = 1;
      } else {
        [inside, below] = [middle, at];
        if (side === -1) above /= 2;
        side = -1;
      }
    }
    return Math.exp((inside + outside) / 2);
  }
  return null;
}

/** Golden section to 1e-4 on the log scale: a hundredth of a percent of the half-life. */
function highest(f: (x: number) => number, from: number, to: number): { x: number; value: number } {
  const share = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - share * (high - low), low + share * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  while (high - low > 1e-4) {
    if (fa >= fb) {
      [high, b, fb] = [b, a, fa];
      a = high - share * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + share * (high - low);
      fb = f(b);
    }
  }
  return fa >= fb ? { x: a, value: fa } : { x: b, value: fb };
}
