import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { type FitQuestion, fitModel } from "../../src/models/fitting/fit.ts";
import type * as Threads from "../../src/models/fitting/threads.ts";
import { root } from "../helpers/cli.ts";
import { madeRows } from "./made-rows.ts";

// worker threads load the built code
const { fitThreads }: typeof Threads = await import(
  pathToFileURL(join(root, "dist/models/fitting/threads.js")).href
);

it("8.1: a kind that loads packages of its own does so in a worker thread too, to the same weights", async () => {
  const vip = Array.from({ length: 280 }, (_, i) => i >= 160);
  const rows = madeRows(
    { vip },
    vip.map((_, i) => (i < 40 || i >= 200 ? 1 : 0)),
  );
  const question: FitQuestion = {
    name: "slow",
    spec: { kind: "logistic", penalty: "none", solver: "gradient", lambda: null, alpha: 1, maxBins: 3 },
    rows,
    features: rows.coded.features,
    cuts: new Map(),
    calibration: "none",
    dropped: [],
  };
  const here = await fitModel(question);
  const pool = fitThreads(1, {});
  try {
    expect(await pool.fit(question)).toEqual(here);
    expect(here).toHaveProperty("weights");
  } finally {
    await pool.close();
  }
});
