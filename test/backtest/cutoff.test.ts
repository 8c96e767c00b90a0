import fc from "fast-check";
import { expect, it } from "vitest";
import { cutoffFromMaxima, unscored } from "../../src/backtest/serve/cutoff.ts";

const crossings = (before: Int32Array, by: Int32Array, c: number): number =>
  by.reduce((n, m, i) => n + (m !== unscored && m >= c && (before[i] ?? unscored) < c ? 1 : 0), 0);

it("takes the largest volume that fits, and reports the other side of the tie", () => {
  const by = Int32Array.of(90, 80, 80, 70, 70, 70);
  const before = new Int32Array(6).fill(unscored);
  expect(cutoffFromMaxima(before, by, 3)).toEqual({
    cutoff: 71,
    crossings: 3,
    next: { cutoff: 70, crossings: 6 },
  });
  expect(cutoffFromMaxima(before, by, 2)).toEqual({
    cutoff: 81,
    crossings: 1,
    next: { cutoff: 80, crossings: 3 },
  });
  expect(cutoffFromMaxima(before, by, 0)).toEqual({
    cutoff: 91,
    crossings: 0,
    next: { cutoff: 90, crossings: 1 },
  });
  expect(cutoffFromMaxima(before, by, 6)).toEqual({ cutoff: 70, crossings: 6, next: null });
  expect(cutoffFromMaxima(before, before, 6)).toBeNull();
});

it("does not count those over the cut-off before the period, and stops at the first overflow", () => {
  // all five reach 50 in the period; at 30 and below the count would fall again
  const before = Int32Array.of(30, 30, 30, unscored, unscored);
  const by = Int32Array.of(50, 50, 50, 50, 30);
  expect(crossings(before, by, 50)).toBe(4);
  expect(crossings(before, by, 30)).toBe(2);
  expect(cutoffFromMaxima(before, by, 3)).toEqual({
    cutoff: 51,
    crossings: 0,
    next: { cutoff: 50, crossings: 4 },
  });
});

it("equals a scan over every integer from the highest score down", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 15 }), fc.boolean()), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.integer({ min: 0, max: 20 }),
      (leads, slots) => {
        const by = Int32Array.from(leads, ([m]) => m);
        const before = Int32Array.from(leads, ([m, less, born]) => (born ? unscored : m - less));
        let c = Math.max(...by) + 1;
        const lowest = Math.min(...by);
        while (c > lowest && crossings(before, by, c - 1) <= slots) c--;
        const found = cutoffFromMaxima(before, by, slots);
        expect(found?.cutoff).toBe(c);
        expect(found?.crossings).toBe(crossings(before, by, c));
        expect(found?.crossings).toBeLessThanOrEqual(slots);
        if (found?.next) {
          expect(found.next.crossings).toBe(crossings(before, by, found.next.cutoff));
          expect(found.next.crossings).toBeGreaterThan(slots);
        }
      },
    ),
  );
});
