import { median } from "simple-statistics";
import { type Fault, warning } from "../base/errors.ts";
import { notEstimable } from "../base/estimate.ts";
import { beforeFirstOutcome, horizonAhead } from "../base/messages/models/unknown.ts";
import { recycleWithoutRows, stageWithoutDates } from "../base/messages/workbench.ts";
import { DAY, dayOf, isoDate, isoMonth, NEVER } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { FunnelFacts } from "../result/type.ts";
import { clusteredProportion } from "../stats/proportions/proportion.ts";
import { placeOf } from "../study/places.ts";
import type { Study } from "../study/type.ts";
import type { Labels } from "./type.ts";
import { leadsDated } from "./untimed.ts";
import { recordedFrom, recordedOf, timeBetween, winsWithin } from "./within.ts";

/** The inputs of the funnel's counts. */
interface Counted {
  readonly study: Study;
  readonly history: History;
  readonly labels: Labels;
}

/**
 * Each stage: how many leads reached it, how long it took, and the share of those at the stage before who went on,
 * among leads with the horizon behind them (young leads would count as lost) that were at the stage before no earlier
 * than this one was first recorded (who went on before that day was not seen to). Where the outcome is a column, stages
 * that no row dates are left out: the last step starts at the last stage that has dates, and the outcome implies the
 * stages before it.
 */
function stageFacts({ study, history, labels }: Counted): FunnelFacts["stages"] {
  const { leads, stages } = history;
  const timed = study.outcome.kind === "stage";
  const dated = (stage: string): number =>
    stages.first[stages.names.indexOf(stage)]?.reduce((n, at) => n + (at < NEVER ? 1 : 0), 0) ?? 0;
  const last = [...labels.reach.keys()].at(-1);
  const shown = [...labels.reach].filter(
    ([stage], i) => timed || i === 0 || stage === last || dated(stage) > 0,
  );
  let before: ((lead: number, since: number) => boolean) | null = null;
  return shown.map(([stage, reach], i) => {
    const base = before;
    const reached = (lead: number): boolean =>
      (reach[lead] ?? NEVER) < NEVER || (!timed && (labels.outcome[lead] ?? NEVER) < NEVER);
    before = (lead, since) =>
      reached(lead) && (!timed || (i === 0 ? (leads.created[lead] ?? 0) : (reach[lead] ?? NEVER)) >= since);
    const seen = timed && i > 0 ? recordedFrom(study, history, stage) : 0;
    const old: number[] = [];
    const days: number[] = [];
    let count = 0;
    for (let lead = 0; lead < leads.count; lead++) {
      const created = leads.created[lead] ?? 0;
      const at = reach[lead] ?? NEVER;
      if (reached(lead)) count++;
      if (at < NEVER) days.push(timeBetween(created, at, recordedOf(labels, stage), lead) / DAY);
      if (created + labels.horizon <= labels.asOf && base?.(lead, seen)) old.push(lead);
    }
    const first = base === null;
    return {
      stage,
      reached: count,
      dated: i === 0 || (!timed && stage === last) ? null : dated(stage),
      before: first ? null : old.length,
      wentOn: first ? null : old.filter(reached).length,
      conversion: first
        ? null
        : clusteredProportion({
            value: Uint8Array.from(old, (lead) => (reached(lead) ? 1 : 0)),
            cluster: Int32Array.from(old, (lead) => leads.account[lead] ?? 0),
          }),
      medianDays: first || !timed || days.length === 0 ? null : median(days),
    };
  });
}

/**
 * Leads by month of creation; `won` counts outcomes within H of creation. A month that ends before the first day on
 * which the outcome was recorded has no rate, since some of its outcomes may not be recorded.
 */
function cohortFacts({ history, labels }: Omit<Counted, "study">): Pick<FunnelFacts, "cohorts" | "judged"> {
  const { leads } = history;
  const all = { value: [] as number[], cluster: [] as number[] };
  const months = new Map<string, number[]>();
  for (let lead = 0; lead < leads.count; lead++) {
    const month = isoMonth(leads.created[lead] ?? 0);
    const members = months.get(month);
    if (members) members.push(lead);
    else months.set(month, [lead]);
  }
  const cohorts = [...months.keys()].sort().map((month) => {
    const members = months.get(month) ?? [];
    let mature = true;
    const kept = members.filter((lead) => labels.refused[lead] !== 1);
    const won = Float64Array.from(kept, (lead) => {
      const created = leads.created[lead] ?? 0;
      if (created + labels.horizon > labels.asOf) mature = false;
      return winsWithin(labels, lead, created) ? 1 : 0;
    });
    const seen = labels.outcomeObservedFrom;
    const recorded = seen === NEVER || members.some((lead) => (leads.created[lead] ?? 0) >= seen);
    const cluster = Int32Array.from(kept, (lead) => leads.account[lead] ?? 0);
    if (mature && recorded) {
      for (const y of won) all.value.push(y);
      for (const account of cluster) all.cluster.push(account);
    }
    return {
      month,
      n: members.length,
      won: won.reduce((sum, y) => sum + y, 0),
      refused: members.length - kept.length,
      mature,
      rate: !mature
        ? notEstimable(horizonAhead)
        : recorded
          ? clusteredProportion({ value: won, cluster })
          : notEstimable(beforeFirstOutcome(isoDate(dayOf(seen)))),
    };
  });
  const judged = cohorts.filter((c) => c.rate.value !== null);
  const [from, to] = [judged[0]?.month, judged.at(-1)?.month];
  return {
    cohorts,
    judged:
      from === undefined || to === undefined
        ? null
        : {
            from,
            to,
            months: judged.length,
            n: judged.reduce((sum, c) => sum + c.n, 0),
            refused: judged.reduce((sum, c) => sum + c.refused, 0),
            won: judged.reduce((sum, c) => sum + c.won, 0),
            rate: clusteredProportion(all),
          },
  };
}

/** The funnel's part of a result; leads without dates have no cohorts. */
export const funnelFacts = (of: Counted): Pick<FunnelFacts, "stages" | "cohorts" | "judged"> => ({
  stages: stageFacts(of),
  ...(leadsDated(of.study) ? cohortFacts(of) : { cohorts: [], judged: null }),
});

/** Warnings of stages after creation that no row of the files dates: their counts come from later stages alone. */
export function undatedStages({ study, history: { stages } }: Omit<Counted, "labels">): readonly Fault[] {
  const returning = new Set(stages.entries?.stage);
  const unused = (study.recycle ?? []).flatMap((stage, i) =>
    returning.has(stages.names.length + i)
      ? []
      : [warning(recycleWithoutRows(stage), placeOf(study, "recycle"))],
  );
  const undated = study.funnel.slice(1).flatMap((stage) => {
    const first = stages.first[stages.names.indexOf(stage)];
    return first?.some((at) => at < NEVER)
      ? []
      : [warning(stageWithoutDates(stage, study.outcome.kind === "stage"), placeOf(study, "funnel"))];
  });
  return [...undated, ...unused];
}
