import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { openEngine } from "../../src/history/engine.ts";
import { loadHistory } from "../../src/history/load.ts";
import type { History } from "../../src/history/type.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

async function load(path: string): Promise<History> {
  const { study, folder: of } = await openStudy(path);
  return loadHistory(study, of);
}

/** What was read, without the names of files and the digest that holds them. */
const read = ({ audit: { files, rejects }, ...rest }: History): unknown => ({
  ...rest,
  files: files.map(({ file: _, ...of }) => of),
  rejects: rejects.map(({ reason, count }) => ({ reason, count })),
});

/** The tiny study with all its files in another format. */
async function converted(ending: string, query: (csv: string) => string, how: string): Promise<string> {
  const tiny = tinyStudy();
  for (const name of ["leads", "activities", "stages"]) replaceIn(tiny, `${name}.csv`, `${name}.${ending}`);
  const path = writeStudy(join(folder, ending), tiny);
  const engine = await openEngine(0);
  for (const name of ["leads", "activities", "stages"]) {
    const csv = `read_csv('${join(folder, ending, `${name}.csv`)}', header = true, all_varchar = true)`;
    await engine.run(`COPY (${query(csv)}) TO '${join(folder, ending, `${name}.${ending}`)}' (${how})`);
  }
  engine.close();
  return path;
}

it("9: Parquet and JSON lines of the same rows are the same history as CSV", async () => {
  const csv = read(await load(writeStudy(join(folder, "csv"), tinyStudy())));
  const all = (of: string): string => `SELECT * FROM ${of}`;
  expect(read(await load(await converted("parquet", all, "FORMAT parquet")))).toEqual(csv);
  expect(read(await load(await converted("jsonl", all, "FORMAT json")))).toEqual(csv);
});

it("9: Parquet's own types are read as what they are: numbers, days, instants, nothing", async () => {
  const study = `leadline: 1
study: typed
as_of: 2026-10-01
timezone: America/New_York
sources:
  leads: { file: leads.parquet, id: id, created: created }
  stages: { file: stages.parquet, lead: id, stage: stage, at: at }
funnel: [lead, won]
outcome: { reaches: won, within: 30 days }
features: { known_at_creation: [size, paid, title] }
`;
  writeFileSync(join(folder, "typed.yaml"), study);
  const engine = await openEngine(0);
  await engine.run(`COPY (SELECT * FROM (VALUES
    (1, TIMESTAMPTZ '2026-01-05 15:00:00+00', 12.5::DOUBLE, true, 'CTO'),
    (2, TIMESTAMPTZ '2026-02-01 04:30:00+00', 'nan'::DOUBLE, false, NULL)) t(id, created, size, paid, title))
    TO '${join(folder, "leads.parquet")}' (FORMAT parquet)`);
  await engine.run(`COPY (SELECT 1 AS id, 'won' AS stage, DATE '2026-01-20' AS at)
    TO '${join(folder, "stages.parquet")}' (FORMAT parquet)`);
  engine.close();
  const history = await load(join(folder, "typed.yaml"));
  expect(history.leads.ids).toEqual(["1", "2"]);
  // an instant on the study's clock: New York is five hours behind in winter
  const seconds = (iso: string): number => Date.parse(`${iso}Z`) / 1000;
  expect([...history.leads.created]).toEqual([
    seconds("2026-01-05T10:00:00"),
    seconds("2026-01-31T23:30:00"),
  ]);
  const size = history.leads.columns.get("size");
  expect(size?.kind === "number" && [...size.values]).toEqual([12.5, Number.NaN]);
  expect(history.audit.rejects).toEqual([]);
});

it("9: a key that only some objects have is a column; a file that cannot be read is refused with why", async () => {
  const study = `leadline: 1
study: keys
as_of: 2026-10-01
timezone: UTC
sources:
  leads: { file: leads.jsonl, id: id, created: created }
  stages: { file: stages.jsonl, lead: id, stage: stage, at: at }
funnel: [lead, won]
outcome: { reaches: won, within: 30 days }
features: { known_at_creation: ["a/b~c"] }
`;
  writeFileSync(join(folder, "keys.yaml"), study);
  writeFileSync(
    join(folder, "leads.jsonl"),
    '{"id":"a","created":"2026-01-01"}\n{"id":"00123","created":"2026-01-02","a/b~c":"x"}\n{"id":"c","created":"2026-01-03","a/b~c":null}\n',
  );
  writeFileSync(join(folder, "stages.jsonl"), '{"id":"00123","stage":"won","at":"2026-01-09"}\n');
  const history = await load(join(folder, "keys.yaml"));
  expect(history.leads.ids).toEqual(["00123", "a", "c"]);
  const column = history.leads.columns.get("a/b~c");
  expect(column?.kind === "category" && column.levels).toEqual(["x"]);
  writeFileSync(join(folder, "stages.jsonl"), '{"id":"00123","stage":"won","at":"2026-01-09"\n');
  await expect(load(join(folder, "keys.yaml"))).rejects.toThrow(LeadlineError);
  await expect(load(join(folder, "keys.yaml"))).rejects.toThrow(/stages\.jsonl/);
  writeFileSync(join(folder, "leads.jsonl"), "");
  await expect(load(join(folder, "keys.yaml"))).rejects.toThrow(/leads\.jsonl/);
});

it("9: objects in objects are columns named by the way to them, in JSON and in Parquet", async () => {
  const study = (file: string): string => `leadline: 1
study: nested
as_of: 2026-10-01
timezone: UTC
sources:
  leads: { file: ${file}, id: id, created: properties.created, account: properties.company.domain }
  stages: { from: leads, columns: { won: properties.won } }
funnel: [lead, won]
outcome: { reaches: won, within: 30 days }
features: { known_at_creation: [properties.title, properties.size] }
`;
  const rows = Array.from({ length: 40 }, (_, i) => ({
    id: `L${i}`,
    created: `2026-01-${String(1 + (i % 28)).padStart(2, "0")} 10:20:30`,
    title: i % 3 === 0 ? null : `t${i % 3}`,
    size: 10 * i,
    domain: `a${i % 7}.com`,
    won: i % 4 === 0 ? "2026-02-03 04:05:06" : null,
  }));
  const loaded = async (file: string): Promise<unknown> => {
    writeFileSync(join(folder, `${file}.yaml`), study(file));
    return read(await load(join(folder, `${file}.yaml`)));
  };
  writeFileSync(
    join(folder, "flat.csv"),
    `id,properties.created,properties.title,properties.size,properties.company.domain,properties.won\n${rows
      .map(({ id, created, title, size, domain, won }) => [id, created, title, size, domain, won].join(","))
      .join("\n")}\n`,
  );
  const flat = await loaded("flat.csv");
  // the first object lacks a key that later ones have
  const json = rows.map(({ id, title, won, domain, ...of }) => ({
    id,
    properties: { ...of, ...(title === null ? {} : { title }), won, company: { domain } },
  }));
  writeFileSync(join(folder, "nested.jsonl"), json.map((row) => JSON.stringify(row)).join("\n"));
  expect(await loaded("nested.jsonl")).toEqual(flat);
  writeFileSync(join(folder, "nested.json"), JSON.stringify(json));
  expect(await loaded("nested.json")).toEqual(flat);
  const engine = await openEngine(0);
  await engine.run(
    `COPY (SELECT id, {'created': "properties.created"::TIMESTAMP, 'title': "properties.title", 'size': "properties.size"::INTEGER,
       'won': "properties.won"::TIMESTAMP, 'company': {'domain': "properties.company.domain"}} AS properties
     FROM read_csv('${join(folder, "flat.csv")}', header = true, all_varchar = true))
     TO '${join(folder, "nested.parquet")}' (FORMAT parquet)`,
  );
  engine.close();
  expect(await loaded("nested.parquet")).toEqual(flat);
});
