// npm test: lint, types of the tests, then vitest, whose reporter prints the closing line.
//   --verify    the slow checks (test/**/*.verify.ts) in place of the quick ones
//   --times N   the tests N times in a row, ending at the first run that fails: a test that fails now and then is found so
//   --busy      beside them as many processes as there are cores, each counting without end
// What else is given goes to vitest: paths, -t NAME.
import { spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const passOn = process.argv.slice(2);
/** Takes an option, and what follows it, from the arguments. */
function taken(name, values = 0) {
  const at = passOn.indexOf(name);
  return at < 0 ? null : passOn.splice(at, 1 + values).slice(1);
}
const verify = taken("--verify") !== null;
const busy = taken("--busy") !== null;
const times = Number(taken("--times", 1)?.[0] ?? 1);
if (!Number.isSafeInteger(times) || times < 1) {
  console.error("--times takes a whole number from 1: npm test -- --times 20");
  process.exit(2);
}

// what setup.mjs has built is what the tests get (vitest.config.ts)
const env = { ...process.env, LEADLINE_BUILT: "1", ...(verify ? { LEADLINE_VERIFY: "1" } : {}) };
if (!process.stdout.isTTY) env.NO_COLOR = "1";
const run = (script, ...rest) => node([], script, ...rest);
const node = (flags, script, ...rest) =>
  spawnSync(process.execPath, [...flags, `${root}node_modules/${script}`, ...rest], {
    stdio: "inherit",
    cwd: root,
    env,
  }).status ?? 1;

let status = 0;
if (!verify && passOn.length === 0) {
  status ||= run("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".");
  status ||= run("typescript/bin/tsc", "-p", "test/tsconfig.json");
  if (status !== 0) {
    console.log("0 passed, 1 failed");
    process.exit(status);
  }
}
const beside = Array.from({ length: busy ? availableParallelism() : 0 }, () =>
  spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
);
for (let nth = 1; nth <= times && status === 0; nth++) {
  // most of what a test makes is dead at once: a young generation of 64 MB spares a tenth of the processor time
  status = node(["--max-semi-space-size=64"], "vitest/vitest.mjs", "run", ...passOn);
  if (times > 1) console.log(`run ${nth} of ${times}: ${status === 0 ? "passed" : "failed"}`);
}
for (const child of beside) child.kill();
process.exit(status);
