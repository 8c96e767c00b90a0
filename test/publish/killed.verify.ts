import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publish, revert, status } from "../../src/workbench/publish/publish.ts";
import { root, scratch } from "../helpers/cli.ts";
import { weightsFile } from "./fixture.ts";

const { folder, remove } = scratch();
afterAll(remove);
const first = weightsFile(folder, { version: "1.0.0" });
const second = weightsFile(folder, { version: "1.1.0", intercept: 7 });
const why = { calibration: "made for a test", drift: "made for a test" };

/**
 * Kills its own process before, in the middle of, or after its k-th call of the file system, as a machine that loses power
 * might: what is written in the middle is half there.
 */
const killer = join(folder, "killer.mjs");
writeFileSync(
  killer,
  `import fs from "node:fs/promises";
import { writeFileSync, appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
let left = Number(process.env.KILL_AT);
const die = () => process.kill(process.pid, "SIGKILL");
const step = () => { if (--left === 0) die(); };
const watch = (of, name, half) => {
  const real = of[name];
  of[name] = async function (...args) {
    // what loads the program's own modules is not counted
    if (of === fs && !String(args[0]).startsWith(process.env.KILL_IN)) return real.apply(this, args);
    step();
    if (half && --left === 0) { half.call(this, args); die(); }
    const done = await real.apply(this, args);
    step();
    return done;
  };
};
for (const name of ["rename", "link", "truncate", "mkdir", "unlink", "rm", "readdir", "stat", "readFile"]) watch(fs, name);
const halfOf = (text) => String(text).slice(0, Math.floor(String(text).length / 2));
watch(fs, "writeFile", ([path, text]) => writeFileSync(path, halfOf(text)));
const open = fs.open;
fs.open = async (path, ...rest) => {
  if (!String(path).startsWith(process.env.KILL_IN)) return open(path, ...rest);
  step();
  const handle = await open(path, ...rest);
  step();
  for (const name of ["sync", "close", "writeFile"]) watch(handle, name);
  watch(handle, "appendFile", ([text]) => appendFileSync(path, halfOf(text)));
  return handle;
};
syncBuiltinESMExports();
`,
);

// Some 170 processes load the ledger's code: in one file instead of 470 modules, that takes half the time.
const code = join(folder, "publish.mjs");
beforeAll(async () => {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const bundle = await rolldown({
    input: join(root, "dist/workbench/publish/publish.js"),
    platform: "node",
    external: /^[^./]/,
  });
  await bundle.write({ file: code, codeSplitting: false });
  await bundle.close();
});

const acts = {
  publish: (file: string) =>
    `import { publish } from ${JSON.stringify(pathToFileURL(code).href)};
await publish({ ...asked, weights: ${JSON.stringify(file)}, overrule: new Map(Object.entries(${JSON.stringify(why)})) });`,
  revert: () =>
    `import { revert } from ${JSON.stringify(pathToFileURL(code).href)};
await revert(asked);`,
};

/** True where the process was killed, false where it came to its end before. */
function killedAt(k: number, at: string, script: string): Promise<boolean> {
  const asked = `const asked = { folder: ${JSON.stringify(at)}, to: "production", by: "ana", because: "test", now: new Date("2026-10-05T09:30:00Z") };\n`;
  return new Promise((done, failed) => {
    const child = spawn(
      process.execPath,
      ["--import", killer, "--input-type=module", "--eval", asked + script],
      { env: { ...process.env, KILL_AT: String(k), KILL_IN: at }, stdio: ["ignore", "ignore", "pipe"] },
    );
    let stderr = "";
    child.stderr.on("data", (part) => {
      stderr += part;
    });
    child.on("error", failed);
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") done(true);
      else if (code === 0) done(false);
      else failed(new Error(stderr));
    });
  });
}

/** What is live, after checking that the file for production is exactly that. */
async function live(at: string): Promise<string | undefined> {
  const { live: places } = await status(at);
  const entry = places[0]?.champion;
  const file = join(at, "live/production.json");
  if (entry === undefined || entry === null) expect(existsSync(file)).toBe(false);
  else expect(JSON.parse(readFileSync(file, "utf8")).sha256).toBe(entry.weights.sha256);
  return entry?.weights.version;
}

const overrule = new Map(Object.entries(why));
const here = (at: string) => ({ folder: at, to: "production", by: "ana", because: "test", now: new Date(0) });

it.each([
  ["the first publish", 0, acts.publish(first.file), undefined, "1.0.0"],
  ["the second publish", 1, acts.publish(second.file), "1.0.0", "1.1.0"],
  ["the revert", 2, acts.revert(), "1.1.0", "1.0.0"],
] as const)(
  "10.4: %s, killed at every one of its steps, leaves the ledger as it was or with the whole entry",
  async (_, before, script, was, is) => {
    let kills = 0;
    let ended = false;
    for (let k = 1; !ended; k++) {
      const at = join(folder, `killed-${before}`);
      rmSync(at, { recursive: true, force: true });
      if (before > 0) await publish({ ...here(at), weights: first.file, overrule });
      if (before > 1) await publish({ ...here(at), weights: second.file, overrule });
      ended = !(await killedAt(k, at, script));
      if (!ended) kills++;
      const found = await live(at);
      expect([was, is]).toContain(found);
      // and the next command goes on from there
      if (found === was) {
        if (before === 2) await revert(here(at));
        else await publish({ ...here(at), weights: before === 0 ? first.file : second.file, overrule });
      }
      expect(await live(at)).toBe(is);
    }
    console.log(`killed at ${kills} points`);
    expect(kills).toBeGreaterThanOrEqual(45);
  },
);
