import type { CapacityFacts } from "../../result/type.ts";
import type { Capacity } from "../../study/type.ts";
import type { Fold } from "../fit/folds.ts";
import {
  historicalIntake,
  type Rate,
  slotsOf,
  type WorkCalendar,
  workCalendar,
  workingDays,
} from "../serve/capacity.ts";
import type { Setting } from "../type.ts";

/** The working days of the folds, of the quarter before the first, and of the weeks after the last. */
export const calendarOf = (capacity: Capacity, folds: readonly Fold[]): Promise<WorkCalendar> =>
  workCalendar(capacity.holidays, folds[0]?.before.start ?? 0, (folds.at(-1)?.end ?? 0) + 30 * 86_400);

/** How many leads sales took on in the quarters that are replayed, without those that only an outcome implies. */
export function intakeOf(
  { folds, calendar, labels, rate }: Setting,
  handoff: string | null,
): CapacityFacts["historicalIntake"] {
  const period = {
    start: folds[0]?.start ?? 0,
    end: Math.min(folds.at(-1)?.end ?? 0, labels.asOf + 1),
  };
  return historicalIntake(labels.stamped.get(handoff ?? "") ?? labels.handoff, period, rate.reps, calendar);
}

/**
 * The rate that history shows, where the stated rate is above all but the busiest weeks: the median week's (the 90th
 * percentile where the median week has none). Like the stated rate it is the same in every quarter.
 */
export function atHistory({ rate }: Setting, intake: CapacityFacts["historicalIntake"]): readonly Rate[] {
  if (intake === null || rate.leadsPerRepPerDay <= intake.p90) return [];
  return [{ reps: rate.reps, leadsPerRepPerDay: intake.median > 0 ? intake.median : intake.p90 }];
}

export function capacityFacts(
  capacity: Capacity,
  { folds, calendar, rate }: Setting,
  intake: CapacityFacts["historicalIntake"],
): Omit<CapacityFacts, "atHistory"> {
  return {
    reps: capacity.reps,
    leadsPerRepPerDay: capacity.leadsPerRepPerDay,
    holidays: capacity.holidays,
    order: capacity.order,
    quarters: folds.map((fold) => ({
      quarter: fold.quarter.name,
      workingDays: workingDays(calendar, fold.start, fold.end),
      slots: slotsOf(fold, rate, calendar),
    })),
    historicalIntake: intake,
    since: capacity.since,
    because: capacity.because,
  };
}
