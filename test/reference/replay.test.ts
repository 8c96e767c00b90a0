import { expect, it } from "vitest";
import { capacityMaxima, replay } from "../../src/backtest/replay/replay.ts";
import { expectCrossings, expectMaxima, randomReplay } from "./replays.ts";

const shape = { leads: 3, tick: 1, ticks: 24 };

it("crosses when and at what score the law of time says: 2,000 random histories, a lead at a time or all at once", async () => {
  let crossed = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const of = randomReplay(seed, shape);
    crossed += expectCrossings(of, await replay(of.question, { chunkLeads: seed % 3 === 0 ? 100 : 1 }));
  }
  // the histories are worth the while: a good part of what is asked crosses
  expect(crossed).toBeGreaterThan(10_000);
});

it("holds over longer lives, in which decayed counts come to be observed between two seconds: 60 random histories", async () => {
  let crossed = 0;
  for (let k = 0; k < 60; k++) {
    const of = randomReplay(10_120 + 10 * k, { leads: 9, tick: 1, ticks: 90 });
    crossed += expectCrossings(of, await replay(of.question, { chunkLeads: 1 + (k % 5) }));
  }
  expect(crossed).toBeGreaterThan(1000);
});

it("takes running maxima, and the cut-off from them, as the law of time says: 300 random histories", async () => {
  let scored = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const of = randomReplay(seed, shape);
    scored += expectMaxima(of, await capacityMaxima(of.question, { chunkLeads: 1 + (seed % 4) }));
  }
  expect(scored).toBeGreaterThan(500);
});
