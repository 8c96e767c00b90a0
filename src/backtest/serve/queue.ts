import type { Second } from "../../base/time.ts";
import { type SlotWeek, weekFinder } from "./capacity.ts";

export interface Served {
  /** expected share in [0, 1] of a slot that each crossing gets; 0 outside the weeks */
  readonly share: Float64Array;
  /**
   * In [0, 1]: the chance that the place of each crossing would go to another one if it were not there. 1 where its
   * week has more crossings than slots, 0 where slots stay idle, so that one lead more is one more served.
   */
  readonly full: Float64Array;
  /** weight of each crossing among those who would get these places; 0 for most */
  readonly edge: Float64Array;
  readonly slots: number;
  /** expected number served, slots left idle, crossings not served */
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
}

/** Crossings that wait for slots, one entry for each. */
export interface Queue {
  readonly time: ArrayLike<Second>;
  /** score of each; null: the definition has none */
  readonly score: ArrayLike<number> | null;
}

/** Who is served first within a week. */
export interface Policy {
  readonly name: "score" | "fifo";
  /** the value by which crossings are served, highest first; null: by time alone, earliest first */
  readonly rank: (queue: Queue) => ArrayLike<number> | null;
}

/** The values of `capacity.order` in a study. By default by score, where the definition has one. */
export const policies: readonly [Policy, ...Policy[]] = [
  { name: "score", rank: ({ score }) => score },
  { name: "fifo", rank: () => null },
];

export const policyOf = (name: Policy["name"]): Policy =>
  policies.find((policy) => policy.name === name) ?? policies[0];

/**
 * The plain queue: week by week the crossings take the week's slots in the order of the policy. Equals are served in
 * expectation, the mean over all their orders; nothing is carried over. Where slots are a fraction, the last lead gets
 * a part of one. O(n log n).
 */
export const serve = (queue: Queue, weeks: readonly SlotWeek[], policy: Policy): Served =>
  fill(arrivals(queue, weeks, policy), weeks, sharesOf(queue.time.length));

/** For each week, the crossings in the order in which they are served. */
export interface Arrivals {
  readonly weeks: readonly Int32Array[];
  /** of each crossing; higher goes first */
  readonly priority: Float64Array;
  /** whether a score orders them; else their time does */
  readonly ranked: boolean;
}

/** The order of a queue before slots are looked at: it is the same for every number of slots. O(n log n). */
export function arrivals(queue: Queue, weeks: readonly SlotWeek[], policy: Policy): Arrivals {
  const { time } = queue;
  const rank = policy.rank(queue);
  const priority = new Float64Array(time.length);
  const weekAt = new Int32Array(time.length);
  const sizes = new Int32Array(weeks.length);
  const find = weekFinder(weeks);
  for (let i = 0; i < time.length; i++) {
    const t = time[i] ?? 0;
    priority[i] = rank === null ? -t : (rank[i] ?? 0);
    const w = find(t);
    weekAt[i] = w;
    if (w >= 0) sizes[w] = (sizes[w] ?? 0) + 1;
  }
  const byWeek = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(weeks.length);
  for (let i = 0; i < time.length; i++) {
    const w = weekAt[i] ?? -1;
    const week = byWeek[w];
    if (week === undefined) continue;
    const at = filled[w] ?? 0;
    week[at] = i;
    filled[w] = at + 1;
  }
  for (const week of byWeek) sortByPriority(week, priority);
  return { weeks: byWeek, priority, ranked: rank !== null };
}

/** Puts ascending crossings in order of falling priority, equals as they are; in place. O(n log n). */
function sortByPriority(week: Int32Array, priority: Float64Array): void {
  const n = week.length;
  const keys = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const p = priority[week[k] ?? 0] ?? 0;
    // times and points are whole numbers, of which one key can be made with the place
    if (!Number.isInteger(p) || Math.abs(p) * n > largestKey) {
      week.sort((a, b) => (priority[b] ?? 0) - (priority[a] ?? 0) || a - b);
      return;
    }
    keys[k] = k - p * n;
  }
  keys.sort();
  const sorted = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const key = keys[k] ?? 0;
    sorted[k] = week[key - Math.floor(key / n) * n] ?? 0;
  }
  week.set(sorted);
}

/** A whole number of double precision, with room for a place. */
const largestKey = 2 ** 52;

type Shares = Pick<Served, "share" | "full" | "edge">;

/** Arrays for the shares of n crossings. */
export const sharesOf = (n: number): Shares => ({
  share: new Float64Array(n),
  full: new Float64Array(n),
  edge: new Float64Array(n),
});

/** Gives the slots of the weeks to those who arrive; overwrites `room`. O(n). */
export function fill(
  { weeks: byWeek, priority, ranked }: Arrivals,
  weeks: readonly SlotWeek[],
  room: Shares,
): Served {
  const { share, full, edge } = room;
  for (const column of [share, full, edge]) column.fill(0);
  let slots = 0;
  let served = 0;
  let overflow = 0;
  for (let w = 0; w < weeks.length; w++) {
    const own = weeks[w]?.slots ?? 0;
    const arriving = byWeek[w] ?? nobody;
    let left = own;
    let at = 0;
    // the last group to be served, if it is served in part; else the next one
    let last = 0;
    while (at < arriving.length && left > 1e-9) {
      const end = endOfGroup(arriving, at, priority);
      const each = Math.min(1, left / (end - at));
      for (let k = at; k < end; k++) share[arriving[k] ?? 0] = each;
      left -= each * (end - at);
      last = each < 1 ? at : end;
      at = end;
    }
    const taken = Math.min(own, arriving.length);
    const over = Math.min(1, arriving.length - taken);
    if (over > 0) {
      for (let k = 0; k < arriving.length; k++) full[arriving[k] ?? 0] = over;
      // in order of time all arrivals are alike: the week's crossings together show what the next one is worth
      const next = ranked ? arriving.subarray(last, endOfGroup(arriving, last, priority)) : arriving;
      for (let k = 0; k < next.length; k++) edge[next[k] ?? 0] = (over * taken) / next.length;
    }
    slots += own;
    served += taken;
    overflow += arriving.length - taken;
  }
  return { share, full, edge, slots, served, idle: slots - served, overflow };
}

const nobody = new Int32Array(0);

/** Crossings that each took a slot of its own morning. */
export interface ByMorning extends Queue {
  /** 1: others were left waiting on that morning */
  readonly waiting: Uint8Array;
}

/**
 * Who takes the slots of mornings: everyone in the weeks, since no more are taken than there are slots. Where others were
 * left waiting, the place of each would have gone to one of them; what the next one is worth is shown by the last who were
 * taken that morning. Overwrites `room`. O(n).
 */
export function fillMornings(
  { time, score, waiting }: ByMorning,
  weeks: readonly SlotWeek[],
  room: Shares,
): Served {
  const { share, full, edge } = room;
  for (const column of [share, full, edge]) column.fill(0);
  const find = weekFinder(weeks);
  const mornings = new Map<Second, number[]>();
  for (let i = 0; i < time.length; i++) {
    const t = time[i] ?? 0;
    if (find(t) < 0) continue;
    share[i] = 1;
    full[i] = waiting[i] ?? 0;
    const own = mornings.get(t);
    if (own === undefined) mornings.set(t, [i]);
    else own.push(i);
  }
  let served = 0;
  for (const own of mornings.values()) {
    served += own.length;
    if (full[own[0] ?? -1] !== 1) continue;
    const least = own.reduce((low, i) => Math.min(low, score?.[i] ?? 0), Number.POSITIVE_INFINITY);
    const last = own.filter((i) => (score?.[i] ?? 0) === least);
    for (const i of last) edge[i] = own.length / last.length;
  }
  const slots = weeks.reduce((sum, week) => sum + week.slots, 0);
  return { share, full, edge, slots, served, idle: slots - served, overflow: 0 };
}

/** The end of the crossings with the same priority as the one at `from`. */
function endOfGroup(arriving: Int32Array, from: number, priority: Float64Array): number {
  const own = priority[arriving[from] ?? -1];
  let end = from + 1;
  while (end < arriving.length && priority[arriving[end] ?? -1] === own) end++;
  return end;
}
