import { describe, expect, it } from "vitest";
import { netPerSlot } from "../../src/backtest/judge/intervals.ts";
import { lowEnds } from "../../src/backtest/judge/low-ends.ts";
import { pooledFacts } from "../../src/backtest/judge/pooled.ts";
import { quarterFacts } from "../../src/backtest/judge/quarters.ts";
import { judgedFolds, pooledSwap } from "../../src/backtest/judge/scene.ts";
import { pairedDifference } from "../../src/backtest/judge/swap.ts";
import { serving } from "../../src/backtest/serve/served.ts";
import type { Estimated } from "../../src/base/estimate.ts";
import { simulated, type WorldSpec } from "./world.ts";

const worlds = Number(process.env.LEADLINE_WORLDS ?? 1_000);

const holds = (e: Estimated | null | undefined, truth: number): boolean =>
  e?.value != null && e.low <= truth && truth <= e.high;

/** Share of worlds whose intervals hold the long-run value, which is the mean over the worlds. */
function coverage(spec: WorldSpec) {
  const seen: {
    difference: Estimated;
    perSlot: Estimated;
    quarter: Estimated;
    low: number;
    policy: number;
    /** net of a price of half the mean rate for each lead served */
    net: Estimated;
    netDifference: Estimated;
  }[] = [];
  let swaps = 0;
  let width = 0;
  for (let seed = 1; seed <= worlds; seed++) {
    const { setting, chance, candidate, incumbent } = simulated(spec, seed);
    const scene = { serving: serving(setting), definition: candidate, incumbent };
    const quarters = setting.folds.map((_, k) => quarterFacts(scene, k));
    const pooled = pooledFacts(scene, quarters);
    const all = judgedFolds(setting, [candidate]);
    // had all been worked: what the low end with G infinite is a low end of
    const policy = (definition: typeof candidate): number => {
      const set = scene.serving.pooled(definition, all, false);
      const worked = (l: number): number =>
        (chance[l] ?? 0) / (setting.worked?.[l] === 0 ? 1 : spec.unworked);
      return set.lead.reduce((sum, l, i) => sum + (set.share[i] ?? 0) * worked(l), 0) / set.slots;
    };
    const swap = pooledSwap(scene);
    const low = lowEnds(swap, 0.95);
    const set = scene.serving.pooled(candidate, all, false);
    const account = set.lead.map((l) => setting.account[l] ?? -1);
    const price = spec.rate / 2;
    const { difference, winsPerSlot } = pooled;
    const quarter = quarters[0]?.difference;
    if (difference?.value == null || quarter?.value == null || low === null) continue;
    seen.push({
      difference,
      perSlot: winsPerSlot,
      quarter,
      low: low.monotone,
      policy: policy(candidate) - policy(incumbent),
      net: netPerSlot({ ...set, account }, price),
      netDifference: pairedDifference(swap, 0.95, price),
    });
    width += difference.high - difference.low;
    swaps += difference.n;
  }
  const judged = seen.length;
  const mean = (pick: (s: (typeof seen)[number]) => number | null): number =>
    seen.reduce((sum, s) => sum + (pick(s) ?? 0), 0) / judged;
  const gain = mean((s) => s.difference.value);
  const mine = mean((s) => s.perSlot.value);
  const quarterly = mean((s) => s.quarter.value);
  const policy = mean((s) => s.policy);
  const net = mean((s) => s.net.value);
  const netGain = mean((s) => s.netDifference.value);
  return {
    judged,
    difference: mean((s) => (holds(s.difference, gain) ? 1 : 0)),
    perSlot: mean((s) => (holds(s.perSlot, mine) ? 1 : 0)),
    quarterly: mean((s) => (holds(s.quarter, quarterly) ? 1 : 0)),
    net: mean((s) => (holds(s.net, net) ? 1 : 0)),
    netDifference: mean((s) => (holds(s.netDifference, netGain) ? 1 : 0)),
    lowHolds: mean((s) => (s.low <= policy ? 1 : 0)),
    width: width / judged,
    swaps: swaps / judged,
  };
}

const specs: readonly (readonly [string, WorldSpec])[] = [
  ["common", { quarters: 4, leads: 500, leadsPerDay: 3, rate: 0.2, unworked: 0.4 }],
  ["rare", { quarters: 4, leads: 500, leadsPerDay: 3, rate: 0.08, unworked: 0.4 }],
  ["small", { quarters: 2, leads: 250, leadsPerDay: 1.5, rate: 0.15, unworked: 0.2 }],
  ["idle", { quarters: 4, leads: 300, leadsPerDay: 8, rate: 0.15, unworked: 0.4 }],
];

describe("7.15: coverage of the long-run value, 95 % intervals", () => {
  for (const [name, spec] of specs) {
    it(`${name} worlds`, () => {
      const c = coverage(spec);
      console.log(
        `${name}: paired ${(100 * c.difference).toFixed(1)} %, one quarter ${(100 * c.quarterly).toFixed(1)} %, wins per slot ${(100 * c.perSlot).toFixed(1)} %, net of costs ${(100 * c.net).toFixed(1)} % and paired ${(100 * c.netDifference).toFixed(1)} % of ${c.judged} worlds; low end below the truth had all been worked ${(100 * c.lowHolds).toFixed(1)} %; mean width ${c.width.toFixed(4)}, ${c.swaps.toFixed(0)} leads differ`,
      );
      expect(c.judged).toBe(worlds);
      // nominal 95 %, its Monte Carlo error at 1,000 worlds 0.7 points
      expect(c.difference).toBeGreaterThan(0.92);
      expect(c.difference).toBeLessThan(0.98);
      expect(c.perSlot).toBeGreaterThan(0.92);
      expect(c.perSlot).toBeLessThan(0.985);
      for (const share of [c.net, c.netDifference]) {
        expect(share).toBeGreaterThan(0.92);
        expect(share).toBeLessThan(0.985);
      }
      expect(c.lowHolds).toBeGreaterThan(0.96);
    });
  }
});
