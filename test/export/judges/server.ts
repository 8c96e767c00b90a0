import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** A program that serves until it is stopped. */
export interface Server {
  /** what tells a client where it is: names and values of environment variables */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

/** A port of this machine that nothing listened at a moment ago. */
const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

const mostPorts = 5;

/**
 * Starts a server at a free port; where another program takes the port first, at the next one.
 *
 * @param start throws an error with the server's own words where it does not start
 */
export async function atFreePort<T>(start: (port: number) => T | Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tried === mostPorts || !/address (already )?in use|failed to bind/i.test(String(error)))
        throw error;
    }
  }
}

/**
 * Starts a server and waits until it is ready.
 *
 * @param folder where its log is kept
 * @throws Error with the end of the log where it ends, or is not ready in four minutes
 */
export async function startServer(
  folder: string,
  [command, args]: readonly [string, readonly string[]],
  settings: Readonly<Record<string, string>>,
  env: Server["env"],
  ready: () => boolean | Promise<boolean>,
): Promise<Server> {
  const log = join(folder, "server.log");
  const out = openSync(log, "w");
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["ignore", out, out],
    env: { ...process.env, ...settings },
  });
  closeSync(out);
  let ended = false;
  child.on("error", () => {
    ended = true;
  });
  child.on("exit", () => {
    ended = true;
  });
  // a run of the tests that ends early leaves no server behind
  const stop = () => child.kill("SIGKILL");
  process.on("exit", stop);
  const until = Date.now() + 240_000;
  while (!ended && Date.now() < until) {
    if (await ready()) return { env, stop };
    await new Promise((done) => setTimeout(done, 200));
  }
  stop();
  throw new Error(`${command} does not start: ${endOf(log)}`);
}

/** The last lines of a server's log, for the error of a test. */
export const endOf = (log: string): string =>
  existsSync(log) ? readFileSync(log, "utf8").slice(-1500) : "no log";
