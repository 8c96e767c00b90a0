import { notEstimable } from "../base/estimate.ts";
import { noMqlAndSql } from "../base/messages/models/unknown.ts";
import { DAY, dayOf, isoMonth, NEVER, type Quarter, quarterOf } from "../base/time.ts";
import type { Group } from "../features/groups.ts";
import { returnsOf } from "../labels/returns.ts";
import { comesWithin, recordedFrom, recordedOf } from "../labels/within.ts";
import type { AcceptanceFacts, BridgeFacts, ConversionFacts, FunnelFacts } from "../result/type.ts";
import { byLead, reasonOf } from "./nurture.ts";
import { among, type Rows, rated } from "./rates.ts";
import { hasRows, ownStamps } from "./roles.ts";
import type { Counted } from "./type.ts";

type Roles = FunnelFacts["roles"];

/** How many quarters are shown, counted from the last. */
const shownQuarters = 12;

/**
 * The leads that entered a stage by a row of their own, and what became of them. Every step of the funnel is counted
 * from this.
 */
export interface Step extends Rows {
  readonly from: string;
  readonly to: string;
  /** for each entry of `lead`, when it entered `from` */
  readonly at: ArrayLike<number>;
  /** how many leads have a row for `from`, young ones too; and how many of them have reached `to` by now */
  readonly entered: number;
  readonly soFar: number;
}

/**
 * The mature leads of a step, from the first day on which `to` was recorded, and whether each reached `to` within the
 * horizon. A later stage implies the earlier ones.
 */
export function stepOf(of: Counted, from: string, to: string): Step {
  const { history, labels } = of;
  const own = ownStamps(of, from);
  const reach = labels.reach.get(to);
  const recorded = recordedOf(labels, to);
  const seen = recordedFrom(of.study, of.history, to);
  const [lead, went, at]: [number[], number[], number[]] = [[], [], []];
  let [entered, soFar] = [0, 0];
  for (let i = 0; i < history.leads.count; i++) {
    const t = own[i] ?? NEVER;
    if (t === NEVER || labels.refused[i] === 1) continue;
    entered++;
    const reached = reach?.[i] ?? NEVER;
    if (reached < NEVER && reached >= t) soFar++;
    if (t + labels.horizon > labels.asOf || t < seen) continue;
    lead.push(i);
    at.push(t);
    went.push(comesWithin(reached, recorded, i, t, labels.horizon) ? 1 : 0);
  }
  return { from, to, lead, went, at, entered, soFar };
}

/**
 * The pairs of stages to report: each step, and those that marketing and sales talk about (MQL to every later stage,
 * SQL and lead to customer, lead to outcome).
 */
function pairsOf({ study, labels }: Counted, roles: Roles): readonly (readonly [string, string])[] {
  const { funnel } = study;
  const first = funnel[0] ?? "";
  const later = (from: string): readonly string[] => funnel.slice(funnel.indexOf(from) + 1);
  const pairs = [
    ...funnel.slice(1).map((to, i) => [funnel[i] ?? "", to] as const),
    ...(roles.mql === null ? [] : later(roles.mql).map((to) => [roles.mql ?? "", to] as const)),
    ...(roles.qualified === null ? [] : [[roles.qualified, roles.customer] as const]),
    [first, labels.outcomeStage ?? roles.customer] as const,
    [first, roles.customer] as const,
  ];
  const seen = new Set<string>();
  return pairs.filter(([from, to]) => {
    const key = JSON.stringify([from, to]);
    return funnel.indexOf(to) > funnel.indexOf(from) && !seen.has(key) && seen.add(key) !== undefined;
  });
}

export function conversionFacts(
  of: Counted,
  roles: Roles,
  groups: readonly Group[],
): readonly ConversionFacts[] {
  const { study, labels } = of;
  const days = new Map<number, Quarter>();
  const quarterAt = (t: number): Quarter => {
    const known = days.get(dayOf(t)) ?? quarterOf(t, study.fiscalYearStarts);
    days.set(dayOf(t), known);
    return known;
  };
  return pairsOf(of, roles).flatMap(([from, to]): ConversionFacts[] => {
    if (!hasRows(ownStamps(of, from))) return [];
    const step = stepOf(of, from, to);
    const quarters = new Map<string, { readonly end: number; readonly rows: number[] }>();
    for (let i = 0; i < step.lead.length; i++) {
      const { name, end } = quarterAt(step.at[i] ?? 0);
      const known = quarters.get(name);
      if (known === undefined) quarters.set(name, { end, rows: [i] });
      else known.rows.push(i);
    }
    return [
      {
        from,
        to,
        days: labels.horizon / DAY,
        ...rated(of, step),
        entered: step.entered,
        soFar: step.soFar,
        quarters: [...quarters]
          .sort(([, a], [, b]) => a.end - b.end)
          .slice(-shownQuarters)
          .map(([quarter, { end, rows }]) => ({
            quarter,
            complete: end + labels.horizon <= labels.asOf,
            ...rated(of, {
              lead: rows.map((i) => step.lead[i] ?? 0),
              went: rows.map((i) => step.went[i] ?? 0),
            }),
          })),
        groups: groups.map(({ by, group, holds }) => ({
          by,
          group,
          ...rated(
            of,
            among(step, (lead) => holds[lead] === 1),
          ),
        })),
      },
    ];
  });
}

/** How many months the bridge covers. */
const bridgeMonths = 12;

/**
 * The bridge from a dashboard's ratio (entries into `to` in a month, divided by entries into `from` in the same month)
 * to the share of `from` that reaches `to`. Three things make the difference: leads that reach `to` without `from`,
 * leads carried over from earlier months, and leads carried over to later ones.
 */
export function bridgeFacts(of: Counted, roles: Roles): BridgeFacts | null {
  const { study, history, labels } = of;
  const [from, to] = [roles.mql, roles.qualified];
  if (from === null || to === null || study.funnel.indexOf(to) <= study.funnel.indexOf(from)) return null;
  const [froms, tos] = [ownStamps(of, from), ownStamps(of, to)];
  const reach = labels.reach.get(to);
  const recorded = recordedOf(labels, to);
  const months = new Map<
    string,
    { counts: Record<Part, number>; lead: number[]; went: number[]; last: number }
  >();
  const at = (t: number) => {
    const month = isoMonth(t);
    let found = months.get(month);
    if (found === undefined) {
      found = {
        counts: { from: 0, to: 0, bypassed: 0, carriedIn: 0, carriedOut: 0, skipped: 0, cohort: 0 },
        lead: [],
        went: [],
        last: t,
      };
      months.set(month, found);
    }
    return found;
  };
  for (let i = 0; i < history.leads.count; i++) {
    if (labels.refused[i] === 1) continue;
    const [a, b] = [froms[i] ?? NEVER, tos[i] ?? NEVER];
    if (b < NEVER) {
      const { counts } = at(b);
      counts.to++;
      if (a > b) counts.bypassed++;
      else if (isoMonth(a) !== isoMonth(b)) counts.carriedIn++;
    }
    if (a === NEVER) continue;
    const month = at(a);
    month.last = Math.max(month.last, a);
    month.counts.from++;
    const went = comesWithin(reach?.[i] ?? NEVER, recorded, i, a, labels.horizon);
    month.lead.push(i);
    month.went.push(went ? 1 : 0);
    if (went) month.counts.cohort++;
    const stamped = b < NEVER && b >= a;
    const here = stamped && isoMonth(a) === isoMonth(b);
    if (went && !stamped) month.counts.skipped++;
    if (went && stamped && !here) month.counts.carriedOut++;
    // reached in the month, but not within a horizon that is shorter than a month
    if (!went && here) month.counts.carriedOut--;
  }
  const mature = [...months]
    .filter(([month, { counts }]) => counts.from > 0 && monthEnd(month) + labels.horizon <= labels.asOf + 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(-bridgeMonths);
  if (mature.length === 0) return null;
  const sum = (part: Part): number => mature.reduce((all, [, { counts }]) => all + counts[part], 0);
  const cohort = rated(of, {
    lead: mature.flatMap(([, { lead }]) => lead),
    went: mature.flatMap(([, { went }]) => went),
  });
  return {
    stages: { from, to },
    days: labels.horizon / DAY,
    ratio: sum("to") / sum("from"),
    rate: cohort.rate,
    from: sum("from"),
    to: sum("to"),
    bypassed: sum("bypassed"),
    carriedIn: sum("carriedIn"),
    carriedOut: sum("carriedOut"),
    skipped: sum("skipped"),
    cohort: sum("cohort"),
    months: mature.map(([month, { counts }]) => ({ month, ...counts })),
  };
}

type Part = "from" | "to" | "bypassed" | "carriedIn" | "carriedOut" | "skipped" | "cohort";

/** The first second after a month. */
const monthEnd = (month: string): number => {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return Date.UTC(year, number, 1) / 1000;
};

/** The share of leads stamped SQL that have no stamp of MQL before it. */
export function bypassFacts(of: Counted, roles: Roles): FunnelFacts["bypass"] {
  const [from, to] = [roles.mql, roles.qualified];
  if (from === null || to === null) return notEstimable(noMqlAndSql);
  const [froms, tos] = [ownStamps(of, from), ownStamps(of, to)];
  const lead = Array.from(tos.keys()).filter((i) => (tos[i] ?? NEVER) < NEVER && of.labels.refused[i] !== 1);
  return rated(of, { lead, went: lead.map((i) => ((froms[i] ?? NEVER) > (tos[i] ?? NEVER) ? 1 : 0)) }).rate;
}

/** How many reasons are shown; the rest are one. */
const shownReasons = 12;

/**
 * What sales did with MQLs: accepted them, lost them before accepting (with the reasons), or neither within the
 * horizon.
 */
export function acceptanceFacts(of: Counted, roles: Roles): AcceptanceFacts | null {
  const { study, history, labels } = of;
  const [from, to] = [roles.mql, roles.accepted];
  if (from === null || to === null || study.funnel.indexOf(to) <= study.funnel.indexOf(from)) return null;
  const step = stepOf(of, from, to);
  if (step.entered === 0) return null;
  const { names, first, reasons } = history.stages;
  const reached = labels.reach.get(to);
  const counts = new Map<string, { stage: string; reason: string | null; n: number }>();
  const returned = byLead(returnsOf(history, study).returns);
  /** when a loss happened, and why */
  const lossOf = (lead: number, lost: number) => {
    const s = names.findIndex((stage, k) => study.lost.includes(stage) && first[k]?.[lead] === lost);
    return { stage: names[s] ?? "", reason: reasons?.names[reasons.of[s]?.[lead] ?? -1] ?? null };
  };
  const rejected = Array.from({ length: step.lead.length }, (_, i): 0 | 1 => {
    const lead = step.lead[i] ?? 0;
    const at = step.at[i] ?? 0;
    const lost = labels.lost[lead] ?? NEVER;
    const back = returned.get(lead)?.find((of) => of.at >= at);
    const ended = Math.min(lost, back?.at ?? NEVER);
    if (step.went[i] === 1 || lost < at || ended - at > labels.horizon || ended > (reached?.[lead] ?? NEVER))
      return 0;
    const { stage, reason } =
      back === undefined || lost <= back.at ? lossOf(lead, lost) : reasonOf(of, back.entry);
    const key = JSON.stringify([stage, reason]);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { stage, reason, n: 1 });
    else known.n++;
    return 1;
  });
  const sorted = [...counts.values()].sort(
    (a, b) => b.n - a.n || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  );
  const waiting = rejected.map((out, i) => (out === 1 || step.went[i] === 1 ? 0 : 1));
  return {
    from,
    to,
    days: labels.horizon / DAY,
    n: step.lead.length,
    accepted: rated(of, step).rate,
    rejected: rated(of, { lead: step.lead, went: rejected }).rate,
    waiting: rated(of, { lead: step.lead, went: waiting }).rate,
    reasons: sorted.slice(0, shownReasons),
  };
}
