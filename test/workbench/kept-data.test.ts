import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Keep } from "../../src/base/keep.ts";
import { digestOf } from "../../src/workbench/kept/digest.ts";
import { keptIn } from "../../src/workbench/kept/kept.ts";
import { fromBytes, isLarger, toBytes } from "../../src/workbench/kept/serial.ts";
import { keeping, load } from "../../src/workbench/pipeline.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = tinyStudy();
// a name of today in the leads, which is reported at its line of the study file
replaceIn(tiny, "known_at_creation: [title,", "known_at_creation: [last_title, title,");
tiny.leads = tiny.leads.map((row, i) => `${row},${i === 0 ? "last_title" : ["A", "B", "C"][i % 3]}`);
const path = writeStudy(join(folder, "study"), tiny);
const cache = join(folder, "cache");

/** What is loaded for the study file as it stands, and how often it was read and found. */
async function loaded(keep?: Keep) {
  const { study, folder: files } = await openStudy(path);
  const kept = keptIn(cache);
  const { study: of, ...data } = await load(study, files, {}, keep ?? keeping(kept, "data"));
  return { study: of, data, digest: digestOf(data), ...kept.counts.data };
}
async function fresh(): Promise<string> {
  const { study, folder: files } = await openStudy(path);
  const { study: _, ...data } = await load(study, files);
  return digestOf(data);
}

it("13: an edit of definitions and capacity reads no table again, and its warnings stand at their lines", async () => {
  const first = await loaded();
  expect([first.run, first.kept, first.digest]).toEqual([1, 0, await fresh()]);
  const places = first.data.warnings.map(({ where }) => where.line).filter((line) => line !== undefined);
  expect(places.length).toBeGreaterThan(0);
  replaceIn(tiny, "leadline: 1\n", "leadline: 1\n# two lines\n# more\ntitle: Another\n");
  replaceIn(tiny, "definitions:\n", 'definitions:\n  more: { when: "hand_points >= 3" }\n');
  replaceIn(tiny, /leads_per_rep_per_day: [0-9.]+/, "leads_per_rep_per_day: 0.4");
  writeStudy(join(folder, "study"), tiny);
  const second = await loaded();
  expect([second.run, second.kept, second.digest]).toEqual([0, 1, await fresh()]);
  expect(second.data.warnings.map(({ where }) => where.line).filter((line) => line !== undefined)).toEqual(
    places.map((line) => line + 3),
  );
  expect(second.study.definitions.has("more")).toBe(true);
  // e-mails stand in it, as in the files themselves
  for (const name of readdirSync(cache)) expect(statSync(join(cache, name)).mode & 0o077).toBe(0);
});

it("13: another byte in a table, or another key that loading reads, reads all anew", async () => {
  appendFileSync(join(folder, "study", "activities.csv"), "L0003,Page View,2025-11-11T10:00:00\n");
  const longer = await loaded();
  expect([longer.run, longer.kept, longer.digest]).toEqual([1, 0, await fresh()]);
  replaceIn(tiny, "within: 60 days", "within: 61 days");
  writeFileSync(path, tiny.study);
  const other = await loaded();
  expect([other.run, other.kept, other.digest]).toEqual([1, 0, await fresh()]);
});

it("13: a table that changes while what was kept of it is looked up is refused", async () => {
  const file = join(folder, "study", "stages.csv");
  const before = readFileSync(file);
  const changing: Keep = async (_, __, compute) => {
    const value = await compute();
    appendFileSync(file, "L0003,mql,2025-11-11\n");
    return value;
  };
  await expect(loaded(changing)).rejects.toMatchObject({ exit: 4, faults: [{ code: "file-changed" }] });
  writeFileSync(file, before);
});

it("13: data that a study refuses are not kept", async () => {
  replaceIn(tiny, "hand_points >= 3", "no_such >= 3");
  replaceIn(tiny, "within: 61 days", "within: 62 days");
  writeFileSync(path, tiny.study);
  const files = readdirSync(cache).length;
  await expect(loaded()).rejects.toMatchObject({ exit: 2, faults: [{ where: { file: path } }] });
  expect(readdirSync(cache)).toHaveLength(files);
});

it("13: bytes keep arrays by kind, in memory that threads share, and what is the same array", () => {
  const times = Int32Array.of(-1, 2 ** 31 - 1);
  const value = {
    times,
    same: [times, new Float64Array([Number.NaN, -0, 0.1]).subarray(1)],
    levels: new Map([["a", { codes: Uint8Array.of(255), wide: Uint16Array.of(65_535) }]]),
    none: undefined,
    names: new Set(["ä", "\ud800"]),
  };
  const found = fromBytes(toBytes(value));
  expect(found).toEqual(value);
  expect(digestOf(found)).toBe(digestOf(value));
  if (typeof found !== "object" || found === null || !("times" in found) || !("same" in found)) throw found;
  expect(Array.isArray(found.same) && found.same[0] === found.times).toBe(true);
  expect(ArrayBuffer.isView(found.times) && found.times.buffer instanceof SharedArrayBuffer).toBe(true);
  expect(() => toBytes(new Float32Array(1))).toThrow(TypeError);
});

it("13: what is larger than the cache may hold is told before its bytes are made", () => {
  const codes = new Uint8Array(1000);
  // the same array twice is one
  expect(isLarger({ codes, again: [codes] }, 1000)).toBe(false);
  expect(isLarger(new Map([["a", new Set([codes])]]), 1000)).toBe(true);
  expect(isLarger(["12345", "67890"], 10)).toBe(false);
  expect(isLarger(["12345", "678901"], 10)).toBe(true);
});
