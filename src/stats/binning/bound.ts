import type { Cell, Counts, Trend } from "./type.ts";

export interface Blocks {
  /** index of the last cell of each block */
  readonly ends: readonly number[];
  /** information value; Infinity where a block holds only one class */
  readonly iv: number;
}

/** A bin's part of the information value: (e/E - n/N) ln[(e/E) / (n/N)]; 0 where it is empty. */
export function ivOf(events: number, nonEvents: number, totals: Cell): number {
  const [p, q] = [events / totals.events, nonEvents / totals.nonEvents];
  return p === q ? 0 : (p - q) * Math.log(p / q);
}

/**
 * Blocks of the pool-adjacent-violators algorithm on event rates. No partition in that order has a higher IV: a finer
 * order is broken within every block, and parts with equal rates are together worth as much as the block. `prefix[i]`:
 * IV of the blocks of cells 0 to i alone. O(n).
 */
export function pavaBlocks(
  counts: Counts,
  totals: Cell,
  direction: 1 | -1 = 1,
): Blocks & { readonly prefix: Float64Array } {
  const n = counts.events.length;
  const stack: { events: number; nonEvents: number; end: number; below: number; iv: number }[] = [];
  const prefix = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let [events, nonEvents] = [counts.events[i] ?? 0, counts.nonEvents[i] ?? 0];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      // rates compared by cross products: an empty cell joins its neighbour
      const rises = (events * top.nonEvents - top.events * nonEvents) * direction > 0;
      if (rises) break;
      events += top.events;
      nonEvents += top.nonEvents;
      stack.pop();
    }
    const below = (stack.at(-1)?.below ?? 0) + (stack.at(-1)?.iv ?? 0);
    const iv = ivOf(events, nonEvents, totals);
    stack.push({ events, nonEvents, end: i, below, iv });
    prefix[i] = below + iv;
  }
  return { ends: stack.map((b) => b.end), iv: prefix[n - 1] ?? 0, prefix };
}

/** IV of the best partition that keeps the trend, without any other rule; null where it is infinite. O(n). */
export function ivBound(counts: Counts, totals: Cell, trend: Trend): number | null {
  const bound = boundOf(counts, totals, trend);
  return Number.isFinite(bound) ? bound : null;
}

function boundOf(counts: Counts, totals: Cell, trend: Trend): number {
  switch (trend) {
    case "none":
      return counts.events.reduce((sum, e, i) => sum + ivOf(e, counts.nonEvents[i] ?? 0, totals), 0);
    case "ascending":
      return pavaBlocks(counts, totals, 1).iv;
    case "descending":
      return pavaBlocks(counts, totals, -1).iv;
    case "peak":
      return twoParts(counts, totals, 1);
    case "valley":
      return twoParts(counts, totals, -1);
    case "monotone":
      return Math.max(boundOf(counts, totals, "ascending"), boundOf(counts, totals, "descending"));
    case "auto":
      return Math.max(boundOf(counts, totals, "peak"), boundOf(counts, totals, "valley"));
  }
}

/**
 * The best place to turn, with one direction up to a cell and the other after it. Read backwards, the second direction
 * is the first.
 */
function twoParts(counts: Counts, totals: Cell, direction: 1 | -1): number {
  const head = pavaBlocks(counts, totals, direction).prefix;
  const backwards = { events: counts.events.toReversed(), nonEvents: counts.nonEvents.toReversed() };
  const tail = pavaBlocks(backwards, totals, direction).prefix;
  const n = head.length;
  let best = head[n - 1] ?? 0;
  for (let k = 0; k < n; k++) best = Math.max(best, (head[k - 1] ?? 0) + (tail[n - 1 - k] ?? 0));
  return best;
}
