import { mergeCells } from "./optimal.ts";
import { bestSplits, equalMassEnds } from "./split.kernel.ts";
import type { Counts, ValueCounts } from "./type.ts";

/** Neighbouring values in groups: pre-bin i holds [cuts[i - 1], cuts[i]); the outer ones have no limit. */
export interface Prebins extends Counts {
  readonly cuts: readonly number[];
  /** index of the last distinct value of each pre-bin */
  readonly ends: readonly number[];
}

/**
 * At most `most` pre-bins of about equal weight, cut at midpoints of neighbouring values; equal values are never split.
 * O(values).
 */
export const prebin = (counts: ValueCounts, most: number): Prebins =>
  cutAfter(counts, equalMass(counts, most));

/**
 * The same, with the splits of a decision tree too (at most `splits`, each part with at least the weight `least`),
 * which are where the rate changes most.
 */
export function prebinWithSplits(counts: ValueCounts, most: number, splits: number, least: number): Prebins {
  const ends = [...equalMass(counts, most), ...bestSplits(counts.events, counts.nonEvents, splits, least)];
  return cutAfter(
    counts,
    [...new Set(ends)].sort((a, b) => a - b),
  );
}

/**
 * Finer pre-bins where a partition was cut: the pre-bins on both sides of each cut in `pieces` of about equal weight,
 * and the rest of each bin as one. The partition can still be made from them, so the best one is no worse.
 */
export function refine(
  counts: ValueCounts,
  prebins: Prebins,
  binEnds: readonly number[],
  pieces: number,
): Prebins {
  const ends: number[] = [];
  const endOf = (i: number): number => prebins.ends[i] ?? -1;
  binEnds.forEach((last, b) => {
    const first = (binEnds[b - 1] ?? -1) + 1;
    for (let i = first; i <= last; i++) {
      const besideCut = (i === first && b > 0) || (i === last && b + 1 < binEnds.length);
      if (besideCut) ends.push(...within(counts, endOf(i - 1) + 1, endOf(i), pieces));
      // the middle of a bin ends where its last pre-bin begins, or with the bin
      else if (i === last || (i + 1 === last && b + 1 < binEnds.length)) ends.push(endOf(i));
    }
  });
  return cutAfter(counts, ends);
}

function within(counts: Counts, from: number, to: number, pieces: number): number[] {
  const slice = {
    events: counts.events.subarray(from, to + 1),
    nonEvents: counts.nonEvents.subarray(from, to + 1),
  };
  return equalMass(slice, pieces).map((end) => from + end);
}

function cutAfter(counts: ValueCounts, ends: readonly number[]): Prebins {
  const cuts = ends.slice(0, -1).map((end) => midpoint(counts.value[end] ?? 0, counts.value[end + 1] ?? 0));
  return { ...gather(counts, ends), cuts, ends };
}

/** Pre-bins by hand from ascending cuts, [low, high). Some may be empty. */
export function prebinAt(counts: ValueCounts, cuts: readonly number[]): Prebins {
  cuts.forEach((cut, i) => {
    if (!Number.isFinite(cut) || (i > 0 && cut <= (cuts[i - 1] ?? 0)))
      throw new RangeError(`cuts ascend and are finite; ${cut} stands at place ${i + 1}`);
  });
  let at = 0;
  const ends = [...cuts, Number.POSITIVE_INFINITY].map((cut) => {
    while (at < counts.value.length && (counts.value[at] ?? 0) < cut) at++;
    return at - 1;
  });
  return { ...gather(counts, ends), cuts, ends };
}

/**
 * Distinct quantiles of type 7 at i / pieces of the weighted values (a value of weight 3 counts three times): edges of
 * (low, high] cells. Equal quantiles are one.
 */
export function quantileEdges(counts: ValueCounts, pieces: number): number[] {
  const n = counts.value.length;
  const total = counts.events.reduce((s, e, i) => s + e + (counts.nonEvents[i] ?? 0), 0);
  const edges: number[] = [];
  let [at, below] = [0, 0];
  const weightAt = (i: number): number => (counts.events[i] ?? 0) + (counts.nonEvents[i] ?? 0);
  for (let k = 1; k < pieces && n > 0; k++) {
    const place = (total - 1) * (k / pieces);
    const whole = Math.floor(place);
    while (at + 1 < n && below + weightAt(at) <= whole) below += weightAt(at++);
    const low = counts.value[at] ?? 0;
    const high = below + weightAt(at) <= whole + 1 ? (counts.value[at + 1] ?? low) : low;
    const edge = low + (place - whole) * (high - low);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}

/** Cells (low, high] between edges, in the same form as [low, high) with the next value above each edge. */
export function cellsAbove(
  counts: ValueCounts,
  edges: readonly number[],
): Counts & { readonly firsts: number[] } {
  let at = 0;
  const ends = [...edges, Number.POSITIVE_INFINITY].map((edge) => {
    while (at < counts.value.length && (counts.value[at] ?? 0) <= edge) at++;
    return at - 1;
  });
  const firsts = ends.map((_, i) => counts.value[(ends[i - 1] ?? -1) + 1] ?? Number.NaN);
  return { ...gather(counts, ends), firsts };
}

/** Index of the last cell of each of at most `most` groups of about equal weight. */
export function equalMass(counts: Counts, most: number): number[] {
  if (!(Number.isInteger(most) && most >= 1)) throw new RangeError(`${most} is no number of pre-bins`);
  const n = counts.events.length;
  return n <= most
    ? Array.from({ length: n }, (_, i) => i)
    : equalMassEnds(counts.events, counts.nonEvents, most);
}

/** Counts of groups of neighbouring cells, in total and by period. */
export function gather(counts: Counts, ends: readonly number[]): Counts {
  const merged = (c: Counts): { events: Float64Array; nonEvents: Float64Array } => {
    const cells = mergeCells(c, ends);
    return {
      events: Float64Array.from(cells, (v) => v.events),
      nonEvents: Float64Array.from(cells, (v) => v.nonEvents),
    };
  };
  return counts.periods === undefined
    ? merged(counts)
    : { ...merged(counts), periods: counts.periods.map(merged) };
}

/**
 * A number above a and at most b, so that [low, high) separates them, rounded to 12 digits: 0.205 and not
 * 0.20500000000000002.
 */
export function midpoint(a: number, b: number): number {
  const exact = a / 2 + b / 2;
  const short = Number(exact.toPrecision(12));
  return [short, exact].find((middle) => middle > a && middle <= b) ?? b;
}
