// npm run bench -- NAME ...: compiles the tests into a folder of its own and runs test/bench/NAME.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !existsSync(`${root}test/bench/${name}.ts`)) {
  console.error("npm run bench -- NAME ...: NAME is a file of test/bench; its first lines say what it takes");
  process.exit(2);
}
const out = `${root}node_modules/.cache/leadline-bench`;
const tsc = spawnSync(
  process.execPath,
  [
    `${root}node_modules/typescript/bin/tsc`,
    "-p",
    `${root}test/tsconfig.json`,
    "--noEmit",
    "false",
    "--outDir",
    out,
  ],
  { stdio: "inherit", cwd: root },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
const run = spawnSync(process.execPath, ["--expose-gc", `${out}/test/bench/${name}.js`, ...rest], {
  stdio: "inherit",
});
process.exit(run.status ?? 130);
