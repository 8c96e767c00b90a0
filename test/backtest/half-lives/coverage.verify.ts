import { expect, it } from "vitest";
import { type HalfLifeShape, halfLifeHistory, walked } from "./world.ts";

const worlds = 400;
const before = { leads: 1_200, truth: [14, 14], when: "before", strength: 1.2, intercept: -3 } as const;
const after = { leads: 1_500, truth: [14, 14], when: "after", strength: 1.2, intercept: -6.8 } as const;

/** What it is called, the world, its horizon in days, and between which shares of 100 the coverage must lie. */
const cases: readonly (readonly [string, HalfLifeShape, number, readonly [number, number]])[] = [
  ["one moment a lead", before, 60, [91.7, 98.3]],
  ["three leads an account", { ...before, colleagues: 3 }, 60, [86, 98.3]],
  ["many moments a lead", after, 30, [91.7, 100]],
];

/** The half-life that a history without end would give: where moments overlap it is not that of the daily chance. */
async function limit(shape: HalfLifeShape, horizon: number): Promise<number> {
  if (shape.when === "before") return 14;
  const { final } = await walked(halfLifeHistory(0, { ...shape, leads: 40_000 }), horizon);
  return final.halfLives?.profiled?.common.halfLife ?? 0;
}

it.each(cases)(
  "the interval of the fit that ships covers at 95 %% (%s)",
  async (name, shape, horizon, [least, most]) => {
    const truth = await limit(shape, horizon);
    let [judged, covered, plain, open, wins, moments, spread] = [0, 0, 0, 0, 0, 0, 0];
    const found: number[] = [];
    for (let seed = 1; seed <= worlds; seed++) {
      const { final } = await walked(halfLifeHistory(seed, shape), horizon);
      wins += final.halfLives?.wins ?? 0;
      moments += final.rows.label.length;
      const common = final.halfLives?.profiled?.common;
      if (common === undefined) continue;
      judged++;
      spread += common.spread;
      if (common.halfLife === null) plain++;
      else found.push(common.halfLife);
      if (common.high === null) open++;
      if ((common.low ?? 0) <= truth && truth <= (common.high ?? Number.POSITIVE_INFINITY)) covered++;
    }
    found.sort((a, b) => a - b);
    const median = found[found.length >> 1] ?? 0;
    console.log(
      `${name}, ${(wins / worlds).toFixed(0)} wins, ${(moments / worlds).toFixed(0)} moments: ${((100 * covered) / judged).toFixed(1)} % of ${judged} intervals hold ${truth.toFixed(1)} days; median estimate ${median.toFixed(1)}, mean spread ${(spread / judged).toFixed(2)}, ${plain} plain counts, ${open} without an upper end`,
    );
    expect(judged).toBe(worlds);
    expect((100 * covered) / judged).toBeGreaterThan(least);
    expect((100 * covered) / judged).toBeLessThanOrEqual(most);
  },
);
