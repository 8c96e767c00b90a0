import { parentPort, workerData } from "node:worker_threads";
import type { Job } from "./threads.ts";
import { walk } from "./walk/walk.kernel.ts";

const { plan, data, out }: Job = workerData;

parentPort?.on("message", ([from, to]: readonly [number, number]) => {
  walk(plan, data, from, to, out);
  parentPort?.postMessage(to);
});
