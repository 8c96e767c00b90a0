import { describe, expect, it } from "vitest";
import { effectsOf, stateLabel } from "../../src/models/explain/effects.ts";
import type { Weights } from "../../src/weights/type.ts";
import { countColumn, madeRows } from "./made-rows.ts";

const range = (low: number | null, high: number | null, points = 0) =>
  ({ kind: "range", low, high, points }) as const;

describe("a state of an activity in words", () => {
  const [none, one, more, any] = [range(null, 0.5), range(0.5, 1.5), range(1.5, null), range(0.5, null)];
  it.each([
    [[none, none, none], "none in 90 days"],
    [[none, none, one], "1 in 90 days, none in 30"],
    [[none, more, more], "2 or more in 30 days, none in 7"],
    [[one, one, more], "1 in 7 days, 2 or more in 90 days"],
    // one or more this week and exactly one in thirty days: one this week
    [[any, one, one], "1 in 7 days"],
    // three or more this week are three or more in any longer window
    [[range(2.5, null), any, any], "3 or more in 7 days"],
    [[none, one, { kind: "not_observed", points: 0 } as const], "1 in 30 days, none in 7, 90 not known"],
  ])("%#: %s", (bins, label) => {
    expect(stateLabel(bins, [7, 30, 90])).toBe(label);
  });
});

it("7.1: an activity over two windows is one effect, its points added, its leads counted by hand", () => {
  // ten leads: six did nothing, two once a while ago, two once now; the last two win, and one who did nothing
  const week = { ...countColumn("view_30d"), name: "view_7d", window: 7 * 86_400 };
  const month = countColumn("view_30d");
  const rows = madeRows(
    { view_30d: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1], size: [1, 1, 1, 2, 2, 2, 1, 2, 1, 2] },
    [1, 0, 0, 0, 0, 0, 0, 0, 1, 1],
  );
  const coded = {
    ...rows.coded,
    features: [
      { ...week, from: { count: "view", window: 7, cap: 5 } },
      { ...month, from: { count: "view", window: 30, cap: 5 } },
      ...rows.coded.features.slice(1),
    ],
    codes: [Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]), ...rows.coded.codes],
  };
  const bins = (name: string, zero: number, some: number) => ({
    kind: "bins" as const,
    name,
    bins: [
      range(null, 0.5, zero),
      range(0.5, null, some),
      { kind: "missing", points: 0 } as const,
      { kind: "not_observed", points: 0 } as const,
    ],
    group: null,
  });
  const weights: Weights = {
    schemaVersion: 1,
    name: "m",
    version: "1.0.0",
    sha256: "0".repeat(64),
    kind: "logistic",
    inputs: [7, 30].map((window) => ({
      name: `view_${window}d`,
      type: "count" as const,
      from: { count: "view", window, cap: 5 },
    })),
    attributes: [bins("view_30d", 10, -5), bins("view_7d", -20, 100), bins("size", 0, 0)],
    groups: [],
    baseline: [],
    floor: null,
    ceiling: null,
    intercept: 0,
    scale: { unit: 1 },
    calibration: { kind: "none" },
    grades: [],
    mql: null,
    golden: [],
  };
  const [view, size] = effectsOf(weights, { ...rows, coded });
  expect(view).toMatchObject({ name: "view", features: ["view_30d", "view_7d"] });
  expect(view?.states.map(({ label, points, n, positives }) => [label, points, n, positives])).toEqual([
    ["none in 30 days", -10, 6, 1],
    ["1 or more in 30 days, none in 7", -25, 2, 0],
    ["1 or more in 7 days", 95, 2, 2],
  ]);
  // of 3 x 7 pairs of a winner and another 14 + 2 are in order and 5 are tied; with equal points for all it is a half
  expect(view?.ranking).toBeCloseTo((16 + 5 / 2) / 21 - 0.5, 12);
  expect(size).toMatchObject({ name: "size", ranking: 0, states: [] });
});

it("points by hand have no bins, and may name a feature that the rows lack", () => {
  const rows = madeRows({ size: [1, 2] }, [0, 1]);
  const attributes = [{ kind: "rule", when: "demo_30d >= 1", points: 5, group: null }] as const;
  const inputs = [
    { name: "demo_30d", type: "count", from: { count: "demo", window: 30, cap: null } },
  ] as const;
  expect(
    effectsOf({ inputs, attributes, groups: [], floor: null, ceiling: null, intercept: 0 }, rows),
  ).toEqual([]);
});
