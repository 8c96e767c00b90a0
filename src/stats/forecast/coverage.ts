import { chi2Cdf } from "../numeric/distributions.ts";

/**
 * Whether intervals missed as often as they should (Kupiec 1995): the likelihood ratio of `misses` misses among n at
 * the nominal rate, chi-squared with one degree of freedom.
 *
 * @example
 * kupiec(10, 24, 0.2).p; // 0.0157
 */
export function kupiec(misses: number, n: number, rate: number): { readonly lr: number; readonly p: number } {
  const log = (count: number, share: number): number => (count === 0 ? 0 : count * Math.log(share));
  const at = (share: number): number => log(misses, share) + log(n - misses, 1 - share);
  const lr = Math.max(0, -2 * (at(rate) - at(misses / n)));
  return { lr, p: 1 - chi2Cdf(lr, 1) };
}

/**
 * The score of an interval at level 1 - alpha for the value that came (Gneiting and Raftery 2007): its width, plus 2 /
 * alpha for each unit by which it missed. Lower is better.
 *
 * @example
 * intervalScore({ low: 80, high: 120 }, 0.2, 70); // 140
 */
export const intervalScore = (
  { low, high }: { readonly low: number; readonly high: number },
  alpha: number,
  came: number,
): number => high - low + (2 / alpha) * (Math.max(0, low - came) + Math.max(0, came - high));

/**
 * The continuous ranked probability score of a forecast given as draws (Gneiting and Raftery 2007): the mean distance
 * of a draw from the value that came, less half the mean distance between two draws. Lower is better; for one draw it
 * is the absolute error.
 *
 * @throws RangeError without draws
 * @example
 * rankedProbabilityScore([9, 11], 10); // 0.5
 */
export function rankedProbabilityScore(draws: ArrayLike<number>, came: number): number {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  if (n === 0) throw new RangeError("a forecast of no draws has no score");
  let [off, apart] = [0, 0];
  sorted.forEach((x, i) => {
    off += Math.abs(x - came) / n;
    // over all pairs, the i-th of n is the larger one i times and the smaller one n - 1 - i times
    apart += (x * (2 * i - n + 1) * 2) / (n * n);
  });
  return off - apart / 2;
}
