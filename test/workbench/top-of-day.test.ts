import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hash32 } from "../../src/base/random.ts";
import { DAY } from "../../src/base/time.ts";
import { type Result, run } from "../../src/index.ts";
import { renderReport } from "../../src/report/render.ts";
import { scratch } from "../helpers/cli.ts";
import { civil } from "../helpers/study.ts";
import { quickStudy, replaceIn, type TinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = quickStudy();
replaceIn(
  tiny,
  "  written: ",
  "  by_day:    { score: hand, take: top_of_day, except: free_email }\n  written: ",
);
tiny.study += "exports: [postgres]\n";
let result: Result;
let runFolder = "";
beforeAll(async () => {
  const done = await run({ study: writeStudy(folder, tiny), out: join(folder, "reports") });
  ({ result } = done);
  runFolder = done.folder;
});

/** Whom the definition takes, morning by morning, from the rows of the files alone. */
function byHand({ leads, activities, stages }: TinyStudy): { lead: string; time: number; won: boolean }[] {
  const cells = (rows: readonly string[]) => rows.slice(1).map((row) => row.split(","));
  const stamp = (id: string, stage: string): number => {
    const [, , at = ""] = cells(stages).find(([lead, s]) => lead === id && s === stage) ?? [];
    // a date stands at its end
    return at === ""
      ? Number.POSITIVE_INFINITY
      : at.length === 10
        ? civil(at) + DAY - 1
        : civil(at.slice(0, 10), at.slice(11));
  };
  const acts = cells(activities);
  const all = cells(leads).map(([id = "", created = "", , title = ""]) => ({
    id,
    title,
    created: civil(created.slice(0, 10), created.slice(11)),
    sal: stamp(id, "sal"),
    outcome: stamp(id, "opportunity"),
    did: acts
      .filter(([of]) => of === id)
      .map(([, type = "", at = ""]) => ({
        type,
        at: civil(at.slice(0, 10), at.slice(11)),
      })),
  }));
  const taken: { lead: string; time: number; won: boolean }[] = [];
  const gone = new Set<string>();
  const first = Math.min(...all.map(({ created }) => created));
  for (let t = Math.floor(first / DAY) * DAY + DAY; t < civil("2026-01-01"); t += DAY) {
    if ([0, 6].includes(new Date(1000 * t).getUTCDay())) continue;
    const known = t - 1;
    const count = (did: (typeof all)[number]["did"], type: string, days: number): number =>
      did.filter((a) => a.type === type && a.at <= known && known < a.at + days * DAY).length;
    const [best] = all
      .filter((l) => l.created < t && Math.min(l.sal, l.outcome) >= t && !gone.has(l.id))
      .map((l) => ({
        ...l,
        points:
          (count(l.did, "Demo Request", 30) >= 1 ? 30 : 0) +
          Math.min(15, 5 * count(l.did, "Page View", 7)) +
          (l.title === "CTO" ? 10 : 0),
      }))
      .sort((a, b) => b.points - a.points || hash32(a.id, 3) - hash32(b.id, 3));
    if (best === undefined) continue;
    gone.add(best.id);
    const days = Math.floor(best.outcome / DAY) - t / DAY;
    taken.push({ lead: best.id, time: t, won: days <= 60 });
  }
  return taken;
}

it("take: top_of_day brings in each quarter what a count of every morning over the files brings", () => {
  const { quarters, pooled } = result.definitions.by_day ?? {};
  const takes = byHand(tiny);
  const mature = quarters?.filter(({ provisional }) => !provisional) ?? [];
  expect(mature.length).toBeGreaterThan(1);
  for (const { quarter, volume, wins, served, slots, idle, overflow, late, stockAtSwitch } of mature) {
    const [year = "", q = ""] = quarter.split("-Q");
    const start = Date.UTC(Number(year), 3 * (Number(q) - 1)) / 1000;
    const end = Date.UTC(Number(year), 3 * Number(q)) / 1000;
    const own = takes.filter(({ time }) => time >= start && time < end);
    expect([volume, served, wins], quarter).toEqual([
      own.length,
      own.length,
      own.filter((o) => o.won).length,
    ]);
    expect([idle, overflow, late, stockAtSwitch], quarter).toEqual([slots - own.length, 0, 0, 0]);
  }
  // no lead is taken in two quarters
  expect(pooled?.served).toBe(mature.reduce((n, { served }) => n + served, 0));
});

it("stands beside the others: in the verdict's count, the explorer's capacities, the forecast and the report", async () => {
  expect(result.decision.m).toBe(2);
  expect(result.decision.candidates?.map(({ name }) => name)).toContain("by_day");
  expect(result.forecast?.definitions.by_day?.volume).toMatchObject({
    value: null,
    reason: expect.stringMatching(/^it takes as many leads as there are slots/),
  });
  const grid = JSON.parse(readFileSync(join(runFolder, "explore", "by_day.json"), "utf8"));
  expect(grid.cutoffs).toHaveLength(1);
  expect(grid.capacities.length).toBeGreaterThan(5);
  // twice the slots, twice the leads, as long as enough are open
  const judged = grid.cells.served.slice(0, grid.capacities.length);
  expect(judged.every((n: number, c: number) => c === 0 || n >= judged[c - 1])).toBe(true);
  const sql = readFileSync(join(runFolder, "exports", "postgres", "by_day.is_mql.sql"), "utf8");
  expect(sql).toContain("depends on the other leads of the morning");
  const { markdown } = await renderReport(result);
  expect(result.definitions.by_day?.byMorning).toBe(true);
  expect(markdown).toContain("takes the best open leads of each working morning instead");
  expect(markdown).toContain("ach working morning the best-scoring open leads by hand");
});
