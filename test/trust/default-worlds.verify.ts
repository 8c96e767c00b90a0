import { beforeAll, describe, expect, it } from "vitest";
import { defaultSeeds, over, type World, worlds } from "./worlds.ts";

describe(`${defaultSeeds.length} default worlds (seeds 1 to ${defaultSeeds.length}) through the whole workbench`, () => {
  let all: World[] = [];
  beforeAll(async () => {
    all = await worlds(defaultSeeds);
    const seconds = all.reduce((sum, w) => sum + w.seconds, 0);
    console.log(`${all.length} worlds in ${seconds.toFixed(0)} s`);
  }, 1_800_000);

  it.each(["written", "demo_or_fit", "adaptive"])("7.2: O/E at first crossing of %s", (name) => {
    const oe = over(all.map((w) => w.definitions[name]?.calibrationAtCrossing?.observedExpected));
    console.log(
      `O/E at crossing, ${name}: ${oe.mean.toFixed(3)} (error ${oe.error.toFixed(3)}); intervals hold 1 in ${(100 * oe.holds(1)).toFixed(1)}%, their mean in ${(100 * oe.holds(oe.mean)).toFixed(1)}%`,
    );
    expect(oe.n).toBe(all.length);
    expect(oe.mean).toBeGreaterThan(0.95);
    expect(oe.mean).toBeLessThan(1.05);
  });

  it.each(["hand", "logit"])("7.3: slope and O/E of %s at moments", (name) => {
    const { mean, error, holds } = over(all.map((w) => w.models[name]?.evaluation.calibrationSlope));
    const oe = over(all.map((w) => w.models[name]?.evaluation.observedExpected));
    const loss = over(all.map((w) => w.models[name]?.evaluation.logLoss));
    console.log(
      `${name}: slope ${mean.toFixed(3)} (error ${error.toFixed(3)}), intervals hold 1 in ${(100 * holds(1)).toFixed(1)}%, their mean in ${(100 * holds(mean)).toFixed(1)}%; O/E ${oe.mean.toFixed(3)}, holds 1 in ${(100 * oe.holds(1)).toFixed(1)}%; log loss ${loss.mean.toFixed(5)}`,
    );
  });
});
