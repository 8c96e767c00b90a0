import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/workbench/folder/folder.ts";
import { digestOf } from "../../src/workbench/kept/digest.ts";
import { type Kept, keptIn } from "../../src/workbench/kept/kept.ts";
import { fit as fitAll, load } from "../../src/workbench/pipeline.ts";
import { run } from "../../src/workbench/run.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { filesBelow, scratch } from "../helpers/cli.ts";
import { signed } from "../helpers/kept.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = tinyStudy();
const path = writeStudy(join(folder, "study"), tiny);
const { study, folder: files } = await openStudy(path);
const loaded = await load(study, files);

/** All that is fitted and told of the models, by digest. */
async function fitted(kept?: Kept): Promise<string> {
  const { study: found, models } = await fitAll(loaded, kept === undefined ? {} : { kept });
  return digestOf({ walk: found.walk, models });
}
const fresh = await fitted();
const whole = join(folder, "whole");
const filling = keptIn(whole);
await fitted(filling);
const fits = filling.counts.fit.run;
const ofFit = (at: string): string[] =>
  readdirSync(at)
    .filter((name) => name.startsWith("fit-"))
    .map((name) => join(at, name));

describe("13: what is kept", () => {
  it("is every fit of every fold and the models' report, and is used", async () => {
    const kept = keptIn(whole);
    expect(await fitted(kept)).toBe(fresh);
    expect(fits).toBeGreaterThan(4);
    expect(kept.counts).toMatchObject({ fit: { run: 0, kept: fits }, models: { run: 0, kept: 1 } });
  });

  const harm: Readonly<Record<string, (at: string, first: string, second: string) => void>> = {
    "cut short": (_, first) => truncateSync(first, 1000),
    empty: (_, first) => truncateSync(first, 0),
    "one bit changed": (_, first) => {
      const bytes = readFileSync(first);
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
      writeFileSync(first, bytes);
    },
    "of another version": (_, first) =>
      writeFileSync(
        first,
        readFileSync(first, "latin1").replace("leadline-kept 1", "leadline-kept 0"),
        "latin1",
      ),
    "in each other's place": (at, first, second) => {
      copyFileSync(first, join(at, "aside"));
      copyFileSync(second, first);
      copyFileSync(join(at, "aside"), second);
    },
    "something else, well signed": (_, first) => signed(first, { a: 1 }),
    "a folder": (_, first) => {
      rmSync(first);
      mkdirSync(first);
    },
    "gone, with the folder": (at) => rmSync(at, { recursive: true }),
    "a file instead of the folder": (at) => {
      rmSync(at, { recursive: true });
      writeFileSync(at, "");
    },
    "from a clock that is wrong": (at) => {
      for (const [k, file] of ofFit(at).entries())
        utimesSync(file, k % 2 === 0 ? 0 : 4e9, k % 2 === 0 ? 0 : 4e9);
    },
    "half written by a process that was killed": (at, first) => {
      copyFileSync(first, join(at, ".staging-000000-1-1-00000000"));
      rmSync(first);
    },
  };
  it.each(Object.entries(harm))("gives the same figures where it is %s", async (_, break_) => {
    const at = join(folder, "broken");
    rmSync(at, { recursive: true, force: true });
    cpSync(whole, at, { recursive: true });
    const [first = "", second = ""] = ofFit(at);
    break_(at, first, second);
    const kept = keptIn(at);
    expect(await fitted(kept)).toBe(fresh);
    await kept.trim();
    // and what was broken is mended by the way, where it can be
    expect(await fitted(keptIn(at))).toBe(fresh);
  });

  it("may be written by two at once", async () => {
    const at = join(folder, "two");
    expect(await Promise.all([fitted(keptIn(at)), fitted(keptIn(at)), fitted(keptIn(whole))])).toEqual([
      fresh,
      fresh,
      fresh,
    ]);
    expect(readdirSync(at).sort()).toEqual(readdirSync(whole).sort());
  });

  it("takes no more room than it may: what was not used for longest goes first", async () => {
    const at = join(folder, "bound");
    const is = (value: unknown): value is string => typeof value === "string";
    const kept = keptIn(at, 3000);
    const value = (name: string): string => name.repeat(1000);
    for (const name of ["a", "b", "c"]) await kept.of("fit", name, is, () => value(name));
    for (const [k, file] of readdirSync(at).entries()) utimesSync(join(at, file), k, k);
    expect(await kept.of("fit", "a", is, () => "not kept")).toBe(value("a"));
    await kept.trim();
    expect(readdirSync(at)).toHaveLength(2);
    expect(await kept.of("fit", "a", is, () => "not kept")).toBe(value("a"));
  });
});

describe("13: a study that is run again", () => {
  const out = join(folder, "reports");
  const bytes = (of: string, id: string): Record<string, string> =>
    Object.fromEntries(
      [...filesBelow(join(of, "tiny", id))].flatMap(([name, content]) =>
        name === "log.jsonl" ? [] : [[name, sha256(content)]],
      ),
    );
  const workOf = (at: string): unknown => JSON.parse(readFileSync(join(at, "log.jsonl"), "utf8")).work;

  it("after another capacity fits nothing, and one more model fits that model alone; the bytes are those of no cache", async () => {
    const first = await run({ study: path, out });
    expect(workOf(first.folder)).toMatchObject({ fit: { run: fits, kept: 0 } });
    const changed = tinyStudy();
    replaceIn(changed, /leads_per_rep_per_day: [0-9.]+/, "leads_per_rep_per_day: 0.4");
    const slower = await run({ study: writeStudy(join(folder, "slower"), changed), out });
    // two walks are for crossings of cut-offs that the capacity decides: the definitions', and the CRMs' scores'
    expect(workOf(slower.folder)).toMatchObject({
      fit: { run: 0, kept: fits },
      models: { run: 0, kept: 1 },
      facts: { run: 0, kept: 2 },
      walk: { run: 2 },
    });
    const kept = bytes(out, slower.result.run);
    expect(Object.keys(kept).length).toBeGreaterThan(10);
    rmSync(slower.folder, { recursive: true });
    const plain = await run({ study: join(folder, "slower", "study.yaml"), out, cache: false });
    expect(workOf(plain.folder)).toMatchObject({ fit: { run: fits, kept: 0 } });
    expect(bytes(out, plain.result.run)).toEqual(kept);

    replaceIn(changed, "models:\n", "models:\n  close: { kind: close_rate }\n");
    const more = await run({ study: writeStudy(join(folder, "more"), changed), out });
    // in no more folds than each of the two others has
    expect(workOf(more.folder)).toMatchObject({ fit: { run: fits / 2, kept: fits } });
    expect(Object.keys(more.result.models)).toContain("close");
  });
});

describe("13: a digest", () => {
  it("tells apart what a function could", () => {
    const values: readonly unknown[] = [
      0,
      -0,
      "0",
      null,
      undefined,
      [],
      {},
      [[]],
      [1, 2],
      ["1,2"],
      { a: 1 },
      { a: "1" },
      { a: undefined },
      new Map([["a", 1]]),
      new Set(["a", 1]),
      new Uint8Array(2),
      new Uint16Array(1),
      new Uint8Array(3),
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Float64Array(300),
      new Float64Array(300).fill(-0),
      Array.from({ length: 300 }, (_, i) => i),
      ["a", "b"],
      ["ab"],
      ["as1:b"],
    ];
    expect(new Set(values.map(digestOf)).size).toBe(values.length);
    expect(digestOf({ a: 1, b: [2] })).toBe(digestOf({ b: [2], a: 1 }));
    // the same array again, and one that holds the same
    const long = Float64Array.from({ length: 300 }, (_, i) => i);
    expect(digestOf([long, long])).toBe(digestOf([long.slice(), long]));
    expect(() => digestOf(() => 1)).toThrow(TypeError);
  });
});
