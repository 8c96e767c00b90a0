/**
 * Optimal binning beside its peers: w4, 16 variables x 300,000 rows, and w5, one variable of 77 pre-bins whose rates must
 * ascend. Reading is outside the timed part, as it is for the peers.
 *
 *   venv/bin/python w4_binning.py DATA --peers optbinning_cp,optbinning_cp_asc_desc > peers.jsonl
 *   venv/bin/python w5_hard_monotone.py DATA --peers mip_ascending_step,exact_dp_ascending_step >> peers.jsonl
 *   venv/bin/python w5_hard_monotone.py DATA --peers exact_dp_ascending --write-prebins DATA/w5_prebins.csv
 *   npm run bench -- binning DATA peers.jsonl
 */
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  binLevels,
  binNumbers,
  type Characteristic,
  type Counts,
  countLevels,
  countNumbers,
  optimalBins,
  sumCells,
  sumOf,
  type Trend,
} from "../../src/stats/binning/index.ts";

const [data = ".", peersFile] = process.argv.slice(2);
const repeats = 5;

interface Peer {
  readonly workload: string;
  readonly peer: string;
  readonly median_s?: number;
  readonly cpu_s?: number;
  readonly peak_rss_mb?: number;
  readonly error?: string;
  readonly proof?: {
    readonly total_iv?: number;
    readonly iv?: number;
    readonly status?: string;
    readonly bins?: number;
    readonly variables?: Readonly<Record<string, { readonly iv: number; readonly bins: number }>>;
  };
}

const peers: readonly Peer[] =
  peersFile === undefined
    ? []
    : readFileSync(peersFile, "utf8")
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line): Peer => JSON.parse(line));

/** Median seconds of some runs after one to warm up, and the last result. */
function timed<T>(work: () => T): Timed<T> {
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const begun = performance.now();
  let result = work();
  const first = (performance.now() - begun) / 1000;
  const runs = Array.from({ length: repeats }, () => {
    const [wall, used] = [performance.now(), cpu()];
    result = work();
    return { wall: (performance.now() - wall) / 1000, cpu: cpu() - used };
  });
  const median = (of: (run: { wall: number; cpu: number }) => number): number =>
    runs.map(of).sort((a, b) => a - b)[repeats >> 1] ?? Number.NaN;
  return { seconds: median((r) => r.wall), cpu: median((r) => r.cpu), first, result };
}

interface Timed<T> {
  readonly seconds: number;
  readonly cpu: number;
  /** the first run, before the machine code is warm */
  readonly first: number;
  readonly result: T;
}

const memory = (): number => process.resourceUsage().maxRSS / 1024;

async function columns(sql: string): Promise<readonly (readonly unknown[])[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  return (await connection.runAndReadAll(sql)).getColumnsJS();
}

type Variable =
  | { readonly name: string; readonly values: Float64Array; readonly missing: Uint8Array }
  | { readonly name: string; readonly levels: readonly (string | null)[] };

async function w4(): Promise<void> {
  const names = [..."12345678"].flatMap((i) => [`n${i}`]).concat([..."12345678"].map((i) => `c${i}`));
  const table = await columns(`SELECT ${names.join(", ")}, y FROM read_parquet('${data}/w4_rows.parquet')`);
  const label = Uint8Array.from(table.at(-1) ?? [], Number);
  const variables = names.map((name, k): Variable => {
    const column = table[k] ?? [];
    return name.startsWith("n")
      ? {
          name,
          values: Float64Array.from(column, (v) => (v === null ? Number.NaN : Number(v))),
          missing: Uint8Array.from(column, (v) => (v === null ? 1 : 0)),
        }
      : { name, levels: column.map((v) => (v === null ? null : String(v))) };
  });
  console.log(`\nw4: 16 variables x ${label.length} rows; before ${memory().toFixed(0)} MB`);
  for (const [trend, peerName] of [
    ["auto", "optbinning_cp"],
    ["monotone", "optbinning_cp_asc_desc"],
  ] as const) {
    const ours = timed(() => variables.map((v) => bin(v, label, trend)));
    const total = ours.result.reduce((s, c) => s + c.iv, 0);
    const peer = peers.find((p) => p.peer === peerName);
    report(`leadline ${trend}`, ours, `total IV ${total.toFixed(9)}`);
    if (peer?.median_s === undefined) continue;
    against(peer, ours, `total IV ${peer.proof?.total_iv}`);
    for (const [k, name] of names.entries()) {
      const own = ours.result[k];
      const other = peer.proof?.variables?.[name];
      if (own === undefined || other === undefined) continue;
      const main = own.bins.filter((b) => b.kind !== "special").length;
      const gain = own.iv / other.iv - 1;
      console.log(
        `  ${name}  IV ${own.iv.toFixed(9)} (${main} bins, ${own.trend})  peer ${other.iv.toFixed(9)} (${other.bins})  ${gain >= 0 ? "+" : ""}${(100 * gain).toFixed(3)} %`,
      );
    }
  }
}

/** Pre-bins: 40 quantiles and the splits of a tree like the peer's, made finer twice around the cuts. */
const fine = { maxPrebins: 40, splits: 20, refinements: 2 };

/** The peer's rules: a bin holds 5 % of the rows that have a value, and there is no other limit. */
function bin(variable: Variable, label: Uint8Array, trend: Trend): Characteristic {
  const loose = { minEvents: 1, maxBins: 100, prior: 0 };
  const share = (counts: Counts): number => {
    const own = sumCells([sumOf(counts)]);
    return (0.05 * (own.events + own.nonEvents)) / label.length;
  };
  if ("levels" in variable) {
    const { counts, special } = countLevels({ values: variable.levels, label });
    return binLevels(counts, special, { ...loose, minShare: share(counts) });
  }
  const { counts, special } = countNumbers({ values: variable.values, missing: variable.missing, label });
  return binNumbers(counts, special, {
    ...loose,
    trend,
    ...fine,
    minShare: share(counts),
  });
}

function w5(): void {
  const lines = readFileSync(`${data}/w5_prebins.csv`, "utf8").trim().split("\n").slice(1);
  const cells = lines.map((line) => line.split(",").map(Number));
  const events = Float64Array.from(cells, (c) => c[2] ?? Number.NaN);
  const nonEvents = Float64Array.from(cells, (c, i) => (c[1] ?? Number.NaN) - (events[i] ?? 0));
  console.log(`\nw5: ${events.length} pre-bins; before ${memory().toFixed(0)} MB`);
  for (const [name, rules, suffix] of [
    ["ascending", { trend: "ascending" }, "_ascending"],
    ["ascending, 0.005 between", { trend: "ascending", minDifference: 0.005 }, "_ascending_step"],
    ["auto", { trend: "auto" }, "cp_auto"],
  ] as const) {
    const ours = timed(() => optimalBins({ events, nonEvents }, rules));
    const { result } = ours;
    if (result.ends === null) throw new Error(result.reason);
    report(
      `leadline ${name}`,
      ours,
      `IV ${result.iv.toPrecision(12)}, ${result.ends.length} bins, bound ${result.bound?.toPrecision(12)}, optimal`,
    );
    for (const peer of peers)
      if (peer.workload === "w5_hard_monotone" && peer.peer.endsWith(suffix))
        against(peer, ours, `IV ${peer.proof?.iv}, ${peer.proof?.bins} bins, ${peer.proof?.status}`);
  }
}

const ms = (seconds: number): string => `${(1000 * seconds).toFixed(seconds < 0.1 ? 3 : 1).padStart(11)} ms`;

function report(name: string, { seconds, cpu, first }: Timed<unknown>, proof: string): void {
  console.log(
    `${name.padEnd(34)} ${ms(seconds)}  cpu ${ms(cpu)}  first ${ms(first)}  peak ${memory().toFixed(0)} MB  ${proof}`,
  );
}

function against(
  { peer, median_s, cpu_s, peak_rss_mb, error }: Peer,
  ours: Timed<unknown>,
  proof: string,
): void {
  if (median_s === undefined) console.log(`  ${peer}: ${error}`);
  else
    console.log(
      `  ${peer.padEnd(32)} ${ms(median_s)}  cpu ${ms(cpu_s ?? Number.NaN)}  ${(median_s / ours.seconds).toFixed(1)} x, cpu ${((cpu_s ?? Number.NaN) / ours.cpu).toFixed(1)} x  peak ${peak_rss_mb} MB  ${proof}`,
    );
}

await w4();
w5();
