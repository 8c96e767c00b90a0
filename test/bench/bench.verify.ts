import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../helpers/cli.ts";

it("the benches still run, at a small size", () => {
  const bench = spawnSync(
    process.execPath,
    [join(root, "scripts/bench.mjs"), "--leads", "400", "--runs", "1"],
    { encoding: "utf8" },
  );
  expect(bench.stderr).toBe("");
  const lines = bench.stdout.trim().split("\n");
  expect(lines[0]).toMatch(/what +seconds +cpu s +peak MB +goal/);
  expect(lines.filter((line) => /\d\.\d\d +\d+\.\d\d +\d+/.test(line))).toHaveLength(8);
}, 300_000);
