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
export function serve(queue: Queue, weeks: readonly SlotWeek[], policy: Policy): Served {
  const { time } = queue;
  const rank = policy.rank(queue);
  const share = new Float64Array(time.length);
  const full = new Float64Array(time.length);
  const edge = new Float64Array(time.length);
  const byWeek: number[][] = weeks.map(() => []);
  for (let i = 0; i < time.length; i++) {
    const w = weekOf(weeks, time[i] ?? 0);
    if (w >= 0) byWeek[w]?.push(i);
  }
  let slots = 0;
  let served = 0;
  let overflow = 0;
  // higher goes first
  const priority = (i: number): number => (rank === null ? -(time[i] ?? 0) : (rank[i] ?? 0));
  weeks.forEach((week, w) => {
    const arrivals = byWeek[w] ?? [];
    arrivals.sort((a, b) => priority(b) - priority(a) || a - b);
    let left = week.slots;
    let at = 0;
    // the last group to be served, if it is served in part; else the next one
    let last = 0;
    while (at < arrivals.length && left > 1e-9) {
      const end = endOfGroup(arrivals, at, priority);
      const each = Math.min(1, left / (end - at));
      for (let k = at; k < end; k++) share[arrivals[k] ?? 0] = each;
      left -= each * (end - at);
      last = each < 1 ? at : end;
      at = end;
    }
    const taken = Math.min(week.slots, arrivals.length);
    const over = Math.min(1, arrivals.length - taken);
    if (over > 0) {
      for (const i of arrivals) full[i] = over;
      // in order of time whoever comes is as any other: the week's crossings together say what the next one is worth
      const next = rank === null ? arrivals : arrivals.slice(last, endOfGroup(arrivals, last, priority));
      for (const i of next) edge[i] = (over * taken) / next.length;
    }
    slots += week.slots;
    served += taken;
    overflow += arrivals.length - taken;
  });
  return { share, full, edge, slots, served, idle: slots - served, overflow };
}

/** Where the crossings of the same priority as the one at `from` end. */
function endOfGroup(arrivals: readonly number[], from: number, priority: (i: number) => number): number {
  let end = from + 1;
  while (end < arrivals.length && priority(arrivals[end] ?? 0) === priority(arrivals[from] ?? 0)) end++;
  return end;
}
