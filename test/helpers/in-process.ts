import { version } from "../../src/base/version.ts";
import { commandLine } from "../../src/cli/commands.ts";
import { fail } from "../../src/cli/terminal/print.ts";
import type { Ran } from "./cli.ts";

/** Lines run one after another: a thread has one stdout. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Runs a command line of the tool in this thread, as `main.ts` does, and takes what it prints. A process of its own
 * costs half a second more; what is about processes (signals, `--help` which leaves, a folder to stand in) needs `leadline`
 * of cli.ts. Fits and replays run in one thread, which gives the same bytes.
 */
export function command(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = before.then(() => run(args, env));
  before = ran.catch(() => undefined);
  return ran;
}

async function run(args: readonly string[], env: Record<string, string>): Promise<Ran> {
  const printed = { stdout: "", stderr: "" };
  const real = {
    stdout: process.stdout.write,
    stderr: process.stderr.write,
    env: { ...process.env },
    code: process.exitCode,
  };
  const take = (name: keyof typeof printed): typeof process.stdout.write => {
    return (part: string | Uint8Array) => {
      printed[name] += part;
      return true;
    };
  };
  process.stdout.write = take("stdout");
  process.stderr.write = take("stderr");
  Object.assign(process.env, { NO_COLOR: "1" }, env);
  process.exitCode = undefined;
  const argv = args.includes("--threads") ? args : [...args, "--threads", "1"];
  try {
    await commandLine(argv);
    return { code: Number(process.exitCode ?? 0), ...printed };
  } catch (error) {
    return { code: fail(error, version, args.includes("--json")), ...printed };
  } finally {
    process.stdout.write = real.stdout;
    process.stderr.write = real.stderr;
    for (const name of ["NO_COLOR", ...Object.keys(env)])
      if (real.env[name] === undefined) delete process.env[name];
      else process.env[name] = real.env[name];
    process.exitCode = real.code;
  }
}
