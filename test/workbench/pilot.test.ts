import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPilot } from "../../src/backtest/judge/verdict/pilot.ts";
import { DAY, endOfDay, isoDate, parseDay } from "../../src/base/time.ts";
import type { Pilot } from "../../src/result/type.ts";
import { newcombe } from "../../src/stats/proportions/intervals.ts";
import { type PilotPlanned, type PilotPlanOptions, planPilot } from "../../src/workbench/pilot/plan.ts";
import { readPilotOf } from "../../src/workbench/pilot/read.ts";
import { type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-pilot-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pilots = join(folder, "pilots");

/** The tiny study without models, with a candidate by rule alone. */
function study(asOf: string, change: (of: TinyStudy) => void = () => undefined): string {
  const tiny = tinyStudy();
  tiny.study = tiny.study
    .replace(/as_of: \S+/, `as_of: ${asOf}`)
    .replace(/models:[\s\S]*?(?=definitions:)/, "")
    .replace(/ {2}written:[\s\S]*?(?=capacity:)/, '  demo: { when: "demo_request_30d >= 1" }\n');
  change(tiny);
  return writeStudy(join(folder, asOf), tiny);
}
const plan = (asOf: string, more: Partial<PilotPlanOptions> = {}): Promise<PilotPlanned> =>
  planPilot({
    study: study(asOf),
    candidate: "demo",
    leads: 1000,
    out: join(folder, "reports"),
    pilots,
    ...more,
  });

const cells = (rows: readonly string[]): string[][] => rows.slice(1).map((row) => row.split(","));
const second = (text: string): number =>
  text.length === 10 ? endOfDay(parseDay(text) ?? 0) : Date.parse(`${text}Z`) / 1000;

/** Who may be drawn, counted from the rows of the files: id and the second of the first demo request. */
function waiting(asOf: string): Map<string, number> {
  const { leads, activities, stages } = tinyStudy();
  const end = second(asOf);
  const taken = new Set(cells(stages).flatMap(([id = "", , at = ""]) => (second(at) <= end ? [id] : [])));
  const first = new Map<string, number>();
  const created = new Map(cells(leads).map(([id = "", at = ""]) => [id, second(at)]));
  for (const [id = "", what, at = ""] of cells(activities))
    if (what === "Demo Request")
      first.set(
        id,
        Math.min(first.get(id) ?? Number.POSITIVE_INFINITY, Math.max(second(at), created.get(id) ?? 0)),
      );
  return new Map(
    [...first]
      .filter(([id, t]) => t <= end && t > end - 60 * DAY && !taken.has(id))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe("pilot plan", async () => {
  const days = ["2025-04-01", "2025-06-15"] as const;
  const first = await plan(days[0]);
  const second = await plan(days[1]);
  const wave = (k: number): Pilot["waves"][number]["leads"] => second.pilot.waves[k]?.leads ?? [];

  it("draws among the leads that meet the candidate, that nobody passed on and nobody took up", () => {
    const expected = waiting(days[0]);
    expect(expected.size).toBeGreaterThan(8);
    expect(wave(0).map(({ lead, qualified }) => [lead, qualified])).toEqual(
      [...expected].map(([id, t]) => [id, isoDate(Math.floor(t / DAY))]),
    );
    expect(first.drawn.work + first.drawn.leave).toBe(expected.size);
  });

  it("sends an account one way, and nobody is drawn twice", () => {
    const domain = new Map(cells(tinyStudy().leads).map(([id = "", , of = ""]) => [id, of]));
    const arms = new Map<string, Set<string>>();
    for (const { lead, arm } of [...wave(0), ...wave(1)]) {
      const of = domain.get(lead) ?? "";
      arms.set(of, (arms.get(of) ?? new Set()).add(arm));
    }
    expect([...arms.values()].every((of) => of.size === 1)).toBe(true);
    const ids = [...wave(0), ...wave(1)].map(({ lead }) => lead);
    expect(new Set(ids).size).toBe(ids.length);
    expect(wave(1).length).toBeGreaterThan(5);
  });

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

  it("pilot read counts every drawn lead in its arm, once its horizon is over", async () => {
    const read = (asOf: string, change?: (of: TinyStudy) => void) =>
      readPilotOf({ study: study(asOf, change), pilots });
    const early = await read("2025-07-01");
    // 60 days after the first wave, 16 after the second; 1,000 leads are wanted
    expect(early).toMatchObject({ finished: false, verdict: null, perQuarter: null });
    expect(early.work.mature + early.leave.mature).toBe(wave(0).length);
    expect(early.work.drawn + early.leave.drawn).toBe(wave(0).length + wave(1).length);

    const late = await read("2026-01-01");
    const won = new Map(
      cells(tinyStudy().stages).flatMap(([id = "", stage, at = ""]) =>
        stage === "opportunity" ? [[id, at]] : [],
      ),
    );
    for (const arm of ["work", "leave"] as const) {
      const drawn = second.pilot.waves.flatMap(({ asOf, leads }) =>
        leads.filter((one) => one.arm === arm).map(({ lead }) => ({ lead, asOf })),
      );
      const outcomes = drawn.filter(({ lead, asOf }) => {
        const at = won.get(lead);
        return at !== undefined && (parseDay(at) ?? 0) - (parseDay(asOf) ?? 0) <= 60;
      }).length;
      expect(late[arm]).toMatchObject({ mature: drawn.length, outcomes, notFound: 0 });
    }
    const { work, leave, difference } = late;
    const alone = newcombe(work.outcomes, work.mature, leave.outcomes, leave.mature);
    if (difference.value === null || alone.value === null) throw new Error("no difference");
    expect(difference.value).toBeCloseTo(alone.value, 12);
    // clustered by account it is no shorter
    expect(difference.high - difference.low).toBeGreaterThanOrEqual(alone.high - alone.low - 1e-9);

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

describe("what a finished pilot says", () => {
  // a quarter has 100 slots; the candidate adds 40 leads and drops 20, of which 10 of 100 worked ones won
  const terms = {
    added: 0.4,
    dropped: 0.2,
    droppedRate: 0.1,
    droppedWorked: 100,
    related: 1,
    gain: 0.02,
    slots: 100,
  };

  it("is the difference a quarter at G = 1, with the pilot's variance and that of the leads dropped", () => {
    const { perQuarter } = readPilot(terms, 24, 120);
    if (perQuarter.value === null) throw new Error("no estimate");
    // 40 x .2 - 20 x .1 = 6 a quarter
    expect(perQuarter.value).toBeCloseTo(6, 12);
    const p = 24.5 / 121;
    const se = 100 * Math.sqrt((0.16 * p * (1 - p)) / 120 + (0.04 * 0.1 * 0.9) / 100);
    expect(perQuarter.high - perQuarter.low).toBeCloseTo(2 * 1.959964 * se, 5);
  });

  it("is a change from the least count whose low end is above 0, and dropped where even the high end is below the gain", () => {
    const { changeFrom, dropBelow } = readPilot(terms, 0, 120);
    if (changeFrom === null || dropBelow === null) throw new Error("no reading");
    const of = (x: number) => {
      const { perQuarter } = readPilot(terms, x, 120);
      return perQuarter.value === null ? null : perQuarter;
    };
    expect(changeFrom).toBeGreaterThanOrEqual(10);
    expect(of(changeFrom)?.low).toBeGreaterThan(0);
    if (changeFrom > 10) expect(of(changeFrom - 1)?.low).toBeLessThanOrEqual(0);
    expect(of(dropBelow)?.high).toBeGreaterThanOrEqual(2);
    expect(of(dropBelow - 1)?.high).toBeLessThan(2);
  });
});
