/**
 * The law of time (contract: "Time, stated once") written down as plainly as it reads, one lead and one second at a
 * time: nothing is carried from one second to the next, nothing is indexed, sorted or tabled. It shares no code with
 * src beyond types and base constants, and is far too slow for anything but small histories.
 */
import { DAY, NEVER } from "../../src/base/time.ts";
import type { Feature } from "../../src/features/type.ts";
import type { Atom, Literal, Rule, Value } from "../../src/rules/tree.ts";
import type { Attribute, Weights } from "../../src/weights/type.ts";

/** One lead as its exports tell of it. */
export interface NaiveLead {
  readonly created: number;
  /** the value of each feature that is known at creation, by name; null: missing */
  readonly known: ReadonlyMap<string, Value>;
  readonly activities: readonly {
    readonly type: number;
    readonly at: number;
    readonly known: number;
    /** when it becomes visible is known by its date alone */
    readonly dated?: boolean;
  }[];
  /** entries by stage, where they stand; absent: none */
  readonly stages: ReadonlyMap<string, number>;
  /** as they are recorded, where that is another second or a date alone */
  readonly records?: ReadonlyMap<string, { readonly at: number; readonly dated: boolean }>;
  /** left out by the study, or its outcome stands before its creation */
  readonly out: boolean;
}

/** The order of the funnel's stages, and which are the outcome, the hand-off and the losses. */
export interface NaiveFunnel {
  readonly funnel: readonly string[];
  readonly lost: readonly string[];
  readonly handoff: string | null;
  readonly outcome: string;
  readonly horizon: number;
  readonly asOf: number;
  /** activities of the date of an outcome known by its date come before it */
  readonly activitiesFirst?: boolean;
}

/** What a rule sees in one second of a lead's life. */
export interface Sight {
  /** a feature's value; null: missing or not observed */
  value(name: string): Value;
  /** whether a stage that sales received was stamped at or before this second */
  reached(stage: string): boolean;
  /** whether a model's score is at or over the cut-off */
  overCutoff(model: string): boolean;
}

/** How many activities of a type stand in a window at t; null: not observed. */
export function countAt(
  lead: NaiveLead,
  feature: Extract<Feature, { kind: "count" }>,
  t: number,
): number | null {
  const forever = feature.window === Number.POSITIVE_INFINITY;
  if (forever ? lead.created < feature.observedFrom : t - feature.window < feature.observedFrom) return null;
  const inside = lead.activities.filter((a) => {
    const visible = Math.max(a.at, a.known, lead.created);
    return a.type === feature.type && visible <= t && (forever || t < a.at + feature.window);
  });
  return inside.length > feature.cap ? feature.cap : inside.length;
}

/**
 * A decayed count at t: each activity visible by then counts one half to the power of its age in half-lives; the sum is
 * held at the cap and rounded down to the step, where a hair below a step is that step. Null: not observed, as five
 * half-lives back is before the first day of records.
 */
export function decayedAt(
  lead: NaiveLead,
  feature: Extract<Feature, { kind: "decay" }>,
  t: number,
): number | null {
  if (t - 5 * feature.halfLife < feature.observedFrom) return null;
  const steps = Math.round(1 / feature.from.round);
  const counted = lead.activities
    .filter((a) => a.type === feature.type && Math.max(a.at, a.known, lead.created) <= t)
    .map((a) => Math.exp((-Math.LN2 * (t - a.at)) / feature.halfLife))
    .sort((a, b) => a - b);
  const sum = counted.reduce((s, x) => s + x, 0);
  return Math.min(feature.from.cap, Math.floor(sum * steps + 1e-9) / steps);
}

/** When a lead reached a stage: its own entry or any later stage's, whichever came first. */
export function reachOf(lead: NaiveLead, stages: readonly string[], stage: string): number {
  const from = stages.indexOf(stage);
  const counting = from < 0 ? [stage] : stages.slice(from);
  return Math.min(NEVER, ...counting.map((name) => lead.stages.get(name) ?? NEVER));
}

/** The entry that makes a lead reach a stage: the stage's own, or that of the next one that stands before it. */
export function recordOf(
  lead: NaiveLead,
  stages: readonly string[],
  stage: string,
): { readonly at: number; readonly dated: boolean } {
  const at = reachOf(lead, stages, stage);
  const from = stages.indexOf(stage);
  const counting = from < 0 ? [stage] : stages.slice(from);
  const by = counting.find((name) => lead.stages.get(name) === at) ?? stage;
  return lead.records?.get(by) ?? { at, dated: false };
}

/** A lead as somebody sees it who knows of its outcome: what happened on the date of an outcome known by its date alone is not there, where it is known by that date alone too. */
export function knowingItsOutcome(lead: NaiveLead, f: NaiveFunnel): NaiveLead {
  const outcome = reachOf(lead, f.funnel, f.outcome);
  if (f.activitiesFirst === true || !recordOf(lead, f.funnel, f.outcome).dated) return lead;
  const behind = (a: NaiveLead["activities"][number]): boolean =>
    a.dated === true && Math.max(a.at, a.known, lead.created) === outcome;
  return { ...lead, activities: lead.activities.filter((a) => !behind(a)) };
}

/** Whether the outcome comes within H of a second: by the calendar where only its date is known. */
export function winsAfter(lead: NaiveLead, f: NaiveFunnel, t: number): boolean {
  const stands = reachOf(lead, f.funnel, f.outcome);
  if (stands === NEVER || stands < t) return false;
  const { at, dated } = recordOf(lead, f.funnel, f.outcome);
  const day = (s: number): number => (s - (((s % DAY) + DAY) % DAY)) / DAY;
  return dated ? (day(at) - day(t)) * DAY <= f.horizon : at - t <= f.horizon;
}

/** As sales received it: a stage before the outcome is implied by stages before the outcome alone. */
export function stampOf(lead: NaiveLead, f: NaiveFunnel, stage: string): number {
  const outcome = f.funnel.indexOf(f.outcome);
  const before = outcome >= 0 && f.funnel.indexOf(stage) < outcome;
  return reachOf(lead, before ? f.funnel.slice(0, outcome) : f.funnel, stage);
}

/** SQL's three-valued truth of a rule. */
export function truth(rule: Rule, sight: Sight): boolean | null {
  switch (rule.kind) {
    case "constant":
      return rule.value;
    case "stage":
      return sight.reached(rule.stage);
    case "cutoff":
      return sight.overCutoff(rule.model);
    case "best":
      return true;
    case "not":
      return opposite(truth(rule.of, sight));
    case "and":
      return allOf(rule.of.map((part) => truth(part, sight)));
    case "or":
      return opposite(allOf(rule.of.map((part) => opposite(truth(part, sight)))));
    default:
      return atom(rule, sight.value(rule.name));
  }
}

const opposite = (a: boolean | null): boolean | null => (a === null ? null : !a);
const allOf = (parts: readonly (boolean | null)[]): boolean | null =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;
const anyOf = (parts: readonly (boolean | null)[]): boolean | null => opposite(allOf(parts.map(opposite)));

function atom(a: Atom, value: Value): boolean | null {
  const order = (literal: Literal): number | null =>
    value === null || typeof value !== typeof literal ? null : value < literal ? -1 : value > literal ? 1 : 0;
  const when = (literal: Literal, holds: (o: number) => boolean): boolean | null => {
    const o = order(literal);
    return o === null ? null : holds(o);
  };
  const sign = (negated: boolean, t: boolean | null): boolean | null => (negated ? opposite(t) : t);
  switch (a.kind) {
    case "null":
      return (value === null) === !a.negated;
    case "truth":
      return typeof value === "boolean" ? sign(a.negated ?? false, value) : null;
    case "in":
      return sign(a.negated, anyOf(a.values.map((v) => when(v, (o) => o === 0))));
    case "between":
      return sign(a.negated, allOf([when(a.low, (o) => o >= 0), when(a.high, (o) => o <= 0)]));
    case "compare":
      return when(
        a.value,
        (o) => ({ "=": o === 0, "<>": o !== 0, "<": o < 0, "<=": o <= 0, ">": o > 0, ">=": o >= 0 })[a.op],
      );
  }
}

/** What an input of weights is in one second: SQL's NULL has two causes here. */
export type Seen = Value | "not observed";

/** Integer points of a lead, attribute by attribute, groups held in their bounds, then floor and ceiling. */
export function scoreOf(
  weights: Weights,
  ruleOf: (text: string) => Rule,
  seen: (name: string) => { readonly value: Value; readonly observed: boolean },
): number {
  const points = (attribute: Attribute): number => {
    if (attribute.kind === "rule") {
      const sight = { value: (name: string) => seen(name).value, reached: no, overCutoff: no };
      return truth(ruleOf(attribute.when), sight) === true ? attribute.points : 0;
    }
    const { value, observed } = seen(attribute.name);
    if (attribute.kind === "linear") {
      if (typeof value !== "number") return attribute.missing;
      const raw = attribute.coef * (value - attribute.centre);
      return awayFromZero(within(raw, attribute.min, attribute.max));
    }
    const holding = attribute.bins.find((bin) => {
      if (!observed) return bin.kind === "not_observed";
      if (value === null) return bin.kind === "missing";
      if (bin.kind === "range")
        return typeof value === "number" && !(value < (bin.low ?? -1e99)) && value < (bin.high ?? 1e99);
      return bin.kind === "category" && bin.values.some((v) => v === value);
    });
    const other = observed && value !== null ? attribute.bins.find((bin) => bin.kind === "other") : undefined;
    return (holding ?? other)?.points ?? 0;
  };
  let total = weights.intercept;
  for (const a of weights.attributes) if (a.group === null) total += points(a);
  for (const group of weights.groups) {
    const own = weights.attributes.filter((a) => a.group === group.name).map(points);
    total += within(
      own.reduce((s, v) => s + v, 0),
      group.min,
      group.max,
    );
  }
  return within(total, weights.floor, weights.ceiling);
}

const no = (): boolean => false;
const awayFromZero = (x: number): number => Math.sign(x) * Math.floor(Math.abs(x) + 0.5) + 0;
const within = (x: number, low: number | null, high: number | null): number => {
  if (high !== null && x > high) x = high;
  return low !== null && x < low ? low : x;
};

/** p = 1 / (1 + exp(-(slope x score x unit + intercept))), the logit held within 700 of 0; null: not calibrated by Platt. */
export function probability({ calibration, scale }: Weights, score: number): number | null {
  if (calibration.kind !== "platt") return null;
  const logit = calibration.slope * (score * scale.unit) + calibration.intercept;
  return 1 / (1 + Math.exp(-within(logit, -700, 700)));
}

/** The moments that a fit may use, day by day: the last second of a local day at which something became known. */
export function naiveMoments(
  leads: readonly NaiveLead[],
  f: NaiveFunnel,
  from: number,
): { lead: number; time: number; label: 0 | 1 | 2 }[] {
  const found: { lead: number; time: number; label: 0 | 1 | 2 }[] = [];
  leads.forEach((whole, i) => {
    if (whole.out) return;
    const lead = knowingItsOutcome(whole, f);
    const outcome = reachOf(lead, f.funnel, f.outcome);
    const ends = [
      outcome,
      f.asOf,
      ...f.lost.map((stage) => lead.stages.get(stage) ?? NEVER),
      f.handoff === null ? NEVER : reachOf(lead, f.funnel, f.handoff),
    ];
    const known = [lead.created, ...lead.activities.map((a) => Math.max(a.at, a.known, lead.created))].filter(
      (t) => ends.every((end) => t <= end),
    );
    for (let day = 0; day * DAY <= f.asOf; day++) {
      const today = known.filter((t) => t >= day * DAY && t < (day + 1) * DAY);
      if (today.length === 0) continue;
      const time = Math.max(...today);
      if (time < from) continue;
      const won = winsAfter(lead, f, time);
      found.push({ lead: i, time, label: time + f.horizon > f.asOf ? 2 : won ? 1 : 0 });
    }
  });
  return found.sort((a, b) => a.time - b.time || a.lead - b.lead);
}
