import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPilot } from "../../src/backtest/judge/verdict/pilot.ts";
import { DAY, isoDate, parseDay } from "../../src/base/time.ts";
import type { Pilot } from "../../src/result/type.ts";
import { newcombe } from "../../src/stats/proportions/intervals.ts";
import { tinyStudy } from "../helpers/tiny-study.ts";
import { cells, days, pilots, plan, read, waiting } from "./pilots.ts";

describe("pilot plan", async () => {
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

  it("a register that was changed by hand is refused, and one of before its digest was kept is read", async () => {
    const file = join(pilots, "tiny", "demo.json");
    const written = readFileSync(file, "utf8");
    const register = JSON.parse(written);
    // RFC 8785 of all else: keys in order, no blanks (made here by another way than the code's)
    const plain = (of: unknown): string =>
      Array.isArray(of)
        ? `[${of.map(plain).join()}]`
        : typeof of === "object" && of !== null
          ? `{${Object.entries(of)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, value]) => `${JSON.stringify(key)}:${plain(value)}`)
              .join()}}`
          : JSON.stringify(of);
    const { sha256, ...rest } = register;
    expect(sha256).toBe(createHash("sha256").update(plain(rest)).digest("hex"));
    const [one] = register.waves[0].leads;
    one.arm = one.arm === "work" ? "leave" : "work";
    writeFileSync(file, JSON.stringify(register));
    await expect(read("2025-07-01")).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining("is not what `leadline pilot plan` wrote: it was changed since"),
    });
    const { sha256: _, ...older } = register;
    writeFileSync(file, JSON.stringify(older));
    expect((await read("2025-07-01")).finished).toBe(false);
    writeFileSync(file, written);
  });

  it("pilot read counts every drawn lead in its arm, once its horizon is over", async () => {
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
