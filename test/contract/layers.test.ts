import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkCircles, checkExports } from "../../scripts/imports.mjs";
import { checkLayers } from "../../scripts/layers.mjs";

const root = resolve(import.meta.dirname, "../..");
const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

describe("the layer rule", () => {
  const copy = mkdtempSync(join(tmpdir(), "leadline-layers-"));
  const src = join(copy, "src");
  beforeAll(() => {
    for (const part of ["src", "scripts", "tsconfig.json", "package.json"])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  /** Puts a file into the copy of the source for one test. */
  function plant(room: string, text: string): void {
    const file = join(src, room, "planted.ts");
    made.push(file);
    writeFileSync(file, text);
  }

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
    plant("features", text);
    const build = spawnSync(process.execPath, [join(copy, "scripts/build.mjs")], { encoding: "utf8" });
    expect(build.status).toBe(1);
    expect(build.stderr).toMatch(/planted\.ts:1: features may not import \w+ .*features never see labels/s);
  });

  it("8.1: lets labels see the types of a result, and no more", () => {
    const faults = (text: string): string => {
      plant("labels", text);
      return checkLayers(src).faults.join();
    };
    expect(faults(`import type { Result } from "../result/type.ts";\nexport type P = Result;\n`)).toBe("");
    for (const text of [
      `import { checkResult } from "../result/schema.ts";\nexport const p = checkResult;\n`,
      `import type { Labels } from "./type.ts";\nimport { type Result, checkResult } from "../result/index.ts";\n`,
      `import type { Labels } from "./type.ts";\nexport const p = () => import("../result/schema.ts");\n`,
    ])
      expect(faults(text)).toMatch(/planted\.ts:\d: labels may import types alone of result/);
  });

  it("fails for a file system import in a pure room", () => {
    plant("stats", `import { readFileSync } from "node:fs";\nexport const p = readFileSync;\n`);
    expect(checkLayers(src).faults.join()).toMatch(/only history, workbench, cli may touch the file system/);
  });
});

describe("imports beyond the layer rule", () => {
  /** A source tree of these files. */
  function planted(files: Readonly<Record<string, string>>): string {
    const dir = mkdtempSync(join(tmpdir(), "leadline-imports-"));
    made.push(dir);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    return dir;
  }

  it("8.2: files that import one another are refused, through a third and by types alone too", () => {
    const dir = planted({
      "src/stats/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "src/stats/b.ts": 'import { c } from "./c.ts";\nexport type B = typeof c;\n',
      "src/stats/c.ts": 'import type { A } from "./a.ts";\nexport const c = (a: A): A => a;\n',
      "src/stats/d.ts": 'import { c } from "./c.ts";\nexport const d = c;\n',
    });
    expect(checkCircles(join(dir, "src"))).toEqual([
      "stats/a.ts, stats/b.ts, stats/c.ts import one another: move what they share to a file of its own",
    ]);
  });

  it("8.2: a value that nobody imports and no index gives is refused; what tests or a room's index use is not", () => {
    const dir = planted({
      "src/stats/index.ts": 'export { given } from "./a.ts";\nexport * from "./all.ts";\n',
      "src/stats/all.ts": "export const everything = 1;\n",
      "src/stats/a.ts":
        "export const given = 1;\nexport const lone = 2;\nexport function tested(): void {}\n",
      "src/stats/b.ts": 'import { given } from "./a.ts";\nexport const unused = given;\n',
      "test/a.test.ts": 'import { tested } from "../src/stats/a.ts";\ntested();\n',
    });
    expect(checkExports(join(dir, "src"), join(dir, "test"))).toEqual([
      "stats/a.ts: nobody uses lone: take its export away, or give it in the room's index",
      "stats/b.ts: nobody uses unused: take its export away, or give it in the room's index",
    ]);
  });
});
