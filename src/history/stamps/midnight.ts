import type { Dates, Shape, TimePlan } from "./type.ts";

/**
 * A date, then a time of day at a whole or half hour, or the end of the day: `2026-01-31T00:00:00Z`, `1/31/2026 12:00
 * AM`.
 */
const CLOCK = String.raw`(?i)^\s*[0-9A-Za-z/., -]{6,20}?,?[T ]+([0-9]{1,2}:(?:00|30)|23:59)(?::00(?:\.0+)?|:59(?:\.9+)?)?\s*([AP]M)?\s*(?:Z|UTC|[+-].*)?\s*$`;
const MIDNIGHT = String.raw`(?i)^\s*[0-9A-Za-z/., -]{6,20}?,?[T ]+(0?0:00(:00(\.0+)?)?(\s*AM)?|12:00(:00(\.0+)?)?\s*AM)\s*(Z|UTC|[+-].*)?\s*$`;

/** Years of dates that mean none (src/history/stamps/read.ts): their times of day show nothing. */
const NO_YEARS = [
  "0000",
  "0001",
  "1601",
  "1753",
  "1899",
  "1900",
  "1904",
  "1969",
  "1970",
  "2099",
  "2999",
  "9999",
]
  .map((year) => `'${year}'`)
  .join(", ");
/** Written in place of the time of day of such a date. */
const NO_CLOCK = "!";

/** SQL of a text's time of day where it is a whole or half hour; "!" for dates that mean none; otherwise "". */
export const clockOf = (column: string): string =>
  `CASE WHEN left(${column}, 4) IN (${NO_YEARS}) OR substr(${column}, 7, 4) IN (${NO_YEARS}) THEN '${NO_CLOCK}'
     WHEN contains(${column}, ':00') OR contains(${column}, ':30') OR contains(${column}, '23:59') THEN regexp_extract(${column}, '${CLOCK}', 1) ||
       CASE WHEN contains(upper(${column}), 'M') THEN upper(regexp_extract(${column}, '${CLOCK}', 2)) ELSE '' END ELSE '' END`;

/** SQL of whether a text is written at midnight. */
export const atMidnight = (column: string): string =>
  `coalesce(regexp_matches(${column}, '${MIDNIGHT}'), FALSE)`;

/** Minutes after midnight of a clock such as "9:30" or "12:00AM". */
function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock
    .replace(/[AP]M$/, "")
    .split(":")
    .map(Number);
  const half = clock.endsWith("AM") ? hours % 12 : clock.endsWith("PM") ? (hours % 12) + 12 : hours;
  return 60 * half + minutes;
}

/** The number of rows from which on it cannot be chance that nearly all stamps are at one time of day. */
const ENOUGH = 10;
/** The share that counts as nearly all. */
const NEARLY_ALL = 0.9;
/** From these on, a number of stamps at midnight is reported. */
const SOME = { rows: 20, share: 0.1 };

/** What the times of day in a column show. */
export type DayTimes =
  /** nothing unusual */
  | { readonly kind: "times" }
  /** nearly all, or some, are written at midnight */
  | { readonly kind: "midnights"; readonly all: boolean; readonly rows: number; readonly of: number }
  /** nearly all are at one time of day, or with summer time at two that are an hour apart: midnight in another zone? */
  | { readonly kind: "one"; readonly clock: string; readonly rows: number; readonly of: number };

export function dayTimes(plan: TimePlan): DayTimes {
  if (plan.counted !== undefined) {
    const { unit, midnights, of } = plan.counted;
    const all = midnights > NEARLY_ALL * of;
    // days of spreadsheets show by themselves which of them have a time
    const instants = unit === "seconds" || unit === "milliseconds";
    return instants && of >= ENOUGH && (all || midnights >= Math.max(SOME.share * of, SOME.rows))
      ? { kind: "midnights", all, rows: midnights, of }
      : { kind: "times" };
  }
  const shapes = plan.shapes.filter((shape) => !shape.dateOnly);
  const of = shapes.reduce((sum, { count, clocks }) => sum + count - (clocks.get(NO_CLOCK) ?? 0), 0);
  if (of < ENOUGH) return { kind: "times" };
  const rows = new Map<number, number>();
  for (const { clocks } of shapes)
    for (const [clock, count] of clocks)
      if (clock !== NO_CLOCK) rows.set(minutesOf(clock), (rows.get(minutesOf(clock)) ?? 0) + count);
  const midnights = rows.get(0) ?? 0;
  if (midnights > NEARLY_ALL * of) return { kind: "midnights", all: true, rows: midnights, of };
  // two times an hour apart count as one, before and after a change to summer time
  let best = { minutes: 0, rows: 0 };
  for (const [minutes, count] of [...rows].sort(([a], [b]) => a - b)) {
    const both = count + (rows.get((minutes + 60) % 1440) ?? 0);
    if (both > best.rows) best = { minutes, rows: both };
  }
  if (best.rows > NEARLY_ALL * of)
    return { kind: "one", clock: clockText(best.minutes), rows: best.rows, of };
  if (of >= SOME.rows && midnights >= SOME.share * of)
    return { kind: "midnights", all: false, rows: midnights, of };
  return { kind: "times" };
}

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Whether stamps of these shapes are converted to another clock than the one that they are written on. */
export const areCarried = (shapes: readonly Shape[], sourceZone: string | null, studyZone: string): boolean =>
  (sourceZone !== null && sourceZone !== studyZone) ||
  shapes.some((shape) => shape.zoned || shape.family === "counted");

/**
 * How stamps at midnight are read; null: as they are. A creation at midnight on the study's clock is at the start of
 * its day either way.
 */
export function datesOf(
  times: DayTimes,
  format: "date" | "time" | null,
  dateAt: "start" | "end",
  carried: boolean,
): Dates | null {
  if (format === "time") return null;
  if (format === "date") return "all";
  if (times.kind !== "midnights" || !times.all) return null;
  return dateAt === "start" && !carried ? null : "written";
}
