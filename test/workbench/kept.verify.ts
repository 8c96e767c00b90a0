import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { sha256 } from "../../src/workbench/folder/folder.ts";
import { type RunOutcome, run } from "../../src/workbench/run.ts";
import { filesBelow, scratch } from "../helpers/cli.ts";
import { signed } from "../helpers/kept.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** Three ways in which every file of a cache is broken. */
const harm: Readonly<Record<string, (at: string) => void>> = {
  "cut short": (at) => {
    for (const name of readdirSync(at)) truncateSync(join(at, name), 200);
  },
  "something else, well signed": (at) => {
    for (const name of readdirSync(at)) signed(join(at, name), { a: 1 });
  },
  "in each other's place": (at) => {
    const names = readdirSync(at);
    const contents = names.map((name) => readFileSync(join(at, name)));
    for (const [k, name] of names.entries()) writeFileSync(join(at, name), contents.at(k - 1) ?? "");
  },
};

/** The files of a run, but for the log of how it was made. */
const bytesOf = ({ folder: at }: RunOutcome) =>
  [...filesBelow(at)].flatMap(([name, content]) => (name === "log.jsonl" ? [] : [[name, sha256(content)]]));
const workOf = ({ folder: at }: RunOutcome): Record<string, { run: number; kept: number }> =>
  JSON.parse(readFileSync(join(at, "log.jsonl"), "utf8")).work;

it("13: a run gives the same bytes with every file of its cache, with none, and with each broken", async () => {
  const study = writeStudy(join(folder, "study"), tinyStudy());
  // each in a folder of its own, so that none finds the log or the run of another
  const plain = bytesOf(await run({ study, out: join(folder, "plain"), cache: false }));
  const cold = join(folder, "cold");
  expect(bytesOf(await run({ study, out: cold }))).toEqual(plain);
  const again = async (name: string, broken: (at: string) => void): Promise<RunOutcome> => {
    const out = join(folder, name);
    cpSync(join(cold, ".cache"), join(out, ".cache"), { recursive: true });
    broken(join(out, ".cache"));
    const found = await run({ study, out });
    expect(bytesOf(found)).toEqual(plain);
    return found;
  };
  const nothingRun = {
    data: { run: 0 },
    fit: { run: 0 },
    models: { run: 0 },
    facts: { run: 0 },
    walk: { run: 0 },
    grid: { run: 0 },
  };
  expect(workOf(await again("whole", () => {}))).toMatchObject(nothingRun);
  const nothingKept = {
    data: { kept: 0 },
    fit: { kept: 0 },
    models: { kept: 0 },
    facts: { kept: 0 },
    walk: { kept: 0 },
    grid: { kept: 0 },
  };
  for (const [name, broken] of Object.entries(harm))
    expect(workOf(await again(name, broken)), name).toMatchObject(nothingKept);
});

it("13: after another capacity fits nothing, and one more model fits that model alone; the bytes are those of no cache", async () => {
  const out = join(folder, "reports");
  const first = workOf(await run({ study: writeStudy(join(folder, "first"), tinyStudy()), out }));
  const fits = first.fit?.run ?? 0;
  expect(fits).toBeGreaterThan(4);
  expect(first).toMatchObject({ fit: { kept: 0 } });
  const changed = tinyStudy();
  replaceIn(changed, /leads_per_rep_per_day: [0-9.]+/, "leads_per_rep_per_day: 0.4");
  const slower = await run({ study: writeStudy(join(folder, "slower"), changed), out });
  // two walks are for crossings of cut-offs that the capacity decides: the definitions', and the CRMs' scores'
  expect(workOf(slower)).toMatchObject({
    data: { run: 0, kept: 1 },
    fit: { run: 0, kept: fits },
    models: { run: 0, kept: 1 },
    facts: { run: 0, kept: 2 },
    walk: { run: 2 },
  });
  const kept = bytesOf(slower);
  expect(kept.length).toBeGreaterThan(10);
  rmSync(slower.folder, { recursive: true });
  const plain = await run({ study: join(folder, "slower", "study.yaml"), out, cache: false });
  expect(workOf(plain)).toMatchObject({ fit: { run: fits, kept: 0 } });
  expect(bytesOf(plain)).toEqual(kept);

  replaceIn(changed, "models:\n", "models:\n  close: { kind: close_rate }\n");
  const more = await run({ study: writeStudy(join(folder, "more"), changed), out });
  // in no more folds than each of the two others has
  expect(workOf(more)).toMatchObject({ fit: { run: fits / 2, kept: fits } });
  expect(Object.keys(more.result.models)).toContain("close");
});
