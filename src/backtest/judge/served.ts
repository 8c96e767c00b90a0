import { NEVER } from "../../base/time.ts";
import { type SlotWeek, slotWeeks } from "../capacity.ts";
import type { Fold } from "../folds.ts";
import { serve } from "../queue.ts";
import type { Crossings, ServedSet, Setting } from "../type.ts";

/**
 * The weeks of a quarter that can be judged: end + H <= as_of, so that every crossing in them is mature. All weeks of
 * a judged quarter; of a provisional one the first few. Figures and slots are of these weeks alone, so that numerator
 * and slots leave out the same time.
 */
export const matureWeeks = (setting: Setting, fold: Fold): SlotWeek[] =>
  slotWeeks(fold, setting.rate, setting.calendar).filter(
    (week) => week.end + setting.labels.horizon <= setting.labels.asOf,
  );

/** Whether the outcome comes within H of t; at the same second it comes after the moment. */
export const wonBy = (stamp: number, t: number, horizon: number): boolean =>
  stamp !== NEVER && stamp >= t && stamp <= t + horizon;

export interface Leave {
  /** leave crossings after the hand-off out, as if the definition had never seen them */
  readonly late?: boolean;
  /** leads counted in an earlier quarter */
  readonly leads?: ReadonlySet<number>;
}

/** Crossings in the weeks, by lead, put through the plain queue. O(leads + crossings log crossings). */
export function servedSet(
  setting: Setting,
  crossings: Crossings,
  weeks: readonly SlotWeek[],
  leave: Leave = {},
): ServedSet {
  const { labels } = setting;
  const start = weeks[0]?.start ?? 0;
  const end = weeks.at(-1)?.end ?? 0;
  const leads: number[] = [];
  for (let i = 0; i < crossings.time.length; i++) {
    const t = crossings.time[i] ?? NEVER;
    if (t < start || t >= end || t === NEVER) continue;
    if (leave.late === true && (labels.handoff[i] ?? NEVER) < t) continue;
    if (leave.leads?.has(i)) continue;
    leads.push(i);
  }
  const lead = Int32Array.from(leads);
  const time = Int32Array.from(lead, (i) => crossings.time[i] ?? NEVER);
  const score = crossings.score;
  const ordered = score !== null && setting.order === "score";
  const queue = serve(time, ordered ? Float64Array.from(lead, (i) => score[i] ?? 0) : null, weeks);
  const won = Uint8Array.from(lead, (i, k) =>
    wonBy(labels.outcome[i] ?? NEVER, time[k] ?? NEVER, labels.horizon) ? 1 : 0,
  );
  const late = Uint8Array.from(lead, (i, k) => ((labels.handoff[i] ?? NEVER) < (time[k] ?? NEVER) ? 1 : 0));
  return { ...queue, lead, time, won, late };
}

/** Several quarters as one; slots, served, idle and overflow add up. Entries stay in the order of quarters. */
export function joined(sets: readonly ServedSet[]): ServedSet {
  const sum = (pick: (s: ServedSet) => number): number => sets.reduce((total, s) => total + pick(s), 0);
  const flat = (pick: (s: ServedSet) => ArrayLike<number>): number[] =>
    sets.flatMap((s) => Array.from(pick(s)));
  return {
    lead: Int32Array.from(flat((s) => s.lead)),
    time: Int32Array.from(flat((s) => s.time)),
    share: Float64Array.from(flat((s) => s.share)),
    won: Uint8Array.from(flat((s) => s.won)),
    late: Uint8Array.from(flat((s) => s.late)),
    slots: sum((s) => s.slots),
    served: sum((s) => s.served),
    idle: sum((s) => s.idle),
    overflow: sum((s) => s.overflow),
  };
}
