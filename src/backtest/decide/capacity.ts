import { defined } from "../../base/defined.ts";
import { DAY, dayOf, type Second } from "../../base/time.ts";
import type { CapacityFacts } from "../../result/type.ts";
import type { Capacity } from "../../study/type.ts";
import type { Data } from "../data.ts";
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
import { type InHand, inHand, mostByDay } from "../serve/in-hand.ts";
import { alwaysThere, staffing, paceOf as staffPace } from "../serve/staff.ts";
import type { Setting } from "../type.ts";

/** The pace of sales: how much the mean working day takes, and the working days with who is there. */
export interface Pace extends Pick<Setting, "rate" | "calendar"> {
  /** the same days without the limit of `max_open` */
  readonly unlimited: WorkCalendar;
  /** how long leads are in hand, as it was known in each quarter; empty: the study states no `max_open` */
  readonly inHand: readonly InHand[];
}

/** Days after the last fold for which it is known who is there: the quarter to come, and its horizon. */
const daysAhead = 400;

/**
 * The pace in the folds, in the quarter before the first, and in the time after the last.
 * @param since an earlier second from which on it must be known; null: none
 */
export async function paceIn(
  { study, history, labels }: Pick<Data, "study" | "history" | "labels">,
  capacity: Capacity,
  folds: readonly Fold[],
  since: Second | null = null,
): Promise<Pace> {
  const [before, last] = [folds[0]?.before.start ?? 0, folds.at(-1)?.end ?? 0];
  const first = since === null ? before : Math.min(before, since);
  const { maxOpen, holidays, daysOff } = capacity;
  const handed = handedTo(labels, study.handoff);
  const from = maxOpen === undefined ? first : handed.reduce((least, t) => Math.min(least, t), first);
  const days = await workCalendar(holidays, from, last + 30 * DAY, daysOff);
  const { staff } = history;
  if (staff === undefined && maxOpen === undefined)
    return { calendar: days, unlimited: days, rate: rateOf(capacity), inHand: [] };

  const period = [dayOf(first), dayOf(last) + daysAhead] as const;
  const judged = [dayOf(folds[0]?.start ?? 0), dayOf(last)] as const;
  const limited = (most: Float64Array | undefined): Pick<Setting, "rate" | "calendar"> => {
    if (staff !== undefined) return staffPace(staffing(staff, capacity, period, most), days, ...judged);
    return most === undefined
      ? { calendar: days, rate: rateOf(capacity) }
      : staffPace(alwaysThere(capacity, period[0], most), days, ...judged);
  };
  const unlimited = limited(undefined);
  if (maxOpen === undefined) return { ...unlimited, unlimited: unlimited.calendar, inHand: [] };
  const { most, inHand: all } = mostByDay(
    maxOpen,
    (quarter) => inHand(labels, handed, days, quarter, study.backtest.embargo * DAY),
    period,
    study.fiscalYearStarts,
  );
  return { ...limited(most), unlimited: unlimited.calendar, inHand: all };
}

const rateOf = ({ reps, leadsPerRepPerDay }: Capacity): Rate => ({ reps, leadsPerRepPerDay });

/** When sales was handed each lead, without what only the outcome implies. */
const handedTo = ({ stamped, handoff }: Setting["labels"], stage: string | null): Int32Array =>
  stamped.get(stage ?? "") ?? handoff;

/** How many leads sales took on in the quarters that are replayed, without those that only an outcome implies. */
export function intakeOf(
  { folds, labels, rate }: Setting,
  handoff: string | null,
  calendar: WorkCalendar,
): CapacityFacts["historicalIntake"] {
  const period = {
    start: folds[0]?.start ?? 0,
    end: Math.min(folds.at(-1)?.end ?? 0, labels.asOf + 1),
  };
  return historicalIntake(handedTo(labels, handoff), period, rate.reps, calendar);
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
  { fromFile, inHand: known }: { readonly fromFile: boolean; readonly inHand: readonly InHand[] },
): Omit<CapacityFacts, "atHistory"> {
  return {
    ...rate,
    ...(fromFile ? { fromFile: true as const } : {}),
    ...defined({ maxOpen: capacity.maxOpen }),
    holidays: capacity.holidays,
    order: capacity.order,
    quarters: folds.map((fold) => ({
      quarter: fold.quarter.name,
      workingDays: workingDays(calendar, fold.start, fold.end),
      slots: slotsOf(fold, rate, calendar),
      ...(fromFile ? { reps: repsIn(fold, calendar) } : {}),
      ...known.flatMap(({ quarter, days, n }) =>
        quarter === fold.quarter.name ? [{ daysInHand: { days, n } }] : [],
      )[0],
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
