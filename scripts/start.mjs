// npm start: the sample study, from the leads to the report. Paths given after `--` are those of the caller's folder.
import { spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cwd = process.env.INIT_CWD ?? root;
const here = (path) => relative(cwd, join(root, path)) || ".";
const run = spawnSync(
  process.execPath,
  [
    join(root, "dist/cli/main.js"),
    "run",
    here("data/sample/study.yaml"),
    ...["--out", here("reports")],
    ...process.argv.slice(2),
  ],
  { cwd, stdio: "inherit" },
);
process.exit(run.status ?? 130);
