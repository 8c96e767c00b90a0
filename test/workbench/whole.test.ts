import { EventEmitter } from "node:events";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { inThreads } from "../../src/backtest/replay/threads.ts";
import { fitThreads } from "../../src/models/fitting/threads.ts";
import { logCandidates, readCandidates } from "../../src/workbench/folder/candidates.ts";
import { runHash, sha256 } from "../../src/workbench/folder/folder.ts";
import { makeFolder, refuseWriting, writeWhole } from "../../src/workbench/folder/whole.ts";
import { type RunOutcome, run } from "../../src/workbench/run.ts";
import { simulateTo } from "../../src/workbench/simulate.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("7.25: two who log the same tries at once in one process, two hundred times, do not meet", async () => {
  const own = ["a", "b", "c"].map((name, i) => ({
    digest: `0123456789abcde${i}`,
    firstSeen: "2026-01-01",
    name,
    text: name,
  }));
  for (let k = 0; k < 200; k++) {
    const out = join(folder, `at-once-${k}`);
    await Promise.all([1, 2].map(() => logCandidates(out, "acme", own)));
    expect(readdirSync(join(out, ".candidates/acme"))).toHaveLength(3);
  }
  expect(await readCandidates(join(folder, "at-once-199"), "acme")).toHaveLength(3);
});

it("F17: what a killed process left in the log of candidates is cleared, and what another may still write is not", async () => {
  const out = join(folder, "left");
  const at = join(out, ".candidates/acme");
  mkdirSync(at, { recursive: true });
  const old = "0123456789abcdee-2026-01-01.json.4711";
  const live = "0123456789abcdef-2026-01-01.json.unfinished-00c0ffee-1-1-01234567";
  for (const name of [old, live]) writeFileSync(join(at, name), '{"half');
  utimesSync(join(at, old), new Date(0), new Date(0));
  await logCandidates(out, "acme", []);
  expect(readdirSync(at)).toEqual([live]);
});

it("7.25: what cannot be written names the file and keeps its cause", async () => {
  const file = join(folder, "nowhere/result.json");
  const error = await writeWhole(file, "").catch((e: unknown) => e);
  try {
    refuseWriting(join(folder, "nowhere"), error);
  } catch (refused) {
    expect(refused).toMatchObject({ exit: 4, cause: error });
    expect(String(refused)).toContain("cannot write result.json to ");
  }
  expect.assertions(2);
});

it.runIf(process.platform === "linux")(
  "F15: a folder that cannot be made says so at once, in /proc too",
  async () => {
    await expect(makeFolder("/proc/x/reports")).rejects.toMatchObject({ exit: 4 });
  },
);

const reports = join(folder, "reports");
const study = writeStudy(join(folder, "quick"), quickStudy());
const again = (): Promise<RunOutcome> => run({ study, out: reports });
let first: RunOutcome;
beforeAll(async () => {
  first = await again();
});

it("F26: a file that somebody put into a run's folder is told and stays", async () => {
  const extra = join(first.folder, "weights/extra.json");
  writeFileSync(extra, "{}");
  const { reused, warnings } = await again();
  expect(reused).toBe(true);
  expect(warnings.find((w) => w.code === "run-added")?.what).toContain("weights/extra.json");
  expect(readFileSync(extra, "utf8")).toBe("{}");
});

it("7.25: a whole folder that this version cannot read is replaced, and that is told", async () => {
  const of = (name: string): string => join(first.folder, name);
  const whole = readFileSync(of("result.json"), "utf8");
  const other = JSON.stringify({ ...JSON.parse(whole), schemaVersion: 0 });
  writeFileSync(of("result.json"), other);
  const manifest = readFileSync(of("manifest.json"), "utf8").replace(sha256(whole), sha256(other));
  writeFileSync(of("manifest.json"), manifest);
  const made = await again();
  expect(made.reused).toBe(false);
  expect(made.warnings.map((w) => w.code)).toContain("run-unreadable");
  expect(readFileSync(of("result.json"), "utf8")).toBe(whole);
  expect((await again()).reused).toBe(true);
  expect(runHash(JSON.parse(manifest).inputs)).toBe(first.folder.slice(-8));
});

it("F11: an interrupted simulation leaves the folder's files as they were, and none of its own", async () => {
  const out = join(folder, "simulated");
  await simulateTo({ leads: 50, seed: 1, out });
  const before = readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]);
  const controller = new AbortController();
  const watch = { signal: controller.signal, progress: () => controller.abort() };
  await expect(simulateTo({ leads: 20_000, seed: 2, out, watch })).rejects.toThrow("abort");
  expect(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")])).toEqual(before);
});

it.each([0, 1.5, 1e12])("a simulation of %s leads is refused before anything is written", async (leads) => {
  const out = join(folder, `leads-${leads}`);
  await expect(simulateTo({ leads, seed: 1, out })).rejects.toMatchObject({ exit: 2 });
  expect(readdirSync(folder)).not.toContain(`leads-${leads}`);
});

// a worker that ends without an error, as under a system that is short of memory
vi.mock("node:worker_threads", async (original) => ({
  ...(await original<object>()),
  Worker: class extends EventEmitter {
    postMessage(): void {
      setImmediate(() => this.emit("exit", 9));
    }
    terminate(): Promise<number> {
      return Promise.resolve(0);
    }
  },
}));

it("7.25: a worker thread that exits refuses what waits for it, in both pools", async () => {
  const refused = { exit: 4, message: expect.stringContaining("exit code 9") };
  const pool = fitThreads(2, {});
  const question = JSON.parse("{}");
  await expect(pool.fit(question)).rejects.toMatchObject(refused);
  await expect(pool.fit(question)).rejects.toMatchObject(refused);
  await pool.close();
  await expect(inThreads(JSON.parse("{}"), [[0, 1]], 2, {})).rejects.toMatchObject(refused);
});
