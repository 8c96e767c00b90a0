import { defined } from "../base/defined.ts";
import { DAY, dayOf, monthAfter, NEVER, type Second } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { MomentRule } from "../study/type.ts";
import type { Labels, Moments } from "./type.ts";
import { winsWithin } from "./within.ts";

/**
 * Whether the outcome comes within (t, t + H], counted as `winsWithin` counts. An outcome at the same second ranks
 * after the moment, and so counts.
 */
export const labelAt = (labels: Labels, lead: number, t: number): 0 | 1 | 2 => {
  if (t + labels.horizon > labels.asOf) return 2;
  return winsWithin(labels, lead, t) ? 1 : 0;
};

/**
 * The last second at which a lead is open: hand-off, outcome and loss take effect after the moments of their own
 * second.
 */
export const openUntil = (labels: Labels, lead: number): number =>
  Math.min(
    labels.outcome[lead] ?? NEVER,
    labels.lost[lead] ?? NEVER,
    labels.handoff[lead] ?? NEVER,
    labels.asOf,
  );

/**
 * The moments that fits may use. The lead is open and, by default, something became known (creation, or an activity
 * became visible); at most one for each lead and local day: the last of the day. Leads that are excluded or refused,
 * and moments before the first record of the outcome's stage, are left out. Sorted by (time, lead). O(activities) and
 * one sort.
 */
export const fitMoments = (
  history: History,
  labels: Labels,
  excluded: Uint8Array,
  rule: MomentRule = decisions,
): Moments =>
  rule.kind === "decisions"
    ? momentsOf(history, labels, excluded, (next, last) => dayOf(next) !== dayOf(last))
    : plannedMoments(history, labels, excluded, rule);

const decisions: MomentRule = { kind: "decisions" };
type Planned = Exclude<MomentRule, { kind: "decisions" }>;

/** The first planned look at a lead, and the look after another; NEVER: there is none. */
const firstLook = (rule: Planned, created: Second): Second =>
  rule.kind === "after" ? created + rule.days * DAY : monthAfter(created - 1);
const lookAfter = (rule: Planned, look: Second): Second => (rule.kind === "after" ? NEVER : monthAfter(look));

/** Moments at planned times while the lead is open, whether or not something became known at them. */
function plannedMoments(history: History, labels: Labels, excluded: Uint8Array, rule: Planned): Moments {
  const rows = new Rows();
  for (let i = 0; i < history.leads.count; i++) {
    if (excluded[i] === 1 || labels.refused[i] === 1) continue;
    const until = openUntil(labels, i);
    const created = history.leads.created[i] ?? NEVER;
    for (let t = firstLook(rule, created); t <= until && t < NEVER; t = lookAfter(rule, t))
      if (t >= labels.outcomeObservedFrom) rows.add(i, t);
  }
  return rows.sorted(labels);
}

/**
 * Every instant at which something became known, for the same leads and in the same order as `fitMoments`. A score can
 * reach a new high at any of them, so these are the times at which definitions are met. They include the earlier
 * instants of a day, at which the rest of that day is not known yet.
 */
export const allInstants = (history: History, labels: Labels, excluded: Uint8Array): Moments =>
  momentsOf(history, labels, excluded, (next, last) => next !== last);

/** @param parts whether there is a moment at `last` of its own when the next thing becomes known at `next` */
function momentsOf(
  history: History,
  labels: Labels,
  excluded: Uint8Array,
  parts: (next: number, last: number) => boolean,
): Moments {
  const { leads, activities } = history;
  const rows = new Rows();
  for (let i = 0; i < leads.count; i++) {
    if (excluded[i] === 1 || labels.refused[i] === 1) continue;
    const until = openUntil(labels, i);
    let last = leads.created[i] ?? NEVER;
    if (last > until) continue;
    const end = labels.shown?.[i] ?? activities.start[i + 1] ?? 0;
    for (let k = activities.start[i] ?? 0; k < end; k++) {
      const visible = activities.visible[k] ?? NEVER;
      if (visible > until) break;
      if (parts(visible, last) && last >= labels.outcomeObservedFrom) rows.add(i, last);
      last = visible;
    }
    if (last >= labels.outcomeObservedFrom) rows.add(i, last);
  }
  return rows.sorted(labels);
}

/** Leads and instants in the order in which they are found, lead by lead. */
class Rows {
  readonly #lead: number[] = [];
  readonly #time: number[] = [];

  add(lead: number, time: Second): void {
    this.#lead.push(lead);
    this.#time.push(time);
  }

  /** The rows in the order of (time, lead), with their labels. */
  sorted(labels: Labels): Moments {
    const [lead, time] = [this.#lead, this.#time];
    const order = Uint32Array.from(lead, (_, k) => k);
    order.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || (lead[a] ?? 0) - (lead[b] ?? 0));
    return {
      count: order.length,
      lead: Int32Array.from(order, (k) => lead[k] ?? 0),
      time: Int32Array.from(order, (k) => time[k] ?? 0),
      label: Uint8Array.from(order, (k) => labelAt(labels, lead[k] ?? 0, time[k] ?? 0)),
      ...defined({ shown: labels.shown }),
    };
  }
}

/** How many outcomes there are, and how many have no earlier moment at which fits look at their lead. */
export function foreseeable(
  history: History,
  labels: Labels,
  excluded: Uint8Array,
  rule: MomentRule = decisions,
): { outcomes: number; without: number } {
  let outcomes = 0;
  let without = 0;
  for (let i = 0; i < history.leads.count; i++) {
    if (excluded[i] === 1 || labels.refused[i] === 1 || (labels.outcome[i] ?? NEVER) === NEVER) continue;
    outcomes++;
    const created = history.leads.created[i] ?? NEVER;
    const first = rule.kind === "decisions" ? created : firstLook(rule, created);
    if (first > openUntil(labels, i)) without++;
  }
  return { outcomes, without };
}
