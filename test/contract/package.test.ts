import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { version } from "../../src/base/version.ts";
import { leadline, root } from "../helpers/cli.ts";

const manifest: {
  version: string;
  bin: Record<string, string>;
  files: string[];
  sideEffects: string[];
  exports: Record<string, string | { types: string; default: string }>;
} = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const modules = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === "string" ? [] : [{ name: path.replace(/^\./, "leadline"), ...target }],
);

/** Runs a module's text in a process of its own, inside the package, so that its own name means itself. */
const node = (text: string) =>
  spawnSync(process.execPath, ["--input-type=module", "-e", text], { cwd: root, encoding: "utf8" });

describe("the package", () => {
  test("says one version", async () => {
    expect(manifest.version).toBe(version);
    expect((await leadline(["--version"])).stdout.trim()).toBe(version);
  });

  test("ships what it points to", () => {
    for (const { types, default: code } of modules)
      for (const file of [types, code]) {
        expect(existsSync(join(root, file)), file).toBe(true);
        expect(manifest.files).toContain(file.split("/")[1]);
      }
    for (const file of Object.values(manifest.bin))
      expect(readFileSync(join(root, file), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    for (const file of ["study", "result", "exploration", "weights"])
      expect(existsSync(join(root, `schemas/${file}.schema.json`))).toBe(true);
  });

  test("8.7: no bundler drops a worker: each file that a thread starts is named as one with effects", () => {
    const workers = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) =>
        [...readFileSync(join(root, "src", file), "utf8").matchAll(/new Worker\(new URL\("([^"]+)"/g)].map(
          ([, to = ""]) => `./${join("dist", file, "..", to)}`,
        ),
      );
    expect(workers.length).toBeGreaterThan(1);
    expect([...manifest.sideEffects].sort()).toEqual([...workers, "./dist/cli/main.js"].sort());
  });

  test("gives every room that has an index.ts; the root is the workbench", () => {
    const rooms = readdirSync(join(root, "src")).filter((room) =>
      existsSync(join(root, "src", room, "index.ts")),
    );
    const offered = modules.flatMap(({ name }) =>
      name === "leadline" ? [] : [name.slice("leadline/".length)],
    );
    expect(offered.sort()).toEqual(rooms.filter((room) => room !== "workbench" && room !== "cli").sort());
  });

  test("each import through the package's own name gives something and does nothing else", () => {
    const names = modules.map(({ name }) => name);
    const { status, stdout, stderr } = node(`
      const globals = () => Object.keys(globalThis).filter((key) => !key.startsWith("__zod")).length;
      const before = { globals: globals(), env: JSON.stringify(process.env), cwd: process.cwd() };
      const found = {};
      for (const name of ${JSON.stringify(names)}) found[name] = Object.keys(await import(name)).length;
      const after = { globals: globals(), env: JSON.stringify(process.env), cwd: process.cwd() };
      process.stdout.write(JSON.stringify({ found, same: JSON.stringify(before) === JSON.stringify(after) }));
    `);
    expect(stderr).toBe("");
    // it ended by itself: nothing was left running
    expect(status).toBe(0);
    // nothing was printed before or after this one value
    const said: { found: Record<string, number>; same: boolean } = JSON.parse(stdout);
    expect(said.same).toBe(true);
    expect(Object.keys(said.found)).toEqual(names);
    expect(Math.min(...Object.values(said.found))).toBeGreaterThan(0);
  });

  test("the nouns of the contract are at the root and in the rooms", () => {
    const { stdout, stderr } = node(`
      const { run, check } = await import("leadline");
      const { readWeights, compileScorer } = await import("leadline/weights");
      const { scoreSql, definitionSql } = await import("leadline/export");
      process.stdout.write([run, check, readWeights, compileScorer, scoreSql, definitionSql].map((f) => typeof f).join());
    `);
    expect(stderr).toBe("");
    expect(stdout).toBe(Array(6).fill("function").join());
  });

  test("help waits for nothing heavy: what main imports before it parses is base, the command line and yargs", () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const walk = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      // static imports alone: a lazy one is a call
      for (const [, from = ""] of readFileSync(file, "utf8").matchAll(
        /^(?:import|export)\b(?:[^;]*?\bfrom)?\s*["']([^"']+)["'];/gm,
      ))
        if (from.startsWith(".")) walk(join(file, "..", from));
        else packages.add(from);
    };
    // main loads the command line behind its handlers of signals and broken streams, at once
    const bundle = join(root, "dist/cli/bundle");
    const lazy = readFileSync(join(bundle, "main.js"), "utf8").matchAll(/\bimport\("([^"]+)"\)/g);
    for (const file of ["main.js", ...Array.from(lazy, ([, from = ""]) => from)]) walk(join(bundle, file));
    expect([...seen].filter((file) => /\/commands-[^/]+$/.test(file))).toHaveLength(1);
    expect([...packages].filter((name) => !name.startsWith("node:"))).toEqual(
      expect.arrayContaining(["yargs"]),
    );
    const allowed = /^(node:|yargs|picocolors$)/;
    expect([...packages].filter((name) => !allowed.test(name))).toEqual([]);
    const modules = [...seen].flatMap((file) =>
      Array.from(readFileSync(file, "utf8").matchAll(/^\/\/ dist\/(.*)$/gm), ([, of = ""]) => of),
    );
    expect(modules.length).toBeGreaterThan(10);
    expect(modules.filter((of) => !/^(base|cli)\//.test(of))).toEqual([]);
  });
});
