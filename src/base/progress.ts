/** What long work may be handed: a way to stop it, and a way to say how far it is. Looked at between bounded steps. */
export interface Watch {
  readonly signal?: AbortSignal;
  /** `done` of `total` units of the phase */
  readonly progress?: (phase: string, done: number, total: number) => void;
}

/** Reports how far the work is. Throws where it was told to stop. */
export function report(watch: Watch, phase: string, done: number, total: number): void {
  watch.signal?.throwIfAborted();
  watch.progress?.(phase, done, total);
}

/** Lets signals in between two bounded pieces of work that do not wait for anything themselves. */
export async function yieldNow(watch: Watch): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  watch.signal?.throwIfAborted();
}
