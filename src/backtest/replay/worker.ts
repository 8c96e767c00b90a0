import { parentPort, workerData } from "node:worker_threads";
import { Sifter } from "./collect/sift.ts";
import type { Chunk, Job } from "./type.ts";
import { type ChunkLines, ChunkLog } from "./walk/log.ts";
import { walk } from "./walk/walk.kernel.ts";

const { plan, data, sift }: Job = workerData;
const log = new ChunkLog();
const sifter = sift === undefined ? null : new Sifter(sift);

parentPort?.on("message", ([from, to]: Chunk) => {
  walk(plan, data, from, to, log);
  const { crossings, maxima, ...sums } = sifter === null ? log.lines() : sifter.sift(log.lines());
  // copies that change hands: the log is written over by the next chunk
  const lines = { crossings: crossings.slice(), maxima: maxima.slice(), ...sums } satisfies ChunkLines;
  parentPort?.postMessage(lines, [lines.crossings.buffer, lines.maxima.buffer]);
});
