import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "../../src/index.ts";
import { renderReport } from "../../src/report/render.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("11.32: next quarter's volume against the slots, and a quarter later what came of it", async () => {
  const out = join(folder, "reports");
  const at = async (asOf: string) => {
    const tiny = quickStudy();
    replaceIn(tiny, "as_of: 2026-01-01", `as_of: ${asOf}`);
    replaceIn(tiny, "leads_per_rep_per_day: 1", "leads_per_rep_per_day: 0.5");
    const study = writeStudy(join(folder, asOf), tiny);
    return (await run({ study, out })).result;
  };
  const before = await at("2025-09-30");
  const after = await at("2025-12-31");
  const said = before.forecast;
  if (said === null || after.forecast === null) throw new Error("no forecast");
  expect(said.last).toBeNull();
  expect(said.quarter).toBe("2025-Q4");
  // weekdays of October to December 2025, one rep, a lead every second day, no holidays
  expect(said.slots).toBe(33);
  const { last } = after.forecast;
  expect(after.forecast.quarter).toBe("2026-Q1");
  expect(last).toMatchObject({
    run: before.run,
    asOf: "2025-09-30",
    quarter: "2025-Q4",
    verdict: before.decision.verdict,
  });
  for (const [name, of] of Object.entries(said.definitions)) {
    const { volume } = of;
    if (volume.value === null) throw new Error(name);
    expect(volume.low).toBeLessThanOrEqual(volume.value);
    expect(of.poisson?.low ?? 0, name).toBeGreaterThanOrEqual(volume.low);
    expect(of.poisson?.high ?? 0, name).toBeLessThanOrEqual(volume.high);
    // each lead has a slot or has none, each slot is used or is not
    expect((of.withoutSlot ?? 0) - volume.value, name).toBeCloseTo((of.unusedSlots ?? 0) - said.slots, 6);
    const came = after.forecast.definitions[name]?.quarters.at(-1);
    expect(came?.quarter).toBe("2025-Q4");
    expect(last?.definitions[name]).toMatchObject({
      said: volume,
      came: came?.volume,
      within: (came?.volume ?? 0) >= volume.low && (came?.volume ?? 0) <= volume.high,
    });
  }
  // some 110 leads a quarter met an incumbent that passes on two of three, against 33 slots
  expect(said.definitions.incumbent?.fit).toBe("too wide");
  const { markdown } = await renderReport(after);
  expect(markdown).toContain("What last review said, and what came");
  expect(markdown).toContain("is too wide: about");
});
