import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** A program that serves until it is stopped. */
export interface Server {
  /** what tells a client where it is: names and values of environment variables */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

/** A port of this machine that nothing listens at. */
export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

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
  throw new Error(`${command} does not start: ${readFileSync(log, "utf8").slice(-1500)}`);
}
