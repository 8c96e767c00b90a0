import { logGamma, normalCdf } from "../numeric/distributions.ts";

/** Where the mean of a series changed most, and whether the change is beyond chance. */
export interface MeanBreak {
  /** how many values come before the break */
  readonly at: number;
  /** sum of squared differences from the two means */
  readonly error: number;
  /** the largest F statistic over all places, and the chance that a series with a constant mean has one as large */
  readonly supF: number;
  readonly p: number;
}

/**
 * One shift of a mean (Andrews 1993): the F statistic of two means against one at each place that leaves the share
 * `trim` of the values on both sides, and the largest of them. The p-value is the upper tail of the supremum's own
 * distribution (Estrella 2003, Econometric Theory 19:6, equation 9); a chi-squared p-value would be far too small,
 * since the place was chosen. Accurate below .2.
 *
 * @throws RangeError with fewer than 4 values
 * @example
 * meanBreak([1, 2, 1, 2, 1, 9, 8, 9, 8, 9]).at; // 5
 */
export function meanBreak(values: ArrayLike<number>, trim = 0.15): MeanBreak {
  const n = values.length;
  if (n < 4) throw new RangeError("a break takes 4 values or more");
  const least = Math.max(1, Math.floor(trim * n));
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += values[i] ?? 0;
    squares += (values[i] ?? 0) ** 2;
  }
  const whole = squares - (sum * sum) / n;
  let best = { at: least, error: Number.POSITIVE_INFINITY };
  let before = 0;
  for (let k = 1; k < n; k++) {
    before += values[k - 1] ?? 0;
    if (k < least || n - k < least) continue;
    const error = squares - (before * before) / k - (sum - before) ** 2 / (n - k);
    if (error < best.error) best = { at: k, error };
  }
  const supF = (whole - best.error) / (best.error / (n - 2));
  return { ...best, supF, p: supremumUpper(supF, trim) };
}

/** P(sup over [trim, 1 - trim] of a squared standardised Brownian bridge >= c), by its leading terms; at most 1. */
function supremumUpper(c: number, trim: number): number {
  if (!(c > 0)) return 1;
  if (trim >= 0.5) return 2 * normalCdf(-Math.sqrt(c));
  const spread = 2 * Math.log((1 - trim) / trim);
  const density = Math.exp(0.5 * Math.log(c / 2) - c / 2 - logGamma(0.5));
  return Math.min(1, Math.max(0, density * ((1 - 1 / c) * spread + 2 / c)));
}

/**
 * Periods in which a rate stayed the same: the partition of the periods with the least -2 log-likelihood (one rate in
 * each part) plus `penalty` for each change, found exactly by dynamic programming over all partitions. The usual
 * penalty is 2 ln(number of periods).
 *
 * @param outcomes by period; `n` members by period
 * @param least periods of a part at least
 * @returns indices of the periods that begin a part but the first, and the objective
 * @example
 * rateChanges([1, 1, 1, 50, 50, 50], [100, 100, 100, 100, 100, 100], { penalty: 4 }).changes; // [3]
 */
export function rateChanges(
  outcomes: readonly number[],
  n: readonly number[],
  { penalty, least = 2 }: { readonly penalty: number; readonly least?: number },
): { readonly changes: readonly number[]; readonly objective: number } {
  const sums = (of: readonly number[]): Float64Array => {
    const so = new Float64Array(of.length + 1);
    of.forEach((x, i) => {
      so[i + 1] = (so[i] ?? 0) + x;
    });
    return so;
  };
  const [came, all] = [sums(outcomes), sums(n)];
  const cost = (from: number, to: number): number => {
    const [x, m] = [(came[to] ?? 0) - (came[from] ?? 0), (all[to] ?? 0) - (all[from] ?? 0)];
    return x === 0 || x === m ? 0 : -2 * (x * Math.log(x / m) + (m - x) * Math.log(1 - x / m));
  };
  const lowest = [-penalty];
  const start = [0];
  for (let to = 1; to <= n.length; to++) {
    lowest[to] = Number.POSITIVE_INFINITY;
    for (let from = 0; from + least <= to; from++) {
      const value = (lowest[from] ?? 0) + cost(from, to) + penalty;
      if (value < (lowest[to] ?? 0) - 1e-12) {
        lowest[to] = value;
        start[to] = from;
      }
    }
  }
  const changes: number[] = [];
  for (let at = start[n.length] ?? 0; at > 0; at = start[at] ?? 0) changes.unshift(at);
  return { changes, objective: lowest[n.length] ?? 0 };
}
