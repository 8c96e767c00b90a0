import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reproduceRun, run } from "../../src/index.ts";
import { digestOfSources } from "../../src/workbench/folder/code.ts";
import { root, scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const out = join(folder, "out");
const data = join(folder, "data");

describe("12: runs reproduce", () => {
  let first = "";
  let second = "";
  beforeAll(async () => {
    // two quarters of one study: the second has a run before it, and the first's definitions in its log
    const early = quickStudy();
    replaceIn(early, "as_of: 2026-01-01", "as_of: 2025-10-01");
    first = (await run({ study: writeStudy(data, early), out })).result.run;
    const late = quickStudy();
    replaceIn(late, "hand_points >= 30", "hand_points >= 15");
    second = (await run({ study: writeStudy(data, late), out, seed: 5 })).result.run;
  });

  it("makes every file again, byte for byte, also of a seed of its own and with runs before and after it", async () => {
    for (const name of [first, second]) {
      const again = await reproduceRun(name, { out });
      expect(again.missing).toEqual([]);
      expect(again.files.filter(({ same }) => !same)).toEqual([]);
      expect(again.same).toBe(true);
      expect(again.files.map(({ file }) => file)).toContain("report.html");
    }
  });

  it("says what a run's identity rests on: the code too", () => {
    const { inputs } = JSON.parse(readFileSync(join(out, "tiny", second, "manifest.json"), "utf8"));
    expect(inputs.code).toBe(digestOfSources(join(root, "src")));
    // the build that stands in dist is of these sources
    expect(JSON.parse(readFileSync(join(root, "dist/code.json"), "utf8"))).toEqual({ sources: inputs.code });
  });

  it("the study of the run counts, whatever the file says today", async () => {
    const changed = quickStudy();
    replaceIn(changed, "reps: 1", "reps: 3");
    writeStudy(data, changed);
    expect((await reproduceRun(second, { out })).same).toBe(true);
  });

  it("tells which export has changed, and by how many rows", async () => {
    const file = join(data, "leads.csv");
    const before = readFileSync(file);
    appendFileSync(file, "L9999,2025-03-01T00:00:00,acme1.com,CTO,50,a@acme1.com\n");
    const { same, files, missing } = await reproduceRun(second, { out });
    writeFileSync(file, before);
    expect([same, files]).toEqual([false, []]);
    expect(missing.map(({ what }) => what)).toEqual([
      "the exports have changed: leads.csv has 901 rows and had 900",
    ]);
  });

  it("tells where the exports were looked for, and takes another place", async () => {
    const moved = join(folder, "moved");
    renameSync(data, moved);
    const lost = await reproduceRun(second, { out });
    expect(lost.missing.map(({ code }) => code)).toEqual(["data-unfound"]);
    expect((await reproduceRun(second, { out, study: join(moved, "study.yaml") })).same).toBe(true);
    renameSync(moved, data);
  });

  it("tells of another build, and still says what comes out the same", async () => {
    const path = join(out, "tiny", second, "manifest.json");
    const kept = readFileSync(path, "utf8");
    const manifest = JSON.parse(kept);
    manifest.inputs.code = "0".repeat(64);
    writeFileSync(path, JSON.stringify(manifest));
    const other = await reproduceRun(second, { out });
    writeFileSync(path, kept);
    expect(other.missing[0]?.what).toMatch(/made by another build of Leadline .*: its code is 00000000/);
    expect(other.same).toBe(true);
  });

  it("a run whose predecessor is gone says so, and nothing is written or logged by looking", async () => {
    const log = join(out, ".candidates");
    expect(existsSync(log)).toBe(true);
    rmSync(join(out, "tiny", first), { recursive: true });
    const { missing } = await reproduceRun(second, { out });
    expect(missing.map(({ what }) => what)).toEqual([
      `the run before it, ${first}, is not here or was changed; this run's weights carry on its version numbers`,
    ]);
    expect(existsSync(join(out, "tiny", first))).toBe(false);
  });
});
