import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a step of an installation wants: a command, its arguments, and the folder that it runs in. */
export type Step = readonly [command: string, args: readonly string[], folder?: string];

export type Installed = { readonly home: string } | { readonly why: string };

/** Whether a process is there. */
function runs(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * A folder of what the tests fetch from a package registry, filled once and kept in the system's folder of temporary files,
 * outside the repository; else why it cannot be had. One worker fills it while others wait.
 */
export function installed(name: string, steps: (home: string) => readonly Step[]): Installed {
  const home = join(tmpdir(), `leadline-engines-${name}`);
  const whole = join(home, "whole");
  const lock = `${home}.lock`;
  for (;;) {
    if (existsSync(whole)) return { home };
    try {
      writeFileSync(lock, `${process.pid}`, { flag: "wx" });
      break;
    } catch {
      if (existsSync(lock) && !runs(Number(readFileSync(lock, "utf8")))) rmSync(lock, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    for (const [command, args, folder = home] of steps(home)) {
      const ran = spawnSync(command, args, { cwd: folder, encoding: "utf8", timeout: 300_000 });
      if (ran.status === 0) continue;
      const [last = String(ran.error ?? ran.status)] = (ran.stderr ?? "").trim().split("\n").slice(-1);
      return { why: `${name} cannot be installed here: ${command}: ${last}` };
    }
    writeFileSync(whole, "");
    return { home };
  } finally {
    rmSync(lock, { force: true });
  }
}
