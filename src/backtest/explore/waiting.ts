import { bytesAt, doublesAt, integersAt } from "../../base/gather.kernel.ts";
import { NEVER } from "../../base/time.ts";
import { winsWithin } from "../../labels/within.ts";
import type { Basis } from "../decide/study.ts";
import { type Rate, type SlotWeek, weekFinder } from "../serve/capacity.ts";
import {
  type Arrivals,
  arrivals,
  type ByMorning,
  fill,
  fillMornings,
  policyOf,
  sharesOf,
} from "../serve/queue.ts";
import { matureWeeks, workedBy } from "../serve/served.ts";
import type { Replayed, ServedSet, Setting } from "../type.ts";

/**
 * Leads that wait for the slots of some folds, whatever the number of slots: ascending, each once, at its first fold.
 */
export interface Waiting {
  readonly replayed: Replayed;
  readonly lead: Int32Array;
  readonly won: Uint8Array;
  readonly worked: Uint8Array | null;
  /** index of the account of each, numbered in order of appearance */
  readonly cluster: Int32Array;
  readonly arrivals: Arrivals | ByMorning;
  /** reused: overwritten at each filling */
  readonly room: ReturnType<typeof sharesOf>;
}

/**
 * The crossings of a definition in the mature weeks of some folds, as one queue. The weeks of different folds do not
 * overlap, so serving them together is the same as serving each. Null: it is not replayed in one of them.
 */
export function waiting(
  setting: Setting,
  replayed: Replayed,
  folds: readonly number[],
  weeks: readonly SlotWeek[],
): Waiting | null {
  const crossed = folds.map((k) => replayed.folds[k]?.crossings ?? null);
  const most = crossed.reduce((n, of) => n + (of?.leads.length ?? 0), 0);
  const [lead, time, score] = [new Int32Array(most), new Int32Array(most), new Float64Array(most)];
  const left = new Uint8Array(most);
  const seen = folds.length > 1 ? new Uint8Array(setting.account.length) : null;
  const find = weekFinder(weeks);
  let scored = true;
  let n = 0;
  for (const [f, of] of crossed.entries()) {
    const fold = setting.folds[folds[f] ?? -1];
    if (of === null || fold === undefined) return null;
    if (of.scores === null) scored = false;
    for (let i = 0; i < of.leads.length; i++) {
      const t = of.times[i] ?? NEVER;
      const who = of.leads[i] ?? 0;
      // records of earlier crossings are kept for recall only
      if (t < fold.start || t >= fold.end || seen?.[who] === 1 || find(t) < 0) continue;
      if (seen !== null) seen[who] = 1;
      lead[n] = who;
      time[n] = t;
      left[n] = of.waiting?.[i] ?? 0;
      score[n++] = of.scores?.[i] ?? 0;
    }
  }
  const queue = byLead(
    {
      lead: lead.subarray(0, n),
      time: time.subarray(0, n),
      score: scored ? score.subarray(0, n) : null,
      waiting: left.subarray(0, n),
    },
    folds.length > 1,
  );
  const won = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    won[i] = winsWithin(setting.labels, queue.lead[i] ?? 0, queue.time[i] ?? NEVER) ? 1 : 0;
  return {
    replayed,
    lead: queue.lead,
    won,
    worked: workedBy(setting, queue.lead, queue.time),
    cluster: numbered(queue.lead, setting.account),
    arrivals: crossed.some((of) => of !== null && of.waiting !== null)
      ? queue
      : arrivals(queue, weeks, policyOf(setting.order)),
    room: sharesOf(n),
  };
}

interface Queued extends ByMorning {
  readonly lead: Int32Array;
  readonly time: Int32Array;
  readonly score: Float64Array | null;
}

/** A queue by lead: a fold's own list is in that order already. */
function byLead(queue: Queued, mixed: boolean): Queued {
  if (!mixed) return queue;
  const { lead, time, score, waiting } = queue;
  const n = lead.length;
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) keys[i] = (lead[i] ?? 0) * n + i;
  keys.sort();
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = (keys[i] ?? 0) % n;
  return {
    lead: integersAt(lead, order),
    time: integersAt(time, order),
    score: score === null ? null : doublesAt(score, order),
    waiting: bytesAt(waiting, order),
  };
}

/** The accounts of leads, numbered from 0 in order of appearance; leads of one account are next to each other. */
function numbered(lead: Int32Array, account: Int32Array): Int32Array {
  const numbers = new Int32Array(lead.length);
  for (let i = 1; i < lead.length; i++) {
    const same = account[lead[i] ?? 0] === account[lead[i - 1] ?? 0];
    numbers[i] = (numbers[i - 1] ?? 0) + (same ? 0 : 1);
  }
  return numbers;
}

/** Serves the leads, and keeps only those who are served or would be next. */
export function served(of: Waiting, weeks: readonly SlotWeek[]): Filled {
  const { share, full, edge, ...totals } =
    "waiting" in of.arrivals ? fillMornings(of.arrivals, weeks, of.room) : fill(of.arrivals, weeks, of.room);
  const places = new Int32Array(share.length);
  let n = 0;
  for (let i = 0; i < share.length; i++) if ((share[i] ?? 0) > 0 || (edge[i] ?? 0) > 0) places[n++] = i;
  const kept = places.subarray(0, n);
  return {
    ...totals,
    volume: share.length,
    places: kept,
    share: doublesAt(share, kept),
    full: doublesAt(full, kept),
    edge: doublesAt(edge, kept),
    won: bytesAt(of.won, kept),
    worked: of.worked === null ? null : bytesAt(of.worked, kept),
    cluster: integersAt(of.cluster, kept),
  };
}

/** The leads of a cell that have a slot, or are next in line for one. */
export interface Filled
  extends Pick<
    ServedSet,
    "share" | "full" | "edge" | "won" | "worked" | "slots" | "served" | "idle" | "overflow"
  > {
  /** how many wait */
  readonly volume: number;
  /** their indices among the waiting leads; ascending */
  readonly places: Int32Array;
  readonly cluster: Int32Array;
}

/** At which rates definitions are served, and for whom. */
export interface Rates extends Pick<Basis, "setting" | "order" | "history"> {
  readonly rates: readonly Rate[];
}

/** The weeks of each period that can be judged, with their slots at each capacity. [period][capacity] */
export const weeksOf = (
  { setting, rates, order }: Rates,
  periods: readonly { readonly folds: readonly number[] }[],
): readonly (readonly (readonly SlotWeek[])[])[] => {
  const ofFold = setting.folds.map((fold) =>
    order.map((r) => matureWeeks({ ...setting, rate: rates[r] ?? setting.rate }, fold)),
  );
  return periods.map(({ folds }) => order.map((_, c) => folds.flatMap((k) => ofFold[k]?.[c] ?? [])));
};
