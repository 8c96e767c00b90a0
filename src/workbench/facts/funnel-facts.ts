import { median } from "simple-statistics";
import { notEstimable } from "../../base/estimate.ts";
import { DAY, dayOf, isoDate, isoMonth, NEVER } from "../../base/time.ts";
import type { History } from "../../history/type.ts";
import type { Labels } from "../../labels/type.ts";
import { recordedOf, timeBetween, winsWithin } from "../../labels/within.ts";
import type { FunnelFacts } from "../../result/type.ts";
import { clusteredProportion } from "../../stats/proportion.ts";
import type { Loaded } from "../load.ts";

/**
 * Stage by stage: how many reached it, how long it took, and the share of those who reached the one before, among
 * leads with the horizon behind them: the young would read as lost.
 */
function stageFacts(history: History, labels: Labels, timed: boolean): FunnelFacts["stages"] {
  const { leads } = history;
  let before: Int32Array | null = null;
  return [...labels.reach].map(([stage, reach]) => {
    const base = before;
    before = reach;
    const mature: number[] = [];
    const days: number[] = [];
    for (let lead = 0; lead < leads.count; lead++) {
      const created = leads.created[lead] ?? 0;
      const at = reach[lead] ?? NEVER;
      if (at < NEVER) days.push(timeBetween(created, at, recordedOf(labels, stage), lead) / DAY);
      if (created + labels.horizon <= labels.asOf && (base?.[lead] ?? 0) < NEVER) mature.push(lead);
    }
    return {
      stage,
      reached: days.length,
      conversion:
        base === null
          ? null
          : clusteredProportion({
              value: Uint8Array.from(mature, (lead) => ((reach[lead] ?? NEVER) < NEVER ? 1 : 0)),
              cluster: Int32Array.from(mature, (lead) => leads.account[lead] ?? 0),
            }),
      medianDays: base === null || !timed || days.length === 0 ? null : median(days),
    };
  });
}

/**
 * Leads by the month of their creation; `won` is the outcome within H of creation. A month that ends before the first
 * day on which the outcome was recorded has no rate: its wins may be missing.
 */
function cohortFacts(history: History, labels: Labels): FunnelFacts["cohorts"] {
  const { leads } = history;
  const months = new Map<string, number[]>();
  for (let lead = 0; lead < leads.count; lead++) {
    const month = isoMonth(leads.created[lead] ?? 0);
    const members = months.get(month);
    if (members) members.push(lead);
    else months.set(month, [lead]);
  }
  return [...months.keys()].sort().map((month) => {
    const members = months.get(month) ?? [];
    let refused = 0;
    let mature = true;
    const kept = members.filter((lead) => labels.refused[lead] !== 1);
    refused = members.length - kept.length;
    const won = Float64Array.from(kept, (lead) => {
      const created = leads.created[lead] ?? 0;
      if (created + labels.horizon > labels.asOf) mature = false;
      return winsWithin(labels, lead, created) ? 1 : 0;
    });
    const seen = labels.outcomeObservedFrom;
    const recorded = seen === NEVER || members.some((lead) => (leads.created[lead] ?? 0) >= seen);
    const cluster = Int32Array.from(kept, (lead) => leads.account[lead] ?? 0);
    return {
      month,
      n: members.length,
      won: won.reduce((sum, y) => sum + y, 0),
      refused,
      mature,
      rate: !mature
        ? notEstimable("not all of its leads have the full horizon behind them")
        : recorded
          ? clusteredProportion({ value: won, cluster })
          : notEstimable(`no outcome is recorded before ${isoDate(dayOf(seen))}`),
    };
  });
}

/** Leads without dates have no cohorts. */
export const funnelFacts = ({ study, history, labels }: Loaded): FunnelFacts => ({
  stages: stageFacts(history, labels, study.outcome.kind === "stage"),
  cohorts: study.sources.leads.every((source) => source.created !== null) ? cohortFacts(history, labels) : [],
});
