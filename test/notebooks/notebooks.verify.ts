import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { root } from "../helpers/cli.ts";

const folder = join(root, "notebooks");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
const code = (name: string): readonly { source: string[]; outputs: unknown[]; execution_count: unknown }[] =>
  JSON.parse(readFileSync(join(folder, name), "utf8")).cells.filter(
    ({ cell_type }: { cell_type: string }) => cell_type === "code",
  );

/** Why there is no kernel here; null: there is one. */
let lacking: string | null = null;
beforeAll(() => {
  if (!existsSync(join(folder, "node_modules/@deno"))) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    const { status, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
      cwd: folder,
      env,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) lacking = `Deno's kernel cannot be installed from npm here: ${stderr.slice(0, 200)}`;
  }
  if (lacking === null)
    spawnSync(process.execPath, [join(folder, "kernel.mjs"), "--link"], { encoding: "utf8" });
}, 300_000);

const needsKernel = (ctx: TestContext): void => {
  if (lacking !== null) ctx.skip(lacking);
};

describe("12.1: the notebooks, top to bottom in the real kernel", () => {
  for (const name of notebooks)
    it(`${name} runs from a fresh kernel, asserts what it claims, and shows a chart`, (ctx) => {
      needsKernel(ctx);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(folder, "run.mjs"), join(folder, name)],
        { cwd: root, encoding: "utf8", timeout: 240_000 },
      );
      expect(stdout, stderr).not.toContain("failed:");
      expect(status, stderr).toBe(0);
      const shown = code(name).filter(({ source }) => source.join("").includes("vegalite")).length;
      expect(stdout.match(/\[chart: /g) ?? []).toHaveLength(shown);
      expect(shown).toBeGreaterThan(0);
      expect(code(name).filter(({ source }) => source.join("").includes("assert")).length).toBeGreaterThan(3);
    });
});
