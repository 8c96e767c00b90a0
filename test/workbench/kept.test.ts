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
import { digestOf } from "../../src/workbench/kept/digest.ts";
import { type Kept, keptIn } from "../../src/workbench/kept/kept.ts";
import { fit as fitAll, load } from "../../src/workbench/pipeline.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { signed } from "../helpers/kept.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

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
