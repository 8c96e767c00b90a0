import { describe, expect, it } from "vitest";
import { judge } from "../../src/backtest/judge/judge.ts";
import { pooledSwap } from "../../src/backtest/judge/scene.ts";
import { type SelectedWorld, selectedWorld } from "./selected-world.ts";

const times = (n: number): number =>
  Math.max(4, Math.round((n * Number(process.env.LEADLINE_WORLDS ?? 105)) / 105));

/** Two Monte Carlo errors of a share of 5%. */
const slack = (worlds: number): number => 2 * Math.sqrt((0.05 * 0.95) / worlds);

interface Found {
  /** true difference in wins per 100 slots had all been worked, its estimate without a discount, and G: means */
  readonly truth: number;
  readonly estimate: number;
  readonly g: number;
  readonly change: number;
  /** worlds in which the estimate's interval holds the truth, and in which its high end is below it */
  readonly holds: number;
  readonly below: number;
}

function found(world: SelectedWorld, seeds: number): Found {
  const sums = { truth: 0, estimate: 0, g: 0, change: 0, holds: 0, below: 0 };
  let n = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { setting, asking, serving, chance, candidate, incumbent } = selectedWorld(world, seed);
    const { decision } = judge(setting, [incumbent, candidate], asking(null));
    const rows = pooledSwap({ serving, definition: candidate, incumbent });
    const truth =
      rows.lead.reduce(
        (sum, lead, i) => sum + ((rows.swapIn[i] ?? 0) - (rows.swapOut[i] ?? 0)) * (chance[lead] ?? 0),
        0,
      ) / rows.slots;
    sums.truth += truth;
    if (decision.verdict === "change") sums.change++;
    const policy = decision.candidates[0]?.policy ?? null;
    const e = policy?.difference;
    if (policy === null || e === undefined || e.value === null) continue;
    n++;
    sums.g += policy.g;
    sums.estimate += e.value;
    if (e.low <= truth && truth <= e.high) sums.holds++;
    if (e.high < truth) sums.below++;
  }
  return {
    truth: (100 * sums.truth) / seeds,
    estimate: (100 * sums.estimate) / n,
    g: sums.g / n,
    change: sums.change / seeds,
    holds: sums.holds / n,
    below: sums.below / n,
  };
}

describe("leads whom sales picks, with a known truth: six quarters, one candidate (seeds 1 on)", () => {
  const said = (name: string, f: Found): void =>
    console.log(
      `${name}: true ${f.truth.toFixed(2)}, estimated ${f.estimate.toFixed(2)} per 100 slots, G ${f.g.toFixed(2)}; change ${(100 * f.change).toFixed(0)}%, holds ${(100 * f.holds).toFixed(0)}%, high end below the truth ${(100 * f.below).toFixed(0)}%`,
    );

  it.each([
    [300, 0],
    [300, 0.5],
    [300, 1],
    [1000, 0],
    [1000, 0.5],
    [1000, 1],
  ])("%i slots, cherry-picking %f: no gain is no change, in 95% of worlds at least", (slots, cherry) => {
    const worlds = times(slots === 300 ? 60 : 20);
    const f = found({ leads: 5 * slots, slots, better: 0, cherry }, worlds);
    said(`${slots} slots, cherry ${cherry}, no gain`, f);
    expect(f.change).toBeLessThanOrEqual(0.05 + slack(worlds));
    // an estimate without a discount errs upwards where sales picks by what nobody wrote down: keep is never too soon
    expect(f.below).toBeLessThanOrEqual(0.05 + slack(worlds));
  });

  it.each([
    [300, 0.35, 0.2],
    [300, 0.7, 0.9],
    [1000, 0.35, 0.8],
  ])("%i slots, %f better: power", (slots, better, least) => {
    const f = found({ leads: 5 * slots, slots, better, cherry: 0.5 }, times(slots === 300 ? 30 : 10));
    said(`${slots} slots, cherry 0.5, better ${better}`, f);
    expect(f.change).toBeGreaterThanOrEqual(least);
  });

  // at 300 slots a quarter such intervals are known to be somewhat short
  it("where sales picks by nothing else, the interval holds the truth in nine of ten worlds", () => {
    const worlds = times(100);
    const f = found({ leads: 1500, slots: 300, better: 0.35, cherry: 0 }, worlds);
    said("300 slots, no cherry-picking", f);
    expect(f.holds).toBeGreaterThanOrEqual(0.92 - slack(worlds));
  });
});
