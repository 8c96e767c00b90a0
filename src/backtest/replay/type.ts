import type { Keep } from "../../base/keep.ts";
import type { Watch } from "../../base/progress.ts";
import type { SiftPlan } from "./collect/sift.ts";
import type { ChunkLines } from "./walk/log.ts";
import type { KernelData, KernelPlan } from "./walk/type.ts";

export interface ReplayOptions {
  /** number of worker threads; the answer does not depend on it. Default 1: in this thread */
  readonly threads?: number;
  /** leads in one chunk, which ends at the end of an account. Default 8,192 */
  readonly chunkLeads?: number;
  readonly watch?: Watch;
  /** what was walked before is looked up by everything that it depends on; default: everything is walked */
  readonly keep?: Keep;
}

/** A range of whole accounts, as their leads [from, to). */
export type Chunk = readonly [from: number, to: number];

/** What a walk goes over. The large arrays are shared memory, so that all threads read the same ones. */
export interface Job {
  readonly plan: KernelPlan;
  readonly data: KernelData;
  /** which first crossings are wanted; absent: every line is passed on */
  readonly sift?: SiftPlan;
}

/**
 * Takes the lines of one chunk. Chunks come in order, whatever the threads; the lines are overwritten after it returns.
 */
export interface Collector {
  add(lines: ChunkLines): void;
}
