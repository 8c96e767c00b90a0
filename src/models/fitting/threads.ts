import { Worker } from "node:worker_threads";
import { isByHand } from "../../base/by-hand.ts";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { threadEnded } from "../../base/messages/workbench.ts";
import type { Watch } from "../../base/progress.ts";
import type { HalfLivesAsked, HalfLivesFound } from "../../stats/half-life/index.ts";
import { isShipped } from "../kinds.ts";
import type { FitOutcome } from "../type.ts";
import { type FitQuestion, fitModel } from "./fit.ts";

/** Fits models in worker threads; the result of a fit does not depend on their number. */
export interface FitThreads {
  readonly fit: (question: FitQuestion) => Promise<FitOutcome>;
  readonly halfLives: (question: HalfLivesAsked) => Promise<HalfLivesFound>;
  /** Ends the workers; fits under way are not notified. */
  readonly close: () => Promise<void>;
}

/** The questions and answers of a worker. */
export type Asked = { readonly fit: FitQuestion } | { readonly halfLives: HalfLivesAsked };
type Answer = FitOutcome | HalfLivesFound;

interface Task {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A free worker takes the question that came last: later folds have more rows, and a long fit that begins at the end
 * would leave the other threads idle. A question is copied to its worker, which takes tens of milliseconds for a fit of
 * seconds. Where the watch stops or a worker fails, every pending fit is refused.
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
    worker.on("message", (answer: Answer) => {
      running.get(worker)?.resolve(answer);
      running.delete(worker);
      idle.push(worker);
      serve();
    });
    worker.on("error", refuseAll);
    // a worker that ends by itself (for lack of memory, say) never answers: refuse whatever waits for it
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
      worker.postMessage(task.asked);
    }
  };
  const ask = <T extends Answer>(asked: Asked, is: (answer: Answer) => answer is T): Promise<T> =>
    new Promise((resolve, reject) => {
      const answered = (answer: Answer): void =>
        is(answer) ? resolve(answer) : reject(new TypeError("a worker answered another question"));
      waiting.push({ asked, resolve: answered, reject });
      serve();
    });
  watch.signal?.addEventListener("abort", stop);
  return {
    fit: async (question) =>
      !isByHand(question.spec) && !isShipped(question.spec.kind)
        ? await fitModel(question)
        : await ask({ fit: question }, isFitOutcome),
    halfLives: (question) => ask({ halfLives: question }, isHalfLives),
    close: async () => {
      closing = true;
      watch.signal?.removeEventListener("abort", stop);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Whether an answer is a fit, or the reason why there is none. */
export const isFitOutcome = (value: unknown): value is FitOutcome =>
  typeof value === "object" &&
  value !== null &&
  ("reason" in value || ("weights" in value && "diagnostics" in value && "outOfFold" in value));

/** Whether an answer is half-lives, or the reason why there are none. */
export const isHalfLives = (value: unknown): value is HalfLivesFound =>
  typeof value === "object" &&
  value !== null &&
  ("reason" in value || ("taken" in value && "shared" in value));
