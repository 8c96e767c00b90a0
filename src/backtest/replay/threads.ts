import { Worker } from "node:worker_threads";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { threadEnded } from "../../base/messages/workbench.ts";
import { step, type Watch } from "../../base/progress.ts";
import type { KernelData, KernelOut, KernelPlan } from "./walk/walk.kernel.ts";

/** What every worker is handed; the big arrays are shared memory, and workers write to parts that do not meet. */
export interface Job {
  readonly plan: KernelPlan;
  readonly data: KernelData;
  readonly out: KernelOut;
}

type Chunk = readonly [from: number, to: number];

/** Walks the chunks in worker threads, each taking the next when it is free. */
export async function inThreads(
  job: Job,
  chunks: readonly Chunk[],
  threads: number,
  watch: Watch,
): Promise<void> {
  const queue = [...chunks].reverse();
  let done = 0;
  const workers = Array.from(
    { length: Math.min(threads, chunks.length) },
    () => new Worker(new URL("./worker.js", import.meta.url), { workerData: job, execArgv: [] }),
  );
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const next = (): void => {
        try {
          step(watch, "replay", done, chunks.length);
        } catch (error) {
          reject(error);
          return;
        }
        const chunk = queue.pop();
        if (chunk === undefined) resolve();
        else worker.postMessage(chunk);
      };
      worker.on("message", () => {
        done++;
        next();
      });
      worker.on("error", reject);
      // a worker that ends by itself (out of memory, say) never answers; once all is done this changes nothing
      worker.on("exit", (code) =>
        reject(new LeadlineError(exits.internal, [fault(threadEnded("the replay", code))])),
      );
      next();
    });
  try {
    await Promise.all(workers.map(serve));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
