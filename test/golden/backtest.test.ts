import { describe, expect, it } from "vitest";
import { testQuarters } from "../../src/backtest/folds.ts";
import { DAY, isoDate } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";

describe("BT09 fiscal folds", () => {
  it("has the published split: strict, an embargo of 7 days, two quarters before the first test", () => {
    // golden.json BT09.folds (R Date arithmetic): fiscal year from February, H = 90 days, data from 2022-02-01
    const expected = [
      ["2022-08-01", "2022-11-01", "2022-04-26", "2023-01-30"],
      ["2022-11-01", "2023-02-01", "2022-07-27", "2023-05-02"],
      ["2023-02-01", "2023-05-01", "2022-10-27", "2023-07-30"],
      ["2023-05-01", "2023-08-01", "2023-01-24", "2023-10-30"],
      ["2023-08-01", "2023-11-01", "2023-04-26", "2024-01-30"],
    ];
    const folds = testQuarters({
      asOf: civil("2024-01-30"),
      firstMonth: 2,
      wanted: 99,
      horizon: 90 * DAY,
      embargo: 7 * DAY,
      outcomeObservedFrom: civil("2022-02-01"),
      firstCreated: civil("2022-02-01"),
      initialQuarters: 2,
      strict: true,
      provisional: "none",
    });
    const day = (t: number): string => isoDate(Math.floor(t / DAY));
    // "created before" is the first second that may not be learnt from
    expect(folds.map((f) => [day(f.start), day(f.end), day(f.trainUntil + 1), day(f.matureOn)])).toEqual(
      expected,
    );
    expect(folds.every((f) => (f.trainUntil + 1) % DAY === 0 && f.judged)).toBe(true);
  });
});
