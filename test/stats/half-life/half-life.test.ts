import { describe, expect, it } from "vitest";
import type { NotEstimable } from "../../../src/base/estimate.ts";
import { decayedCounts, fitHalfLives, profileOf, takeHalfLives } from "../../../src/stats/half-life/index.ts";
import { fitLogistic } from "../../../src/stats/regression/logistic/fit.ts";
import { halfLifeWorld, ownWorld } from "./world.ts";

const grid = [3.5, 7, 14, 28, 56, 112];

function solved<T extends object>(result: T | NotEstimable): T {
  if ("value" in result) throw new Error(result.reason);
  return result;
}

const reason = (result: unknown): string => (result as { reason?: string }).reason ?? "no refusal";

describe("decayed counts", () => {
  it("halve with each half-life, stop at the cap, and are plain counts without one", () => {
    const events = { row: [0, 0, 2, 2, 2], age: [0, 14, 28, 0, 0] };
    expect(Array.from(decayedCounts(events, 3, 14, 2))).toEqual([1.5, 0, 2]);
    expect(Array.from(decayedCounts(events, 3, null, 9))).toEqual([2, 0, 3]);
    expect(() => decayedCounts({ row: [0], age: [-1] }, 1, 14, 2)).toThrow("not known at its moment");
    expect(() => decayedCounts({ row: [3], age: [1] }, 1, 14, 2)).toThrow("of row 3");
    expect(() => decayedCounts({ row: [0], age: [Number.NaN] }, 1, 14, 2)).toThrow("an age of NaN");
    expect(() => decayedCounts({ row: [0], age: [1] }, 1, 0, 2)).toThrow("half-life of 0");
  });
});

describe("profile", () => {
  // a parabola in ln h, curvature 1 / s^2: the interval is known
  const parabola = (centre: number, s: number, plain: number) => (h: number | null) =>
    h === null ? plain : -0.5 * ((Math.log(h) - Math.log(centre)) / s) ** 2;

  it("finds top and ends of a parabola", () => {
    const found = profileOf(parabola(14, 0.3, -9), { grid });
    if ("value" in found) throw new Error(found.reason);
    expect(found.halfLife).toBeCloseTo(14, 2);
    expect(found.low ?? 0).toBeCloseTo(14 * Math.exp(-0.3 * 1.959964), 2);
    expect(found.high ?? 0).toBeCloseTo(14 * Math.exp(0.3 * 1.959964), 2);
  });

  it("leaves an end open where the profile does not fall far enough", () => {
    expect(profileOf(parabola(14, 0.3, -1.9), { grid })).toMatchObject({ high: null });
    expect(profileOf(parabola(5, 2, -9), { grid })).toMatchObject({ low: null });
  });

  it("is plain counts off the end of the grid, or where they are no worse", () => {
    expect(profileOf(parabola(4_000, 1, 0), { grid })).toMatchObject({ halfLife: null, high: null });
    expect(profileOf(parabola(14, 1, 0), { grid })).toMatchObject({ halfLife: null });
    expect(reason(profileOf(() => -3, { grid }))).toContain("predicts equally well");
    expect(reason(profileOf(() => Number.NaN, { grid }))).toContain("do not converge");
  });
});

describe("half-lives", () => {
  it("share one below 500 wins, in whose interval the truth lies", () => {
    const world = halfLifeWorld(1, 1_200);
    const wins = Array.from(world.label).reduce((s, y) => s + y, 0);
    expect(wins).toBeLessThan(500);
    const { common, each, shared, taken } = solved(fitHalfLives(world, { grid }));
    expect([each, ...taken]).toEqual([false, shared, shared]);
    expect(common.low ?? 0).toBeLessThan(14);
    expect(common.high ?? Number.POSITIVE_INFINITY).toBeGreaterThan(14);
  });

  it("are told apart with enough wins", () => {
    const world = halfLifeWorld(2, 3_000, [5, 40], 1.5, -2.5);
    const { common, own, shared, taken } = solved(fitHalfLives(world, { grid }));
    // what the slow one takes is best for both together too, so that only the fast one has its own
    expect(shared).toBe(taken[1]);
    const [fast, slow] = own;
    expect(Math.abs(Math.log((fast?.halfLife ?? 1) / 5))).toBeLessThan(0.35);
    expect(slow).toBeNull();
    expect(common.logLikelihood).toBeLessThan(fast?.logLikelihood ?? 0);
    // of the grid the pair that a search through all pairs finds
    const ll = (halfLives: readonly (number | null)[]): number =>
      fitLogistic({
        columns: [
          ...world.fixed,
          ...world.activities.map((a, i) => decayedCounts(a, 3_000, halfLives[i] ?? null, world.cap)),
        ],
        label: world.label,
      }).logLikelihood;
    const pairs = grid.flatMap((a) => grid.map((b) => [a, b] as const));
    const best = pairs.reduce((found, pair) => (ll(pair) > ll(found) ? pair : found));
    expect(taken).toEqual(best);
    expect(takeHalfLives(world, { grid })).toEqual({ shared, taken: best, each: true });
  });

  it("stay the common one for an activity of noise, and leave it where the data ask for it", () => {
    for (const seed of [1, 2, 3]) {
      const { shared, taken, each } = solved(takeHalfLives(ownWorld(seed), { grid }));
      expect(each).toBe(true);
      const [fast, slow, noise] = taken;
      expect([fast, noise]).toEqual([7, shared]);
      expect([28, 56, 112]).toContain(slow);
    }
  });

  it("take plain counts for all where none decays, and off the end of the grid", () => {
    const still = halfLifeWorld(6, 1_500, [1e9, 1e9], 0.6, -3);
    expect(takeHalfLives(still, { grid })).toMatchObject({ taken: [null, null] });
    expect(solved(fitHalfLives(still, { grid })).common.halfLife).toBeNull();
    const slow = halfLifeWorld(7, 1_500, [60, 60], 0.6, -2.5);
    expect(takeHalfLives(slow, { grid: [1, 2, 4] })).toMatchObject({ taken: [null, null] });
  });

  it("take weight 2 as the row twice, with a ridge as well", () => {
    const world = halfLifeWorld(3, 400);
    const n = 400;
    const twice = {
      ...world,
      fixed: world.fixed.map((c) => [...Array.from(c), ...Array.from(c)]),
      label: [...Array.from(world.label), ...Array.from(world.label)],
      activities: world.activities.map((a) => ({
        row: [...Array.from(a.row), ...Array.from(a.row, (r) => r + n)],
        age: [...Array.from(a.age), ...Array.from(a.age)],
      })),
    };
    const small = { grid: [7, 14, 28], lambda: 2 };
    const weighted = solved(fitHalfLives({ ...world, weight: new Array<number>(n).fill(2) }, small));
    const repeated = solved(fitHalfLives(twice, small));
    expect(weighted.common.halfLife).toBeCloseTo(repeated.common.halfLife ?? 0, 4);
    expect(weighted.common.logLikelihood).toBeCloseTo(repeated.common.logLikelihood, 6);
  });

  it("refuses one class, no events, ages that are all the same, separation", () => {
    const world = halfLifeWorld(4, 60);
    const none = world.activities.map(() => ({ row: [], age: [] }));
    const fixedAge = world.activities.map((a) => ({ ...a, age: Array.from(a.age, () => 0) }));
    expect(reason(fitHalfLives({ ...world, label: new Array(60).fill(0) }, { grid }))).toContain(
      "no row has",
    );
    expect(reason(fitHalfLives({ ...world, activities: none }, { grid }))).toContain(
      "no activity has an event",
    );
    expect(reason(fitHalfLives({ ...world, activities: fixedAge }, { grid }))).toContain(
      "predicts equally well",
    );
    expect(reason(fitHalfLives({ ...world, fixed: [world.label] }, { grid }))).toContain("use a penalty");
  });
});
