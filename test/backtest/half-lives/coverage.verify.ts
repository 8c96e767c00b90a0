import { expect, it } from "vitest";
import { type HalfLifeShape, halfLifeHistory, walked } from "./world.ts";

const worlds = Number(process.env.WORLDS ?? 400);
const before = { leads: 1_200, truth: [14, 14], when: "before", strength: 1.2, intercept: -3 } as const;
const after = { leads: 1_500, truth: [14, 14], when: "after", strength: 0.8, intercept: -6.2 } as const;

const cases: readonly (readonly [string, HalfLifeShape, number])[] = [
  ["one moment a lead", before, 60],
  ["many moments a lead", after, 30],
  ["many moments a lead, three leads an account", { ...after, colleagues: 3 }, 30],
];

it.each(cases)(
  "the interval that a fold reports covers 14 days at 95 %% (%s)",
  async (name, shape, horizon) => {
    let [judged, covered, plain, open, wins, moments] = [0, 0, 0, 0, 0, 0];
    const found: number[] = [];
    for (let seed = 1; seed <= worlds; seed++) {
      const { folds } = await walked(halfLifeHistory(seed, shape), horizon);
      const of = folds[0]?.halfLives;
      if (of == null) throw new Error("no fold");
      wins += of.wins;
      moments += folds[0]?.rows.label.length ?? 0;
      if ("reason" in of.found) continue;
      judged++;
      const { halfLife, low, high } = of.found.common;
      if (halfLife === null) plain++;
      else found.push(halfLife);
      if (high === null) open++;
      if ((low ?? 0) <= 14 && 14 <= (high ?? Number.POSITIVE_INFINITY)) covered++;
    }
    found.sort((a, b) => a - b);
    const median = found[found.length >> 1] ?? 0;
    console.log(
      `${name}, ${(wins / worlds).toFixed(0)} wins, ${(moments / worlds).toFixed(0)} moments: ${((100 * covered) / judged).toFixed(1)} % of ${judged} intervals hold 14 days; median estimate ${median.toFixed(1)}, ${plain} plain counts, ${open} without an upper end`,
    );
    expect(judged).toBe(worlds);
  },
);
