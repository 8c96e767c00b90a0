import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addBusinessDays,
  everyWeekday,
  historicalIntake,
  isWorkingDay,
  slotsOf,
  slotWeeks,
  weekFinder,
  workCalendar,
  workingDays,
} from "../../src/backtest/serve/capacity.ts";
import { LeadlineError } from "../../src/base/errors.ts";
import { DAY, dayNumber, dayOf, isoDate, parseDay, quarterOf, weekday } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";

const days = (...dates: string[]): (number | null)[] => dates.map(parseDay);
const freeDays = (calendar: { holidays: ReadonlySet<number> }, year: number): string[] =>
  [...calendar.holidays]
    .filter((d) => isoDate(d).startsWith(`${year}-`) && weekday(d) <= 5)
    .sort((a, b) => a - b)
    .map(isoDate);

describe("workCalendar", () => {
  it("has the federal holidays of the United States as the Office of Personnel Management lists them", async () => {
    const us = await workCalendar("US", civil("2021-01-01"), civil("2026-12-31"));
    // opm.gov, Federal Holidays, 2026; July 4 is a Saturday, kept on Friday the 3rd
    expect(freeDays(us, 2026)).toEqual([
      "2026-01-01",
      "2026-01-19",
      "2026-02-16",
      "2026-05-25",
      "2026-06-19",
      "2026-07-03",
      "2026-09-07",
      "2026-10-12",
      "2026-11-11",
      "2026-11-26",
      "2026-12-25",
    ]);
    // 2021: Juneteenth kept on the 18th, Christmas on the 24th, and New Year's Day of 2022 on December 31
    expect(freeDays(us, 2021)).toEqual([
      "2021-01-01",
      "2021-01-18",
      "2021-02-15",
      "2021-05-31",
      "2021-06-18",
      "2021-07-05",
      "2021-09-06",
      "2021-10-11",
      "2021-11-11",
      "2021-11-25",
      "2021-12-24",
      "2021-12-31",
    ]);
    expect(workingDays(us, civil("2026-01-01"), civil("2027-01-01"))).toBe(250);
  });

  it("keeps half days as working days and takes holidays of several days whole", async () => {
    const china = await workCalendar("CN", civil("2026-01-01"), civil("2026-12-31"));
    expect(isWorkingDay(china, dayNumber(2026, 5, 4))).toBe(true); // Youth Day: from noon
    const turkey = await workCalendar("tr", civil("2026-01-01"), civil("2026-12-31"));
    for (const d of [20, 21, 22]) expect(turkey.holidays.has(dayNumber(2026, 3, d))).toBe(true); // Ramazan Bayrami
  });

  it("refuses a calendar that there is not", async () => {
    const error = await workCalendar("UX", 0, 0).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LeadlineError);
    const { exit, faults } = error as LeadlineError;
    expect(exit).toBe(2);
    expect(faults[0]?.code).toBe("unknown-holidays");
    expect(faults[0]?.what).toContain('"UX"');
    const state = await workCalendar("US-XX", 0, 0).catch((e: unknown) => e);
    expect((state as LeadlineError).faults[0]?.code).toBe("unknown-holidays");
    expect((await workCalendar(null, 0, 0)).holidays.size).toBe(0);
  });
});

describe("slots", () => {
  it("are cut at quarter ends and add up to the quarter", async () => {
    const us = await workCalendar("US", civil("2026-01-01"), civil("2026-12-31"));
    const quarter = quarterOf(civil("2026-07-15"), 1);
    const rate = { reps: 6, leadsPerRepPerDay: 8 };
    const weeks = slotWeeks(quarter, rate, us);
    // July 1 is a Wednesday; the 3rd is free: two working days
    expect(weeks[0]).toEqual({
      start: civil("2026-07-01"),
      end: civil("2026-07-06"),
      workingDays: 2,
      slots: 96,
    });
    expect(weeks.at(-1)).toEqual({
      start: civil("2026-09-28"),
      end: civil("2026-10-01"),
      workingDays: 3,
      slots: 144,
    });
    expect(weeks.reduce((n, w) => n + w.slots, 0)).toBe(slotsOf(quarter, rate, us));
    expect(slotsOf(quarter, rate, us)).toBe(48 * 64); // 66 weekdays less July 3 and Labor Day
    expect(weekFinder(weeks)(civil("2026-07-06"))).toBe(1);
    expect(weekFinder(weeks)(civil("2026-07-05", "23:59:59"))).toBe(0);
    expect(weekFinder(weeks)(civil("2026-06-30"))).toBe(-1);
    expect(weekFinder(weeks)(civil("2026-10-01"))).toBe(-1);
  });

  it("show what history took in, by weeks", () => {
    const quarter = { start: civil("2026-06-01"), end: civil("2026-06-22") };
    const stamps = [10, 20, 60].flatMap((n, w) =>
      Array.from({ length: n }, () => civil("2026-06-02") + w * 7 * DAY),
    );
    const intake = historicalIntake(Int32Array.from(stamps), quarter, 2, everyWeekday);
    expect(intake?.median).toBeCloseTo(2, 12);
    expect(intake?.p90).toBeCloseTo(5.2, 12); // type 7 of 1, 2, 6
    expect(historicalIntake(Int32Array.of(), quarter, 2, everyWeekday)).toBeNull();
  });
});

describe("business days", () => {
  it("are counted from the instant, or from the next working day's start", async () => {
    const calendar = { holidays: new Set([dayNumber(2026, 7, 3)]) };
    // Wednesday + 2: Thursday, (Friday is free) Monday
    expect(addBusinessDays(calendar, civil("2026-07-01", "15:30:00"), 2)).toBe(
      civil("2026-07-06", "15:30:00"),
    );
    expect(addBusinessDays(calendar, civil("2026-07-04", "10:00:00"), 1)).toBe(civil("2026-07-07"));
    expect(addBusinessDays(calendar, civil("2026-07-04", "10:00:00"), 0)).toBe(
      civil("2026-07-04", "10:00:00"),
    );
  });

  it("agree with counting days one by one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 * DAY }),
        fc.integer({ min: 1, max: 30 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 1_100 }), { maxLength: 60 }),
        (t, n, holidays) => {
          const calendar = { holidays: new Set(holidays) };
          const later = addBusinessDays(calendar, t, n);
          // numpy.busday_count(from, to): working days in [from, to)
          let count = 0;
          for (let d = dayOf(t); d < dayOf(later); d++) if (isWorkingDay(calendar, d)) count++;
          expect(count).toBe(n);
          expect(isWorkingDay(calendar, dayOf(later))).toBe(true);
        },
      ),
    );
    expect(days("2026-02-30")).toEqual([null]);
  });
});
