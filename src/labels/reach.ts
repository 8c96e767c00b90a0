import { DAY, NEVER } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { Labels } from "./type.ts";

export interface LabelQuestion {
  /** stage names in order; the first is creation */
  readonly funnel: readonly string[];
  readonly lost: readonly string[];
  /** null: a lead is open until outcome or loss */
  readonly handoff: string | null;
  readonly outcomeStage: string;
  readonly horizonDays: number;
  readonly asOf: number;
}

/**
 * First reaches of every stage and what ends an episode. A later stage of the funnel implies the earlier ones at its
 * own time. Leads refused for an outcome before their creation have none. O(leads x stages).
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
  const never = (): Int32Array => new Int32Array(leads.count).fill(NEVER);
  const outcomeIndex = stages.names.indexOf(q.outcomeStage);
  return {
    horizon: q.horizonDays * DAY,
    asOf: q.asOf,
    outcome: reach.get(q.outcomeStage) ?? recorded(q.outcomeStage),
    handoff: q.handoff === null ? never() : (reach.get(q.handoff) ?? recorded(q.handoff)),
    lost,
    stamped,
    reach: new Map(q.funnel.map((stage) => [stage, reach.get(stage) ?? never()])),
    outcomeObservedFrom: outcomeSeenFrom(q, outcomeIndex, stages.observedFrom, stages.names),
    refused: stages.refused,
  };
}

/** First reaches of some stages in order, each implied by the later ones among them. */
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

function earlier(a: Int32Array, b: Int32Array): Int32Array {
  return Int32Array.from(a, (t, i) => Math.min(t, b[i] ?? NEVER));
}

/** The first day on which the outcome, or a later stage that implies it, is recorded. */
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
