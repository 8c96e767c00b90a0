import type { Watch } from "../base/progress.ts";
import { onSignal } from "./signals.ts";

/**
 * Progress as one line a phase on stderr, only on a terminal and only for work that lasts over a second; Ctrl-C stops
 * the work at its next step. `done` clears the line and lets a signal end the tool again.
 */
export function watchTerminal(quiet: boolean): { watch: Watch; done: () => void } {
  const controller = new AbortController();
  onSignal(() => controller.abort());
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
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)}%` : "";
    const rest = left > 1500 ? `, ${Math.round(left / 1000)} s left` : "";
    process.stderr.write(`\r\u001b[K${phase}${share}${rest}`);
  };
  return {
    watch: tty ? { signal: controller.signal, progress } : { signal: controller.signal },
    done: () => {
      onSignal(null);
      if (drawn > 0) process.stderr.write("\r\u001b[K");
    },
  };
}
