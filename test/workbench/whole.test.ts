import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Candidate } from "../../src/workbench/folder/candidates.ts";
import { logCandidates } from "../../src/workbench/folder/candidates.ts";
import { openRun, writeRun } from "../../src/workbench/folder/folder.ts";
import { clearStaging, makeFolder, staged, writeWhole } from "../../src/workbench/folder/whole.ts";
import { scratch } from "../helpers/cli.ts";

const { folder, remove } = scratch();
afterAll(remove);
let made = 0;
const fresh = (): string => {
  const at = join(folder, String(++made));
  mkdirSync(at);
  return at;
};
const own: readonly Candidate[] = [
  { digest: "0123456789abcdef", firstSeen: "2026-01-01", name: "written", text: "a" },
  { digest: "fedcba9876543210", firstSeen: "2026-01-01", name: "adaptive", text: "b" },
];

describe("7.25: files are whole or absent", () => {
  it("two runs of one process log the same candidates at once, 200 times", async () => {
    for (let k = 0; k < 200; k++) {
      const out = fresh();
      await Promise.all([logCandidates(out, "tiny", own), logCandidates(out, "tiny", own)]);
      expect(readdirSync(join(out, ".candidates/tiny")).sort()).toEqual([
        "0123456789abcdef-2026-01-01.json",
        "fedcba9876543210-2026-01-01.json",
      ]);
    }
  });

  it("two at once never share a staging name, and what is written is one of the two", async () => {
    const at = fresh();
    const names = await Promise.all(Array.from({ length: 50 }, () => staged(at, async (staging) => staging)));
    expect(new Set(names).size).toBe(50);
    await Promise.all(["one", "two"].map((text) => writeWhole(join(at, "f"), text)));
    expect(["one", "two"]).toContain(readFileSync(join(at, "f"), "utf8"));
    expect(readdirSync(at)).toEqual(["f"]);
  });

  it("what another machine or container wrote within a day stays; what is older goes", async () => {
    const at = fresh();
    for (const name of [".staging-ffffff-1-1-aa", ".staging-ffffff-1-2-bb", ".staging-1-1"])
      writeFileSync(join(at, name), "half");
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    utimesSync(join(at, ".staging-ffffff-1-2-bb"), twoDaysAgo, twoDaysAgo);
    await clearStaging(at);
    expect(readdirSync(at).sort()).toEqual([".staging-1-1", ".staging-ffffff-1-1-aa"]);
  });
});

describe("7.24 F15: folders that cannot be made", () => {
  it("makes what is missing, and leaves what is there", async () => {
    const at = fresh();
    await makeFolder(join(at, "a/b/c"));
    await makeFolder(join(at, "a/b/c"));
    expect(readdirSync(join(at, "a/b"))).toEqual(["c"]);
  });

  it("says that there is a file in its place", async () => {
    const at = fresh();
    writeFileSync(join(at, "f"), "");
    for (const inside of ["f", "f/x", "f/x/y"])
      await expect(makeFolder(join(at, inside))).rejects.toMatchObject({
        exit: 4,
        message: expect.stringContaining("there is a file in its place"),
        cause: expect.anything(),
      });
  });

  it.skipIf(process.platform !== "linux")("ends where the system has no such folder", async () => {
    await expect(makeFolder("/proc/leadline/x")).rejects.toMatchObject({ exit: 4 });
  });
});

describe("a run folder that is no run of this version", () => {
  const manifest = (run: string) => ({ leadline: "0", run, study: "s", inputs: {} });
  const name = "2026-01-01-44136fa3";
  const written = async (result: string): Promise<string> => {
    const at = join(fresh(), name);
    await writeRun(at, manifest(name), new Map([["result.json", result]]), "");
    return at;
  };

  it("7.25: whole, with a result that this version cannot read, is foreign and replaced", async () => {
    const at = await written('{"schemaVersion":0}');
    expect(await openRun(at)).toEqual({ state: "foreign", file: "result.json" });
    await writeRun(at, manifest(name), new Map([["result.json", '{"schemaVersion":1}']]), "");
    expect(readFileSync(join(at, "result.json"), "utf8")).toBe('{"schemaVersion":1}');
  });
});
