import { exits } from "../../base/errors.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let stopWork: (() => void) | null = null;

/**
 * Ctrl-C, a kill and a closed terminal end the tool with exit 130. While work is under way they ask it to stop at its
 * next step, so that it can clean up; before and after that, and the second time, they end it at once.
 */
export function leaveOnSignals(): void {
  for (const signal of signals)
    process.on(signal, () => {
      const stop = stopWork;
      stopWork = null;
      if (stop === null) process.exit(exits.interrupted);
      stop();
    });
}

/** Sets what a signal does from now on; null: it ends the tool. */
export function onSignal(stop: (() => void) | null): void {
  stopWork = stop;
}
