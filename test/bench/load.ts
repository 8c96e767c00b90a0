/**
 * A CSV of 1M leads and 20 columns to typed columns beside pandas' C engine (w1): the look through the file that proves the
 * count of its rows, all cells, two columns of times, and, as in the peer's, the levels of four categories in order while
 * other texts stand as they come. And the same file as a whole history of leads.
 *
 *   npm run bench -- load DATA venv/bin/python PEERS/w1_load.py
 */

import { readCells } from "../../src/history/cells/read.ts";
import { ofLeads, settled } from "../../src/history/cells/settle.ts";
import { Stamps } from "../../src/history/cells/stamps.kernel.ts";
import { Numbers, Texts } from "../../src/history/cells/takers.kernel.ts";
import { bytesOf } from "../../src/history/files/content/content.ts";
import { scanText } from "../../src/history/files/csv/scan.ts";
import { loadHistory } from "../../src/history/index.ts";
import { studyWith } from "../helpers/study.ts";
import { type Measured, peer, table } from "./side-by-side.ts";

interface Proof {
  readonly rows: number;
  readonly nulls: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, number>>;
  readonly created_sum_s: number;
  readonly touch_sum_s: number;
  readonly note_chars: number;
  readonly company_distinct: number;
}

const [data = ".", python, script = "w1_load.py"] = process.argv.slice(2);
const file = `${data}/w1_leads.csv`;
const bytes = bytesOf(file);
const names =
  "lead_id,account_id,created_at,last_touch_at,won_on,industry,title,country,channel,campaign,email,company,note,employees,revenue,visits,opens,score,spend,accepted".split(
    ",",
  );
const times = new Set(["created_at", "last_touch_at"]);
/** The columns that the peer reads as categories too: with levels in order. */
const categories = new Set(["industry", "title", "country", "channel"]);

interface Numbered {
  readonly values: Float64Array;
}
/** Texts, each once or nearly so, and the text of each row; those of categories are levels in order. */
interface Worded {
  readonly codes: Int32Array;
  readonly lengths: Int32Array;
}

/** Columns by name: numbers, texts, or seconds. */
async function columnsOf(): Promise<ReadonlyMap<string, Numbered | Worded | Stamps>> {
  const { records } = await scanText(bytes, ",", names.length);
  const wanted = new Map(names.map((name, at) => [at, times.has(name) ? "time" : "any"] as const));
  const plain = { bytes, delimiter: ",", columns: names.length, rows: records - 1 };
  const cells = await readCells(plain, { columns: wanted }, {});
  if (cells === null) throw new Error(`${file} is not plain`);
  const rows = Int32Array.from({ length: records - 1 }, (_, row) => row);
  return new Map<string, Numbered | Worded | Stamps>(
    names.map((name, at) => {
      const found = cells.columns[at];
      if (found instanceof Stamps) return [name, found];
      const told = { named: false, vouched: false, type: null, format: false };
      const column = found instanceof Texts || found instanceof Numbers ? settled(found, told) : null;
      if (column === null) throw new Error(`${name} is left to the engine`);
      if (column.kind === "number") return [name, column];
      if (categories.has(name)) {
        const ordered = ofLeads(column, rows);
        if (ordered.kind === "number") throw new Error(`${name} is no category`);
        return [
          name,
          { codes: ordered.codes, lengths: Int32Array.from(ordered.levels, ({ length }) => length) },
        ];
      }
      const { codes, starts, count } = column.texts;
      return [
        name,
        {
          codes,
          lengths: Int32Array.from({ length: count }, (_, i) => (starts[i + 1] ?? 0) - (starts[i] ?? 0)),
        },
      ];
    }),
  );
}

/** Median wall and processor seconds of some runs after one to warm up, and the last result. */
async function timed<T>(work: () => Promise<T>, repeats: number): Promise<Measured & { readonly result: T }> {
  let result = await work();
  const runs: { seconds: number; cpu: number }[] = [];
  for (let run = 0; run < repeats; run++) {
    const [wall, before] = [performance.now(), process.cpuUsage()];
    result = await work();
    const { user, system } = process.cpuUsage(before);
    runs.push({ seconds: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 });
  }
  const median = (of: (run: (typeof runs)[number]) => number): number =>
    runs.map(of).sort((a, b) => a - b)[repeats >> 1] ?? Number.NaN;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  return { seconds: median((r) => r.seconds), cpu: median((r) => r.cpu), megabytes, result };
}

const columns = await timed(columnsOf, 3);
const category = (name: string): Worded => {
  const column = columns.result.get(name);
  if (column === undefined || !("codes" in column)) throw new Error(`${name} holds no texts`);
  return column;
};
const sum = (name: string): number => {
  const column = columns.result.get(name);
  if (column instanceof Stamps) return column.seconds.reduce((all, second) => all + second, 0);
  if (column === undefined || !("values" in column)) throw new Error(`${name} holds no numbers`);
  return column.values.reduce((all, value) => (Number.isNaN(value) ? all : all + value), 0);
};
const missing = (name: string): number => {
  const column = columns.result.get(name);
  if (column instanceof Stamps) return column.empty;
  if (column !== undefined && "values" in column)
    return column.values.reduce((n, value) => n + (Number.isNaN(value) ? 1 : 0), 0);
  return category(name).codes.reduce((n, code) => n + (code < 0 ? 1 : 0), 0);
};
const note = category("note");
const proof: Proof = {
  rows: note.codes.length,
  nulls: Object.fromEntries(
    ["last_touch_at", "won_on", "industry", "title", "country", "note", "employees", "revenue"].map(
      (name) => [name, missing(name)],
    ),
  ),
  sums: Object.fromEntries(
    ["lead_id", "employees", "revenue", "visits", "opens", "score", "spend"].map((name) => [name, sum(name)]),
  ),
  created_sum_s: sum("created_at"),
  touch_sum_s: sum("last_touch_at"),
  note_chars: note.codes.reduce((all, code) => all + (note.lengths[code] ?? 0), 0),
  company_distinct: category("company").lengths.length,
};

const history = await timed(async () => {
  const study = studyWith({
    asOf: Date.parse("2026-10-01") / 1000,
    funnel: ["lead", "won"],
    sources: {
      leads: [
        {
          file: "w1_leads.csv",
          timezone: null,
          path: "sources.leads",
          id: "lead_id",
          created: "created_at",
          account: "email",
          channel: "channel",
        },
      ],
      activities: [],
      stages: [{ kind: "wide", path: "sources.stages", columns: new Map([["won", "won_on"]]) }],
    },
  });
  return (await loadHistory(study, data)).leads.count;
}, 1);

const theirs =
  python === undefined ? null : peer<Proof>(python, script, data, "--peers", "pandas_c", "--repeats", "3");
console.log(
  table([
    ["typed columns: this", columns],
    ...(theirs === null ? [] : ([["typed columns: pandas C", theirs]] as const)),
    ["a history of them: this", history],
  ]),
);
const other = theirs === null ? undefined : new Map(Object.entries(theirs.proof));
for (const [key, value] of Object.entries(proof)) {
  const peers = other?.get(key);
  const ours = JSON.stringify(value, (_, v) => (typeof v === "number" ? Number(v.toPrecision(9)) : v));
  const said = JSON.stringify(peers, (_, v) => (typeof v === "number" ? Number(v.toPrecision(9)) : v));
  console.log(`${key}: ${ours}${peers === undefined || ours === said ? "" : ` against ${said}  DIFFERS`}`);
}
