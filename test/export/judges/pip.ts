import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A program of Python packages: the one that an environment variable names, or one that is installed from PyPI for the
 * tests and kept; else why there is none.
 */
export function pipProgram(
  variable: string,
  packages: readonly string[],
  program: string,
): { readonly program: string } | { readonly why: string } {
  const given = process.env[variable];
  if (given !== undefined) return { program: given };
  const home = join(tmpdir(), `leadline-${packages[0]?.replace("==", "-")}`);
  const installed = join(home, "bin", program);
  const whole = join(home, "whole");
  if (existsSync(whole)) return { program: installed };
  const step = (command: string, args: readonly string[]): string | null => {
    const ran = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
    return ran.status === 0 ? null : (ran.stderr ?? String(ran.error)).trim().split("\n").slice(-1).join("");
  };
  const pip = ["install", "-q", "--disable-pip-version-check", "--retries", "1"];
  const why =
    step("python3", ["-m", "venv", home]) ??
    step(join(home, "bin/pip"), [...pip, ...packages]) ??
    step("touch", [whole]);
  return why === null ? { program: installed } : { why: `${packages[0]} cannot be installed here: ${why}` };
}
