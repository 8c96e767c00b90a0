import { expect, it } from "vitest";
import { capacityMaxima, replay } from "../../src/backtest/replay/replay.ts";
import { expectCrossings, expectMaxima, randomReplay } from "./replays.ts";

it("crosses when and at what score the law of time says: 30,000 random histories, longer lives among them", async () => {
  let crossed = 0;
  for (let seed = 10_001; seed <= 40_000; seed++) {
    const of = randomReplay(seed, { leads: 1 + (seed % 9), tick: 1, ticks: seed % 10 === 0 ? 90 : 28 });
    crossed += expectCrossings(of, await replay(of.question, { chunkLeads: 1 + (seed % 5) }));
  }
  expect(crossed).toBeGreaterThan(300_000);
});

it("takes running maxima, and the cut-off from them, as the law of time says: 5,000 random histories", async () => {
  let scored = 0;
  for (let seed = 10_001; seed <= 15_000; seed++) {
    const of = randomReplay(seed, { leads: 2 + (seed % 9), tick: 1, ticks: seed % 10 === 0 ? 90 : 28 });
    scored += expectMaxima(of, await capacityMaxima(of.question, { chunkLeads: 1 + (seed % 4) }));
  }
  expect(scored).toBeGreaterThan(20_000);
});
