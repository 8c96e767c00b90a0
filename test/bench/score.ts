// `leadline score` of Parquet beside the exported SQL in DuckDB and two programs in Python, on the same rows:
//
//   npm run bench -- score WEIGHTS FOLDER ROWS [PYTHON]
//
// WEIGHTS is weights/<model>.json of a run, such as a scorecard of the sample; FOLDER keeps the rows made up for its inputs
// (leads-ROWS.parquet); PYTHON has pandas, pyarrow, scikit-learn and optbinning (test/bench/score_peers.py). Each program is a
// process of its own that reads Parquet, scores and writes Parquet. On a busy machine only processor seconds mean something.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { scoreSql, targets } from "../../src/export/index.ts";
import { inputColumns } from "../../src/export/sql/columns.ts";
import { readWeights } from "../../src/weights/read.ts";
import { compileScorer } from "../../src/weights/scorer.ts";
import type { Input, Weights } from "../../src/weights/type.ts";
import { scoreFile } from "../../src/workbench/score/score.ts";
import { type Measured, peer, table } from "./side-by-side.ts";

const [weightsFile = "", folder = "", rows = "1000000", python = "", role = ""] = process.argv.slice(2);
const weights = readWeights(readFileSync(weightsFile, "utf8"));
const leads = join(folder, `leads-${rows}.parquet`);
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A made-up value of an input: one in twenty is missing, one level in a few is new. */
function madeUp({ name, type }: Input): string {
  const levels = weights.attributes.flatMap((a) =>
    a.kind === "bins" && a.name === name
      ? a.bins.flatMap((bin) => (bin.kind === "category" ? bin.values.map(String) : []))
      : [],
  );
  const among = `list_extract([${[...levels, "Other"].map(text).join(", ")}], 1 + CAST(floor(random() * ${levels.length + 1}) AS INT))`;
  const value =
    type === "category"
      ? among
      : type === "boolean"
        ? "random() < 0.3"
        : type === "number"
          ? "CAST(floor(exp(random() * 8)) AS DOUBLE)"
          : "CAST(floor(-ln(1 - random()) * 2) AS DOUBLE)";
  return `CASE WHEN random() < 0.05 THEN NULL ELSE ${value} END AS ${quoted(name)}`;
}

async function makeRows(): Promise<void> {
  const db = await (await DuckDBInstance.create(":memory:")).connect();
  await db.run("SELECT setseed(0.5)");
  await db.run(
    `COPY (SELECT printf('L%08d', i) AS lead_id, ${weights.inputs.map(madeUp).join(", ")} FROM range(${Number(rows)}) t(i)) TO ${text(leads)} (FORMAT parquet)`,
  );
}

/** What the exported SQL costs, as a user would run it. */
async function bySql(): Promise<void> {
  const db = await (await DuckDBInstance.create(":memory:")).connect();
  const unseen = inputColumns(weights.inputs, [weights], "lead_id").flatMap(({ notObserved }) =>
    notObserved === null ? [] : [`, FALSE AS ${quoted(notObserved)}`],
  );
  await db.run(`CREATE VIEW lead_features AS SELECT *${unseen.join("")} FROM read_parquet(${text(leads)})`);
  await db.run(
    `COPY (${scoreSql(weights)}) TO ${text(join(folder, "sql.parquet"))} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

const byUs = async (reasons: boolean): Promise<void> => {
  await scoreFile({ file: leads, weights: weightsFile, out: join(folder, "ours.parquet"), reasons });
};

/** One role in this process, and what it took as the peers say it. */
async function measured(work: () => Promise<void>): Promise<void> {
  const [wall, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  const spent = { median_s: (performance.now() - wall) / 1000, cpu_s: (user + system) / 1e6 };
  console.log(JSON.stringify({ ...spent, peak_rss_mb: process.resourceUsage().maxRSS / 1024, proof: 0 }));
}

/** Microseconds of processor time for one lead, golden rows in turn. */
function oneLead(score: (row: Weights["golden"][number]["inputs"]) => unknown): number {
  const asked = weights.golden.map(({ inputs }) => inputs);
  const run = (times: number): void => {
    for (let k = 0; k < times; k++) score(asked[k % asked.length] ?? {});
  };
  run(50_000);
  const used = process.cpuUsage();
  run(500_000);
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 500_000;
}

if (role === "sql") await measured(bySql);
else if (role === "ours" || role === "reasons") await measured(() => byUs(role === "reasons"));
else {
  if (!existsSync(leads)) await makeRows();
  const self = fileURLToPath(import.meta.url);
  const own = (of: string): Measured => peer(process.execPath, self, weightsFile, folder, rows, python, of);
  const script = fileURLToPath(new URL("../../../../../test/bench/score_peers.py", import.meta.url));
  const theirs = (of: string): [string, Measured][] =>
    python === "" ? [] : [[of, peer(python, script, of, leads, join(folder, `${of}.parquet`))]];
  console.log(`${Number(rows).toLocaleString("en-US")} leads, ${weights.inputs.length} inputs`);
  console.log(
    table([
      ["leadline score --no-reasons", own("ours")],
      ["leadline score, with reasons", own("reasons")],
      ["the exported SQL, DuckDB", own("sql")],
      ...theirs("optbinning"),
      ...theirs("sklearn"),
    ]),
  );
  const module = join(folder, "bench.mjs");
  const javascript = targets.find(({ name }) => name === "javascript");
  const files = javascript?.files({
    models: new Map([["bench", weights]]),
    definitions: new Map(),
    features: [],
    making: null,
  });
  writeFileSync(module, files?.get("bench.mjs") ?? "");
  const started = process.cpuUsage();
  const { score } = await import(pathToFileURL(module).href);
  const { user, system } = process.cpuUsage(started);
  const start = (user + system) / 1000;
  console.log(
    `one lead: ${oneLead(compileScorer(weights)).toFixed(2)} us by the scorer, ${oneLead(score).toFixed(2)} us by its JavaScript file, which starts in ${start.toFixed(0)} ms of processor time`,
  );
}
