import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { duckdb, exported, sqlite, targets } from "../../src/export/index.ts";
import { goldenRows } from "../../src/weights/golden.ts";
import { readWeights } from "../../src/weights/read.ts";
import { type Draft, seal } from "../../src/weights/seal.ts";
import { versioned } from "../../src/weights/version.ts";
import { type Connection, connect } from "./duckdb.ts";
import { goldenChecks } from "./golden-check.ts";
import { sqliteAnswers, whyNoPython } from "./judges/judges.ts";

const draft: Draft = {
  schemaVersion: 1,
  name: 'made: "up" | \u2028 - # {{ x }}',
  version: "1.0.0",
  kind: "points",
  inputs: [
    { name: "yes", type: "category", from: { column: "title" } },
    { name: "n", type: "number", from: { column: "n" } },
  ],
  attributes: [
    { kind: "bins", name: "yes", bins: [{ kind: "category", values: ["CTO"], points: 7 }], group: null },
    { kind: "rule", when: "n > 0.1", points: 3, group: null },
  ],
  groups: [],
  floor: null,
  ceiling: null,
  intercept: -2,
  scale: { unit: 0.1 },
  baseline: [1, 1],
  calibration: { kind: "platt", slope: 1, intercept: -1.5 },
  grades: [{ grade: "A", atLeast: 5 }],
  mql: 5,
};
const weights = seal(draft);
const question = {
  models: new Map([["m", weights]]),
  definitions: new Map(),
  features: [],
  making: null,
};
const files = exported(question);
const textOf = (path: string): string => String(files.get(path));

describe("the bundle", () => {
  it("10: weights.json is canonical, and its sha256 is that of its own bytes without the field", () => {
    const text = textOf("bundle/m/weights.json");
    const without = text.replace(/,"sha256":"[0-9a-f]*","version"/, ',"version"');
    expect(without.length).toBe(text.length - 76);
    expect(createHash("sha256").update(without).digest("hex")).toBe(weights.sha256);
    expect(text.startsWith('{"attributes":[{"bins":[{"kind":"category","points":7,"values":["CTO"]}]')).toBe(
      true,
    );
    expect(readWeights(text)).toEqual(weights);
  });

  it("10: golden.jsonl holds each golden row on a line of its own", () => {
    const lines = textOf("bundle/m/golden.jsonl").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(weights.golden);
    const numbers = lines.map((line) => JSON.parse(line).inputs.n);
    // the edge of the rule, and the doubles beside it
    for (const n of [0.1, 0.09999999999999999, 0.10000000000000002, null]) expect(numbers).toContain(n);
  });

  it("10: a model card's front matter is YAML, whatever the names hold", () => {
    const [, front = "", body = ""] = textOf("bundle/m/MODEL_CARD.md").split(/^---$/m);
    for (const version of ["1.1", "1.2"] as const)
      expect(parse(front, { version })).toEqual({
        name: draft.name,
        version: "1.0.0",
        sha256: weights.sha256,
        kind: "points",
        calibration: "platt",
        inputs: 2,
      });
    expect(body).toContain("| yes | category | the column title, as it was at creation |");
    expect(/[^\P{C}\n]/u.test(body)).toBe(false);
  });

  it("10: each folder's manifest lists its other files with their digests", () => {
    for (const { name } of targets) {
      const manifest = JSON.parse(textOf(`${name}/manifest.json`));
      expect(manifest.weights).toEqual([{ name: draft.name, version: "1.0.0", sha256: weights.sha256 }]);
      const own = [...files].filter(
        ([path]) => path.startsWith(`${name}/`) && !path.endsWith("/manifest.json"),
      );
      expect(manifest.files).toEqual(
        own
          .map(([path, content]) => ({
            file: path.slice(name.length + 1),
            bytes: Buffer.byteLength(content),
            sha256: createHash("sha256").update(content).digest("hex"),
          }))
          .sort((a, b) => (a.file < b.file ? -1 : 1)),
      );
      expect(own.length).toBeGreaterThan(1);
    }
  });
});

describe("10: the version after the run before", () => {
  const after = (over: Partial<Draft>): string =>
    versioned(seal({ ...draft, ...over }), { ...seal({ ...draft, version: "2.3.4" }) }).version;
  const [title, n] = draft.inputs;
  if (title === undefined || n === undefined) throw new Error("two inputs");

  it.each<[string, Partial<Draft>, string]>([
    ["nothing is other", {}, "2.3.4"],
    ["the inputs in another order are no other", { inputs: [n, title], name: draft.name }, "2.3.5"],
    ["another name", { name: "renamed" }, "2.3.5"],
    ["other points", { intercept: -1 }, "2.4.0"],
    ["another map", { calibration: { kind: "none" } }, "2.4.0"],
    ["another cut-off", { mql: 4 }, "2.4.0"],
    ["an input more", { inputs: [...draft.inputs, { ...n, name: "more" }] }, "3.0.0"],
    ["an input less", { inputs: [title], attributes: draft.attributes.slice(0, 1), baseline: [1] }, "3.0.0"],
    [
      "an input of another column",
      { inputs: [title, { ...n, name: "n", type: "number", from: { column: "size" } }] },
      "3.0.0",
    ],
  ])("%s", (_, over, version) => {
    expect(after(over)).toBe(version);
  });

  it("is sealed anew, and 1.0.0 where there is none before", () => {
    const next = versioned(weights, seal({ ...draft, version: "2.3.4", intercept: 0 }));
    expect(next.version).toBe("2.4.0");
    expect(readWeights(JSON.stringify(next))).toEqual(next);
    expect(versioned(next, null)).toEqual(weights);
    expect(goldenRows(draft)).toEqual(weights.golden);
  });
});

describe("the check that ships with each dialect", () => {
  let db: Connection;
  beforeAll(async () => {
    db = await connect();
  });
  afterAll(() => db.closeSync());

  it("10.5: DuckDB finds no golden row otherwise, and those that are", async () => {
    for (const { query, rows, different } of goldenChecks(duckdb, 6)) {
      const [found] = (await db.runAndReadAll(query)).getRows();
      expect(found?.map(Number)).toEqual([rows, different]);
    }
  });

  it("10.5: SQLite finds no golden row otherwise, and those that are", (context) => {
    const why = whyNoPython();
    if (why !== null) return context.skip(why);
    const checks = goldenChecks(sqlite, 8);
    expect(sqliteAnswers(checks)).toEqual(checks.map(({ rows, different }) => [[rows, different]]));
  });
});
