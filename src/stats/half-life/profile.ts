import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { agesDoNotTell, fitsDoNotConverge } from "../../base/messages/stats.ts";
import { chi2Quantile } from "../numeric/distributions.ts";
import { maximiseOnInterval } from "../numeric/maximise-on-interval.ts";

/** A half-life of the grid in days; null: plain counts. */
export type Taken = number | null;

export interface ProfileOptions {
  /** half-lives in days, ascending: the ones that can be chosen; the first and last bound the search */
  readonly grid: readonly number[];
  readonly level?: number;
}

export interface Profile {
  /**
   * half-life in days; null: plain counts predict no worse than any half-life of the grid, or its last one predicts
   * best
   */
  readonly halfLife: number | null;
  /**
   * limits of the interval, where 2 (ll - ll(h)) / spread <= 3.84. `low` null: below the first half-life of the grid;
   * `high` null: plain counts are not excluded
   */
  readonly low: number | null;
  readonly high: number | null;
  readonly logLikelihood: number;
  readonly plainLogLikelihood: number;
  /** what differences of twice the log-likelihood are divided by: not 1 where rows are dependent */
  readonly spread: number;
  /** (penalised) log-likelihood over the grid; -Infinity where the fit has not converged */
  readonly grid: readonly { readonly halfLife: number; readonly logLikelihood: number }[];
}

/** The (penalised) log-likelihood over a grid of half-lives, and of plain counts. */
export interface Curve {
  readonly plain: number;
  /** in the order of the grid; -Infinity where the fit has not converged */
  readonly values: readonly number[];
  /** index of the highest */
  readonly top: number;
}

/**
 * Half-lives whose log-likelihoods differ by less than this are equally good: counts that are all 0, or ages that are
 * all the same.
 */
export const flat = 1e-6;

export type LogLikelihood = (halfLife: Taken) => number;

/** The log-likelihood over the grid. Not estimable where all half-lives are equally good. */
export function curveOf(ll: LogLikelihood, grid: readonly number[]): Curve | NotEstimable {
  const values = grid.map(ll).map((v) => (Number.isFinite(v) ? v : Number.NEGATIVE_INFINITY));
  const plain = ll(null);
  const best = Math.max(...values);
  if (!Number.isFinite(best) || !Number.isFinite(plain)) return notEstimable(fitsDoNotConverge);
  if (Math.max(best, plain) - Math.min(...values.filter(Number.isFinite), plain) < flat)
    return notEstimable(agesDoNotTell);
  return { plain, values, top: values.indexOf(best) };
}

/** Whether plain counts are taken: they are as good as any half-life, or the last of the grid is the best. */
const isPlain = ({ plain, values, top }: Curve): boolean =>
  plain >= (values[top] ?? plain) - flat || top === values.length - 1;

/**
 * Maximum and interval of a profile over ln h, with plain counts beyond its end.
 *
 * @param spreadAt the spread at the top
 */
export function profileOf(
  ll: LogLikelihood,
  { grid, level = 0.95 }: ProfileOptions,
  spreadAt: (halfLife: number) => number = () => 1,
): Profile | NotEstimable {
  const curve = curveOf(ll, grid);
  if ("reason" in curve) return curve;
  const { plain, values, top } = curve;
  const at = (logH: number): number => ll(Math.exp(logH));
  const logs = grid.map(Math.log);
  const logAt = (i: number): number => logs[Math.min(logs.length - 1, Math.max(0, i))] ?? 0;
  const between = maximiseOnInterval(at, logAt(top - 1), logAt(top + 1), 1e-4);
  const onGrid = { x: logAt(top), value: values[top] ?? Number.NEGATIVE_INFINITY };
  const { x: atTop, value: best } = between.value > onGrid.value ? between : onGrid;
  const none = isPlain(curve);
  const reference = Math.max(best, plain);
  const spread = spreadAt(Math.exp(atTop));
  const drop = (spread * chi2Quantile(level, 1)) / 2;
  const over = (logH: number): number => {
    const value = reference - at(logH) - drop;
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  const from = none ? (logs.at(-1) ?? 0) : atTop;
  return {
    halfLife: none ? null : Math.exp(atTop),
    low: edge(over, from, logs.filter((l) => l < from).reverse()),
    high:
      none || reference - plain <= drop
        ? null
        : edge(
            over,
            from,
            logs.filter((l) => l > from),
          ),
    logLikelihood: none ? plain : best,
    plainLogLikelihood: plain,
    spread,
    grid: grid.map((halfLife, i) => ({ halfLife, logLikelihood: values[i] ?? Number.NEGATIVE_INFINITY })),
  };
}

/**
 * Where the profile leaves the interval on the way from an inner point through the grid; null: nowhere. `over` is above
 * 0 outside. The Illinois variant of regula falsi to 1e-4 on the log scale, with halving where a fit has not converged.
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
