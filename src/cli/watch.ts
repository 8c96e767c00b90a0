import type { Watch } from "../base/progress.ts";

/**
 * Progress as one line a phase on stderr, only on a terminal and only for work that lasts over a second; Ctrl-C stops
 * the work at its next step. `done` clears the line and gives the signal handlers back.
 */
export function watchTerminal(quiet: boolean): { watch: Watch; done: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const tty = process.stderr.isTTY === true && !quiet;
  const started = performance.now();
  let phaseStarted = started;
  let phase = "";
  let drawn = 0;
  const progress = (name: string, done: number, total: number): void => {
    const now = performance.now();
    if (name !== phase) {
      phase = name;
      phaseStarted = now;
    }
    if (now - started < 1000 || now - drawn < 100) return;
    drawn = now;
    const left = done > 0 && total > done ? ((now - phaseStarted) / done) * (total - done) : 0;
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : "";
    const rest = left > 1500 ? `, ${Math.round(left / 1000)} s left` : "";
    process.stderr.write(`\r\u001b[K${phase}${share}${rest}`);
  };
  return {
    watch: tty ? { signal: controller.signal, progress } : { signal: controller.signal },
    done: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      if (drawn > 0) process.stderr.write("\r\u001b[K");
    },
  };
}
