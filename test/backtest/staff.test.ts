import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { slotsOf, slotWeeks, workCalendar, workingDays } from "../../src/backtest/serve/capacity.ts";
import { paceOf, staffing } from "../../src/backtest/serve/staff.ts";
import { DAY, dayOf, NEVER } from "../../src/base/time.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { foundIn } from "../helpers/outcome.ts";
import { civil } from "../helpers/study.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-staff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [start, end] = [civil("2026-01-01"), civil("2026-04-01")];
/** Ana is there all the time and makes 20 touches from March on, Bo until 15 January, Cy from 2 February. */
const staff = {
  count: 4,
  reps: ["Ana", "Bo", "Cy", "Ana"],
  from: Int32Array.of(0, 0, civil("2026-02-02"), civil("2026-03-01")),
  to: Int32Array.of(NEVER, civil("2026-01-16") - 1, NEVER, NEVER),
  touches: Float64Array.of(10, 10, Number.NaN, 20),
};

describe("capacity from a file of reps", () => {
  it("has the slots of whoever is there, day by day", async () => {
    const days = await workCalendar(null, start, end, [dayOf(civil("2026-03-02"))]);
    // a touch is a fifth of a lead; Cy, of whom the file says nothing, takes 3 leads a day
    const pace = { leadsPerRepPerDay: 3, leadsPerTouch: 0.2 };
    const there = staffing(staff, pace, [dayOf(start) - 40, dayOf(end) + 40]);
    const { rate, calendar } = paceOf(there, days, dayOf(start), dayOf(end));
    const takes = (t: number): number => {
      const ana = t >= civil("2026-03-01") ? 4 : 2;
      return ana + (t < civil("2026-01-16") ? 2 : 0) + (t >= civil("2026-02-02") ? 3 : 0);
    };
    let all = 0;
    for (const week of slotWeeks({ start, end }, rate, calendar)) {
      let slots = 0;
      for (let t = week.start; t < week.end; t += DAY)
        if (workingDays(days, t, t + DAY) === 1) slots += takes(t);
      expect(week.slots).toBeCloseTo(slots, 9);
      all += slots;
    }
    expect(slotsOf({ start, end }, rate, calendar)).toBeCloseTo(all, 8);
    // the mean working day of the period stands for it: as many slots as at that rate every day
    expect(rate.reps * rate.leadsPerRepPerDay * workingDays(days, start, end)).toBeCloseTo(all, 8);
    // what is taken at another rate is in proportion, and before the period too
    const half = { ...rate, leadsPerRepPerDay: rate.leadsPerRepPerDay / 2 };
    expect(slotsOf({ start, end }, half, calendar)).toBeCloseTo(all / 2, 8);
    const december = { start: civil("2025-12-01"), end: civil("2026-01-01") };
    expect(slotsOf(december, rate, calendar)).toBeCloseTo(
      4 * workingDays(days, december.start, december.end),
      8,
    );
  });

  it("is read beside the study, and judged: rows that cannot be read are counted", async () => {
    const at = async (name: string, capacity: string, reps: string) => {
      const tiny = tinyStudy();
      tiny.study = tiny.study
        .replace(/capacity: .*/, `capacity: ${capacity}`)
        .replace(/models:[\s\S]*?(?=definitions:)/, "")
        .replace(/ {2}written:[\s\S]*?(?=capacity:)/, '  demo: { when: "demo_request_30d >= 1" }\n')
        .concat("max_rejects: 50%\n");
      const file = writeStudy(join(folder, name), tiny);
      writeFileSync(join(folder, name, "reps.csv"), reps);
      return (await foundIn(file)).result;
    };
    const stated = await at("stated", "{ reps: 2, leads_per_rep_per_day: 1.5 }", "");
    // two reps who are always there, written as touches, are two reps
    const same = await at(
      "same",
      "{ reps: { file: reps.csv, rep: name, from: start, to: end, touches_per_day: touches }, touches_per_lead: 4, share_for_mqls: 50% }",
      "name,start,end,touches\nAna,2020-01-01,,12\nBo,2020-01-01,,12\nCy,soon,,12\n",
    );
    expect(same.definitions).toEqual(stated.definitions);
    expect(same.decision.candidates.map((c) => c.difference)).toEqual(
      stated.decision.candidates.map((c) => c.difference),
    );
    expect(same.capacity).toMatchObject({ reps: 2, leadsPerRepPerDay: 1.5, fromFile: true });
    expect(same.data.files.find(({ file }) => file === "reps.csv")).toMatchObject({ rows: 3, rejected: 1 });
    // one who leaves takes the slots of the later quarters along
    const leaves = await at(
      "leaves",
      "{ reps: { file: reps.csv, rep: name, from: start, to: end }, leads_per_rep_per_day: 1.5 }",
      "name,start,end\nAna,2020-01-01,2025-09-30\nBo,2020-01-01,2025-06-30\n",
    );
    const there = (quarter: string): number => (quarter < "2025-Q3" ? 2 : quarter < "2025-Q4" ? 1 : 0);
    const slots = leaves.capacity?.quarters.map(({ quarter, slots: n, workingDays: days }) => [
      quarter,
      n / days,
    ]);
    expect(slots).toEqual(stated.capacity?.quarters.map(({ quarter }) => [quarter, 1.5 * there(quarter)]));
    expect(leaves.capacity?.quarters.map(({ reps }) => reps)).toEqual(
      stated.capacity?.quarters.map(({ quarter }) => there(quarter)),
    );
    const last = leaves.capacity?.quarters.at(-1)?.quarter ?? "";
    expect(last >= "2025-Q4").toBe(true);
    expect(leaves.warnings.find(({ code }) => code === "nobody-takes-leads")?.what).toBe(
      `the file of reps has nobody in ${last}`,
    );
  });

  it("says once how much a rep takes", () => {
    const faults = (capacity: string): string[] =>
      readStudy(tinyStudy().study.replace(/capacity: .*/, `capacity: ${capacity}`), "study.yaml").faults.map(
        (f) => `${f.where.path}: ${f.what}`,
      );
    expect(faults("{ reps: 2, touches_per_day: 40, touches_per_lead: 6, share_for_mqls: 60% }")).toEqual([]);
    expect(faults("{ reps: 2, leads_per_rep_per_day: 1, holidays: [US, 2025-12-24] }")).toEqual([]);
    expect(faults("{ reps: 2 }")).toEqual(["capacity: `leads_per_rep_per_day` is missing"]);
    expect(faults("{ reps: 2, leads_per_rep_per_day: 1, touches_per_day: 40 }")).toEqual([
      "capacity.touches_per_day: `touches_per_day` cannot be used together with `leads_per_rep_per_day`",
    ]);
    expect(faults("{ reps: { file: reps.csv, rep: name }, leads_per_rep_per_day: 1 }")).toEqual([
      "capacity.reps: `from` is missing",
    ]);
    expect(faults("{ reps: 2, leads_per_rep_per_day: 1, holidays: [US, 2025-13-24] }")).toEqual([
      'capacity.holidays[1]: a country (US, US-CA) or a day such as 2026-12-24 is expected here, not the text "2025-13-24"',
    ]);
  });
});
