import { describe, expect, it } from "vitest";
import {
  attributePoints,
  priorSmoothing,
  probabilityOf,
  roundHalfAway,
  roundingCost,
  roundPoints,
  scalingOf,
  scoreOf,
  scoreRange,
  toFive,
  toHundred,
  weightsOfEvidence,
} from "../../../src/stats/binning/index.ts";

const scale = scalingOf({ pdo: 20, points: 100, odds: 0.1 });

describe("points on an anchored scale", () => {
  it("double the odds in pdo points", () => {
    expect(scoreOf(scale, 1 / 11)).toBeCloseTo(100, 12);
    expect(scoreOf(scale, 2 / 12)).toBeCloseTo(120, 12);
    expect(probabilityOf(scale, scoreOf(scale, 0.237))).toBeCloseTo(0.237, 14);
    for (const bad of [{ pdo: 0 }, { odds: -1 }, { points: Number.NaN }])
      expect(() => scalingOf({ pdo: 20, points: 100, odds: 0.1, ...bad })).toThrow(/a scale needs/);
  });

  it("add up to the score of the model, and rounding moves none by more than half a point a characteristic", () => {
    const model = {
      intercept: -2.1,
      terms: [
        { coefficient: 0.9, woe: [-0.81, 0.02, 0.4] },
        { coefficient: 1.2, woe: [0.33, -0.5] },
        { coefficient: 0.4, woe: [1.1, 0, -0.3, 0.21] },
      ],
    };
    const exact = attributePoints(model, scale);
    const rounded = roundPoints(exact);
    let worst = 0;
    const range = scoreRange(exact);
    for (const [i, a] of [-0.81, 0.02, 0.4].entries())
      for (const [j, b] of [0.33, -0.5].entries())
        for (const [k, c] of [1.1, 0, -0.3, 0.21].entries()) {
          const logit = -2.1 + 0.9 * a + 1.2 * b + 0.4 * c;
          const picked = [i, j, k];
          const sum = (p: readonly (readonly number[])[]): number =>
            p.reduce((s, bins, at) => s + (bins[picked[at] ?? 0] ?? 0), 0);
          expect(sum(exact)).toBeCloseTo(scale.offset + scale.factor * logit, 10);
          worst = Math.max(worst, Math.abs(sum(rounded.points) - sum(exact)));
          const shown = toHundred(sum(exact), range);
          expect(shown).toBeGreaterThanOrEqual(-1e-9);
          expect(shown).toBeLessThanOrEqual(100 + 1e-9);
        }
    expect(rounded.bound).toBe(1.5);
    expect(rounded.worst).toBeCloseTo(worst, 10);
    expect(worst).toBeLessThanOrEqual(rounded.bound);
    expect(toHundred(3, { min: 3, max: 3 })).toBe(50);
    const fives = [-10, 9, 10, 30, 49, 50, 69, 90].map((score) => toFive(score, { min: -10, max: 90 }));
    expect(fives).toEqual([1, 1, 2, 3, 3, 4, 4, 5]);
  });

  it("round halves away from zero", () => {
    expect([2.5, -2.5, 0.49, -0.49].map(roundHalfAway)).toEqual([3, -3, 0, 0]);
  });

  it("say what rounding cost on given rows", () => {
    // two of four scores fall together: one of the four pairs becomes a tie
    const cost = roundingCost([100.4, 100.2, 99, 101], [100, 100, 99, 101], [1, 0, 0, 1], scale, 2);
    expect(cost.moved).toBeCloseTo(0.4, 12);
    expect(cost.auc).toEqual([1, 0.875]);
    expect(cost.precision).toEqual([1, 0.75]);
    const p = [100.4, 100.2, 99, 101].map((s) => probabilityOf(scale, s));
    const loss =
      -(Math.log(p[0] ?? 0) + Math.log(1 - (p[1] ?? 0)) + Math.log(1 - (p[2] ?? 0)) + Math.log(p[3] ?? 0)) /
      4;
    expect(cost.logLoss[0]).toBeCloseTo(loss, 12);
    expect(roundingCost([1, 2], [1, 2], [0, 0], scale, 1).auc).toBeNull();
  });
});

describe("weight of evidence", () => {
  it("is 0 for a bin without rows and refuses one class", () => {
    const totals = { events: 10, nonEvents: 90 };
    const bins = [{ events: 0, nonEvents: 0 }, totals];
    expect(Array.from(weightsOfEvidence(bins, totals, priorSmoothing(totals, 5)).woe).map(Math.abs)).toEqual([
      0,
      expect.closeTo(0, 14),
    ]);
    expect(() => weightsOfEvidence(bins, { events: 0, nonEvents: 90 })).toThrow(/events and non-events/);
  });
});
