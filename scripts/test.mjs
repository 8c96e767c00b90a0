// npm test: lint, types of the tests, then vitest, whose reporter prints the closing line.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const verify = args.includes("--verify");
const env = { ...process.env, ...(verify ? { LEADLINE_VERIFY: "1" } : {}) };
if (!process.stdout.isTTY) env.NO_COLOR = "1";
const run = (script, ...rest) =>
  spawnSync(process.execPath, [`${root}node_modules/${script}`, ...rest], {
    stdio: "inherit",
    cwd: root,
    env,
  }).status ?? 1;

const passOn = args.filter((a) => a !== "--verify");
let status = 0;
if (!verify && passOn.length === 0) {
  status ||= run("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".");
  status ||= run("typescript/bin/tsc", "-p", "test/tsconfig.json");
  if (status !== 0) {
    console.log("0 passed, 1 failed");
    process.exit(status);
  }
}
process.exit(run("vitest/vitest.mjs", "run", ...passOn));
