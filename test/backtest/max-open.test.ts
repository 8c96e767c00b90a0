import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { everyWeekday } from "../../src/backtest/serve/capacity.ts";
import { inHand } from "../../src/backtest/serve/in-hand.ts";
import { DAY, dayOf, NEVER } from "../../src/base/time.ts";
import type { Labels } from "../../src/labels/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { foundIn } from "../helpers/outcome.ts";
import { civil } from "../helpers/study.ts";
import { type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-max-open-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is known of leads that were all handed over at noon on Monday, 2 March 2026. */
const handed = civil("2026-03-02") + DAY / 2;
const closed = (outcome: readonly number[], lost: readonly number[]): Labels => ({
  horizon: 14 * DAY,
  asOf: civil("2026-12-31"),
  outcome: Int32Array.from(outcome),
  lost: Int32Array.from(lost),
  handoff: new Int32Array(outcome.length).fill(handed),
  refused: new Uint8Array(outcome.length),
  reach: new Map(),
  stamped: new Map(),
  outcomeObservedFrom: 0,
});
const quarter = { name: "2026-Q2", start: civil("2026-04-01") };

describe("how long a lead is in hand", () => {
  it("counts working time from the hand-off to outcome or loss, and the whole horizon where nobody closed it", () => {
    const third = <T>(a: T, b: T, c: T): T[] => [
      ...Array(10).fill(a),
      ...Array(10).fill(b),
      ...Array(10).fill(c),
    ];
    // ten are won at noon on Wednesday (2 days), ten lost at noon on Monday (5), ten never closed (14 days of the clock: 10)
    const labels = closed(third(handed + 2 * DAY, NEVER, NEVER), third(NEVER, handed + 7 * DAY, NEVER));
    const { days, n } = inHand(labels, labels.handoff, everyWeekday, quarter, 7 * DAY);
    expect(n).toBe(30);
    expect(days).toBeCloseTo((10 * 2 + 10 * 5 + 10 * 10) / 30, 12);
    // a Tuesday off is no day in hand
    const off = { holidays: new Set([dayOf(civil("2026-03-03"))]) };
    expect(inHand(labels, labels.handoff, off, quarter, 7 * DAY).days).toBeCloseTo((10 + 40 + 90) / 30, 12);
    // the horizon and the embargo must have ended when the quarter begins: 2 March and 14 days, then 14 more
    expect(inHand(labels, labels.handoff, everyWeekday, quarter, 16 * DAY).n).toBe(0);
    expect(inHand(labels, labels.handoff, everyWeekday, quarter, 15 * DAY).n).toBe(30);
  });
});

describe("capacity with `max_open`", () => {
  const with_ = (capacity: string, change: (tiny: TinyStudy) => void = () => {}): TinyStudy => {
    const tiny = tinyStudy();
    change(tiny);
    tiny.study = tiny.study
      .replace(/capacity: .*/, `capacity: ${capacity}`)
      .replace(/models:[\s\S]*?(?=definitions:)/, "")
      .replace(/ {2}written:[\s\S]*?(?=capacity:)/, '  demo: { when: "demo_request_30d >= 1" }\n');
    return tiny;
  };
  const run = async (name: string, tiny: TinyStudy) => {
    const { result } = await foundIn(writeStudy(join(folder, name), tiny));
    return result;
  };

  /** Seconds of a stamp; a date alone stands at the end of its day. */
  const secondsOf = (stamp: string): number =>
    stamp.length > 10 ? Date.parse(`${stamp}Z`) / 1000 : civil(stamp) + DAY - 1;

  /** Working days from hand-off to opportunity or the end of 60 days, day by day, over the leads of the files. */
  function naive({ stages }: TinyStudy, start: string): number {
    const rows = stages.slice(1).map((line) => line.split(","));
    const won = new Map(rows.flatMap(([lead, stage, at]) => (stage === "opportunity" ? [[lead, at]] : [])));
    const until = civil(start) - 7 * DAY - 60 * DAY;
    let [n, days] = [0, 0];
    for (const [lead, stage, at = ""] of rows) {
      const from = secondsOf(at);
      if (stage !== "sal" || from >= until) continue;
      n++;
      const to = Math.min(secondsOf(won.get(lead) ?? "2099-01-01"), from + 60 * DAY);
      for (let day = civil(new Date(from * 1000).toISOString().slice(0, 10)); day < to; day += DAY) {
        const weekend = [0, 6].includes(new Date(day * 1000).getUTCDay());
        if (!weekend) days += (Math.min(to, day + DAY) - Math.max(from, day)) / DAY;
      }
    }
    return days / n;
  }

  it("takes no more than leads open over days in hand, as known when each quarter began", async () => {
    const tiny = with_("{ reps: 2, leads_per_rep_per_day: 4, max_open: 60 }");
    const { capacity } = await run("limited", tiny);
    expect(capacity?.quarters.length).toBeGreaterThan(2);
    for (const { quarter: name, workingDays, slots, daysInHand } of capacity?.quarters ?? []) {
      const start = `${name.slice(0, 4)}-${String(3 * Number(name.slice(-1)) - 2).padStart(2, "0")}-01`;
      const days = naive(tiny, start);
      expect(daysInHand?.days).toBeCloseTo(days, 2);
      expect(daysInHand?.n).toBeGreaterThan(30);
      // about two leads a day each, not the four that touches would allow
      expect(slots / workingDays).toBeCloseTo((2 * 60) / days, 2);
      expect(slots / workingDays).toBeLessThan(2 * 4);
    }
    // where more may be open than ever are, the stated rate holds
    const wide = await run("wide", with_("{ reps: 2, leads_per_rep_per_day: 4, max_open: 1000 }"));
    const free = await run("free", with_("{ reps: 2, leads_per_rep_per_day: 4 }"));
    expect(wide.definitions).toEqual(free.definitions);
    expect(wide.capacity?.quarters.map(({ slots }) => slots)).toEqual(
      free.capacity?.quarters.map(({ slots }) => slots),
    );
    expect(wide.capacity?.historicalIntake).toEqual(free.capacity?.historicalIntake);
  });

  it("knows nothing of what happened later: a quarter's slots do not depend on outcomes after its start", async () => {
    const capacity = "{ reps: 2, leads_per_rep_per_day: 4, max_open: 60 }";
    const before = await run("before", with_(capacity));
    const after = await run(
      "after",
      with_(capacity, (tiny) => {
        // from July 2025 on nobody reaches the outcome any more
        tiny.stages = tiny.stages.filter((line) => !/,opportunity,2025-(0[7-9]|1)/.test(line));
      }),
    );
    const slotsIn = (of: typeof before, quarter: string): number | undefined =>
      of.capacity?.quarters.find((q) => q.quarter === quarter)?.slots;
    expect(slotsIn(after, "2025-Q3")).toBe(slotsIn(before, "2025-Q3"));
    expect(slotsIn(after, "2025-Q4")).not.toBe(slotsIn(before, "2025-Q4"));
  });

  it("needs to know when sales takes a lead, and a number above 0", () => {
    const faults = (study: string): string[] =>
      readStudy(study, "study.yaml").faults.map((f) => `${f.where.path}: ${f.what}`);
    const { study } = with_("{ reps: 2, leads_per_rep_per_day: 4, max_open: 60 }");
    expect(faults(study)).toEqual([]);
    expect(faults(study.replace("handoff: sal\n", ""))).toEqual([
      "capacity.max_open: `max_open` needs to know how long sales works a lead, and the study does not say at which stage sales takes it",
    ]);
    expect(faults(study.replace("max_open: 60", "max_open: 0"))[0]).toMatch(/^capacity.max_open: /);
  });
});
