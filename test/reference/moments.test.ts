import { expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { DAY } from "../../src/base/time.ts";
import { codesAt } from "../../src/features/codes.ts";
import { fitMoments } from "../../src/labels/moments.ts";
import { labelsOf } from "../../src/labels/reach.ts";
import { countAt, decayedAt, knowingItsOutcome, naiveMoments, reachOf, stampOf } from "./naive.ts";
import { labelQuestion, worldOf } from "./worlds.ts";

// four ticks a day, so that days hold several moments, and days' ends and windows' ends coincide
const shape = { leads: 12, tick: DAY / 4, ticks: 60 };

it("reaches, stamps and fits' moments are those of the law of time: 800 random histories", () => {
  const labelled = [0, 0, 0];
  let parted = 0;
  for (let seed = 1; seed <= 800; seed++) {
    const world = worldOf(seed, shape);
    const days = 1 + (seed % 4);
    const funnel = { ...world.funnel, horizon: days * DAY };
    const labels = labelsOf(world.history, labelQuestion(funnel, days));
    const recorded = world.leads.map((lead) => ({
      ...lead,
      stages: new Map([...lead.stages, ["lead", lead.created]]),
    }));
    for (const stage of funnel.funnel) {
      const reached = recorded.map((lead) => reachOf(lead, funnel.funnel, stage));
      expect(Array.from(labels.reach.get(stage) ?? [])).toEqual(reached);
      const stamped = recorded.map((lead) => stampOf(lead, funnel, stage));
      expect(Array.from(labels.stamped.get(stage) ?? [])).toEqual(stamped);
    }
    const moments = fitMoments(world.history, labels, world.excluded);
    const wanted = naiveMoments(world.leads, funnel, labels.outcomeObservedFrom);
    expect(Array.from(moments.lead)).toEqual(wanted.map((m) => m.lead));
    expect(Array.from(moments.time)).toEqual(wanted.map((m) => m.time));
    expect(Array.from(moments.label)).toEqual(wanted.map((m) => m.label));
    // what the moments see is what the law lets them see: nothing that stands behind an outcome known by its date
    const { codes, features } = codesAt(
      world.history,
      world.features,
      moments.lead,
      moments.time,
      moments.shown,
    );
    features.forEach((feature, f) => {
      if (feature.kind !== "count") return;
      const seen = wanted.map((m) => {
        const lead = world.leads[m.lead];
        if (lead === undefined) throw new Error("no lead");
        return countAt(knowingItsOutcome(lead, funnel), feature, m.time) ?? feature.notObserved;
      });
      expect(Array.from(codes[f] ?? [])).toEqual(seen);
    });
    world.leads.forEach((lead) => {
      if (knowingItsOutcome(lead, funnel).activities.length < lead.activities.length) parted++;
    });
    for (const { label } of wanted) labelled[label] = (labelled[label] ?? 0) + 1;
  }
  for (const n of labelled) expect(n).toBeGreaterThan(150);
  expect(parted).toBeGreaterThan(50);
});

it("codes at any second are those of the law of time: 800 random histories", () => {
  let unseen = 0;
  let decayed = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const world = worldOf(seed, { leads: 6, tick: 1, ticks: 30 });
    const r = random(seed);
    const lead = Int32Array.from({ length: 40 }, () => r.below(6));
    const time = Int32Array.from(lead, (l) => (world.leads[l]?.created ?? 0) + r.below(30));
    const { codes, features } = codesAt(world.history, world.features, lead, time);
    features.forEach((feature, f) => {
      const wanted = Array.from(lead, (l, row) => {
        const of = world.leads[l];
        if (of === undefined) throw new Error("no lead");
        if (feature.kind === "decay") {
          const value = decayedAt(of, feature, time[row] ?? 0);
          if (value !== null && value > 0) decayed++;
          return value === null ? feature.notObserved : Math.round(value * feature.perUnit);
        }
        if (feature.kind !== "count") {
          const value = of.known.get(feature.name) ?? null;
          return value === null ? feature.missing : feature.values.indexOf(value);
        }
        const count = countAt(of, feature, time[row] ?? 0);
        if (count === null) unseen++;
        return count ?? feature.notObserved;
      });
      expect(Array.from(codes[f] ?? [])).toEqual(wanted);
    });
  }
  expect(unseen).toBeGreaterThan(1000);
  expect(decayed).toBeGreaterThan(1000);
});
