import { median } from "simple-statistics";
import { notEstimable } from "../base/estimate.ts";
import { DAY, isoMonth, NEVER } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { Labels } from "../labels/type.ts";
import type { FunnelFacts } from "../result/type.ts";
import { clusteredProportion } from "../stats/proportion.ts";

/** Stage by stage: how many reached it, of those who reached the one before, and how long it took. */
function stageFacts(history: History, labels: Labels): FunnelFacts["stages"] {
  const { leads } = history;
  let before: Int32Array | null = null;
  return [...labels.reach].map(([stage, reach]) => {
    const base = before;
    before = reach;
    const eligible: number[] = [];
    for (let lead = 0; lead < leads.count; lead++)
      if (base === null || (base[lead] ?? NEVER) < NEVER) eligible.push(lead);
    const days: number[] = [];
    const reached = Float64Array.from(eligible, (lead) => {
      const at = reach[lead] ?? NEVER;
      if (at < NEVER) days.push((at - (leads.created[lead] ?? 0)) / DAY);
      return at < NEVER ? 1 : 0;
    });
    return {
      stage,
      reached: days.length,
      conversion:
        base === null
          ? null
          : clusteredProportion({
              value: reached,
              cluster: Int32Array.from(eligible, (lead) => leads.account[lead] ?? 0),
            }),
      medianDays: base === null ? null : days.length === 0 ? null : median(days),
    };
  });
}

/** Leads by the month of their creation; `won` is the outcome within H of creation. */
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
      return (labels.outcome[lead] ?? NEVER) <= created + labels.horizon ? 1 : 0;
    });
    const cluster = Int32Array.from(kept, (lead) => leads.account[lead] ?? 0);
    return {
      month,
      n: members.length,
      won: won.reduce((sum, y) => sum + y, 0),
      refused,
      mature,
      rate: mature
        ? clusteredProportion({ value: won, cluster })
        : notEstimable("not all of its leads have the full horizon behind them"),
    };
  });
}

export const funnelFacts = (history: History, labels: Labels): FunnelFacts => ({
  stages: stageFacts(history, labels),
  cohorts: cohortFacts(history, labels),
});
