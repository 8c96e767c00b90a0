import { expect, it } from "vitest";
import { capacityMaxima, replay } from "../../src/backtest/replay/replay.ts";
import { NEVER } from "../../src/base/time.ts";
import type { Weights } from "../../src/weights/type.ts";
import { times } from "../helpers/thorough.ts";
import { firstCrossing } from "./naive-replay.ts";
import { expectCrossings, expectMaxima, ownHalfLives, randomReplay } from "./replays.ts";

const shape = { leads: 3, tick: 1, ticks: 24 };

it("crosses when and at what score the law of time says: random histories, a lead at a time or all at once", async () => {
  let crossed = 0;
  const histories = times(400, 2000);
  for (let seed = 1; seed <= histories; seed++) {
    const of = randomReplay(seed, shape);
    crossed += expectCrossings(of, await replay(of.question, { chunkLeads: seed % 3 === 0 ? 100 : 1 }));
  }
  // the histories are worth the while: a good part of what is asked crosses
  expect(crossed).toBeGreaterThan(5 * histories);
});

it("holds over longer lives, in which decayed counts come to be observed between two seconds: 60 random histories", async () => {
  let crossed = 0;
  for (let k = 0; k < 60; k++) {
    const of = randomReplay(10_120 + 10 * k, { leads: 9, tick: 1, ticks: 90 });
    crossed += expectCrossings(of, await replay(of.question, { chunkLeads: 1 + (k % 5) }));
  }
  expect(crossed).toBeGreaterThan(1000);
});

it("reads each fold's decayed counts under its own half-life, all folds in one walk: 300 random histories", async () => {
  let [crossed, differ] = [0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const { question, worlds } = ownHalfLives(seed, { leads: 3, tick: 1, ticks: 60 });
    const answers = await replay(question);
    const times = worlds.map((world, k) =>
      world.leads.map((lead, i) => {
        const fold = question.folds[k];
        const own = {
          models: fold?.models as ReadonlyMap<string, Weights>,
          cutoff: fold?.cutoffs.get("cut") ?? null,
        };
        const wanted = firstCrossing(world, lead, { kind: "cutoff", model: "fit" }, own);
        expect(answers[k]?.[0]?.crossings?.time[i], `seed ${seed}, fold ${k}, lead ${i}`).toBe(wanted.time);
        if (wanted.time < NEVER) crossed++;
        return wanted.time;
      }),
    );
    if (times.some((t) => String(t) !== String(times[0]))) differ++;
  }
  expect(crossed).toBeGreaterThan(500);
  expect(differ).toBeGreaterThan(40);
});

it("takes running maxima, and the cut-off from them, as the law of time says: random histories", async () => {
  let scored = 0;
  const histories = times(100, 300);
  for (let seed = 1; seed <= histories; seed++) {
    const of = randomReplay(seed, shape);
    scored += expectMaxima(of, await capacityMaxima(of.question, { chunkLeads: 1 + (seed % 4) }));
  }
  expect(scored).toBeGreaterThan((5 * histories) / 3);
});
