import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { dayNumber, isoDate } from "../../src/base/time.ts";
import { check } from "../../src/workbench/check.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { foundIn } from "../helpers/outcome.ts";

const place = scratch();
afterAll(() => place.remove());
let written = 0;

const study = (asOf: string, created: boolean, matures = "") => `leadline: 1
study: flag
as_of: ${asOf}
timezone: UTC
sources:
  leads: { file: leads.csv, id: lead_id${created ? ", created: created" : ""} }
funnel: [lead]
outcome: { column: converted, is: 1${matures} }
features: { known_at_creation: [title] }
models: { logit: { kind: logistic } }
`;

function path(leads: readonly string[], text: string): string {
  const folder = join(place.folder, String(written++));
  mkdirSync(folder);
  writeFileSync(join(folder, "leads.csv"), `lead_id,created,title,converted\n${leads.join("\n")}\n`);
  writeFileSync(join(folder, "study.yaml"), text);
  return join(folder, "study.yaml");
}
const day = (n: number): string => isoDate(dayNumber(2024, 1, 1) + n);
const resultOf = async (of: string) => (await foundIn(of)).result;

describe("7.9: an outcome column with creation dates", () => {
  // 400 leads over 2024, every third converts, none yet of those since October
  const leads = Array.from({ length: 400 }, (_, i) => {
    const at = Math.floor((i * 365) / 400);
    return `L${i},${day(at)},${["CTO", "Manager"][i % 2]},${i % 3 === 0 && at < 274 ? 1 : 0}`;
  });
  const months = (result: Awaited<ReturnType<typeof resultOf>>) =>
    result.funnel.cohorts.map((c) => [c.month, c.mature, c.rate.value === null]);

  it("7.M1: a value that no lead has is told with those that are there; other spellings of it are a fault", async () => {
    const written = (as: readonly string[], is: string): string =>
      path(
        leads.map((row, i) =>
          row.replace(/[01]$/, (won) => (won === "1" ? (as[(i / 3) % as.length] ?? "") : "Open")),
        ),
        study("2024-12-31", true).replace("is: 1", `is: ${is}`),
      );
    const faultOf = async (file: string) =>
      (await check({ study: file })).faults.find(({ severity }) => severity === "error");
    const none = await faultOf(written(["True"], "1"));
    expect(none?.what).toBe('no lead has converted = 1; its values are "Open" (299) and "True" (101)');
    expect(none?.mend).toBe("did you mean `is: True`?");
    const spelt = await faultOf(written(["Closed Won", "closed won", "Won", "Closed Won"], "Closed Won"));
    expect(spelt?.what).toBe(
      '51 leads have converted = Closed Won, and others "Won" (25) and "closed won" (25): these would count as not reached',
    );
  });

  it("leaves out leads younger than matures_after: of fits, of rates, of what is called mature", async () => {
    const result = await resultOf(path(leads, study("2024-12-31", true, ", matures_after: 90 days")));
    // 90 days before 31 December is 2 October
    const young = leads.filter((row) => (row.split(",")[1] ?? "") > "2024-10-02").length;
    expect(result.maturity).toMatchObject({
      moments: { mature: 400 - young, immature: young },
      matureUntil: "2024-10-02",
    });
    expect(months(result).slice(-4)).toEqual([
      ["2024-09", true, false],
      ["2024-10", false, true],
      ["2024-11", false, true],
      ["2024-12", false, true],
    ]);
    expect(result.comparison).toMatchObject({ method: "walk-forward", reason: null });
    expect(result.warnings.map((w) => w.code)).not.toContain("young-leads");
  });

  it("where it is not stated it is proposed from the ages at which leads convert less, and taken, with a warning", async () => {
    const of = path(leads, study("2024-12-31", true));
    const { faults, notes } = await check({ study: of });
    const told = faults.find((f) => f.code === "young-leads");
    expect(told?.what).toMatch(
      /^0 of 9\d leads of the last 90 days have converted = 1, against \d+ of 19\d of the half year before/,
    );
    expect(told?.mend).toContain("`matures_after: 90 days` under outcome");
    expect(notes.join("\n")).toContain("leads created until 2024-10-02 are old enough to judge (mature)");
    expect(months(await resultOf(of)).at(-1)).toEqual(["2024-12", false, true]);
  });

  it("where young leads convert no less often nothing is left out, and nothing is claimed", async () => {
    const steady = leads.map((row, i) => row.replace(/[01]$/, i % 3 === 0 ? "1" : "0"));
    const of = path(steady, study("2024-12-31", true));
    const { faults, notes } = await check({ study: of });
    expect(faults.map((f) => f.code)).toContain("maturity-unstated");
    expect(notes.join("\n")).toContain(
      "the study does not say when a lead is finished: all 400 count as finished",
    );
    expect((await resultOf(of)).maturity.moments).toEqual({ mature: 400, immature: 0 });
  });

  it("shows drift that cross-validation hides: the rate goes from 5 to 50 of 100 in two years", async () => {
    const r = random(4);
    const drifting = Array.from({ length: 6000 }, (_, i) => {
      const at = Math.floor((i * 730) / 6000);
      return `L${i},${day(at)},${["CTO", "Manager"][r.below(2)]},${r.uniform() < 0.05 + (0.45 * at) / 730 ? 1 : 0}`;
    });
    const result = await resultOf(path(drifting, study("2025-12-31", true, ", matures_after: 7 days")));
    const { evaluation } = result.models.logit ?? {};
    expect(evaluation?.method).toBe("walk-forward");
    // each quarter promises the mean of its past: twice as many came in the last quarters
    expect(evaluation?.observedExpected.value).toBeGreaterThan(1.4);
    const told = result.warnings.find((w) => w.code === "drift");
    expect(told?.what).toMatch(
      /^logit, learnt each time from what came before, saw (1\.[4-9]|2\.)\d* outcomes for each one that it predicted/,
    );
    expect(told?.what).toContain("of leads created in 2024-Q1 ");
  });

  it("without any date models are cross-validated, and the reason says that drift cannot be seen", async () => {
    const of = path(leads, study("2024-12-31", false));
    const result = await resultOf(of);
    expect(result.comparison).toMatchObject({
      method: "cross-validation",
      reason: "neither the outcome nor the leads have dates, so whether the models drift cannot be seen",
    });
    expect(result.warnings.find((w) => w.code === "no-times")?.mend).toContain(
      "whether they drift cannot be seen",
    );
    expect(result.funnel.cohorts).toEqual([]);
    const { faults } = readStudy(study("2024-12-31", false, ", matures_after: 90 days"), "study.yaml");
    expect(faults.map((f) => f.code)).toEqual(["matures-without-dates"]);
  });
});
