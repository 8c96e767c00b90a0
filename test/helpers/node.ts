import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Ran, root } from "./cli.ts";

/** Address of a module of the built tool, for scripts that run as a process of their own. */
export const built = (path: string): string => pathToFileURL(join(root, "dist", path)).href;

/** Starts a script as a process of its own; arguments stand in `process.argv` from 1. */
export const startScript = (script: string, args: readonly string[] = []): ChildProcess =>
  spawn(process.execPath, ["--input-type=module", "--eval", script, ...args], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** Starts the built tool without waiting for its end. */
export const startLeadline = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join(root, "dist/cli/main.js"), ...args], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** How a process ended and what it said. */
export function ended(child: ChildProcess): Promise<Ran & { signal: NodeJS.Signals | null }> {
  return new Promise((done, failed) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (part) => {
      stdout += part;
    });
    child.stderr?.on("data", (part) => {
      stderr += part;
    });
    child.on("error", failed);
    child.on("close", (code, signal) => done({ code, signal, stdout, stderr }));
  });
}
