import { parentPort } from "node:worker_threads";
import { findHalfLives } from "../../stats/half-life/index.ts";
import { fitModel } from "./fit.ts";
import type { Asked } from "./threads.ts";

parentPort?.on("message", async (asked: Asked) => {
  parentPort?.postMessage("fit" in asked ? await fitModel(asked.fit) : findHalfLives(asked.halfLives));
});
