import { describe, expect, it } from "vitest";
import type { Crossings } from "../../src/backtest/crossings.ts";
import { figures } from "../../src/backtest/judge/quarters.ts";
import { takeBest } from "../../src/backtest/serve/mornings.ts";
import { serving } from "../../src/backtest/serve/served.ts";
import type { Setting } from "../../src/backtest/type.ts";
import { random } from "../../src/base/random.ts";
import { DAY, dayOf, NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";
import { settingOf } from "./world.ts";

const monday = civil("2026-01-05");
const weekdays = { holidays: new Set<number>() };

/** Whom a team takes from leads with one score each from their first morning on: "lead: day of January". */
function taken(
  leads: readonly { readonly from: number; readonly score: number; readonly closes?: number }[],
  perDay: number,
  lot: readonly number[] = leads.map((_, i) => i),
): string[] {
  const [crossings] = takeBest(
    {
      leads: leads.length,
      closes: Int32Array.from(leads, ({ closes = NEVER }) => closes),
      lot,
      rate: { reps: 1, leadsPerRepPerDay: perDay },
      calendar: weekdays,
    },
    [
      {
        lead: Int32Array.from(leads.keys()),
        morning: Int32Array.from(leads, ({ from }) => from),
        score: Int32Array.from(leads, ({ score }) => score),
        start: monday,
        since: monday,
        until: monday + 14 * DAY,
        anew: null,
      },
    ],
  );
  return Array.from(crossings?.leads ?? [], (lead, i) => {
    const day = new Date((crossings?.times[i] ?? 0) * 1000).getUTCDate();
    return `${lead}: ${day}${crossings?.waiting?.[i] === 1 ? " others wait" : ""}`;
  });
}

describe("take: top_of_day, by hand", () => {
  it("takes the best first, the next on the next working day, nobody at the weekend", () => {
    const friday = monday + 4 * DAY;
    expect(
      taken(
        [
          { from: friday, score: 1 },
          { from: friday, score: 5 },
          { from: friday + DAY, score: 3 },
        ],
        1,
      ),
    ).toEqual(["0: 13", "1: 9 others wait", "2: 12 others wait"]);
  });

  it("takes nobody who is no longer open, and leaves the slot idle where nobody is left", () => {
    const gone = { from: monday, score: 9, closes: monday + DAY - 1 };
    expect(taken([{ from: monday, score: 10 }, gone, { from: monday + 2 * DAY, score: 1 }], 1)).toEqual([
      "0: 5 others wait",
      "2: 7",
    ]);
    // at the very second of the morning it is still open: what ends it takes effect after the definition is judged
    expect(
      taken(
        [
          { from: monday, score: 10 },
          { ...gone, closes: monday + DAY },
        ],
        1,
      ),
    ).toEqual(["0: 5 others wait", "1: 6"]);
  });

  it("carries half a slot to the next morning, and loses a whole one that nobody takes", () => {
    const three = [1, 2, 3].map((score) => ({ from: monday, score }));
    expect(taken(three, 0.5)).toEqual(["0: 12", "1: 8 others wait", "2: 6 others wait"]);
    const late = three.map(({ score }) => ({ from: monday + 9 * DAY, score }));
    expect(taken(late, 0.5)).toEqual(["1: 16 others wait", "2: 14 others wait"]);
  });

  it("draws equal scores by lot, whatever their rows", () => {
    const alike = [1, 2, 3].map(() => ({ from: monday, score: 7 }));
    expect(taken(alike, 1, [2, 0, 1])).toEqual(["0: 7", "1: 5 others wait", "2: 6 others wait"]);
  });
});

/**
 * Leads that stay open for 20 days and then win or are lost, so that being open tells nothing of their chances: good ones
 * win with .4 and come at half the pace of the slots, others win with .1 and are always there. So every good one is taken
 * on its first working morning, and wins per slot are .5 x .4 + .5 x .1, by arithmetic.
 */
function world(seed: number): {
  readonly setting: Setting;
  readonly crossings: readonly (Crossings | null)[];
} {
  const r = random(seed);
  const shape = settingOf(
    { account: new Int32Array(), outcome: new Int32Array(), worked: null },
    { wanted: 2, rate: { reps: 1, leadsPerRepPerDay: 2 } },
  );
  const [from, to] = [shape.folds[0]?.start ?? 0, shape.folds.at(-1)?.end ?? 0];
  const created: number[] = [];
  const good: boolean[] = [];
  for (let day = dayOf(from) - 30; day < dayOf(to); day++)
    for (let k = 0; k < 12; k++) {
      // 5 good ones in 7 days on average, against 10 slots
      const isGood = r.uniform() < 5 / 7 / 12;
      created.push(day * DAY + r.below(DAY));
      good.push(isGood);
    }
  const end = created.map((t) => t + 20 * DAY);
  const won = good.map((g) => r.uniform() < (g ? 0.4 : 0.1));
  const setting: Setting = {
    ...settingOf(
      {
        account: Int32Array.from(created.keys()),
        outcome: Int32Array.from(end, (t, i) => (won[i] ? t : NEVER)),
        worked: null,
      },
      { wanted: 2, rate: { reps: 1, leadsPerRepPerDay: 2 } },
    ),
  };
  const crossings = takeBest(
    {
      leads: created.length,
      closes: Int32Array.from(end),
      lot: created.map(() => r.uniform()),
      rate: setting.rate,
      calendar: setting.calendar,
    },
    setting.folds.map(({ start, end: until }, k) => {
      const seen = [...created.keys()].filter((i) => (created[i] ?? 0) < until);
      return {
        lead: Int32Array.from(seen),
        morning: Int32Array.from(seen, (i) =>
          Math.max((dayOf(created[i] ?? 0) + 1) * DAY, k === 0 ? 0 : start),
        ),
        score: Int32Array.from(seen, (i) => (good[i] ? 1 : 0)),
        start,
        since: start,
        until,
        anew: k === 0 ? (dayOf(from) - 30) * DAY : null,
      };
    }),
  );
  return { setting, crossings };
}

it("brings the wins per slot that the truth says, within its interval in 95 of 100 simulated worlds", () => {
  const worlds = 40;
  let [sum, covered] = [0, 0];
  for (let seed = 1; seed <= worlds; seed++) {
    const { setting, crossings } = world(seed);
    const definition = {
      name: "best",
      incumbent: false,
      folds: crossings.map((of) => ({
        crossings: of,
        reason: null,
        stock: 0,
        cutoff: null,
        prospective: true,
      })),
    };
    const set = serving(setting).pooled(definition, [0, 1], false);
    expect([set.served, set.idle, set.overflow]).toEqual([set.slots, 0, 0]);
    const { winsPerSlot } = figures(setting, set, set);
    if (winsPerSlot.value === null) throw new Error("no figure");
    sum += winsPerSlot.value;
    if (winsPerSlot.low <= 0.25 && 0.25 <= winsPerSlot.high) covered++;
  }
  // three Monte-Carlo errors of each
  expect(Math.abs(sum / worlds - 0.25)).toBeLessThan(0.0135);
  expect(covered / worlds).toBeGreaterThan(0.845);
});
