import { beforeAll, describe, expect, it } from "vitest";
import { rises } from "../../src/weights/calibration.ts";
import { activities, deepestFall } from "./acts.ts";
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
  });

  it.each(["hand", "logit"])("7.3: slope and O/E of %s at moments", (name) => {
    const { mean, error, holds } = over(all.map((w) => w.models[name]?.evaluation.calibrationSlope));
    const oe = over(all.map((w) => w.models[name]?.evaluation.observedExpected));
    const loss = over(all.map((w) => w.models[name]?.evaluation.logLoss));
    console.log(
      `${name}: slope ${mean.toFixed(3)} (error ${error.toFixed(3)}), intervals hold 1 in ${(100 * holds(1)).toFixed(1)}%, their mean in ${(100 * holds(mean)).toFixed(1)}%; O/E ${oe.mean.toFixed(3)}, holds 1 in ${(100 * oe.holds(1)).toFixed(1)}%; log loss ${loss.mean.toFixed(5)}`,
    );
  });

  // the criterion: from every state of an activity's counts over its windows up to 12 (no window holds less than a shorter
  // one), one act more now, which raises all of them, never lowers the logit by more than points round it; so no further
  // act does. In the simulation only unsubscribing is done more by those who buy less: it is left out
  it("7.1: p never falls by one act more, in any state of the counts up to 12, in the first 20 worlds", () => {
    let tried = 0;
    for (const { seed, weights } of all.slice(0, 20)) {
      const logit = weights.logit;
      if (logit === undefined) throw new Error(`world ${seed} has no logit`);
      expect(rises(logit.calibration), `world ${seed}`).toBe(true);
      for (const { activity, windows } of activities(logit)) {
        if (activity === "unsubscribe") continue;
        const { fall, at } = deepestFall(windows, logit.scale.unit);
        expect(fall, `world ${seed}: ${activity} after ${at.join(", ")}`).toBeLessThan(1e-5);
        tried++;
      }
    }
    console.log(`one act more, in 455 states each: ${tried} activities of 20 worlds, no fall`);
  });

  it("7.1: no bin under 20 leads has a weight of its own, in any world", () => {
    for (const { seed, models } of all)
      for (const { attribute, bins } of models.logit?.bins ?? [])
        bins.forEach(({ label, n, points }, b) => {
          const shared = [bins[b - 1]?.points, bins[b + 1]?.points, 0].includes(points);
          expect(n >= 20 || shared, `world ${seed}: ${attribute} ${label}, ${points} on ${n} leads`).toBe(
            true,
          );
        });
  });
});
