import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/result/type.ts";
import { check } from "../../src/workbench/check.ts";
import { run } from "../../src/workbench/run.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, type TinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** The vendor keeps activities for 90 days before 2026-01-01. */
const kept = "2025-10-03";
const shortened = (): TinyStudy => {
  const tiny = quickStudy();
  const [header = "", ...rows] = tiny.activities;
  tiny.activities = [header, ...rows.filter((row) => (row.split(",")[2] ?? "") >= kept)];
  return tiny;
};
const judged = async (name: string, tiny: TinyStudy): Promise<Result> =>
  (await run({ study: writeStudy(join(folder, name), tiny), out: join(folder, "reports") })).result;

describe("9.4: activities that the vendor deleted after 90 days", () => {
  let [whole, short, stated]: Result[] = [];
  beforeAll(async () => {
    whole = await judged("whole", quickStudy());
    short = await judged("short", shortened());
    const said = shortened();
    replaceIn(said, "at: occurred_at }", "at: occurred_at, observed_from: 2024-01-01 }");
    stated = await judged("stated", said);
  }, 120_000);
  const quarters = (of: Result | undefined, name: string) => of?.definitions[name]?.quarters ?? [];

  it("check names what was never observed", async () => {
    const { faults } = await check({ study: join(folder, "short/study.yaml") });
    expect(faults.map(({ what }) => what).join("\n")).toContain("activities begin on 2025-10-03");
  });

  it("a definition by stages keeps every figure", () => {
    expect(quarters(short, "incumbent").length).toBeGreaterThan(2);
    expect(quarters(short, "incumbent")).toEqual(quarters(whole, "incumbent"));
  });

  it("a rule over what was not recorded has no figures there, and says so: nobody met it is not known", () => {
    expect(quarters(whole, "written").some(({ volume }) => volume > 0)).toBe(true);
    const early = quarters(short, "written").filter(({ provisional }) => !provisional);
    expect(early.length).toBeGreaterThan(2);
    for (const { reason, winsPerSlot } of early) {
      // 30 days after the first day
      expect(reason).toContain("_30d is not known before 2025-11-02");
      expect(winsPerSlot.value).toBeNull();
    }
    expect(short?.definitions.written?.pooled.winsPerSlot.value).toBeNull();
    const told = short?.warnings.find(({ code }) => code === "definition-unobserved");
    expect(told?.what).toContain(`"written" has no figures in ${early[0]?.quarter}`);
    expect(short?.warnings.map(({ code }) => code)).not.toContain("nobody-meets");
    expect(whole?.warnings.map(({ code }) => code)).not.toContain("definition-unobserved");
  });

  it("who says that it would have been recorded gets figures: then nobody did it", () => {
    const early = quarters(stated, "written").filter(({ provisional }) => !provisional);
    for (const { reason, volume, winsPerSlot } of early)
      expect([reason, volume, winsPerSlot.value]).toEqual([null, 0, 0]);
  });
});
