import type { BinRules, Cell, Counts, Trend } from "../../../src/stats/binning/index.ts";

/**
 * The oracle of optimal binning: all 2^(n - 1) partitions, each judged by the rules as the documentation states them,
 * with nothing shared with the programme. Null where none keeps the rules.
 */
export function exhaustive(counts: Counts, rules: BinRules, chi2Critical: number): number | null {
  const n = counts.events.length;
  const totals = rules.totals ?? range(counts, 0, n - 1);
  let best: number | null = null;
  for (let mask = 0; mask < 2 ** (n - 1); mask++) {
    const ends = [...Array(n).keys()].filter((i) => i === n - 1 || (mask >> i) % 2 === 1);
    if (!keeps(counts, ends, rules, chi2Critical)) continue;
    const iv = binsOf(counts, ends).reduce((sum, { events, nonEvents }) => {
      const [p, q] = [events / totals.events, nonEvents / totals.nonEvents];
      return sum + (p - q) * Math.log(p / q);
    }, 0);
    if (best === null || iv > best) best = iv;
  }
  return best;
}

function range(counts: Counts, from: number, to: number): Cell {
  let [events, nonEvents] = [0, 0];
  for (let i = from; i <= to; i++) {
    events += counts.events[i] ?? 0;
    nonEvents += counts.nonEvents[i] ?? 0;
  }
  return { events, nonEvents };
}

const binsOf = (counts: Counts, ends: readonly number[]): Cell[] =>
  ends.map((end, b) => range(counts, (ends[b - 1] ?? -1) + 1, end));
const rateOf = ({ events, nonEvents }: Cell): number => events / (events + nonEvents);

/** Does the partition keep every rule? */
export function keeps(
  counts: Counts,
  ends: readonly number[],
  rules: BinRules,
  chi2Critical: number,
): boolean {
  const bins = binsOf(counts, ends);
  if (bins.length < (rules.minBins ?? 1) || bins.length > (rules.maxBins ?? Number.POSITIVE_INFINITY))
    return false;
  for (const bin of bins) {
    if (bin.events === 0 || bin.nonEvents === 0) return false;
    if (bin.events + bin.nonEvents < (rules.minSize ?? 0)) return false;
    if (bin.events < (rules.minEvents ?? 0) || bin.nonEvents < (rules.minNonEvents ?? 0)) return false;
  }
  const rates = bins.map(rateOf);
  const steps = rates.slice(1).map((r, b) => r - (rates[b] ?? 0));
  // equal rates as fractions of whole counts: the cross products agree
  const same = bins.slice(1).some((bin, b) => {
    const before = bins[b] ?? bin;
    return bin.events * before.nonEvents === before.events * bin.nonEvents;
  });
  if (same || steps.some((s) => Math.abs(s) < (rules.minDifference ?? 0) - 1e-12)) return false;
  if (!ordered(steps, rules.trend ?? "none")) return false;
  if ((rules.maxP ?? 1) < 1)
    for (const [b, bin] of bins.slice(1).entries())
      if (chiSquared(bins[b] ?? bin, bin) < chi2Critical) return false;
  for (const period of counts.periods ?? []) {
    const own = binsOf(period, ends).map(rateOf);
    for (const [b, step] of steps.entries()) {
      const ownStep = (own[b + 1] ?? Number.NaN) - (own[b] ?? Number.NaN);
      if (!Number.isNaN(ownStep) && Math.abs(ownStep) > 1e-12 && ownStep > 0 !== step > 0) return false;
    }
  }
  return true;
}

function ordered(steps: readonly number[], trend: Trend): boolean {
  const rise = (list: readonly number[]): boolean => list.every((s) => s > 0);
  const fall = (list: readonly number[]): boolean => list.every((s) => s < 0);
  const turning = (first: typeof rise, then: typeof rise): boolean =>
    Array.from({ length: steps.length + 1 }).some((_, k) => first(steps.slice(0, k)) && then(steps.slice(k)));
  switch (trend) {
    case "none":
      return true;
    case "ascending":
      return rise(steps);
    case "descending":
      return fall(steps);
    case "peak":
      return turning(rise, fall);
    case "valley":
      return turning(fall, rise);
    case "monotone":
      return rise(steps) || fall(steps);
    case "auto":
      return turning(rise, fall) || turning(fall, rise);
  }
}

/** Pearson's statistic of a 2 x 2 table from its four cells. */
function chiSquared(a: Cell, b: Cell): number {
  const n = a.events + a.nonEvents + b.events + b.nonEvents;
  const determinant = a.events * b.nonEvents - b.events * a.nonEvents;
  const margins =
    (a.events + a.nonEvents) * (b.events + b.nonEvents) * (a.events + b.events) * (a.nonEvents + b.nonEvents);
  return (n * determinant ** 2) / margins;
}
