import type { Watch } from "../../base/progress.ts";
import type { Common } from "../common.ts";
import { onSignal } from "./signals.ts";

/** Milliseconds between two lines of progress where the output is not a terminal, which would overwrite them. */
const lineEvery = 10_000;

/**
 * Progress on stderr. On a terminal: one line for each phase, for work that takes over a second. Elsewhere, as in the
 * log of a nightly run: a line every ten seconds. Ctrl-C stops the work at its next step. `done` clears the line and
 * lets a signal end the tool again.
 */
export function watchTerminal(quiet: boolean): { watch: Watch; done: () => void } {
  const controller = new AbortController();
  onSignal(() => controller.abort());
  const tty = process.stderr.isTTY === true;
  const started = performance.now();
  let phaseStarted = started;
  let phase = "";
  let drawn = 0;
  let latest = "";
  const lines =
    tty || quiet ? null : setInterval(() => latest && process.stderr.write(`${latest}\n`), lineEvery);
  lines?.unref();
  const progress = (name: string, done: number, total: number): void => {
    const now = performance.now();
    if (name !== phase) {
      phase = name;
      phaseStarted = now;
    }
    if (tty && (now - started < 1000 || now - drawn < 100)) return;
    drawn = now;
    const left = done > 0 && total > done ? ((now - phaseStarted) / done) * (total - done) : 0;
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)}%` : "";
    const rest = left > 1500 ? `, ${Math.round(left / 1000)} s left` : "";
    latest = `${phase}${share}${rest}`;
    if (tty) process.stderr.write(`\r\u001b[K${latest}`);
  };
  return {
    watch: !quiet ? { signal: controller.signal, progress } : { signal: controller.signal },
    done: () => {
      onSignal(null);
      if (lines !== null) clearInterval(lines);
      if (tty && drawn > 0) process.stderr.write("\r\u001b[K");
    },
  };
}

/** The result of work that is watched: progress is shown, and a signal stops it. */
export async function watched<T>(
  { quiet, json }: Pick<Common, "quiet" | "json">,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const { watch, done } = watchTerminal(quiet || json);
  try {
    return await work(watch);
  } finally {
    done();
  }
}
