import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Pilot } from "../../src/result/type.ts";
import { planPilot } from "../../src/workbench/pilot/plan.ts";
import { readPilotOf } from "../../src/workbench/pilot/read.ts";
import { type RunOptions, type RunOutcome, run } from "../../src/workbench/run.ts";
import { reproduceRun } from "../../src/workbench/runs/reproduce.ts";
import { sweep } from "../../src/workbench/sweep/sweep.ts";
import type { TinyStudy } from "../helpers/tiny-study.ts";
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
    for (const [from, to, moved] of [
      ["demo_request_30d >= 1", "demo_request_30d >= 2", "demo does not mean what it meant"],
      // the same name for another incumbent
      [
        "{ stage: mql, incumbent: true }",
        "{ stage: sal, incumbent: true }",
        "today's definition, incumbent, does not mean what it meant",
      ],
    ] as const) {
      const changed = study(days[1], (tiny) => {
        tiny.study = tiny.study.replace(from, to);
      });
      await expect(
        planPilot({ study: changed, candidate: "demo", leads: 1000, out: join(folder, "reports"), pilots }),
      ).rejects.toMatchObject({ exit: 2, message: expect.stringContaining(moved) });
    }
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

describe("a finished pilot in the verdict of a run", async () => {
  const own = { pilots: join(folder, "taken"), leads: 5, share: 1 };
  await plan(days[0], own);
  const running = (change?: (of: TinyStudy) => void, of: Partial<RunOptions> = {}) =>
    run({ study: study("2026-01-01", change), out: join(folder, "taken-runs"), pilots: own.pilots, ...of });
  const demo = ({ result }: RunOutcome) => result.decision.candidates.find(({ name }) => name === "demo");
  const taken = await running();

  it("replaces the estimate from history: what pilot read says is the candidate's verdict", async () => {
    const read = await readPilotOf({ study: study("2026-01-01"), candidate: "demo", pilots: own.pilots });
    expect(read.finished).toBe(true);
    const found = demo(taken);
    expect(found?.pilotRead).toMatchObject({
      leads: 5,
      mature: read.work.mature,
      outcomes: read.work.outcomes,
      verdict: read.verdict,
      reason: null,
      perQuarter: read.perQuarter,
    });
    expect(found).toMatchObject({
      verdict: read.verdict === "undecided" ? "cannot tell" : read.verdict,
      g: 1,
      reason: expect.stringContaining("its random pilot"),
    });
    expect(taken.result.decision.sentence).toMatch(/random pilot/);
    expect(readFileSync(join(taken.folder, "report.md"), "utf8")).toContain("random pilot");
  });

  it("is a part of the run's name: the run is used again, made again from its manifest, and another without it", async () => {
    expect((await running()).reused).toBe(true);
    const manifest = JSON.parse(readFileSync(join(taken.folder, "manifest.json"), "utf8"));
    expect(manifest.inputs.pilots).toMatchObject([{ candidate: "demo", refused: null }]);
    const without = await running(undefined, { pilots: join(folder, "nowhere") });
    expect(without.result.run).not.toBe(taken.result.run);
    // without a pilot what unworked leads would bring is discounted, or not estimated
    expect(demo(without)?.g).not.toBe(1);
    expect(demo(without)?.pilotRead).toBeUndefined();
    const again = await reproduceRun(taken.result.run, {
      out: join(folder, "taken-runs"),
      study: study("2026-01-01"),
    });
    expect(again).toMatchObject({ same: true, missing: [] });
  });

  it("does not count where the definition changed since, and says so", async () => {
    const changed = await running((tiny) => {
      tiny.study = tiny.study.replace("demo_request_30d >= 1", "demo_request_30d >= 2");
    });
    expect(demo(changed)?.pilotRead).toMatchObject({
      verdict: null,
      reason: "the definition does not mean what it meant when the pilot was registered",
    });
    expect(demo(changed)?.g).not.toBe(1);
    expect(changed.result.warnings.map(({ code }) => code)).toContain("pilot-not-taken");
  });

  it("does not count where the incumbent of the same name means something else since", async () => {
    const sal = (tiny: TinyStudy): void => {
      tiny.study = tiny.study.replace("{ stage: mql, incumbent: true }", "{ stage: sal, incumbent: true }");
    };
    const reason = "today's definition, incumbent, does not mean what it meant when the pilot was registered";
    const changed = await running(sal);
    expect(demo(changed)?.pilotRead).toMatchObject({ verdict: null, reason });
    const read = await readPilotOf({
      study: study("2026-01-01", sal),
      candidate: "demo",
      pilots: own.pilots,
    });
    expect(read.notes[0]).toBe(`${reason.replace("today", "Today")}.`);
    // a register of before the digest was kept holds by the name alone
    const file = join(own.pilots, "tiny", "demo.json");
    const { incumbentDigest: _, sha256: __, ...older } = JSON.parse(readFileSync(file, "utf8"));
    mkdirSync(join(folder, "older", "tiny"), { recursive: true });
    writeFileSync(join(folder, "older", "tiny", "demo.json"), JSON.stringify(older));
    const old = await running(sal, { pilots: join(folder, "older") });
    expect(demo(old)?.pilotRead).toMatchObject({ reason: null });
  });

  it("counts in a sweep too, for the variant that it was registered for", async () => {
    const varied = study("2026-01-01", (tiny) => {
      tiny.study += "vary: { definitions.demo.when: ['demo_request_30d >= 1', 'demo_request_30d >= 2'] }\n";
    });
    const { rows } = (await sweep({ study: varied, out: join(folder, "swept"), pilots: own.pilots })).sweep;
    expect(rows).toHaveLength(2);
    const [piloted, other] = rows;
    expect(piloted?.reason).toBe(demo(taken)?.reason);
    expect(piloted?.verdict).toBe(demo(taken)?.verdict);
    expect(other?.reason).not.toContain("random pilot");
  });

  it("one that still runs is not looked at: the run has the same name and bytes as without it", async () => {
    const early = { out: join(folder, "early-runs") };
    const before = await run({ study: study(days[0]), ...early, pilots: join(folder, "nowhere") });
    const during = await run({ study: study(days[0]), ...early, pilots: own.pilots });
    expect(during).toMatchObject({ reused: true, folder: before.folder });
  });
});
