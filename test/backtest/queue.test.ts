import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyWeekday, type SlotWeek, slotWeeks } from "../../src/backtest/serve/capacity.ts";
import { policyOf, type Served, serve } from "../../src/backtest/serve/queue.ts";
import { DAY } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";

/** Whether each is served, for one order of arrival among equals. */
function naive(order: number[], time: number[], score: number[] | null, weeks: SlotWeek[]): number[] {
  const served = time.map(() => 0);
  for (const week of weeks) {
    const here = order.filter((i) => (time[i] ?? 0) >= week.start && (time[i] ?? 0) < week.end);
    here.sort((a, b) => (score ? (score[b] ?? 0) - (score[a] ?? 0) : (time[a] ?? 0) - (time[b] ?? 0)));
    for (const i of here.slice(0, week.slots)) served[i] = 1;
  }
  return served;
}

function permutations(items: number[]): number[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((x, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((p) => [x, ...p]),
  );
}

const weeks: SlotWeek[] = [
  { start: 0, end: 7 * DAY, workingDays: 5, slots: 2 },
  { start: 7 * DAY, end: 14 * DAY, workingDays: 5, slots: 1 },
];

const byScore = (time: number[], score: number[] | null, of: SlotWeek[]): Served =>
  serve({ time, score }, of, policyOf("score"));

describe("serve", () => {
  it("under fifo serves by time alone, as where there is no score", () => {
    const time = [3, 1, 2].map((day) => day * DAY);
    const fifo = serve({ time, score: [9, 1, 5] }, weeks, policyOf("fifo"));
    expect(fifo).toEqual(byScore(time, null, weeks));
    expect([...fifo.share]).toEqual([0, 1, 1]);
  });

  it("7.15: knows whose place another would take, and to whom it would go", () => {
    // first week, two slots: 9, 5, 5, 1; second week, one slot and a half: 3, 2; a third one with slots idle
    const three: SlotWeek[] = [
      { start: 0, end: 7 * DAY, workingDays: 5, slots: 2 },
      { start: 7 * DAY, end: 14 * DAY, workingDays: 5, slots: 1.5 },
      { start: 14 * DAY, end: 21 * DAY, workingDays: 5, slots: 2 },
    ];
    const time = [1, 2, 3, 4, 8, 9, 15].map((day) => day * DAY);
    const scored = byScore(time, [9, 5, 5, 1, 3, 2, 4], three);
    expect([...scored.share]).toEqual([1, 0.5, 0.5, 0, 1, 0.5, 1]);
    expect([...scored.full]).toEqual([1, 1, 1, 1, 0.5, 0.5, 0]);
    // the two fives share the edge of a week of two served; half a crossing is over in the second
    expect([...scored.edge]).toEqual([0, 1, 1, 0, 0, 0.75, 0]);
    // whole groups are served: the next one is at the edge
    expect([...byScore(time, [9, 7, 5, 1, 3, 2, 4], three).edge]).toEqual([0, 0, 2, 0, 0, 0.75, 0]);
    // in order of time any crossing of the week may be next
    expect([...byScore(time, null, three).edge]).toEqual([0.5, 0.5, 0.5, 0.5, 0.375, 0.375, 0]);
  });

  it("is the mean over all orders of equals", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 2 })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.boolean(),
        (leads, scored) => {
          const time = leads.map(([day]) => day * DAY);
          const score = scored ? leads.map(([, s]) => s) : null;
          const orders = permutations(leads.map((_, i) => i));
          const mean = time.map(() => 0);
          for (const order of orders)
            naive(order, time, score, weeks).forEach((y, i) => {
              mean[i] = (mean[i] ?? 0) + y / orders.length;
            });
          const { share, slots, served, idle, overflow } = byScore(time, score, weeks);
          share.forEach((x, i) => {
            expect(x).toBeCloseTo(mean[i] ?? 9, 9);
          });
          const inside = time.filter((t) => t < 14 * DAY).length;
          expect(served).toBeCloseTo(
            mean.reduce((a, b) => a + b, 0),
            9,
          );
          expect(served + idle).toBe(slots);
          expect(served + overflow).toBe(inside);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("carries nothing over: an idle week does not help the next", () => {
    const result = byScore([8 * DAY, 8 * DAY, 9 * DAY], null, weeks);
    expect(Array.from(result.share)).toEqual([0.5, 0.5, 0]);
    expect(result).toMatchObject({ slots: 3, served: 1, idle: 2, overflow: 2 });
  });

  it("gives a part of a slot where slots are not whole", () => {
    const half = [{ start: 0, end: DAY, workingDays: 1, slots: 1.5 }];
    expect(Array.from(byScore([1, 2, 3], [9, 8, 7], half).share)).toEqual([1, 0.5, 0]);
  });

  it("takes the weeks of a real quarter", () => {
    const period = { start: civil("2026-01-01"), end: civil("2026-04-01") };
    const real = slotWeeks(period, { reps: 1, leadsPerRepPerDay: 1 }, everyWeekday);
    // Saturday and Sunday arrivals of the first, cut week: Thursday and Friday are its two slots
    const time = ["2026-01-01", "2026-01-03", "2026-01-04", "2026-01-05"].map((d) => civil(d));
    expect(Array.from(byScore(time, [1, 2, 3, 0], real).share)).toEqual([0, 1, 1, 1]);
  });
});
