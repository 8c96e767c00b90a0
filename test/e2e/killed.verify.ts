import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { verifyRun, writeRun } from "../../src/workbench/folder/folder.ts";
import { filesBelow, leadline, scratch } from "../helpers/cli.ts";
import { built, ended, startLeadline, startScript } from "../helpers/node.ts";
import { quickStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

/** Whatever kills a run, what it leaves is a whole run folder or none, and the next run is clean. */

const { folder, remove } = scratch();
afterAll(remove);
const study = writeStudy(join(folder, "study"), tinyStudy());
const quick = writeStudy(join(folder, "quick"), quickStudy());

/** Names of the folders under a study that are no staging, after each was held against its manifest. */
async function wholeRuns(of: string): Promise<readonly string[]> {
  const names = existsSync(of) ? readdirSync(of).filter((name) => !name.startsWith(".staging-")) : [];
  for (const name of names) expect(await verifyRun(join(of, name))).toMatchObject({ state: "whole" });
  return names;
}

const staging = (of: string): readonly string[] =>
  readdirSync(of).filter((name) => name.startsWith(".staging-"));

/** Every entry of the log of candidates is whole JSON; what was cut off has another name. */
function tries(out: string): number {
  const at = join(out, ".candidates/tiny");
  if (!existsSync(at)) return 0;
  const entries = readdirSync(at).filter((name) => name.endsWith(".json"));
  for (const name of entries)
    expect(JSON.parse(readFileSync(join(at, name), "utf8"))).toHaveProperty("digest");
  return entries.length;
}

/** Waits for the run to stand before its long work: its handlers are set, its folder is made. */
async function underWay(out: string): Promise<void> {
  for (let k = 0; k < 4000 && !existsSync(join(out, "tiny")); k++) await wait(5);
}

it("killed on the way, the next run is clean", async () => {
  const out = join(folder, "reports");
  for (const delay of [0, 60, 250]) {
    const child = startLeadline(["run", quick, "--out", out]);
    const end = ended(child);
    await underWay(out);
    await wait(delay);
    child.kill("SIGKILL");
    await end;
    await wholeRuns(join(out, "tiny"));
    tries(out);
  }
  const { code, stderr } = await leadline(["run", quick, "--out", out, "--quiet"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(await wholeRuns(join(out, "tiny"))).toHaveLength(1);
  expect(staging(join(out, "tiny"))).toEqual([]);
  expect(tries(out)).toBe(2);
});

it.each(["SIGINT", "SIGTERM"] as const)("%s stops it with one line and exit 130", async (signal) => {
  const out = join(folder, signal);
  const child = startLeadline(["run", study, "--out", out]);
  const end = ended(child);
  await underWay(out);
  child.kill(signal);
  expect(await end).toEqual({
    code: 130,
    signal: null,
    stdout: "",
    stderr: "interrupted; no partial files were left behind\n",
  });
  expect(readdirSync(join(out, "tiny"))).toEqual([]);
  expect(tries(out)).toBe(0);
});

it("killed between any two files, it leaves a staging folder that the next one clears", async () => {
  const of = join(folder, "files");
  const name = "2026-01-01-d4735e3a";
  for (const survivors of [0, 1, 3]) {
    const script = `import { writeRun } from ${JSON.stringify(built("workbench/folder/folder.js"))};
      const files = { *[Symbol.iterator]() {
        for (let k = 0; k < 5; k++) {
          if (k === ${survivors}) process.kill(process.pid, "SIGKILL");
          yield ["part/" + k + ".json", "x".repeat(100_000)];
        }
      } };
      await writeRun(${JSON.stringify(join(of, name))}, { leadline: "0", run: ${JSON.stringify(name)}, study: "s", inputs: {} }, files, "");`;
    expect((await ended(startScript(script))).signal).toBe("SIGKILL");
    expect(await wholeRuns(of)).toEqual([]);
    expect(staging(of)).toHaveLength(1);
  }
  await writeRun(
    join(of, name),
    { leadline: "0", run: name, study: "s", inputs: {} },
    new Map([["result.json", "{}"]]),
    "",
  );
  expect(readdirSync(of)).toEqual([name]);
});

it("what a live process is writing is left alone", async () => {
  const of = join(folder, "live");
  const theirs = join(of, `.staging-${process.ppid}-1`);
  mkdirSync(theirs, { recursive: true });
  writeFileSync(join(theirs, "result.json"), "half");
  await writeRun(
    join(of, "r"),
    { leadline: "0", run: "r", study: "s", inputs: {} },
    new Map([["result.json", "{}"]]),
    "",
  );
  expect(readdirSync(of).sort()).toEqual([`.staging-${process.ppid}-1`, "r"]);
});

it("a write that fails half-way leaves nothing", async () => {
  const of = join(folder, "full");
  const files = new Map([
    ["charts", "a file"],
    ["charts/one.svg", "under it"],
  ]);
  await expect(
    writeRun(join(of, "r"), { leadline: "0", run: "r", study: "s", inputs: {} }, files, ""),
  ).rejects.toMatchObject({
    exit: 4,
    message: expect.stringContaining(`cannot write to ${of}: there is a file in its place`),
  });
  expect(readdirSync(of)).toEqual([]);
});

it("two processes at once do not harm each other", async () => {
  const out = join(folder, "two");
  const ends = await Promise.all([1, 2].map(() => leadline(["run", quick, "--out", out, "--json"])));
  expect(ends.map((e) => [e.code, e.stderr])).toEqual([
    [0, ""],
    [0, ""],
  ]);
  expect(ends[0]?.stdout).toBe(ends[1]?.stdout);
  expect(await wholeRuns(join(out, "tiny"))).toHaveLength(1);
  expect(staging(join(out, "tiny"))).toEqual([]);
  expect([...filesBelow(join(out, ".candidates")).keys()]).toHaveLength(2);
});
