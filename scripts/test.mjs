// npm test: vitest, whose reporter prints the closing line, and beside it lint and the types of the tests.
//   --verify    the slow checks (test/**/*.verify.ts) in place of the quick ones
//   --times N   the tests N times in a row, ending at the first run that fails: a test that fails now and then is found so
//   --busy      beside them as many processes as there are cores, each counting without end
// What else is given goes to vitest: paths, -t NAME.
import { spawn } from "node:child_process";
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
/** Starts a program of a package; gives its exit code, and what it said where that is kept back. */
const start = (flags, script, rest, stdio) =>
  new Promise((done) => {
    const child = spawn(process.execPath, [...flags, `${root}node_modules/${script}`, ...rest], {
      stdio,
      cwd: root,
      env,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (said += part));
    child.on("close", (code) => done({ status: code ?? 1, said }));
  });

// beside the tests, whose last files leave a core idle; what they find is said below the tests
const keptBack = ["ignore", "pipe", "pipe"];
const checks =
  verify || passOn.length > 0
    ? []
    : [
        start([], "@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."], keptBack),
        start([], "typescript/bin/tsc", ["-p", "test/tsconfig.json"], keptBack),
      ];
const beside = Array.from({ length: busy ? availableParallelism() : 0 }, () =>
  spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
);
let status = 0;
for (let nth = 1; nth <= times && status === 0; nth++) {
  // most of what a test makes is dead at once: a young generation of 64 MB spares a tenth of the processor time
  ({ status } = await start(
    ["--max-semi-space-size=64"],
    "vitest/vitest.mjs",
    ["run", ...passOn],
    "inherit",
  ));
  if (times > 1) console.log(`run ${nth} of ${times}: ${status === 0 ? "passed" : "failed"}`);
}
for (const child of beside) child.kill();
for (const { status: found, said } of await Promise.all(checks)) {
  if (found === 0) continue;
  status ||= found;
  console.log(`${said.trimEnd()}\n0 passed, 1 failed`);
}
process.exit(status);
