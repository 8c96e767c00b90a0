import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finalFit, testQuarters } from "../../src/backtest/fit/folds.ts";
import { DAY, isoDate, NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";

const day = (t: number): string => isoDate(Math.floor(t / DAY));
const question = {
  asOf: civil("2026-06-30", "23:59:59"),
  firstMonth: 1,
  wanted: 6,
  horizon: 90 * DAY,
  embargo: 7 * DAY,
  outcomeObservedFrom: civil("2024-01-01"),
  firstCreated: civil("2024-01-03"),
};

describe("testQuarters", () => {
  it("takes the latest quarters, judged once the last day has its horizon", () => {
    const folds = testQuarters(question);
    expect(folds.map((f) => [f.quarter.name, f.judged])).toEqual([
      ["2025-Q1", true],
      ["2025-Q2", true],
      ["2025-Q3", true],
      ["2025-Q4", true],
      // 2026-04-01 + 90 days is 2026-06-30 at midnight: one second less and it were provisional
      ["2026-Q1", true],
      ["2026-Q2", false],
    ]);
    expect(testQuarters({ ...question, asOf: civil("2026-06-29", "23:59:59") }).map((f) => f.judged)).toEqual(
      [true, true, true, true, false, false],
    );
  });

  it("learns from moments whose label is known an embargo before the quarter", () => {
    const [first] = testQuarters(question);
    expect(first && day(first.trainUntil)).toBe("2024-09-26"); // 2025-01-01 less 97 days
    expect(first?.before.name).toBe("2024-Q4");
    expect(first && day(first.matureOn)).toBe("2025-06-30");
  });

  it("leaves out quarters that begin before the outcome's stage was recorded, or hold no lead", () => {
    const names = (over: Partial<typeof question>): string[] =>
      testQuarters({ ...question, ...over }).map((f) => f.quarter.name);
    expect(names({ outcomeObservedFrom: civil("2025-07-02") })).toEqual(["2025-Q4", "2026-Q1", "2026-Q2"]);
    expect(names({ firstCreated: civil("2025-11-20") })).toEqual(["2025-Q4", "2026-Q1", "2026-Q2"]);
    expect(names({ outcomeObservedFrom: NEVER })).toEqual([]);
  });

  it("can count judged quarters alone, with provisional ones that have a mature part beside them", () => {
    const names = (provisional: "beside" | "none"): string[] =>
      testQuarters({ ...question, wanted: 2, asOf: civil("2026-06-29"), provisional }).map(
        (f) => f.quarter.name,
      );
    expect(names("beside")).toEqual(["2025-Q3", "2025-Q4", "2026-Q1"]);
    expect(names("none")).toEqual(["2025-Q3", "2025-Q4"]);
  });

  it("ends the final fit where labels are known, and looks back a full quarter", () => {
    expect(finalFit(civil("2026-06-30", "23:59:59"), 90 * DAY, 1)).toEqual({
      outcomesUntil: civil("2026-06-30", "23:59:59"),
      trainUntil: civil("2026-04-01", "23:59:59"),
      before: { name: "2026-Q2", start: civil("2026-04-01"), end: civil("2026-07-01") },
    });
    expect(finalFit(civil("2026-06-29", "23:59:59"), 90 * DAY, 1).before.name).toBe("2026-Q1");
  });

  it("never judges what is not mature and never learns from what a quarter could have shaped", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 30 }),
        (later, firstMonth, horizon, embargo) => {
          const asOf = civil("2021-01-01") + later * DAY - 1;
          const folds = testQuarters({
            ...question,
            asOf,
            firstMonth,
            horizon: horizon * DAY,
            embargo: embargo * DAY,
            firstCreated: civil("2020-01-01"),
            outcomeObservedFrom: civil("2020-01-01"),
          });
          expect(folds.length).toBeLessThanOrEqual(6);
          folds.forEach((f, k) => {
            expect(f.start).toBeLessThanOrEqual(asOf);
            expect(f.trainUntil + (horizon + embargo) * DAY).toBe(f.start);
            expect(f.judged).toBe(f.end + horizon * DAY <= asOf);
            expect(f.before.end).toBe(f.start);
            if (k > 0) expect(folds[k - 1]?.end).toBe(f.start);
          });
        },
      ),
    );
  });
});
