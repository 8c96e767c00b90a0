import { spawnSync } from "node:child_process";
import { pipProgram } from "./pip.ts";

/** dbt-core 1.12 wants a package from outside of PyPI. */
export const dbtProgram = () =>
  pipProgram("LEADLINE_DBT", ["dbt-core==1.11.16", "dbt-duckdb==1.10.1", "duckdb==1.5.5"], "dbt");

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
