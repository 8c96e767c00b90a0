import { DAY, dayOf, type Second } from "../../base/time.ts";
import type { History } from "../../history/type.ts";
import type { CapacityFacts } from "../../result/type.ts";
import type { Capacity } from "../../study/type.ts";
import type { Fold } from "../fit/folds.ts";
import {
  historicalIntake,
  isWorkingDay,
  type Rate,
  slotsOf,
  type WorkCalendar,
  workCalendar,
  workingDays,
} from "../serve/capacity.ts";
import { staffing, paceOf as staffPace } from "../serve/staff.ts";
import type { Setting } from "../type.ts";

/** The pace of sales: how much the mean working day takes, and the working days with who is there. */
export type Pace = Pick<Setting, "rate" | "calendar">;

/** Days after the last fold for which it is known who is there: the quarter to come, and its horizon. */
const daysAhead = 400;

/**
 * The pace in the folds, in the quarter before the first, and in the time after the last.
 * @param since an earlier second from which on it must be known; null: none
 */
export async function paceIn(
  history: Pick<History, "staff">,
  capacity: Capacity,
  folds: readonly Fold[],
  since: Second | null = null,
): Promise<Pace> {
  const [before, last] = [folds[0]?.before.start ?? 0, folds.at(-1)?.end ?? 0];
  const first = since === null ? before : Math.min(before, since);
  const calendar = await workCalendar(capacity.holidays, first, last + 30 * DAY, capacity.daysOff);
  const { staff } = history;
  if (staff === undefined)
    return { calendar, rate: { reps: capacity.reps, leadsPerRepPerDay: capacity.leadsPerRepPerDay } };
  const there = staffing(staff, capacity, dayOf(first), dayOf(last) + daysAhead);
  return staffPace(there, calendar, dayOf(folds[0]?.start ?? 0), dayOf(last));
}

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
    ...rate,
    ...(calendar.presence === undefined ? {} : { fromFile: true as const }),
    holidays: capacity.holidays,
    order: capacity.order,
    quarters: folds.map((fold) => ({
      quarter: fold.quarter.name,
      workingDays: workingDays(calendar, fold.start, fold.end),
      slots: slotsOf(fold, rate, calendar),
      ...(calendar.presence === undefined ? {} : { reps: repsIn(fold, calendar) }),
    })),
    historicalIntake: intake,
    since: capacity.since,
    because: capacity.because,
  };
}

/** The mean number of reps on the working days of a quarter. */
function repsIn({ start, end }: Fold, calendar: WorkCalendar): number {
  const { first = 0, reps = new Float64Array() } = calendar.presence ?? {};
  let [days, sum] = [0, 0];
  for (let day = dayOf(start); day < dayOf(end); day++)
    if (isWorkingDay(calendar, day)) {
      days++;
      sum += reps[day - first] ?? 0;
    }
  return days === 0 ? 0 : sum / days;
}
