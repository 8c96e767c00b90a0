import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../helpers/cli.ts";

it("8.4: the example of `replay` runs as it stands and prints what its comment says", () => {
  const source = readFileSync(join(root, "src/backtest/replay/replay.ts"), "utf8");
  const [, example = ""] = /@example\n(.*?)\*\/\nexport async function replay\(/s.exec(source) ?? [];
  const text = example.replace(/^ \* ?/gm, "");
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  // 5 days of 86,400 s
  expect(stdout).toBe("Int32Array(1) [ 0 ] Int32Array(1) [ 432000 ]\n");
});
