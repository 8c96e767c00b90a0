/**
 * What long work can be given: a way to stop it, and a way to report its progress. Both are used between bounded steps.
 */
export interface Watch {
  readonly signal?: AbortSignal;
  /** `done` of `total` units of the phase */
  readonly progress?: (phase: string, done: number, total: number) => void;
}

/** Reports progress. Throws where the work was told to stop. */
export function report(watch: Watch, phase: string, done: number, total: number): void {
  watch.signal?.throwIfAborted();
  watch.progress?.(phase, done, total);
}

/** Lets signals be handled between two bounded pieces of work that do not await anything themselves. */
export async function yieldNow(watch: Watch): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  watch.signal?.throwIfAborted();
}
