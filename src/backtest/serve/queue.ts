import type { Second } from "../../base/time.ts";
import { type SlotWeek, weekOf } from "./capacity.ts";

export interface Served {
  /** expected share in [0, 1] of a slot that each crossing gets; 0 outside the weeks */
  readonly share: Float64Array;
  /**
   * in [0, 1]: how surely the place of each crossing would go to another, were it not there: 1 where its week has a
   * crossing over, 0 where slots stay idle, so that one lead more is one served more
   */
  readonly full: Float64Array;
  /** weight of each crossing among those to whom such a place would go; 0 for most */
  readonly edge: Float64Array;
  readonly slots: number;
  /** expected number served, slots left idle, crossings not served */
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
}

/** Crossings that wait for slots, one entry each. */
export interface Queue {
  readonly time: ArrayLike<Second>;
  /** null: the definition has none */
  readonly score: ArrayLike<number> | null;
}

/** Who is served first within a week. */
export interface Policy {
  readonly name: "score" | "fifo";
  /** what a crossing is served by, highest first; null: by its time alone, earliest first */
  readonly rank: (queue: Queue) => ArrayLike<number> | null;
}

/** `capacity.order` of the study. By score where the definition has one. */
export const policies: readonly [Policy, ...Policy[]] = [
  { name: "score", rank: ({ score }) => score },
  { name: "fifo", rank: () => null },
];

export const policyOf = (name: Policy["name"]): Policy =>
  policies.find((policy) => policy.name === name) ?? policies[0];

/**
 * The plain queue: week by week the crossings take the week's slots in the order of the policy; equals are served in
 * expectation, which is the mean over all their orders; nothing is carried over. With slots that are not whole the last
 * lead gets a part of one. O(n log n).
 */
export const serve = (queue: Queue, weeks: readonly SlotWeek[], policy: Policy): Served =>
  fill(arrivals(queue, weeks, policy), weeks, sharesOf(queue.time.length));

/** By week, the crossings in the order in which they are served. */
export interface Arrivals {
  readonly weeks: readonly (readonly number[])[];
  /** higher goes first */
  readonly priority: (i: number) => number;
  /** a score orders them; else their time does */
  readonly ranked: boolean;
}

/** What a queue comes to before any slot is looked at: the same for every number of slots. O(n log n). */
export function arrivals(queue: Queue, weeks: readonly SlotWeek[], policy: Policy): Arrivals {
  const { time } = queue;
  const rank = policy.rank(queue);
  const byWeek: number[][] = weeks.map(() => []);
  for (let i = 0; i < time.length; i++) {
    const w = weekOf(weeks, time[i] ?? 0);
    if (w >= 0) byWeek[w]?.push(i);
  }
  const priority = (i: number): number => (rank === null ? -(time[i] ?? 0) : (rank[i] ?? 0));
  for (const week of byWeek) week.sort((a, b) => priority(b) - priority(a) || a - b);
  return { weeks: byWeek, priority, ranked: rank !== null };
}

type Shares = Pick<Served, "share" | "full" | "edge">;

/** Room for the shares of n crossings. */
export const sharesOf = (n: number): Shares => ({
  share: new Float64Array(n),
  full: new Float64Array(n),
  edge: new Float64Array(n),
});

/** Gives the slots of the weeks to those who arrive; `room`, whatever stood in it, is written over. O(n). */
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
  weeks.forEach((week, w) => {
    const arriving = byWeek[w] ?? [];
    let left = week.slots;
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
    const taken = Math.min(week.slots, arriving.length);
    const over = Math.min(1, arriving.length - taken);
    if (over > 0) {
      for (const i of arriving) full[i] = over;
      // in order of time whoever comes is as any other: the week's crossings together say what the next one is worth
      const next = ranked ? arriving.slice(last, endOfGroup(arriving, last, priority)) : arriving;
      for (const i of next) edge[i] = (over * taken) / next.length;
    }
    slots += week.slots;
    served += taken;
    overflow += arriving.length - taken;
  });
  return { share, full, edge, slots, served, idle: slots - served, overflow };
}

/** Where the crossings of the same priority as the one at `from` end. */
function endOfGroup(arrivals: readonly number[], from: number, priority: (i: number) => number): number {
  let end = from + 1;
  while (end < arrivals.length && priority(arrivals[end] ?? 0) === priority(arrivals[from] ?? 0)) end++;
  return end;
}
