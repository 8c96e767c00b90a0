import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type * as Replay from "../../src/backtest/replay/replay.ts";
import { root } from "../helpers/cli.ts";
import { expectCrossings, expectMaxima, randomReplay } from "./replays.ts";

// worker threads load the built kernel
const built: typeof Replay = await import(pathToFileURL(join(root, "dist/backtest/replay/replay.js")).href);

it("answers alike with one thread and two, whatever the chunks", async () => {
  for (const [seed, leads] of [
    [1, 40],
    [3, 7],
  ] as const) {
    const of = randomReplay(seed, { leads, tick: 1, ticks: 40 });
    const alone = await built.replay(of.question, { threads: 1, chunkLeads: 1 });
    expect(expectCrossings(of, alone)).toBeGreaterThan(0);
    for (const chunkLeads of [1, 3, 1000])
      expect(await built.replay(of.question, { threads: 2, chunkLeads })).toEqual(alone);
    const maxima = await built.capacityMaxima(of.question, { threads: 2, chunkLeads: 2 });
    expect(expectMaxima(of, maxima)).toBeGreaterThan(0);
    expect(await built.capacityMaxima(of.question, { threads: 1 })).toEqual(maxima);
  }
});
