import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** dbt-core 1.12 wants a package from outside of PyPI. */
const wanted = ["dbt-core==1.11.16", "dbt-duckdb==1.10.1", "duckdb==1.5.5"];

/** dbt of `LEADLINE_DBT`, or one that is installed from PyPI for these tests and kept; else why there is none. */
export function dbtProgram(): { readonly program: string } | { readonly why: string } {
  const given = process.env.LEADLINE_DBT;
  if (given !== undefined) return { program: given };
  const home = join(tmpdir(), "leadline-dbt-1.11.16");
  const program = join(home, "bin/dbt");
  if (existsSync(program)) return { program };
  const step = (command: string, args: readonly string[]): string | null => {
    const ran = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
    return ran.status === 0 ? null : (ran.stderr ?? String(ran.error)).trim().split("\n").slice(-1).join("");
  };
  const why =
    step("python3", ["-m", "venv", home]) ??
    step(join(home, "bin/pip"), [
      "install",
      "-q",
      "--disable-pip-version-check",
      "--retries",
      "1",
      ...wanted,
    ]);
  return why === null && existsSync(program) ? { program } : { why: `dbt cannot be installed here: ${why}` };
}

/** Runs dbt in a project's folder; gives whether it succeeded and what it said. */
export function dbt(program: string, folder: string, args: readonly string[]) {
  const ran = spawnSync(program, ["--no-use-colors", ...args, "--profiles-dir", "."], {
    cwd: folder,
    encoding: "utf8",
    timeout: 600_000,
    env: {
      ...process.env,
      DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
      DO_NOT_TRACK: "1",
      DBT_VERSION_CHECK: "false",
    },
  });
  return { passed: ran.status === 0, said: `${ran.stdout}\n${ran.stderr}` };
}
