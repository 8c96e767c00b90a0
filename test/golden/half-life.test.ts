import { describe, it } from "vitest";
import { type ActivityEvents, decayedCounts, fitHalfLives } from "../../src/stats/half-life/index.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";
import { expectGolden, golden } from "../helpers/golden.ts";
import { synthAges, synthTraits, synthWon } from "../helpers/synth.ts";

/** The reference's matrix without its decayed columns, and the events up to 90 days before creation. */
const world = () => ({
  fixed: synthTraits(),
  activities: synthAges() as ActivityEvents[],
  label: synthWon(),
});

const tests: Record<string, () => unknown> = {
  "ACT01.half_life": () => {
    const grid = [2, 3.5, 7, 14, 28, 56, 112];
    const found = fitHalfLives({ ...world(), cap: 4 }, { grid });
    if ("value" in found) throw new Error(found.reason);
    const { halfLife, low, high, logLikelihood, plainLogLikelihood, grid: profile } = found.common;
    return {
      loglik: {
        ...Object.fromEntries(profile.map((g) => [String(g.halfLife), g.logLikelihood])),
        "1000000.0": plainLogLikelihood,
      },
      h_hat: halfLife,
      loglik_hat: logLikelihood,
      ci: [low, high],
    };
  },
  "ACT02.caps": () => {
    const { fixed, activities, label } = world();
    const at = golden("ACT01.half_life").expected as { h_hat: number };
    const ll = (cap: number): number =>
      fitLogistic({
        columns: [...fixed, ...activities.map((a) => decayedCounts(a, label.length, at.h_hat, cap))],
        label,
      }).logLikelihood;
    return Object.fromEntries(["1", "2", "3", "4", "6", "1000000000.0"].map((cap) => [cap, ll(Number(cap))]));
  },
  "ACT03.decay_inline": () => {
    const events = { row: [0, 0, 0, 0], age: [0, 3, 10, 40] };
    return {
      sum: decayedCounts(events, 1, 14, Number.POSITIVE_INFINITY)[0],
      capped: decayedCounts(events, 1, 14, 2)[0],
    };
  },
};

describe(`golden: half-life, ${Object.keys(tests).length} tests`, () => {
  for (const [id, of] of Object.entries(tests))
    it(id, () => {
      expectGolden(of(), golden(id).expected, golden(id).tolerance, id);
    });
});
