import { expect, it } from "vitest";
import { mapFacts } from "../../src/models/explain/map.ts";
import type { Weights } from "../../src/weights/type.ts";
import { madeRows } from "./made-rows.ts";

/** Points 0 to 99 by size, p = 1 / (1 + exp(-score / 20)). */
const weights: Weights = {
  schemaVersion: 1,
  name: "m",
  version: "1.0.0",
  sha256: "0".repeat(64),
  kind: "logistic",
  inputs: [{ name: "size", type: "number", from: { column: "size" } }],
  attributes: [
    {
      kind: "bins",
      name: "size",
      bins: Array.from({ length: 100 }, (_, i) => ({
        kind: "range" as const,
        low: i === 0 ? null : i - 0.5,
        high: i === 99 ? null : i + 0.5,
        points: i,
      })),
      group: null,
    },
  ],
  groups: [],
  baseline: [],
  floor: null,
  ceiling: null,
  intercept: 0,
  scale: { unit: 1 },
  calibration: { kind: "platt", slope: 0.05, intercept: 0 },
  grades: [],
  mql: null,
  golden: [],
};
const chance = (score: number): number => 1 / (1 + Math.exp(-score / 20));
const facts = (sizes: readonly number[]) =>
  mapFacts(
    weights,
    madeRows(
      { size: sizes },
      sizes.map((_, i) => i % 2),
    ),
  );

it("7: the chance beside a score is the map's at that very score, not at a point of the curve before it", () => {
  const map = facts(Array.from({ length: 100 }, (_, i) => i));
  expect(map?.leads.length).toBeGreaterThan(20);
  for (const { low, p } of map?.leads ?? []) expect(p).toBeCloseTo(chance(low), 12);
});

it("7: the best tenth is a tenth of the leads, and more only where scores tie", () => {
  // ten of a hundred leads have 90 or more
  const apart = facts(Array.from({ length: 100 }, (_, i) => i))?.top;
  expect(apart).toMatchObject({ score: 90, share: 0.1 });
  expect(apart?.p).toBeCloseTo(chance(90), 12);
  // 38 of a hundred share the highest score
  const tied = facts(Array.from({ length: 100 }, (_, i) => (i < 62 ? 0 : 30)))?.top;
  expect(tied).toMatchObject({ score: 30, share: 0.38 });
});
