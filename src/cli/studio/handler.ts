import { spawn } from "node:child_process";
import { exits, refuse } from "../../base/errors.ts";
import { badPort } from "../../base/messages/studio.ts";
import { studyOfRun } from "../../workbench/runs/study.ts";
import { serveStudio } from "../../workbench/studio/serve.ts";
import type { Common } from "../common.ts";
import { answer, say } from "../terminal/print.ts";
import { onSignal } from "../terminal/signals.ts";
import { watchTerminal } from "../terminal/watch.ts";

/** `leadline studio [study.yaml|--run ID]`: serves until it is stopped, which is exit 130. */
export async function studioCommand(
  study: string,
  { run, port, open }: { readonly run?: string | undefined; readonly port: number; readonly open: boolean },
  { json, quiet, out, threads }: Common,
): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) refuse(exits.usage, badPort());
  const { watch, done } = watchTerminal(quiet || json);
  try {
    const server = await serveStudio({
      study: run === undefined ? study : await studyOfRun(run, out),
      watch,
      threads,
      port,
      ...(out === undefined ? {} : { out }),
    });
    done();
    if (json) answer(JSON.stringify({ url: server.url }));
    else {
      answer(server.url);
      if (!quiet) say("Ctrl-C ends it.");
    }
    if (open && !json && process.stdout.isTTY === true) openBrowser(server.url);
    await new Promise<void>((stopped) => onSignal(stopped));
    await server.close();
    process.exitCode = exits.interrupted;
  } finally {
    done();
  }
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
