import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import {
  columnsOf,
  csvOf,
  type Danfo,
  type Frame,
  framesIn,
  historyOf,
  meansOf,
  scored,
  tablesOf,
  toFrame,
  toFrames,
} from "../../src/frames/index.ts";
import { historyOf as historyOfColumns } from "../../src/history/index.ts";
import { conclude, fit as fitAll, judge, load, openStudy, type Result } from "../../src/index.ts";
import type { InputValue } from "../../src/weights/type.ts";
import { root, scratch } from "../helpers/cli.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

/** What the tests use of a DataFrame's own methods. */
interface Own extends Frame {
  readonly dtypes: readonly string[];
  groupby(by: string[]): { col(of: string[]): { mean(): Own; count(): Own } };
}

const { folder, remove } = scratch();
afterAll(remove);

let danfo: Danfo<Own> | null = null;
const has = (ctx: TestContext): Danfo<Own> =>
  danfo ?? ctx.skip("danfojs-node is not installed: npm ci has it as a development dependency");

let path = "";
let result: Result;
beforeAll(async () => {
  const name = "danfojs-node";
  danfo = await import(name).catch(() => null);
  path = writeStudy(join(folder, "tiny"), tinyStudy());
  const { study, folder: of } = await openStudy(path);
  const judged = await judge(await fitAll(await load(study, of)));
  result = conclude(judged, { run: "2026-01-01-00000000", candidatesTried: 2, seeded: false });
});

describe("12: a run's tables", () => {
  it("hold every definition and quarter, with what they belong to", () => {
    const { definitions, definitions_quarters: quarters, run } = tablesOf(result);
    expect(Array.from(definitions?.definition ?? [])).toEqual(["incumbent", "written", "adaptive"]);
    expect(Array.from(definitions?.pooled_wins_per_slot ?? [])).toEqual(
      Object.values(result.definitions).map(({ pooled }) => pooled.winsPerSlot.value),
    );
    // three definitions in the four quarters that the study asks for, and the young one after them
    expect(quarters?.quarter?.length).toBe(15);
    expect(Array.from(quarters?.definition ?? []).slice(4, 6)).toEqual(["incumbent", "written"]);
    expect(Array.from(quarters?.precision_low ?? [])).toEqual(
      Object.values(result.definitions).flatMap(({ quarters: own }) =>
        own.map(({ precision }) => (precision.value === null ? null : precision.low)),
      ),
    );
    expect(run?.study_name?.[0]).toBe("tiny");
  });

  it("tell rows of a list of lists apart: each bin stands beside its model and attribute", () => {
    const bins = tablesOf(result).models_bins_bins;
    const own = result.models.logit?.bins ?? [];
    const said = own.flatMap(({ attribute, bins: of }) =>
      of.map(({ label }) => `logit ${attribute} ${label}`),
    );
    const rows = Array.from(
      bins?.label ?? [],
      (label, i) => `${bins?.model?.[i]} ${bins?.attribute?.[i]} ${label}`,
    );
    expect(rows.filter((row) => row.startsWith("logit "))).toEqual(said);
  });

  it("leave no number of the result out", () => {
    const flat = new Set(
      Object.values(tablesOf(result)).flatMap((columns) =>
        Object.values(columns).flatMap((values) => Array.from(values)),
      ),
    );
    const missing: number[] = [];
    JSON.stringify(result, (_, value: unknown) => {
      // lists of plain numbers are one text
      if (Array.isArray(value) && value.every((item) => typeof item === "number")) return null;
      if (typeof value === "number" && !flat.has(value)) missing.push(value);
      return value;
    });
    expect(missing).toEqual([]);
  });

  it("become DataFrames that give the same columns back", async (ctx) => {
    const from = has(ctx);
    const frames = await toFrames(result, from);
    const tables = tablesOf(result);
    expect(Object.keys(frames)).toEqual(Object.keys(tables));
    for (const [name, frame] of Object.entries(frames)) {
      const own = Object.values(tables[name] ?? {}).map((values) => Array.from(values, (v) => v ?? null));
      expect(Object.values(columnsOf(frame)), name).toEqual(own);
    }
    expect(frames.data_rejects?.columns).toContain("count_");
  });
});

describe("12.2: frames keep what they are given", () => {
  const day = new Date("2026-03-29T01:30:00.000Z");
  const columns = {
    id: ["00123", null, "1e5"],
    amount: [0.1 + 0.2, null, 2 ** 53],
    many: [1, 2, 3],
    when: [day, null, new Date(0)],
    sure: [true, null, false],
    nothing: [null, null, null],
    title: ["VP, Sales", 'the "new"', "a\nb"],
  };

  it("nulls, dates, 00123, large numbers", async (ctx) => {
    const frame = await toFrame(columns, has(ctx));
    expect(columnsOf(frame)).toEqual(columns);
    expect(frame.dtypes).toEqual(["string", "float32", "int32", "string", "boolean", "string", "string"]);
  });

  it("100,000 rows; one more is told where it belongs", async (ctx) => {
    const from = has(ctx);
    const long = { id: Array.from({ length: 100_000 }, (_, i) => String(i).padStart(6, "0")) };
    const back = columnsOf(await toFrame(long, from));
    expect(back).toEqual(long);
    const longer = toFrame({ id: [...long.id, "x"] }, from);
    await expect(longer).rejects.toThrow(
      /holds at most 100,000 rows here, and this table has 100,001[\s\S]*Parquet/,
    );
  });

  it("typed arrays are columns; ragged ones and names that danfojs needs are refused", async (ctx) => {
    const from = has(ctx);
    expect(columnsOf(await toFrame({ n: Float64Array.of(1.5, 2) }, from))).toEqual({ n: [1.5, 2] });
    await expect(toFrame({ a: [1, 2], b: [1] }, from)).rejects.toThrow('the column "b" has 1 value');
    await expect(toFrame({ shape: [1] }, from)).rejects.toThrow('a member of its own called "shape"');
  });

  it("a study read from frames is the study read from its files", async (ctx) => {
    const from = has(ctx);
    const { study, folder: of } = await openStudy(path);
    const frames = Object.fromEntries(
      await Promise.all(
        ["leads.csv", "activities.csv", "stages.csv"].map(async (name) => {
          const [header = "", ...rows] = readFileSync(join(of, name), "utf8").trimEnd().split("\n");
          const cells = rows.map((row) => row.split(","));
          const table = Object.fromEntries(header.split(",").map((at, i) => [at, cells.map((c) => c[i])]));
          return [name, await toFrame(table, from)] as const;
        }),
      ),
    );
    const plain = Object.fromEntries(Object.entries(frames).map(([name, frame]) => [name, columnsOf(frame)]));
    const { audit } = await historyOf(study, frames);
    expect(audit.digest).toBe((await historyOfColumns(study, plain)).audit.digest);
    const loaded = await load(study, framesIn(frames));
    const files = await load(study, of);
    expect(loaded.history.leads.ids).toEqual(files.history.leads.ids);
    expect(loaded.labels.outcome).toEqual(files.labels.outcome);
  });
});

describe("12: what danfojs gets wrong", () => {
  const columns = { team: ["a", "a", "b", null], days: [10, null, 4, 7] };

  it("its means by group take null as a row of 0; ours do not", async (ctx) => {
    const frame = await toFrame(columns, has(ctx));
    const theirs = columnsOf(frame.groupby(["team"]).col(["days"]).mean());
    expect(Object.values(theirs)[1]?.[0]).toBe(5);
    expect(meansOf(frame, ["days"], ["team"])).toEqual({
      team: ["a", "b", null],
      days: [10, 4, 7],
      days_n: [1, 1, 1],
    });
    expect(meansOf(frame, ["days"])).toEqual({ days: [7], days_n: [3] });
  });

  it("its groups by two columns run together where a hyphen stands in a name; ours do not", async (ctx) => {
    const named = { source: ["paid-social", "paid"], region: ["us", "social-us"], won: [10, 1] };
    const frame = await toFrame(named, has(ctx));
    expect(Object.values(columnsOf(frame.groupby(["source", "region"]).col(["won"]).mean()))[2]).toHaveLength(
      1,
    );
    expect(meansOf(frame, ["won"], ["source", "region"])).toEqual({ ...named, won_n: [1, 1] });
  });

  it("a group without a value has no mean; a text is no number; a column that is not there is told", async (ctx) => {
    const frame = await toFrame({ team: ["a"], days: [null], name: ["x"] }, has(ctx));
    expect(meansOf(frame, ["days"], ["team"])).toEqual({ team: ["a"], days: [null], days_n: [0] });
    expect(() => meansOf(frame, ["name"])).toThrow('row 1 of the column "name" holds "x"');
    expect(() => meansOf(frame, ["dais"])).toThrow('did you mean "days"?');
  });

  it("CSV quotes commas and writes dates in ISO 8601", async (ctx) => {
    const frame = await toFrame({ id: ["007", "a,b"], seen: [new Date(0), null] }, has(ctx));
    expect(csvOf(frame)).toBe('id,seen\n007,1970-01-01T00:00:00.000Z\n"a,b",\n');
  });
});

it("12: a frame is scored as the weights' golden rows say", async (ctx) => {
  const from = has(ctx);
  const weights = result.models.hand?.weights;
  if (weights === undefined || weights === null) throw new Error("the hand-made points ship no weights");
  const cell = (value: InputValue | undefined) => (typeof value === "object" ? null : value);
  const frame = await toFrame(
    Object.fromEntries([
      ["lead_id", weights.golden.map((_, i) => `00${i}`)],
      ...weights.inputs.map(({ name }) => [name, weights.golden.map(({ inputs }) => cell(inputs[name]))]),
      ...weights.inputs.map(({ name }) => [
        `${name}_not_observed`,
        weights.golden.map(({ inputs }) => typeof inputs[name] === "object" && inputs[name] !== null),
      ]),
    ]),
    from,
  );
  const back = scored(frame, weights);
  for (const of of ["score", "p", "grade", "mql"] as const)
    expect(Array.from(back[of] ?? []), of).toEqual(weights.golden.map((row) => row[of]));
  expect(back.lead_id?.[1]).toBe("001");
  const { values } = await toFrame(back, from);
  expect(values).toHaveLength(weights.golden.length);
});

it("12.2: an install without danfojs works, and says what is missing where a frame is asked for", () => {
  // the built package beside all of its dependencies but danfojs
  const app = join(folder, "app");
  mkdirSync(join(app, "node_modules/leadline"), { recursive: true });
  cpSync(join(root, "dist"), join(app, "node_modules/leadline/dist"), { recursive: true });
  cpSync(join(root, "package.json"), join(app, "node_modules/leadline/package.json"));
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const place = join(app, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place);
  }
  writeFileSync(
    join(app, "use.mjs"),
    `import { tablesOf, toFrame } from "leadline/frames";
     await toFrame({ a: [1] }).catch((error) => console.log(typeof tablesOf, error.exit, error.message));`,
  );
  const ran = spawnSync(process.execPath, ["use.mjs"], { cwd: app, encoding: "utf8" });
  expect(ran.stderr).toBe("");
  expect(ran.stdout).toMatch(
    /^function 4 data frames need the package danfojs-node[\s\S]*notebooks\/README\.md/,
  );
});
