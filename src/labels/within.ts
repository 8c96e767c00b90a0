import { DAY, dayOf, NEVER } from "../base/time.ts";
import type { Labels, Recorded } from "./type.ts";

/**
 * Whether a stage that stands at `stamp` comes within H of a moment t: at its second or after it, and at most H later.
 * Where it is known by its date alone the dates are counted, as DATEDIFF does: created on 1 January, won on 31 March is
 * 90 days whatever the hour; otherwise the seconds as they are recorded.
 */
export function comesWithin(
  stamp: number,
  recorded: Recorded | undefined,
  lead: number,
  t: number,
  horizon: number,
): boolean {
  if (stamp === NEVER || stamp < t) return false;
  return timeBetween(t, stamp, recorded, lead) <= horizon;
}

/** Seconds from t to a stage as it is recorded: whole days between the dates where it is known by its date alone. */
export function timeBetween(t: number, stamp: number, recorded: Recorded | undefined, lead: number): number {
  if (recorded === undefined) return stamp - t;
  const at = recorded.at[lead] ?? stamp;
  return recorded.dated[lead] === 1 ? (dayOf(at) - dayOf(t)) * DAY : at - t;
}

/** Whether a lead reaches the outcome within H of t. */
export const winsWithin = (labels: Labels, lead: number, t: number): boolean =>
  comesWithin(
    labels.outcome[lead] ?? NEVER,
    recordedOf(labels, labels.outcomeStage),
    lead,
    t,
    labels.horizon,
  );

export const recordedOf = (labels: Labels, stage: string | undefined): Recorded | undefined =>
  stage === undefined ? undefined : labels.recorded?.get(stage);
