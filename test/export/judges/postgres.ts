import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, type TestContext } from "vitest";
import { atFreePort, endOf } from "./server.ts";

/** A PostgreSQL of the test's own, from the system's package, in a folder of the test, as another user than root. */
export interface Postgres {
  /** runs SQL, gives its output as text */
  readonly psql: (sql: string, input?: string) => string;
  /** its address, with a password that it does not ask for */
  readonly url: (password: string) => string;
  readonly stop: () => void;
}

const versions = "/usr/lib/postgresql";
const programs = existsSync(versions)
  ? readdirSync(versions)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(versions, version, "bin"))
      .find((folder) => existsSync(join(folder, "initdb")))
  : undefined;

/** Why there is none, or null. */
const whyNoPostgres = (): string | null =>
  programs === undefined ? "PostgreSQL is not installed (Debian: postgresql)" : null;

async function startPostgres(folder: string): Promise<Postgres> {
  if (programs === undefined) throw new Error("no PostgreSQL");
  const home = join(folder, "pg");
  mkdirSync(home);
  // root may not run it: `nobody` may, in a folder that it can reach
  const root = process.getuid?.() === 0;
  const user = root ? { uid: 65_534, gid: 65_534 } : {};
  if (root) {
    chmodSync(folder, 0o755);
    chownSync(home, 65_534, 65_534);
  }
  const run = (program: string, args: readonly string[], input?: string): string => {
    const ran = spawnSync(join(programs, program), args, {
      ...user,
      cwd: "/",
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: program === "pg_ctl" ? "ignore" : "pipe",
      env: { PATH: process.env.PATH ?? "", HOME: home, PGCLIENTENCODING: "UTF8" },
      ...(input === undefined ? {} : { input }),
    });
    if (ran.status !== 0) throw new Error(`${program}: ${ran.stderr ?? ran.status}`);
    return ran.stdout ?? "";
  };
  const data = join(home, "data");
  run("initdb", ["-D", data, "-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
  const log = join(home, "log");
  const port = await atFreePort((free) => {
    const options = `-c listen_addresses=127.0.0.1 -c port=${free} -c unix_socket_directories=${home} -c fsync=off -c jit=off`;
    rmSync(log, { force: true });
    try {
      run("pg_ctl", ["-D", data, "-l", log, "-w", "-s", "-o", options, "start"]);
    } catch (error) {
      throw new Error(`${error}: ${endOf(log)}`);
    }
    return free;
  });
  const psql = (sql: string, input?: string): string =>
    run(
      "psql",
      [
        ...["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
        ...["-h", "127.0.0.1", "-p", String(port), "-U", "test", "postgres"],
        ...(input === undefined ? ["-f", "-"] : ["-c", sql]),
      ],
      input ?? sql,
    );
  const url = (password: string): string => `postgresql://test:${password}@127.0.0.1:${port}/postgres`;
  return { psql, url, stop: () => run("pg_ctl", ["-D", data, "-m", "immediate", "-s", "stop"]) };
}

/**
 * A server that is started when the tests of a file begin and stopped at their end; where there is none, they skip and say why.
 *
 * @param folder of the test; a hook that removes it must be set before this is called, since hooks run from the last one back
 * @param ready what is done once it is started
 */
export function postgresOf(
  folder: string,
  ready: (server: Postgres) => void = () => {},
): (context: TestContext) => Postgres {
  const why = whyNoPostgres();
  let server: Postgres | null = null;
  beforeAll(async () => {
    if (why !== null) return;
    server = await startPostgres(folder);
    ready(server);
  }, 240_000);
  afterAll(() => server?.stop());
  return (context) => server ?? context.skip(why ?? "it is not started");
}
