import { Worker } from "node:worker_threads";
import { type Draw, svgOf } from "./draw.ts";
import type { Spec } from "./type.ts";

/** Draws in a thread of its own, while this thread goes on. */
export interface Drawer {
  readonly draw: Draw;
  /** Ends the thread; what it has not drawn by then is drawn by whoever waits for it. */
  readonly close: () => Promise<void>;
}

/** Hires a thread that draws. The drawings are those of this thread; where the other one fails, this one draws. */
export function hireDrawer(): Drawer {
  const worker = new Worker(new URL("./draw-worker.js", import.meta.url), { execArgv: [] });
  const waiting: ((svg: string | null) => void)[] = [];
  let ended = false;
  const end = (): void => {
    ended = true;
    for (const resolve of waiting.splice(0)) resolve(null);
  };
  worker.on("message", (svg: string) => waiting.shift()?.(svg));
  worker.on("error", end);
  worker.on("exit", end);
  const ask = (spec: Spec): Promise<string | null> =>
    ended
      ? Promise.resolve(null)
      : new Promise((resolve) => {
          waiting.push(resolve);
          worker.postMessage(spec);
        });
  return {
    draw: async (spec) => (await ask(spec)) ?? (await svgOf(spec)),
    close: async () => {
      await worker.terminate();
    },
  };
}
