import type { Watch } from "../../base/progress.ts";
import type { SiftPlan } from "./collect/sift.ts";
import type { ChunkLines } from "./walk/log.ts";
import type { KernelData, KernelPlan } from "./walk/type.ts";

export interface ReplayOptions {
  /** worker threads; the answer does not depend on it. Default 1: in this thread */
  readonly threads?: number;
  /** leads a step, cut at ends of accounts. Default 8,192 */
  readonly chunkLeads?: number;
  readonly watch?: Watch;
}

/** Runs of whole accounts: their leads [from, to). */
export type Chunk = readonly [from: number, to: number];

/** What a walk is over. The big arrays are shared memory, so that threads read the same ones. */
export interface Job {
  readonly plan: KernelPlan;
  readonly data: KernelData;
  /** what is asked of first crossings; absent: every line is handed over */
  readonly sift?: SiftPlan;
}

/** Takes the lines of one chunk; chunks come in order, whatever the threads, and their lines are gone when it returns. */
export interface Collector {
  add(lines: ChunkLines): void;
}
