import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { version } from "../../src/base/version.ts";
import { root, scratch } from "../helpers/cli.ts";

const place = scratch();
afterAll(() => place.remove());
const app = join(place.folder, "app");

// the variables of the npm that runs these tests are of its own folder
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
const ran = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, args, { cwd, env, encoding: "utf8", shell: process.platform === "win32" });

const manifest: { exports: Record<string, unknown> } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);
const modules = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === "string" ? [] : [path.replace(/^\./, "leadline")],
);

/** Why the package is not installed here; null: it is. */
let lacking: string | null = null;
const needsIt = (ctx: TestContext): void => {
  if (lacking !== null) ctx.skip(lacking);
};

beforeAll(() => {
  mkdirSync(app);
  const packed = ran("npm", ["pack", "--ignore-scripts", "--pack-destination", place.folder], root);
  expect(packed.status, packed.stderr).toBe(0);
  writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module" }\n');
  const tarball = join(place.folder, `leadline-${version}.tgz`);
  expect(existsSync(tarball)).toBe(true);
  const flags = ["--prefer-offline", "--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error"];
  const installed = ran("npm", ["install", ...flags, tarball], app);
  // without a network there is nothing to install from; any other failure is the package's own
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(installed.stderr))
    lacking = "the npm registry cannot be reached: the package's dependencies are not here";
  else expect(installed.status, installed.stderr).toBe(0);
}, 600_000);

describe("8.7: the package, packed and installed into an empty folder", () => {
  it("answers npx leadline --help and --version, and reads a study's schema", (ctx) => {
    needsIt(ctx);
    const help = ran("npx", ["--no-install", "leadline", "--help"], app);
    expect(help.status, help.stderr).toBe(0);
    expect(help.stdout).toContain("leadline run");
    expect(ran("npx", ["--no-install", "leadline", "--version"], app).stdout.trim()).toBe(version);
    expect(existsSync(join(app, "node_modules/leadline/schemas/study.schema.json"))).toBe(true);
    expect(existsSync(join(app, "node_modules/leadline/src"))).toBe(false);
  });

  it("simulates and runs a study there", (ctx) => {
    needsIt(ctx);
    const made = ran(
      "npx",
      ["--no-install", "leadline", "simulate", "--leads", "1500", "--out", "made"],
      app,
    );
    expect(made.status, made.stderr).toBe(0);
    // two threads: the workers are found where the package lies
    const args = ["run", "made/study.yaml", "--out", "runs", "--threads", "2"];
    const run = ran("npx", ["--no-install", "leadline", ...args], app);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toContain("report.html");
  });

  it("gives every entry by import", (ctx) => {
    needsIt(ctx);
    const script = `
      for (const name of ${JSON.stringify(modules)}) if (Object.keys(await import(name)).length === 0) throw new Error(name);
    `;
    const imported = ran(process.execPath, ["--input-type=module", "-e", script], app);
    expect(imported.status, imported.stderr).toBe(0);
  });

  it.each([
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["bundler", "esnext"],
  ])("has types under moduleResolution %s", (moduleResolution, module) => {
    if (lacking !== null) return;
    const folder = join(app, moduleResolution);
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    writeFileSync(
      join(folder, "use.ts"),
      `${modules.map((name, i) => `import * as m${i} from "${name}";`).join("\n")}
import { run } from "leadline";
import type { Weights } from "leadline/weights";
export const all = [${modules.map((_, i) => `m${i}`).join(", ")}];
export const outcome: Promise<{ readonly folder: string }> = run({ study: "study.yaml" });
// @ts-expect-error a study's path is a text
export const wrong = run({ study: 1 });
export const nameOf = (weights: Weights): string => weights.name;
`,
    );
    const compilerOptions = {
      module,
      moduleResolution,
      target: "es2023",
      strict: true,
      noEmit: true,
      types: [],
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: false }, files: ["use.ts"] }),
    );
    const compiled = ran(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), "-p", folder],
      app,
    );
    expect(compiled.stdout).toBe("");
    expect(compiled.status).toBe(0);
  });
});
