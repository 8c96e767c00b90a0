import { expit } from "../numeric/expit.ts";
import { minimiseBySimplex } from "../numeric/simplex.ts";
import { zOf } from "../proportions/proportion.ts";

/**
 * The seasonal naive forecast: each value to come is the last value at its place in the season. Its interval comes from
 * the spread of past seasonal differences, wider by the square root of how many seasons ahead it is (Hyndman and
 * Athanasopoulos 2021, section 5.5).
 *
 * @throws RangeError unless there is more than one season
 * @example
 * seasonalNaive([1, 2, 3, 5], 2, 2).point; // [3, 5]
 */
export function seasonalNaive(
  values: readonly number[],
  season: number,
  ahead: number,
  level = 0.8,
): {
  readonly point: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly sigma: number;
} {
  const n = values.length;
  if (!(season >= 1) || n <= season) throw new RangeError("a seasonal forecast takes more than one season");
  let squares = 0;
  for (let i = season; i < n; i++) squares += ((values[i] ?? 0) - (values[i - season] ?? 0)) ** 2;
  const sigma = Math.sqrt(squares / (n - season));
  const point = Array.from({ length: ahead }, (_, h) => values[n - season + (h % season)] ?? 0);
  const half = point.map((_, h) => zOf(level) * sigma * Math.sqrt(1 + Math.floor(h / season)));
  return {
    point,
    low: point.map((value, h) => value - (half[h] ?? 0)),
    high: point.map((value, h) => value + (half[h] ?? 0)),
    sigma,
  };
}

/**
 * How far forecasts were from the values that came. MASE divides the mean absolute error by that of the seasonal naive
 * forecast within the values learnt from (Hyndman and Koehler 2006): below 1 is better than repeating the last season.
 *
 * @throws RangeError without a forecast, or where the values learnt from are one season or less
 */
export function forecastErrors(
  said: readonly number[],
  came: readonly number[],
  learnt: readonly number[],
  season: number,
): { readonly mae: number; readonly rmse: number; readonly mase: number } {
  if (said.length === 0 || said.length !== came.length || learnt.length <= season)
    throw new RangeError("errors take as many forecasts as values, and more than one season before them");
  const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;
  const off = said.map((x, i) => (came[i] ?? 0) - x);
  const mae = mean(off.map(Math.abs));
  const scale = mean(learnt.slice(season).map((x, i) => Math.abs(x - (learnt[i] ?? 0))));
  return { mae, rmse: Math.sqrt(mean(off.map((e) => e * e))), mase: mae / scale };
}

/** Which share of each surprise the level, the trend and the season take up. */
export interface SmoothingShares {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/** A series as level, trend and season. */
export interface HoltWinters extends SmoothingShares {
  readonly level: number;
  readonly trend: number;
  /** effect of each place in the season, the next one first */
  readonly season: readonly number[];
  /** sum of squared errors one step ahead, from the second season on */
  readonly error: number;
}

/**
 * Additive exponential smoothing with trend and season (Holt 1957; Winters 1960), started by a decomposition of the
 * first two seasons. The shares are those given, or those with the least squared error one step ahead.
 *
 * @throws RangeError with fewer than two seasons and a value, or a season of one
 */
export function holtWinters(
  values: readonly number[],
  season: number,
  shares?: SmoothingShares,
): HoltWinters {
  if (!(season >= 2) || values.length <= 2 * season)
    throw new RangeError("a trend and a season take more than two seasons");
  const start = startOf(values, season);
  const smoothedBy = (by: SmoothingShares): HoltWinters => {
    let { level, trend } = start;
    const seasons = [...start.season];
    let error = 0;
    for (let t = season; t < values.length; t++) {
      const value = values[t] ?? 0;
      const of = seasons[t - season] ?? 0;
      error += (value - level - trend - of) ** 2;
      const before = level;
      level = by.alpha * (value - of) + (1 - by.alpha) * (level + trend);
      trend = by.beta * (level - before) + (1 - by.beta) * trend;
      seasons.push(by.gamma * (value - level) + (1 - by.gamma) * of);
    }
    return { ...by, level, trend, season: seasons.slice(-season), error };
  };
  if (shares !== undefined) return smoothedBy(shares);
  const sharesAt = ([a = 0, b = 0, c = 0]: readonly number[]): SmoothingShares => ({
    alpha: expit(a),
    beta: expit(b),
    gamma: expit(c),
  });
  // the search begins at shares of .3 for the level and .1 for trend and season, as R's HoltWinters does
  const { x } = minimiseBySimplex((at) => smoothedBy(sharesAt(at)).error, [-0.85, -2.2, -2.2], [1, 1, 1]);
  return smoothedBy(sharesAt(x));
}

/**
 * The start: level and trend by a line through the centred moving mean of two seasons, and the season by what remains.
 */
function startOf(
  values: readonly number[],
  season: number,
): { readonly level: number; readonly trend: number; readonly season: readonly number[] } {
  const first = values.slice(0, 2 * season);
  // for a season of even length, half of each end is within the mean
  const half = Math.floor(season / 2);
  const even = season % 2 === 0;
  const centred = first.flatMap((_, t) => {
    if (t < half || t + half >= first.length) return [];
    let sum = 0;
    for (let k = -half; k <= half; k++) sum += (first[t + k] ?? 0) * (even && Math.abs(k) === half ? 0.5 : 1);
    return [{ t, mean: sum / season }];
  });
  const x = centred.reduce((sum, _, i) => sum + i + 1, 0) / centred.length;
  const y = centred.reduce((sum, { mean }) => sum + mean, 0) / centred.length;
  let [xy, xx] = [0, 0];
  centred.forEach(({ mean }, i) => {
    xy += (i + 1 - x) * (mean - y);
    xx += (i + 1 - x) ** 2;
  });
  const trend = xy / xx;
  const places = Array.from({ length: season }, (_, place) => {
    const left = centred.filter(({ t }) => t % season === place).map(({ t, mean }) => (first[t] ?? 0) - mean);
    return left.reduce((sum, e) => sum + e, 0) / Math.max(1, left.length);
  });
  const middle = places.reduce((sum, e) => sum + e, 0) / season;
  return { level: y - trend * x, trend, season: places.map((e) => e - middle) };
}
