import { Worker } from "node:worker_threads";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { threadEnded } from "../../base/messages/workbench.ts";
import { report, type Watch } from "../../base/progress.ts";
import type { Chunk, Collector, Job } from "./type.ts";
import type { ChunkLines } from "./walk/log.ts";

/**
 * Walks the chunks in worker threads; each thread takes the next chunk when it is free. A chunk that is done before an
 * earlier one waits for it, so that the collector gets them in order: at most a few at a time.
 */
export async function inThreads(
  job: Job,
  chunks: readonly Chunk[],
  threads: number,
  watch: Watch,
  collector: Collector,
): Promise<void> {
  let asked = 0;
  let done = 0;
  const waiting = new Map<number, ChunkLines>();
  const take = (chunk: number, lines: ChunkLines): void => {
    waiting.set(chunk, lines);
    for (let next = waiting.get(done); next !== undefined; next = waiting.get(done)) {
      collector.add(next);
      waiting.delete(done++);
    }
  };
  const { plan, data, sift } = job;
  const workers = Array.from(
    { length: Math.min(threads, chunks.length) },
    () =>
      new Worker(new URL("./worker.js", import.meta.url), {
        workerData: { plan, data, ...(sift === undefined ? {} : { sift }) } satisfies Job,
        execArgv: [],
      }),
  );
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let mine = -1;
      const next = (): void => {
        report(watch, "replay", done, chunks.length);
        mine = asked++;
        const chunk = chunks[mine];
        if (chunk === undefined) resolve();
        else worker.postMessage(chunk);
      };
      const guarded = (act: () => void): void => {
        try {
          act();
        } catch (error) {
          reject(error);
        }
      };
      worker.on("message", (lines: ChunkLines) =>
        guarded(() => {
          const walked = mine;
          // the worker goes on while its lines are gathered here
          next();
          take(walked, lines);
        }),
      );
      worker.on("error", reject);
      // a worker that ends by itself (for lack of memory, say) never answers; once all is done this changes nothing
      worker.on("exit", (code) =>
        reject(new LeadlineError(exits.internal, [fault(threadEnded("the replay", code))])),
      );
      guarded(next);
    });
  try {
    await Promise.all(workers.map(serve));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
