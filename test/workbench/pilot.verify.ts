import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Pilot } from "../../src/result/type.ts";
import { planPilot } from "../../src/workbench/pilot/plan.ts";
import { days, folder, pilots, plan, read, study, waiting } from "./pilots.ts";

describe("pilot plan", async () => {
  await plan(days[0]);
  const second = await plan(days[1]);
  const wave = (k: number): Pilot["waves"][number]["leads"] => second.pilot.waves[k]?.leads ?? [];

  it("draws the same for the same seed, nothing again on one day, and others under another seed", async () => {
    const bytes = readFileSync(second.file, "utf8");
    const again = await plan(days[1]);
    expect(again.pilot).toEqual(second.pilot);
    expect(readFileSync(second.file, "utf8")).toBe(bytes);
    const apart = await plan(days[0], { pilots: join(folder, "others"), seed: 99 });
    const armsOf = (of: Pilot): string => (of.waves[0]?.leads ?? []).map(({ arm }) => arm).join();
    expect(armsOf(apart.pilot)).not.toBe(armsOf(second.pilot));
    expect(apart.pilot.waves[0]?.leads.map(({ lead }) => lead)).toEqual(wave(0).map(({ lead }) => lead));
    expect(readFileSync(second.list, "utf8").split("\n")[0]).toBe("lead_id,arm,qualified,drawn");
  });

  it("stops at the number that is wanted", async () => {
    const few = await plan(days[0], { pilots: join(folder, "few"), leads: 5, share: 1 });
    // whole accounts: one may bring a colleague
    expect(few.work).toBeGreaterThanOrEqual(5);
    expect(few.work).toBeLessThan(8);
    expect(few.drawn.leave).toBe(0);
    expect(few.drawn.waiting).toBe(waiting(days[0]).size - few.drawn.work - few.drawn.leave);
  });

  it("holds to what was registered", async () => {
    await expect(plan(days[1], { share: 0.8 })).rejects.toMatchObject({
      exit: 2,
      message: expect.stringContaining("--share was fixed when the pilot was registered"),
    });
    await expect(plan(days[0])).rejects.toMatchObject({
      message: expect.stringContaining("leads were drawn on"),
    });
    const other = study(days[1], (tiny) => {
      tiny.study = tiny.study.replace("demo_request_30d >= 1", "demo_request_30d >= 2");
    });
    await expect(
      planPilot({ study: other, candidate: "demo", leads: 1000, out: join(folder, "reports"), pilots }),
    ).rejects.toMatchObject({
      exit: 2,
      message: expect.stringContaining("demo does not mean what it meant"),
    });
    await expect(plan(days[1], { candidate: "dem" })).rejects.toMatchObject({ exit: 2 });
  });

  it("pilot read finds leads under the ids that they have now, and counts those that are gone", async () => {
    const late = await read("2026-01-01");
    // a lead that became a contact with an id of its own is found under it
    const [one] = wave(0);
    const renamed = await read("2026-01-01", (tiny) => {
      for (const rows of [tiny.leads, tiny.activities, tiny.stages])
        rows.forEach((row, i) => {
          if (row.startsWith(`${one?.lead},`)) rows[i] = row.replace(`${one?.lead},`, "C1,");
        });
      tiny.study = tiny.study.replace(
        "  stages:\n",
        "  ids: { file: ids.csv, from: old, to: new }\n  stages:\n",
      );
      writeFileSync(join(folder, "2026-01-01", "ids.csv"), `old,new\n${one?.lead},C1\n`);
    });
    expect(renamed).toEqual(late);
    const gone = await read("2026-01-01", (tiny) => {
      tiny.leads = tiny.leads.filter((row) => !row.startsWith(`${one?.lead},`));
    });
    expect(gone.work.notFound + gone.leave.notFound).toBe(1);
    expect(gone.work.mature + gone.leave.mature).toBe(late.work.mature + late.leave.mature);
    expect(gone.notes.join(" ")).toContain("1 drawn lead is in no leads file any more");
  });
});
