import { DAY, dayOf, NEVER } from "../base/time.ts";
import type { History } from "../history/type.ts";
import type { Study } from "../study/type.ts";
import type { Labels, Recorded } from "./type.ts";

/**
 * Whether a stage with stamp `stamp` comes within H after a moment t, its own second and both ends included. Where the
 * stage is known by its date alone, dates are counted as DATEDIFF does: created on 1 January, won on 31 March is 90
 * days whatever the hour. Otherwise recorded seconds are compared.
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

/**
 * Seconds from t to a stage as it is recorded: whole days between the two dates where the stage is known by its date
 * alone.
 */
export function timeBetween(t: number, stamp: number, recorded: Recorded | undefined, lead: number): number {
  if (recorded === undefined) return stamp - t;
  const at = recorded.at[lead] ?? stamp;
  return recorded.dated[lead] === 1 ? (dayOf(at) - dayOf(t)) * DAY : at - t;
}

/** Whether a lead reaches the outcome within H after t. */
export const winsWithin = (labels: Labels, lead: number, t: number): boolean =>
  comesWithin(
    labels.outcome[lead] ?? NEVER,
    recordedOf(labels, labels.outcomeStage),
    lead,
    t,
    labels.horizon,
  );

/**
 * The first day on which a stage, or a later one that implies it, was recorded. Nothing is known of it before that day.
 */
export const recordedFrom = (
  { funnel }: Pick<Study, "funnel">,
  { stages }: Pick<History, "stages">,
  stage: string,
): number =>
  funnel
    .slice(funnel.indexOf(stage))
    .reduce(
      (first, name) => Math.min(first, stages.observedFrom[stages.names.indexOf(name)] ?? NEVER),
      NEVER,
    );

export const recordedOf = (labels: Labels, stage: string | undefined): Recorded | undefined =>
  stage === undefined ? undefined : labels.recorded?.get(stage);
