import { beforeAll, describe, expect, it } from "vitest";
import type { Estimated } from "../../src/base/estimate.ts";
import { rises } from "../../src/weights/calibration.ts";
import { activities, deepestFall } from "./acts.ts";
import { asManyAsCome, defaultSeeds, over, pointsAlone, type World, worlds } from "./worlds.ts";

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
          expect(
            (n ?? 0) >= 20 || shared,
            `world ${seed}: ${attribute} ${label}, ${points} on ${n} leads`,
          ).toBe(true);
        });
  });

  it("7.15: the difference and wins per slot hold their long-run values, the means over worlds", () => {
    const names = Object.keys(all[0]?.definitions ?? {});
    const share = (pick: (w: World, name: string) => Estimated | null | undefined): number => {
      const each = names.flatMap((name) => {
        const { n, mean, holds } = over(all.map((w) => pick(w, name)));
        if (n === 0) return [];
        console.log(`  ${name}: ${(100 * holds(mean)).toFixed(1)}% of ${n} hold ${mean.toFixed(4)}`);
        return [holds(mean)];
      });
      return each.reduce((sum, x) => sum + x, 0) / each.length;
    };
    const perSlot = share((w, name) => w.definitions[name]?.pooled.winsPerSlot);
    const difference = share((w, name) => w.definitions[name]?.pooled.difference);
    console.log(
      `default worlds: wins per slot ${(100 * perSlot).toFixed(1)}%, difference ${(100 * difference).toFixed(1)}%`,
    );
    // With the 6,150 intervals of the worlds without a difference they are to hold 94 to 96%. By themselves 105 worlds
    // say less: four definitions of one world go together, so one Monte Carlo error is some 2 points; and that each
    // world has 4,000 leads to the last makes them differ less than their intervals, which take the volume as chance.
    for (const held of [perSlot, difference]) {
      expect(held).toBeGreaterThan(0.91);
      expect(held).toBeLessThan(0.99);
    }
  });

  it("7.16: a pilot holds 30 leads and the leads on which ten outcomes are likely, and one at most is recommended", () => {
    const sizes: number[] = [];
    for (const { decision } of all) {
      expect(decision.candidates.filter((c) => c.recommended || c.verdict === "pilot").length).toBeLessThan(
        2,
      );
      for (const c of decision.candidates) {
        if (c.verdict === "change" || c.verdict === "drop") expect(c.pilot.n).toBeNull();
        if (c.pilot.n === null) continue;
        sizes.push(c.pilot.n);
        // p_in that the smallest gain implies: what the drops brought plus five a quarter, over the leads it adds
        const worked = (c.swapOuts.workedWins ?? 0) / Math.max(1, c.swapOuts.worked ?? 0);
        const p = (5 * c.quarters.length + c.swapOuts.n * worked) / c.swapIns.n;
        expect(c.pilot.n).toBeGreaterThanOrEqual(Math.max(30, Math.ceil(14 / p - 1e-6)));
      }
    }
    console.log(`${sizes.length} pilots of ${Math.min(...sizes)} to ${Math.max(...sizes)} leads`);
    expect(sizes.length).toBeGreaterThan(0);
  });
});

const many = defaultSeeds.flatMap((seed) => [seed, seed + defaultSeeds.length]);

describe(`${many.length} worlds of as many leads as come (seeds 1 to ${many.length})`, () => {
  it("7.15: wins per slot hold their long-run values where the number of leads is chance, as their intervals have it", async () => {
    const all = await worlds(many, {
      leads: asManyAsCome,
      edit: pointsAlone,
      name: "points alone",
      models: false,
    });
    const held = ["incumbent", "written"].map((name) => {
      const { mean, holds } = over(all.map((w) => w.definitions[name]?.pooled.winsPerSlot));
      console.log(`${name}: ${(100 * holds(mean)).toFixed(1)}% of ${all.length} hold ${mean.toFixed(4)}`);
      return holds(mean);
    });
    // 95%, give or take two Monte Carlo errors: the two definitions share most of their leads
    const error = Math.sqrt((0.95 * 0.05) / all.length);
    expect(Math.abs(held.reduce((sum, h) => sum + h, 0) / held.length - 0.95)).toBeLessThan(2 * error);
  }, 1_800_000);
});
