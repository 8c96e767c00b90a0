import { exits, type Message, refuse } from "../../base/errors.ts";
import { unknownHolidays, unknownState } from "../../base/messages/models/backtest.ts";
import { nearest } from "../../base/text.ts";
import {
  civilDate,
  DAY,
  type Day,
  dayOf,
  isoMonday,
  parseDay,
  type Second,
  startOfDay,
  weekday,
} from "../../base/time.ts";

/** Working days: Monday to Friday, without these days. */
export interface WorkCalendar {
  readonly holidays: ReadonlySet<Day>;
  /**
   * Where reps come and go: for each day from `first` on how many leads are taken on it, over those of the mean working
   * day, and how many reps are there. Absent: the same on each working day.
   */
  readonly presence?: { readonly first: Day; readonly share: Float64Array; readonly reps: Float64Array };
}

export const everyWeekday: WorkCalendar = { holidays: new Set() };

/**
 * The public holidays of a country (or country-state: `US-CA`) over the civil years of [from, to], from
 * `date-holidays`, which is loaded only here. A day counts as a holiday when more than half of it is one, so that a
 * half-day stays a working day. Substitute days (`observed`) are of type public and count. Outside those years only
 * weekends are free.
 * @throws LeadlineError exit 2 for an unknown country
 */
export async function workCalendar(
  country: string | null,
  from: Second,
  to: Second,
  daysOff: readonly Day[] = [],
): Promise<WorkCalendar> {
  if (country === null) return daysOff.length === 0 ? everyWeekday : { holidays: new Set(daysOff) };
  const { default: Holidays } = await import("date-holidays");
  const code = country.toUpperCase();
  const [nation = "", state] = code.split("-", 2);
  const unknown = await holidaysFault(country);
  if (unknown !== null) refuse(exits.usage, unknown, { path: "capacity.holidays" });
  const book =
    state === undefined
      ? new Holidays(nation, { types: ["public"] })
      : new Holidays(nation, state, { types: ["public"] });
  const days = new Set<Day>(daysOff);
  const last = civilDate(dayOf(to)).year;
  // the year after too: its New Year may be observed on the last day of this one
  for (let year = civilDate(dayOf(from)).year; year <= last + 1; year++) {
    for (const holiday of book.getHolidays(year)) {
      const hours = (holiday.end.getTime() - holiday.start.getTime()) / 3_600_000;
      for (const day of holidayDays(holiday.date, hours)) days.add(day);
    }
  }
  return { holidays: days };
}

/** What is wrong with the name of a calendar; null: the calendar exists. */
export async function holidaysFault(country: string): Promise<Message | null> {
  const { default: Holidays } = await import("date-holidays");
  const code = country.toUpperCase();
  const [nation = "", state] = code.split("-", 2);
  const nations = new Holidays().getCountries("en");
  if (!(nation in nations)) return unknownHolidays(country, countryMeant(country, nations));
  if (state === undefined) return null;
  const states = Object.keys(new Holidays().getStates(nation, "en") ?? {});
  return states.includes(state) ? null : unknownState(country, nation, states);
}

/** Other names that people write for countries, by the code of the calendar. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  AE: ["UAE", "ARE"],
  AT: ["AUT"],
  AU: ["AUS"],
  BE: ["BEL"],
  BR: ["BRA"],
  CA: ["CAN"],
  CH: ["CHE", "SUI"],
  CN: ["CHN"],
  CZ: ["CZE"],
  DE: ["DEU", "GER", "DEUTSCHLAND"],
  DK: ["DNK", "DEN"],
  ES: ["ESP", "ESPANA"],
  FI: ["FIN"],
  FR: ["FRA"],
  GB: ["UK", "GBR", "ENGLAND", "GREAT BRITAIN", "BRITAIN", "UNITED KINGDOM"],
  IE: ["IRL", "EIRE"],
  IL: ["ISR"],
  IN: ["IND"],
  IT: ["ITA", "ITALIA"],
  JP: ["JPN", "JAPAN"],
  KR: ["KOR", "KOREA", "SOUTH KOREA"],
  MX: ["MEX"],
  NL: ["NLD", "NED", "HOLLAND", "NETHERLANDS", "THE NETHERLANDS"],
  NO: ["NOR"],
  NZ: ["NZL"],
  PL: ["POL"],
  PT: ["POR", "PRT"],
  SE: ["SWE"],
  SG: ["SGP"],
  TR: ["TUR"],
  US: ["USA", "U.S.", "U.S.A.", "AMERICA", "UNITED STATES", "UNITED STATES OF AMERICA"],
  ZA: ["ZAF", "RSA"],
};

/** The code of the country that is meant by a name or a three-letter code; codes are too short for a nearest one. */
function countryMeant(written: string, nations: Readonly<Record<string, string>>): string | null {
  const upper = written.trim().toUpperCase();
  const [first = ""] = upper.split("-");
  const other = Object.entries(otherNames).find(
    ([, names]) => names.includes(upper) || names.includes(first),
  );
  if (other !== undefined)
    return (
      other[0] + (first.length < upper.length && other[1].includes(first) ? upper.slice(first.length) : "")
    );
  const names = [
    ...Object.entries(nations),
    ...Object.entries(otherNames).flatMap(([code, all]) => all.map((name) => [code, name] as const)),
  ];
  const wanted =
    upper.length < 5
      ? upper
      : nearest(
          upper,
          names.map(([, name]) => name.toUpperCase()).filter((name) => name.length >= 5),
        );
  return names.find(([, name]) => name.toUpperCase() === wanted)?.[0] ?? null;
}

/**
 * Days of which more than half lies in a holiday, which is written `2026-07-03 00:00:00` or, starting on the eve, `...
 * -0600`.
 */
function holidayDays(written: string, hours: number): Day[] {
  const day = parseDay(written.slice(0, 10));
  const match = /^.{10} (\d{2}):(\d{2}):\d{2}(?: ([-+]\d{2}))?/.exec(written);
  if (day === null || match === null) return [];
  const from = Number(match[1]) + Number(match[2]) / 60 + Number(match[3] ?? 0);
  const out: Day[] = [];
  for (let i = Math.floor(from / 24); i * 24 < from + hours; i++) {
    const covered = Math.min(from + hours, (i + 1) * 24) - Math.max(from, i * 24);
    if (covered > 12) out.push(day + i);
  }
  return out;
}

export const isWorkingDay = (calendar: WorkCalendar, day: Day): boolean =>
  weekday(day) <= 5 && !calendar.holidays.has(day);

/** Working days in [start, end); both are starts of days. */
export function workingDays(calendar: WorkCalendar, start: Second, end: Second): number {
  let n = 0;
  for (let day = dayOf(start); day < dayOf(end); day++) if (isWorkingDay(calendar, day)) n++;
  return n;
}

/**
 * `n` business days after an instant, at the same time of day. An instant on a free day counts as the start of the next
 * working day (numpy's busday_count from it counts the same). n = 0 gives the instant itself.
 */
export function addBusinessDays(calendar: WorkCalendar, t: Second, n: number): Second {
  if (n <= 0) return t;
  let day = dayOf(t);
  let within = t - startOfDay(day);
  if (!isWorkingDay(calendar, day)) {
    within = 0;
    while (!isWorkingDay(calendar, day)) day++;
  }
  for (let left = n; left > 0; ) if (isWorkingDay(calendar, ++day)) left--;
  return startOfDay(day) + within;
}

/** One ISO week (Monday to Sunday), cut at the ends of its quarter, with the leads that sales can take in it. */
export interface SlotWeek {
  readonly start: Second;
  readonly end: Second;
  readonly workingDays: number;
  /** reps x rate x working days, each as far as they are there; may be a fraction */
  readonly slots: number;
}

export interface Rate {
  readonly reps: number;
  readonly leadsPerRepPerDay: number;
}

/** The weeks of a period [start, end) (both starts of days) with their slots. */
export function slotWeeks(
  period: { readonly start: Second; readonly end: Second },
  rate: Rate,
  calendar: WorkCalendar,
): SlotWeek[] {
  const weeks: SlotWeek[] = [];
  for (let start = period.start; start < period.end; ) {
    const end = Math.min(period.end, (isoMonday(dayOf(start)) + 7) * DAY);
    const days = workingDays(calendar, start, end);
    const slots = slotsOf({ start, end }, rate, calendar);
    weeks.push({ start, end, workingDays: days, slots });
    start = end;
  }
  return weeks;
}

/** Slots of a whole period [start, end), both starts of days. */
export const slotsOf = (
  period: { readonly start: Second; readonly end: Second },
  rate: Rate,
  calendar: WorkCalendar,
): number => {
  const { presence } = calendar;
  const { start, end } = period;
  const perDay = rate.reps * rate.leadsPerRepPerDay;
  if (presence === undefined) return perDay * workingDays(calendar, start, end);
  let days = 0;
  for (let day = dayOf(start); day < dayOf(end); day++)
    if (isWorkingDay(calendar, day)) days += presence.share[day - presence.first] ?? 0;
  // shares of a mean are no whole numbers: their sum must not make a slot of 1e-14
  return Math.round(perDay * days * 1e9) / 1e9;
};

/**
 * Leads handed off per rep and working day: median and 90th percentile (type 7) over full weeks; null without full
 * weeks.
 */
export function historicalIntake(
  handoff: Int32Array,
  period: { readonly start: Second; readonly end: Second },
  reps: number,
  calendar: WorkCalendar,
): { readonly median: number; readonly p90: number } | null {
  const weeks = slotWeeks(period, { reps, leadsPerRepPerDay: 1 }, calendar);
  const counts = new Float64Array(weeks.length);
  const find = weekFinder(weeks);
  for (const t of handoff) {
    const w = find(t);
    if (w >= 0) counts[w] = (counts[w] ?? 0) + 1;
  }
  const rates = weeks
    .flatMap((week, w) =>
      week.slots > 0 && week.end - week.start === 7 * DAY ? [(counts[w] ?? 0) / week.slots] : [],
    )
    .sort((a, b) => a - b);
  if (rates.length === 0 || !rates.some((r) => r > 0)) return null;
  const quantile = (p: number): number => {
    const h = (rates.length - 1) * p;
    const low = rates[Math.floor(h)] ?? 0;
    return low + (h - Math.floor(h)) * ((rates[Math.ceil(h)] ?? low) - low);
  };
  return { median: quantile(0.5), p90: quantile(0.9) };
}

/** Finds the index of the week that contains a time, or -1. Weeks are in order. O(weeks), and O(log weeks) a time. */
export function weekFinder(weeks: readonly SlotWeek[]): (t: Second) => number {
  const starts = Float64Array.from(weeks, ({ start }) => start);
  const ends = Float64Array.from(weeks, ({ end }) => end);
  return (t) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? 0) <= t) low = middle + 1;
      else high = middle;
    }
    return low < ends.length && t >= (starts[low] ?? 0) && t < (ends[low] ?? 0) ? low : -1;
  };
}
