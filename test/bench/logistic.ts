// Logistic regression against scikit-learn on the same bytes: w2 (1M x 30 one-hot, fitted on its 8 codes) and w3 (1M x 20
// raw). In one run, ours and the peers':
//
//   npm run bench -- logistic DATA PYTHON PEERS
//
// DATA is what `PYTHON PEERS/make_data.py DATA --only w2,w3` wrote; without PYTHON and PEERS only ours runs. Every
// program is a process of its own, prints the figures that must agree, and the median of its runs after one warm-up.
// The table gives wall and CPU seconds: on a machine that is busy elsewhere only the latter mean something.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fitBinned } from "../../src/stats/regression/binned/fit.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";

interface Proof {
  readonly deviance: number;
  readonly intercept: number;
  readonly coef_sum: number;
  readonly coef_dot_1_to_p: number;
}

interface Row {
  readonly peer: string;
  readonly median_s: number;
  readonly cpu_s: number;
  readonly peak_rss_mb: number;
  readonly proof: Proof;
}

const works = { w2: "w2_logit_binned.py", w3: "w3_logit_raw.py" } as const;
const peers = {
  w2: "sklearn_lbfgs,sklearn_newton_cholesky,sklearn_newton_grouped",
  w3: "sklearn_lbfgs,sklearn_newton_cholesky",
} as const;
type Work = keyof typeof works;
const runs = 3;

/** A matrix of numpy's .npy format, version 1, C order. */
function npy(file: string): { rows: number; columns: number; bytes: Buffer } {
  const buffer = readFileSync(file);
  const from = 10 + buffer.readUInt16LE(8);
  const shape = /'shape': \((\d+),(?: (\d+))?/.exec(buffer.toString("latin1", 10, from));
  return { rows: Number(shape?.[1]), columns: Number(shape?.[2] ?? 1), bytes: buffer.subarray(from) };
}

const doubles = (bytes: Buffer): Float64Array =>
  new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

/** Column j of a row-major matrix. */
const column = <T extends Uint8Array | Float64Array>(out: T, matrix: T, j: number, p: number): T => {
  for (let i = 0; i < out.length; i++) out[i] = matrix[i * p + j] ?? 0;
  return out;
};

const proofOf = (logLikelihood: number, intercept: number, slopes: readonly number[]): Proof => ({
  deviance: -2 * logLikelihood,
  intercept,
  coef_sum: slopes.reduce((s, b) => s + b, 0),
  coef_dot_1_to_p: slopes.reduce((s, b, j) => s + b * (j + 1), 0),
});

/** Reads the inputs (untimed) and gives the timed work. */
const ours: Record<Work, (data: string) => () => Proof> = {
  w2: (data) => {
    const { rows, columns, bytes } = npy(join(data, "w2_codes.npy"));
    const codes = new Uint8Array(bytes);
    const label = Uint8Array.from(npy(join(data, "w2_y.npy")).bytes);
    const bins = Array.from({ length: columns }, (_, j) => column(new Uint8Array(rows), codes, j, columns));
    const sizes = bins.map((b) => 1 + b.reduce((most, v) => Math.max(most, v), 0));
    const weight = new Float64Array(rows).fill(1);
    return () => {
      // maximum likelihood with level 0 as reference; the penalty is below the last digit
      const pinned = sizes.map(() => 0);
      const fit = fitBinned({ bins, sizes, label, weight, lambda: 1e-9, pinned });
      return proofOf(
        fit.logLikelihood,
        fit.intercept,
        fit.coef.flatMap((c) => Array.from(c.slice(1))),
      );
    };
  },
  w3: (data) => {
    const { rows, columns: p, bytes } = npy(join(data, "w3_X.npy"));
    const matrix = doubles(bytes);
    const label = Uint8Array.from(npy(join(data, "w3_y.npy")).bytes);
    const columns = Array.from({ length: p }, (_, j) => column(new Float64Array(rows), matrix, j, p));
    return () => {
      const fit = fitLogistic({ columns, label });
      return proofOf(fit.logLikelihood, fit.coefficients[0] ?? 0, Array.from(fit.coefficients.slice(1)));
    };
  },
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function child(work: Work, data: string): void {
  const run = ours[work](data);
  const [wall, cpu]: [number[], number[]] = [[], []];
  let proof = run();
  for (let i = 0; i < runs; i++) {
    const used = process.cpuUsage();
    const begun = performance.now();
    proof = run();
    wall.push((performance.now() - begun) / 1e3);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1e6);
  }
  const row: Row = {
    peer: "leadline",
    median_s: median(wall),
    cpu_s: median(cpu),
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
    proof,
  };
  console.log(JSON.stringify(row));
}

function rowsOf(command: string, args: readonly string[]): Row[] {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Row => JSON.parse(line));
}

/** Largest relative difference of the figures that must agree. */
const apart = (a: Proof, b: Proof): number =>
  Math.max(
    ...(["deviance", "intercept", "coef_sum", "coef_dot_1_to_p"] as const).map((k) =>
      Math.abs(a[k] / b[k] - 1),
    ),
  );

function compare(work: Work, data: string, python: string | undefined, folder: string | undefined): void {
  const self = fileURLToPath(import.meta.url);
  const [own] = rowsOf(process.execPath, [self, "--child", work, data]);
  if (own === undefined) throw new Error(`${work}: nothing was printed`);
  const others =
    python === undefined || folder === undefined
      ? []
      : rowsOf(python, [join(folder, works[work]), data, "--peers", peers[work], "--repeats", `${runs}`]);
  console.log(`${work}   wall s   CPU s   peak MB   wall ratio   CPU ratio   figures apart`);
  for (const row of [own, ...others])
    console.log(
      [
        row.peer.padEnd(24),
        row.median_s.toFixed(3).padStart(8),
        row.cpu_s.toFixed(3).padStart(8),
        row.peak_rss_mb.toFixed(0).padStart(6),
        (row.median_s / own.median_s).toFixed(1).padStart(7),
        (row.cpu_s / own.cpu_s).toFixed(1).padStart(7),
        apart(row.proof, own.proof).toExponential(1).padStart(9),
      ].join(" "),
    );
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--child") child(rest[0] === "w2" ? "w2" : "w3", rest[1] ?? "");
else if (first === undefined) {
  console.error("npm run bench -- logistic DATA [PYTHON PEERS]");
  process.exitCode = 2;
} else {
  for (const work of ["w2", "w3"] as const) compare(work, first, rest[0], rest[1]);
  console.log(
    `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`,
  );
}
