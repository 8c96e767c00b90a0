import { expect, it } from "vitest";
import { fitHalfLives } from "../../../src/stats/half-life/index.ts";
import { halfLifeWorld } from "./world.ts";

const grid = [1.75, 3.5, 7, 14, 28, 56, 112];

it.each([
  ["800 leads", 400, 800, -2.2],
  ["2,000 leads, fewer of them won", 200, 2_000, -3.5],
] as const)(
  "the interval of the half-life covers 14 days at 95 %% (%s)",
  (name, worlds, leads, intercept) => {
    let [judged, covered, plain, open, wins] = [0, 0, 0, 0, 0];
    const found: number[] = [];
    for (let seed = 1; seed <= worlds; seed++) {
      const world = halfLifeWorld(seed, leads, [14, 14], 1.2, intercept);
      // one half-life for both, however many wins
      const result = fitHalfLives(world, { grid, ownFrom: Number.POSITIVE_INFINITY });
      wins += Array.from(world.label).reduce((s, y) => s + y, 0);
      if ("value" in result) continue;
      judged++;
      const { halfLife, low, high } = result.common;
      if (halfLife === null) plain++;
      else found.push(halfLife);
      if (high === null) open++;
      if ((low ?? 0) <= 14 && 14 <= (high ?? Number.POSITIVE_INFINITY)) covered++;
    }
    found.sort((a, b) => a - b);
    console.log(
      `${name}, ${(wins / worlds).toFixed(0)} wins: ${((100 * covered) / judged).toFixed(1)} % of ${judged} intervals hold 14 days; median estimate ${found[found.length >> 1]?.toFixed(1)}, ${plain} plain counts, ${open} without an upper end`,
    );
    expect(judged).toBe(worlds);
    // nominal 95 %, three Monte Carlo errors
    expect(Math.abs(covered / judged - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / worlds));
    expect(Math.abs(Math.log((found[found.length >> 1] ?? 1) / 14))).toBeLessThan(0.1);
  },
);
