import { dayOf, endOfDay, NEVER } from "../../base/time.ts";
import { winsWithin } from "../../labels/within.ts";
import type { Crossings } from "../crossings.ts";
import type { Fold } from "../fit/folds.ts";
import type { Covariates, Replayed, ServedSet, Setting } from "../type.ts";
import { type SlotWeek, slotWeeks } from "./capacity.ts";
import { fillMornings, policyOf, serve, sharesOf } from "./queue.ts";

/**
 * The weeks of a quarter that can be judged: end + H <= as_of, so that every crossing in them is mature. These are all
 * weeks of a judged quarter, and the first few of a provisional one. Figures and slots are of these weeks alone, so
 * that numerator and slots cover the same time.
 */
export const matureWeeks = (setting: Setting, fold: Fold): SlotWeek[] =>
  slotWeeks(fold, setting.rate, setting.calendar).filter(
    (week) => week.end + setting.labels.horizon <= setting.labels.asOf,
  );

/** Crossings in the weeks, by lead, served by the plain queue or on the mornings on which they were taken. O(crossings log crossings). */
export function servedSet(setting: Setting, crossings: Crossings, weeks: readonly SlotWeek[]): ServedSet {
  const start = weeks[0]?.start ?? 0;
  const end = Math.min(weeks.at(-1)?.end ?? 0, NEVER);
  const { leads, times } = crossings;
  const within = leads.filter((_, k) => (times[k] ?? NEVER) >= start && (times[k] ?? NEVER) < end);
  return serveLeads(setting, crossings, weeks, within);
}

function serveLeads(
  setting: Setting,
  crossings: Crossings,
  weeks: readonly SlotWeek[],
  lead: Int32Array,
): ServedSet {
  const { handoff } = setting.labels;
  const n = lead.length;
  const time = new Int32Array(n);
  const score = crossings.scores === null ? null : new Float64Array(n);
  const won = new Uint8Array(n);
  const late = new Uint8Array(n);
  const waiting = crossings.waiting === null ? null : new Uint8Array(n);
  crossings.lookUp(lead, (place, k) => {
    const i = lead[k] ?? 0;
    const t = crossings.times[place] ?? NEVER;
    time[k] = t;
    if (score !== null) score[k] = crossings.scores?.[place] ?? 0;
    if (waiting !== null) waiting[k] = crossings.waiting?.[place] ?? 0;
    won[k] = winsWithin(setting.labels, i, t) ? 1 : 0;
    late[k] = (handoff[i] ?? NEVER) < t ? 1 : 0;
  });
  const served =
    waiting === null
      ? serve({ time, score }, weeks, policyOf(setting.order))
      : fillMornings({ time, score, waiting }, weeks, sharesOf(n));
  return { ...served, lead, time, won, late, worked: workedBy(setting, lead, time) };
}

/**
 * Whether history worked each lead by the last day of its crossing's horizon. Later work cannot have brought the
 * outcome that is counted here, and must not turn a lead that nobody had called into a worked one that said no.
 */
export function workedBy({ worked, labels }: Setting, lead: Int32Array, time: Int32Array): Uint8Array | null {
  if (worked === null) return null;
  const out = new Uint8Array(lead.length);
  for (let k = 0; k < lead.length; k++)
    out[k] = (worked[lead[k] ?? 0] ?? NEVER) <= endOfDay(dayOf((time[k] ?? 0) + labels.horizon)) ? 1 : 0;
  return out;
}

/** Who is served, computed once and kept: several figures and every candidate ask for the same sets. */
export interface Serving {
  /** the capacity and everything else that is the same for every definition */
  readonly setting: Setting;
  /** what leads are known by at their crossings; null: nothing is estimated of those whom nobody worked */
  readonly covariates: Covariates | null;
  /**
   * a definition's crossings in the mature weeks of fold k; `onTime`: without the late ones. Null: it was not replayed.
   */
  quarter(definition: Replayed, k: number, onTime: boolean): ServedSet | null;
  /**
   * Several folds as one. A lead that crosses in two quarters (under two folds' weights) counts in the first. It is
   * taken out of the later quarter before the queue, as it would be in practice, so that its slot goes to the next in
   * line, and served and idle still add up to the slots.
   */
  pooled(definition: Replayed, folds: readonly number[], onTime: boolean): ServedSet;
}

export function serving(setting: Setting, covariates: Covariates | null = null): Serving {
  const weeks = setting.folds.map((fold) => matureWeeks(setting, fold));
  const kept = new Map<Replayed, Map<string, ServedSet>>();
  const once = (definition: Replayed, key: string, make: () => ServedSet): ServedSet => {
    const mine = kept.get(definition) ?? new Map<string, ServedSet>();
    kept.set(definition, mine);
    const set = mine.get(key) ?? make();
    mine.set(key, set);
    return set;
  };
  // the same set where nobody is taken out, else the queue again
  const without = (
    set: ServedSet,
    crossings: Crossings,
    k: number,
    leave: (i: number) => boolean,
  ): ServedSet => {
    const rest = set.lead.filter((_, i) => !leave(i));
    return rest.length === set.lead.length ? set : serveLeads(setting, crossings, weeks[k] ?? [], rest);
  };
  const quarter: Serving["quarter"] = (definition, k, onTime) => {
    const crossings = definition.folds[k]?.crossings ?? null;
    if (crossings === null) return null;
    const all = once(definition, `${k}`, () => servedSet(setting, crossings, weeks[k] ?? []));
    return onTime
      ? once(definition, `${k} on time`, () => without(all, crossings, k, (i) => all.late[i] === 1))
      : all;
  };
  const pooled: Serving["pooled"] = (definition, folds, onTime) =>
    once(definition, `${folds.join()} pooled${onTime ? " on time" : ""}`, () => {
      const counted = new Uint8Array(setting.account.length);
      const sets: ServedSet[] = [];
      for (const k of folds) {
        const crossings = definition.folds[k]?.crossings ?? null;
        const alone = quarter(definition, k, onTime);
        if (crossings === null || alone === null) continue;
        const set = without(alone, crossings, k, (i) => counted[alone.lead[i] ?? 0] === 1);
        for (const lead of set.lead) counted[lead] = 1;
        sets.push(set);
      }
      return joined(sets);
    });
  return { setting, covariates, quarter, pooled };
}

/** Several quarters as one, sorted by lead; slots, served, idle and overflow add up. Leads are distinct. */
function joined(sets: readonly ServedSet[]): ServedSet {
  const sum = (pick: (s: ServedSet) => number): number => sets.reduce((total, s) => total + pick(s), 0);
  const n = sum((s) => s.lead.length);
  const from = new Uint16Array(n);
  const place = new Uint32Array(n);
  const leads = new Int32Array(n);
  let at = 0;
  sets.forEach((set, q) => {
    for (let i = 0; i < set.lead.length; i++, at++) {
      leads[at] = set.lead[i] ?? 0;
      from[at] = q;
      place[at] = i;
    }
  });
  const order = Uint32Array.from(leads, (_, i) => i).sort((a, b) => (leads[a] ?? 0) - (leads[b] ?? 0));
  const column = <T extends Int32Array | Float64Array | Uint8Array>(
    out: T,
    pick: (s: ServedSet) => ArrayLike<number>,
  ): T => {
    const columns = sets.map(pick);
    for (let k = 0; k < n; k++) {
      const row = order[k] ?? 0;
      out[k] = columns[from[row] ?? 0]?.[place[row] ?? 0] ?? 0;
    }
    return out;
  };
  return {
    lead: column(new Int32Array(n), (s) => s.lead),
    time: column(new Int32Array(n), (s) => s.time),
    share: column(new Float64Array(n), (s) => s.share),
    full: column(new Float64Array(n), (s) => s.full),
    edge: column(new Float64Array(n), (s) => s.edge),
    won: column(new Uint8Array(n), (s) => s.won),
    late: column(new Uint8Array(n), (s) => s.late),
    worked: sets.some((s) => s.worked === null)
      ? null
      : column(new Uint8Array(n), (s) => s.worked ?? new Uint8Array(0)),
    slots: sum((s) => s.slots),
    served: sum((s) => s.served),
    idle: sum((s) => s.idle),
    overflow: sum((s) => s.overflow),
  };
}
