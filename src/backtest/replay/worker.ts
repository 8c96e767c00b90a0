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
  const { crossings, maxima, courses, ...sums } = sifter === null ? log.lines() : sifter.sift(log.lines());
  // copies, which are transferred: the next chunk overwrites the log
  const lines = {
    crossings: crossings.slice(),
    maxima: maxima.slice(),
    courses: courses.slice(),
    ...sums,
  } satisfies ChunkLines;
  parentPort?.postMessage(lines, [lines.crossings.buffer, lines.maxima.buffer, lines.courses.buffer]);
});
