import type { Second } from "../base/time.ts";
import { type SlotWeek, weekOf } from "./capacity.ts";

export interface Served {
  /** expected share in [0, 1] of a slot that each crossing gets; 0 outside the weeks */
  readonly share: Float64Array;
  readonly slots: number;
  /** expected number served, slots left idle, crossings not served */
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
}

/**
 * The plain queue: week by week the crossings take the week's slots in order of score, highest first, or of time where
 * there is no score (and under `order: fifo`); equals are served in expectation, which is the mean over all their
 * orders; nothing is carried over. With slots that are not whole the last lead gets a part of one. O(n log n).
 */
export function serve(
  time: ArrayLike<Second>,
  score: ArrayLike<number> | null,
  weeks: readonly SlotWeek[],
): Served {
  const share = new Float64Array(time.length);
  const byWeek: number[][] = weeks.map(() => []);
  for (let i = 0; i < time.length; i++) {
    const w = weekOf(weeks, time[i] ?? 0);
    if (w >= 0) byWeek[w]?.push(i);
  }
  let slots = 0;
  let served = 0;
  let overflow = 0;
  // higher goes first
  const priority = (i: number): number => (score === null ? -(time[i] ?? 0) : (score[i] ?? 0));
  weeks.forEach((week, w) => {
    const arrivals = byWeek[w] ?? [];
    arrivals.sort((a, b) => priority(b) - priority(a) || a - b);
    let left = week.slots;
    for (let i = 0; i < arrivals.length && left > 1e-9; ) {
      let end = i + 1;
      while (end < arrivals.length && priority(arrivals[end] ?? 0) === priority(arrivals[i] ?? 0)) end++;
      const each = Math.min(1, left / (end - i));
      for (let k = i; k < end; k++) share[arrivals[k] ?? 0] = each;
      left -= each * (end - i);
      i = end;
    }
    const taken = Math.min(week.slots, arrivals.length);
    slots += week.slots;
    served += taken;
    overflow += arrivals.length - taken;
  });
  return { share, slots, served, idle: slots - served, overflow };
}
