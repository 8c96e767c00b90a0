import { Worker } from "node:worker_threads";
import { isByHand } from "../../base/by-hand.ts";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { threadEnded } from "../../base/messages/workbench.ts";
import type { Watch } from "../../base/progress.ts";
import { isShipped } from "../kinds.ts";
import type { FitOutcome } from "../type.ts";
import { type FitQuestion, fitModel } from "./fit.ts";

/** Fits models in worker threads; what a fit gives does not depend on how many there are. */
export interface FitThreads {
  readonly fit: (question: FitQuestion) => Promise<FitOutcome>;
  /** Ends the workers; fits that are under way are never told. */
  readonly close: () => Promise<void>;
}

interface Task {
  readonly question: FitQuestion;
  readonly resolve: (outcome: FitOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Each worker takes the question that came last when it is free: later folds have more rows, and a long fit that
 * begins at the end leaves the other threads idle. A question is copied to its worker, some tens of milliseconds for
 * a fit of seconds. Where the watch stops or a worker fails, every fit that is waited for is refused.
 */
export function fitThreads(threads: number, watch: Watch): FitThreads {
  const waiting: Task[] = [];
  const running = new Map<Worker, Task>();
  const idle: Worker[] = [];
  const workers: Worker[] = [];
  let closing = false;
  const refuseAll = (reason: unknown): void => {
    for (const task of [...waiting.splice(0), ...running.values()]) task.reject(reason);
    running.clear();
  };
  const stop = (): void => refuseAll(watch.signal?.reason);
  const hire = (): Worker => {
    const worker = new Worker(new URL("./fit-worker.js", import.meta.url), { execArgv: [] });
    worker.on("message", (outcome: FitOutcome) => {
      running.get(worker)?.resolve(outcome);
      running.delete(worker);
      idle.push(worker);
      serve();
    });
    worker.on("error", refuseAll);
    // a worker that ends by itself (out of memory, say) never answers: who waits for it is told
    worker.on("exit", (code) => {
      if (!closing) refuseAll(new LeadlineError(exits.internal, [fault(threadEnded("fits", code))]));
    });
    workers.push(worker);
    return worker;
  };
  const serve = (): void => {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (workers.length < threads ? hire() : undefined);
      const task = worker === undefined ? undefined : waiting.pop();
      if (worker === undefined || task === undefined) return;
      running.set(worker, task);
      worker.postMessage(task.question);
    }
  };
  watch.signal?.addEventListener("abort", stop);
  return {
    fit: async (question) =>
      !isByHand(question.spec) && !isShipped(question.spec.kind)
        ? await fitModel(question)
        : await new Promise((resolve, reject) => {
            waiting.push({ question, resolve, reject });
            serve();
          }),
    close: async () => {
      closing = true;
      watch.signal?.removeEventListener("abort", stop);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
