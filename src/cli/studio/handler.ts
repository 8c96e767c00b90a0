import { spawn } from "node:child_process";
import { defined } from "../../base/defined.ts";
import { exits, refuse } from "../../base/errors.ts";
import { badPort } from "../../base/messages/studio.ts";
import { studyOfRun } from "../../workbench/runs/study.ts";
import { serveStudio } from "../../workbench/studio/serve.ts";
import type { Common } from "../common.ts";
import { answer, say } from "../terminal/print.ts";
import { onSignal } from "../terminal/signals.ts";
import { watched } from "../terminal/watch.ts";

/** `leadline studio [study.yaml|--run ID]`: serves until it is stopped, which is exit 130. */
export async function studioCommand(
  study: string,
  { run, port, open }: { readonly run?: string | undefined; readonly port: number; readonly open: boolean },
  { json, quiet, out, threads }: Common,
): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) refuse(exits.usage, badPort());
  const server = await watched({ quiet, json }, async (watch) =>
    serveStudio({
      study: run === undefined ? study : await studyOfRun(run, out),
      watch,
      threads,
      port,
      ...defined({ out }),
    }),
  );
  if (json) answer(JSON.stringify({ url: server.url }));
  else {
    answer(server.url);
    if (!quiet) say("Ctrl-C ends it.");
  }
  if (open && !json && process.stdout.isTTY === true) openBrowser(server.url);
  await new Promise<void>((stopped) => onSignal(stopped));
  await server.close();
  process.exitCode = exits.interrupted;
}

/** Opens a browser. Where there is none, the address on the terminal is enough. */
function openBrowser(url: string): void {
  const [command, args] =
    process.platform === "darwin"
      ? ["open", [url]]
      : process.platform === "win32"
        ? ["cmd", ["/c", "start", "", url]]
        : ["xdg-open", [url]];
  spawn(command, args, { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
