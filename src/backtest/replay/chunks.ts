import { report } from "../../base/progress.ts";
import { Sifter } from "./collect/sift.ts";
import { inThreads } from "./threads.ts";
import type { Chunk, Collector, Job, ReplayOptions } from "./type.ts";
import { ChunkLog } from "./walk/log.ts";
import { walk } from "./walk/walk.kernel.ts";

/** Walks all leads, chunk by chunk, and passes each chunk's lines to the collector. */
export async function walkChunks(
  job: Job,
  accountStart: Int32Array,
  options: ReplayOptions,
  collector: Collector,
): Promise<void> {
  const { families, maxima, courses } = job.plan;
  if (families.length + maxima.length + courses.length === 0) return;
  const chunks = chunksOf(accountStart, options.chunkLeads ?? 8192);
  const watch = options.watch ?? {};
  if ((options.threads ?? 1) > 1 && chunks.length > 1) {
    await inThreads(job, chunks, options.threads ?? 1, watch, collector);
    return;
  }
  const log = new ChunkLog();
  const sifter = job.sift === undefined ? null : new Sifter(job.sift);
  for (const [k, [from, to]] of chunks.entries()) {
    report(watch, "replay", k, chunks.length);
    walk(job.plan, job.data, from, to, log);
    collector.add(sifter === null ? log.lines() : sifter.sift(log.lines()));
    // lets signals be handled
    if (k % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Ranges of whole accounts with about `leads` leads each. */
function chunksOf(accountStart: Int32Array, leads: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  for (let a = 1; a < accountStart.length; a++) {
    const to = accountStart[a] ?? 0;
    if (to - from >= leads || a === accountStart.length - 1) {
      if (to > from) chunks.push([from, to]);
      from = to;
    }
  }
  return chunks;
}
