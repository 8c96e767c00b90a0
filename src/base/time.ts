/**
 * A second on the study zone's civil clock: whole seconds since 1970-01-01T00:00:00 on that clock, on which every day
 * has 86,400 s. Stamps with a zone are converted once, while loading. Int32 holds 1901 to 2038; other times are
 * rejected while loading.
 */
export type Second = number;
/** Days since 1970-01-01 on the civil clock. */
export type Day = number;

export const DAY = 86_400;
/** The stamp of something that never happened. */
export const NEVER: Second = 0x7fffffff;

/** The order of things that happened at the same second. Stamps compare by (time, rank) everywhere. */
export const rank = {
  creation: 0,
  activity: 1,
  crossing: 2,
  handoff: 3,
  outcome: 4,
  loss: 5,
  return: 6,
} as const;

export const dayOf = (t: Second): Day => Math.floor(t / DAY);
export const startOfDay = (day: Day): Second => day * DAY;
/** The second of a date-only stamp, other than a creation: the end of its day. */
export const endOfDay = (day: Day): Second => day * DAY + DAY - 1;

/** Day number of a civil date (proleptic Gregorian). `month` counts from 1. */
export function dayNumber(year: number, month: number, day: number): Day {
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civilDate(day: Day): CivilDate {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** `2026-10-01` */
export const isoDate = (day: Day): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
/** `2026-10-01T09:30:00` on the study's clock */
export const isoSecond = (t: Second): string => new Date(t * 1000).toISOString().slice(0, 19);
/** `2026-10` */
export const isoMonth = (t: Second): string => isoSecond(t).slice(0, 7);

/** Day number of `YYYY-MM-DD`, or null where that is not a date. */
export function parseDay(text: string): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return isoDate(day) === text ? day : null;
}

/** 1 Monday to 7 Sunday. */
export const weekday = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1;
/** The Monday of a day's ISO week. */
export const isoMonday = (day: Day): Day => day - weekday(day) + 1;

/** A fiscal quarter [start, end) of the civil clock. */
export interface Quarter {
  /** `2026-Q3`, or `FY2027-Q2` where the fiscal year starts in another month than January (named by the year it ends in) */
  readonly name: string;
  readonly start: Second;
  readonly end: Second;
}

/** The quarter that contains `t`. `firstMonth` (1 to 12) opens the fiscal year. */
export function quarterOf(t: Second, firstMonth: number): Quarter {
  const { year, month } = civilDate(dayOf(t));
  const sinceStart = (month - firstMonth + 12) % 12;
  const index = Math.floor(sinceStart / 3);
  const startYear = month >= firstMonth ? year : year - 1;
  const first = startYear * 12 + (firstMonth - 1) + index * 3;
  const at = (months: number): Second => startOfDay(dayNumber(Math.floor(months / 12), (months % 12) + 1, 1));
  const name = firstMonth === 1 ? `${startYear}-Q${index + 1}` : `FY${startYear + 1}-Q${index + 1}`;
  return { name, start: at(first), end: at(first + 3) };
}

export const previousQuarter = (q: Quarter, firstMonth: number): Quarter =>
  quarterOf(q.start - 1, firstMonth);
/** The first second of the month after the one that contains `t`. */
export function monthAfter(t: Second): Second {
  const { year, month } = civilDate(dayOf(t));
  return startOfDay(month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1));
}
/** The first fiscal quarter that begins after an instant. */
export function quarterToCome(t: Second, firstMonth: number): Quarter {
  const next = quarterOf(t + 1, firstMonth);
  return next.start > t ? next : quarterOf(next.end, firstMonth);
}
export const nextQuarter = (q: Quarter, firstMonth: number): Quarter => quarterOf(q.end, firstMonth);
