import { DAY, NEVER } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { Labels, Recorded } from "./type.ts";

export interface LabelQuestion {
  /** names of the stages in order; the first is creation */
  readonly funnel: readonly string[];
  readonly lost: readonly string[];
  /** the stage at which sales takes over; null: a lead is open until outcome or loss */
  readonly handoff: string | null;
  readonly outcomeStage: string;
  readonly horizonDays: number;
  readonly asOf: number;
  /** whether an activity known only by its date comes before an outcome on that date; default: after it */
  readonly activitiesFirst?: boolean;
}

/**
 * When each lead first reached each stage, and what ended its episode. A later stage of the funnel implies the earlier
 * ones at its own time. A lead whose outcome lies before its creation is refused and has no reaches. O(leads x stages).
 */
export function labelsOf(history: History, q: LabelQuestion): Labels {
  const { stages, leads } = history;
  const recorded = (stage: string): Int32Array => {
    const index = stages.names.indexOf(stage);
    return stages.first[index] ?? new Int32Array(leads.count).fill(NEVER);
  };
  const reach = implied(q.funnel, recorded);
  const before = q.funnel.indexOf(q.outcomeStage);
  const stamped = new Map([
    ...reach,
    ...implied(before < 0 ? q.funnel : q.funnel.slice(0, before), recorded),
  ]);
  const lost = new Int32Array(leads.count).fill(NEVER);
  for (const stage of q.lost) {
    const at = recorded(stage);
    for (let i = 0; i < lost.length; i++) lost[i] = Math.min(lost[i] ?? NEVER, at[i] ?? NEVER);
  }
  const asRecorded = (names: readonly string[]): ReadonlyMap<string, Recorded> =>
    impliedRecords(names, recorded, (stage) => {
      const index = stages.names.indexOf(stage);
      return {
        at: stages.recorded?.[index] ?? recorded(stage),
        dated: stages.dated?.[index] ?? new Uint8Array(leads.count),
      };
    });
  const records = new Map([...asRecorded(q.funnel), ...(before < 0 ? asRecorded([q.outcomeStage]) : [])]);
  const outcome = reach.get(q.outcomeStage) ?? recorded(q.outcomeStage);
  const outcomeDated = records.get(q.outcomeStage)?.dated;
  const never = (): Int32Array => new Int32Array(leads.count).fill(NEVER);
  const outcomeIndex = stages.names.indexOf(q.outcomeStage);
  return {
    horizon: q.horizonDays * DAY,
    asOf: q.asOf,
    outcome,
    recorded: records,
    outcomeStage: q.outcomeStage,
    dated: outcomeDated?.includes(1) ?? false,
    shown: q.activitiesFirst === true ? endsOf(history) : shownUntil(history, outcome, outcomeDated),
    handoff: q.handoff === null ? never() : (reach.get(q.handoff) ?? recorded(q.handoff)),
    lost,
    stamped,
    reach: new Map(q.funnel.map((stage) => [stage, reach.get(stage) ?? never()])),
    outcomeObservedFrom: outcomeSeenFrom(q, outcomeIndex, stages.observedFrom, stages.names),
    refused: stages.refused,
  };
}

/** First reaches of some stages in order; a later one of them implies the earlier ones. */
function implied(
  stages: readonly string[],
  recorded: (stage: string) => Int32Array,
): Map<string, Int32Array> {
  const reach = new Map<string, Int32Array>();
  let later: Int32Array | null = null;
  for (const stage of [...stages].reverse()) {
    const own = recorded(stage);
    const at: Int32Array = later === null ? Int32Array.from(own) : earlier(own, later);
    reach.set(stage, at);
    later = at;
  }
  return reach;
}

/** The record of each stage's first reach: its own, or that of a later stage which implies it earlier. */
function impliedRecords(
  stages: readonly string[],
  first: (stage: string) => Int32Array,
  recordOf: (stage: string) => Recorded,
): Map<string, Recorded> {
  const out = new Map<string, Recorded>();
  let reached: Int32Array | null = null;
  let record: Recorded | null = null;
  for (const stage of [...stages].reverse()) {
    const own = first(stage);
    record =
      record === null || reached === null ? recordOf(stage) : merged(own, recordOf(stage), reached, record);
    reached = reached === null ? own : earlier(own, reached);
    out.set(stage, record);
  }
  return out;
}

/** A stage's own record, or the later stage's where that was reached first. */
function merged(own: Int32Array, record: Recorded, later: Int32Array, laterRecord: Recorded): Recorded {
  const at = Int32Array.from(record.at);
  const dated = Uint8Array.from(record.dated);
  for (let lead = 0; lead < at.length; lead++) {
    if ((later[lead] ?? NEVER) >= (own[lead] ?? NEVER)) continue;
    at[lead] = laterRecord.at[lead] ?? NEVER;
    dated[lead] = laterRecord.dated[lead] ?? 0;
  }
  return { at, dated };
}

const endsOf = ({ activities }: History): Int32Array => activities.start.slice(1);

/**
 * For each lead, the end of the activities that may be seen before its outcome. Where an activity and the outcome are
 * known by the same date alone, nobody can say which came first, and "contract signed" must not predict the contract.
 * Of activities at the same second, those known by a date alone come last.
 */
function shownUntil(history: History, outcome: Int32Array, dated: Uint8Array | undefined): Int32Array {
  const { activities } = history;
  const out = endsOf(history);
  if (dated === undefined || activities.dated === undefined) return out;
  for (let lead = 0; lead < out.length; lead++) {
    if (dated[lead] !== 1) continue;
    const at = outcome[lead] ?? NEVER;
    const end = out[lead] ?? 0;
    for (let k = activities.start[lead] ?? 0; k < end; k++)
      if (activities.visible[k] === at && activities.dated[k] === 1) {
        out[lead] = k;
        break;
      }
  }
  return out;
}

/**
 * How many activities happened on the date of their lead's outcome, where both are known by that date alone, and of how
 * many leads: those that `same_day` decides about.
 */
export function onOutcomeDate(
  history: History,
  labels: Pick<Labels, "outcome" | "outcomeStage" | "recorded">,
): { readonly activities: number; readonly leads: number } {
  const { start, visible } = history.activities;
  const dated = labels.recorded?.get(labels.outcomeStage ?? "")?.dated;
  const shown = shownUntil(history, labels.outcome, dated);
  let [activities, leads] = [0, 0];
  shown.forEach((from, lead) => {
    const end = start[lead + 1] ?? 0;
    let k = from;
    while (k < end && visible[k] === labels.outcome[lead]) k++;
    activities += k - from;
    if (k > from) leads++;
  });
  return { activities, leads };
}

function earlier(a: Int32Array, b: Int32Array): Int32Array {
  return Int32Array.from(a, (t, i) => Math.min(t, b[i] ?? NEVER));
}

/** The first day on which the outcome, or a later stage that implies it, was recorded. */
function outcomeSeenFrom(
  q: LabelQuestion,
  outcomeIndex: number,
  observedFrom: Int32Array,
  names: readonly string[],
): number {
  const at = q.funnel.indexOf(q.outcomeStage);
  const implying = at < 0 ? [outcomeIndex] : q.funnel.slice(at).map((stage) => names.indexOf(stage));
  return implying.reduce((first, i) => Math.min(first, observedFrom[i] ?? NEVER), NEVER);
}
