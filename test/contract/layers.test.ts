import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkLayers } from "../../scripts/layers.mjs";

const root = resolve(import.meta.dirname, "../..");
const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function copyOfSource(): string {
  const dir = mkdtempSync(join(tmpdir(), "leadline-layers-"));
  made.push(dir);
  for (const part of ["src", "scripts", "tsconfig.json", "package.json"])
    cpSync(join(root, part), join(dir, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  return dir;
}

describe("the layer rule", () => {
  it("reads every file of src and finds no fault", () => {
    const { faults, read } = checkLayers(join(root, "src"));
    const listed = execFileSync("find", ["src", "-name", "*.ts"], { cwd: root, encoding: "utf8" });
    expect(read).toBe(listed.trim().split("\n").length);
    expect(faults).toEqual([]);
  });

  it.each([
    ["a value import", `import { run } from "../workbench/index.ts";\nexport const planted = run;\n`],
    ["a type-only import", `import type { Planted } from "../labels/reach.ts";\nexport type P = Planted;\n`],
    ["an inline type import", `export type P = import("../backtest/folds.ts").Fold;\n`],
    ["a re-export", `export * from "../cli/main.ts";\n`],
    ["a lazy import", `export const p = () => import("../report/index.ts");\n`],
  ])("fails the build for %s planted in features", (_kind, text) => {
    const dir = copyOfSource();
    writeFileSync(join(dir, "src/features/planted.ts"), text);
    const build = spawnSync(process.execPath, [join(dir, "scripts/build.mjs")], { encoding: "utf8" });
    expect(build.status).toBe(1);
    expect(build.stderr).toMatch(/planted\.ts:1: features may not import \w+ .*features never see labels/s);
  });

  it("fails for a file system import in a pure room", () => {
    const dir = copyOfSource();
    writeFileSync(
      join(dir, "src/stats/planted.ts"),
      `import { readFileSync } from "node:fs";\nexport const p = readFileSync;\n`,
    );
    expect(checkLayers(join(dir, "src")).faults.join()).toMatch(
      /only history, workbench, cli may touch the file system/,
    );
  });
});
