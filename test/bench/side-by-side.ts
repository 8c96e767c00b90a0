// What the benchmarks against a peer share: timing, the peer's own process, a table with ratios.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  /** peak of the whole process */
  readonly megabytes: number;
}

/** Median wall and processor seconds of some runs after one to warm up, and the last result. */
export function timed<T>(work: () => T, repeats = 5): Measured & { readonly result: T } {
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  let result = work();
  const runs = Array.from({ length: repeats }, () => {
    const [wall, used] = [performance.now(), cpu()];
    result = work();
    return { seconds: (performance.now() - wall) / 1000, cpu: cpu() - used };
  });
  const median = (of: (run: { seconds: number; cpu: number }) => number): number =>
    runs.map(of).sort((a, b) => a - b)[repeats >> 1] ?? Number.NaN;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  return { seconds: median((r) => r.seconds), cpu: median((r) => r.cpu), megabytes, result };
}

/** Runs a peer's script in a process of its own; its JSON line says what it took and its proof. */
export function peer<Proof>(python: string, ...args: string[]): Measured & { readonly proof: Proof } {
  const run = spawnSync(python, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const line = run.stdout.split("\n").find((l) => l.startsWith("{"));
  const found = line === undefined ? { error: run.stderr } : JSON.parse(line);
  if (found.error !== undefined) throw new Error(`${args.join(" ")}: ${found.error}`);
  return { seconds: found.median_s, cpu: found.cpu_s, megabytes: found.peak_rss_mb, proof: found.proof };
}

/** Seconds, processor seconds and peak memory of ours and the peer's, and how many times ours the peer's are. */
export function table(rows: readonly (readonly [string, Measured])[]): string {
  const ours = rows[0]?.[1];
  const lines = rows.map(([name, m]) => {
    const times = (of: (m: Measured) => number): string =>
      ours === undefined ? "" : `${(of(m) / of(ours)).toFixed(1)}x`;
    return [
      name.padEnd(28),
      m.seconds.toFixed(3).padStart(9),
      times((x) => x.seconds).padStart(8),
      m.cpu.toFixed(3).padStart(9),
      times((x) => x.cpu).padStart(8),
      m.megabytes.toFixed(0).padStart(9),
    ].join(" ");
  });
  const head = `${"".padEnd(28)} ${"wall s".padStart(9)} ${"".padStart(8)} ${"cpu s".padStart(9)} ${"".padStart(8)} ${"peak MB".padStart(9)}`;
  return [head, ...lines].join("\n");
}

/** The numbers of a one-dimensional .npy file (float64 or uint8, little-endian). */
export function npy(path: string): Float64Array | Uint8Array {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  const data = Uint8Array.from(bytes.subarray(start));
  if (header.includes("'<f8'")) return new Float64Array(data.buffer);
  if (header.includes("'|u1'")) return data;
  throw new Error(`${path}: ${header.trim()}`);
}
