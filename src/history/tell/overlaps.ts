import { type Fault, warning } from "../../base/errors.ts";
import { overlappingActs } from "../../base/messages/data/rows.ts";
import type { Activities } from "../type.ts";

/** Clocks are apart by quarters of an hour, and by no more than 14 hours. */
const QUARTER = 900;
const FARTHEST = 14 * 3600;
/** Of two files: the fewest acts that both hold, and their share of those that lie within the other file's time. */
const SAME = { rows: 20, share: 0.3 };
/** About so many activities are looked at, lead by lead. */
const LOOKED = 200_000;
/** A lead with more activities than this is a machine or a placeholder, and to compare its acts with one another takes their square. */
const MOST = 2_000;

/** Acts of one file that stand in another one too: how many, by how much later they are written. */
interface Pair {
  readonly own: number;
  readonly other: number;
  readonly later: Map<number, number>;
}

/**
 * Warns where two files of activities hold the same acts (lead, type and second, or a second that is whole quarters of
 * an hour off): exports that overlap, and differ in how they write a time or in what is not read. Rows that are equal
 * in every column count once, and are not met here; dates without a time of day say too little.
 *
 * @param fileOf number of each activity's file; null: there is one
 */
export function tellOverlaps(
  activities: Activities,
  fileOf: Uint16Array | null,
  files: readonly string[],
): readonly Fault[] {
  if (fileOf === null) return [];
  const pairs = pairsOf(activities, fileOf);
  const spans = spansOf(activities, fileOf, files.length);
  return pairs.flatMap(({ own, other, later }) => {
    const [seconds, rows] = [...later].sort(([a, n], [b, m]) => m - n || Math.abs(a) - Math.abs(b))[0] ?? [
      0, 0,
    ];
    // of two files the one that is listed later is told
    if (own < other || rows < SAME.rows) return [];
    const of = within(activities, fileOf, own, spans[other]);
    const back = within(activities, fileOf, other, spans[own]);
    if (rows < SAME.share * Math.min(of, back)) return [];
    const name = files[own] ?? "";
    return [warning(overlappingActs(name, files[other] ?? "", rows, of, seconds), { file: name })];
  });
}

/** Leads that are looked at: all but those with the most activities, or one in so many. */
function* looked({ start, count }: Activities): Generator<readonly [from: number, to: number]> {
  const step = Math.max(1, Math.ceil(count / LOOKED));
  for (let lead = 0; lead + 1 < start.length; lead += step) {
    const [from, to] = [start[lead] ?? 0, start[lead + 1] ?? 0];
    if (to - from <= MOST) yield [from, to];
  }
}

/** Pairs of files in which the same lead does the same at the same second, or whole quarters of an hour apart. */
function pairsOf(activities: Activities, fileOf: Uint16Array): readonly Pair[] {
  const { at, type, dated } = activities;
  const pairs = new Map<string, Pair>();
  for (const [from, to] of looked(activities)) {
    const rows = Array.from({ length: to - from }, (_, i) => from + i)
      .filter((k) => dated?.[k] !== 1)
      .sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
    let near = 0;
    for (const k of rows) {
      const [own, time] = [fileOf[k] ?? 0, at[k] ?? 0];
      while ((at[rows[near] ?? k] ?? 0) < time - FARTHEST) near++;
      const met = new Set<string>();
      for (let i = near; i < rows.length; i++) {
        const twin = rows[i] ?? k;
        const seconds = time - (at[twin] ?? 0);
        if (seconds < -FARTHEST) break;
        const other = fileOf[twin] ?? 0;
        if (other === own || type[twin] !== type[k] || seconds % QUARTER !== 0) continue;
        // several twins at one distance are one
        const twins = `${other} ${seconds}`;
        if (met.has(twins)) continue;
        met.add(twins);
        const pair = pairs.get(`${own} ${other}`) ?? { own, other, later: new Map<number, number>() };
        pairs.set(`${own} ${other}`, pair);
        pair.later.set(seconds, (pair.later.get(seconds) ?? 0) + 1);
      }
    }
  }
  return [...pairs.values()].sort((a, b) => a.own - b.own || a.other - b.other);
}

type Span = readonly [from: number, to: number];

/** First and last time of day in each file. */
function spansOf({ at, dated }: Activities, fileOf: Uint16Array, files: number): readonly Span[] {
  const spans = Array.from({ length: files }, (): [number, number] => [Number.POSITIVE_INFINITY, 0]);
  for (const [k, file] of fileOf.entries()) {
    const span = spans[file];
    if (span === undefined || dated?.[k] === 1) continue;
    span[0] = Math.min(span[0], at[k] ?? 0);
    span[1] = Math.max(span[1], at[k] ?? 0);
  }
  return spans;
}

/** How many of a file's activities, of the leads that are looked at, lie in a time. */
function within(activities: Activities, fileOf: Uint16Array, file: number, span: Span = [0, 0]): number {
  const { at, dated } = activities;
  let found = 0;
  for (const [from, to] of looked(activities))
    for (let k = from; k < to; k++) {
      const time = at[k] ?? 0;
      if (fileOf[k] === file && dated?.[k] !== 1 && span[0] <= time && time <= span[1]) found++;
    }
  return found;
}
