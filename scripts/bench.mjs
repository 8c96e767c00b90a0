// npm run bench: seconds and peak memory, each measured in a process of its own. docs/speed.md has figures.
//   --leads N   leads of the study (default 100,000); the replay alone takes ten times as many
//   --runs N    runs of each; the median is printed (default 3)
//   --only X    replay, study or help
//   --before P  a built checkout of an earlier version: its replay is measured beside this one, run by run
// npm run bench -- NAME ...: one of test/bench beside a peer (scripts/bench-named.mjs).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
if (process.argv[2] !== undefined && !process.argv[2].startsWith("--")) {
  await import("./bench-named.mjs");
  process.exit();
}
const { values } = parseArgs({
  options: {
    leads: { type: "string", default: "100000" },
    runs: { type: "string", default: "3" },
    only: { type: "string" },
    before: { type: "string" },
  },
});
const leads = Number(values.leads);
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), "leadline-bench-"));
const main = join(root, "dist/cli/main.js");
const measure = pathToFileURL(join(root, "test/bench/measure.mjs")).href;

/** One process: what it printed, its seconds and peak megabytes. Exits where it fails. */
function measured(script, ...args) {
  const file = join(folder, "measured.json");
  const child = spawnSync(process.execPath, ["--import", measure, script, ...args], {
    env: { ...process.env, LEADLINE_MEASURE: file, NO_COLOR: "1" },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (child.status !== 0) {
    console.error(child.stderr);
    throw new Error(`${script} ${args.join(" ")} ended with ${child.status}`);
  }
  return { ...JSON.parse(readFileSync(file, "utf8")), printed: child.stdout };
}

/** The median of several runs by seconds, and the highest peak. */
function median(once) {
  const all = Array.from({ length: runs }, (_, run) => once(run)).sort((a, b) => a.seconds - b.seconds);
  return { ...all[all.length >> 1], megabytes: Math.max(...all.map((a) => a.megabytes)) };
}

/** The replay alone, in this build and, run by run beside it, in the earlier one: [name of the build, median]. */
function replays(what, threads, beside = values.before !== undefined) {
  const builds = beside ? ["", values.before] : [""];
  const runsOf = builds.map(() => []);
  for (let run = 0; run < runs; run++)
    builds.forEach((build, b) => {
      const from = build === "" ? [] : [build];
      const { printed, megabytes } = measured(
        join(root, "test/bench/kernel.mjs"),
        `${10 * leads}`,
        `${threads}`,
        what,
        ...from,
      );
      const told = JSON.parse(printed);
      runsOf[b].push({ ...told, megabytes, seconds: told.crossings.seconds });
    });
  return builds.map((build, b) => [build === "" ? "" : ", before", median((run) => runsOf[b][run])]);
}

const rows = [["what", "seconds", "cpu s", "peak MB", "goal"]];
const show = (what, { seconds, cpu }, megabytes, goal) =>
  rows.push([what, seconds.toFixed(2), cpu.toFixed(2), megabytes.toFixed(0), goal]);
const wanted = (name) => values.only === undefined || values.only === name;

try {
  if (wanted("replay")) {
    for (const threads of [1, 2]) {
      const named = `${threads} ${threads === 1 ? "thread" : "threads"}`;
      for (const [build, found] of replays("five", threads)) {
        const of = `${found.leads} leads x ${found.activities} activities, ${named}${build}`;
        show(`replay, crossings: ${of}`, found.crossings, found.megabytes, "20 s, 1 GB");
        show(`replay, maxima${build}`, found.maxima, found.megabytes, "");
      }
    }
    for (const [build, found] of replays("forty", 1))
      show(`replay, 40 definitions x 7 folds${build}`, found.crossings, found.megabytes, "1 GB");
    // an earlier build has no sums
    for (const [, found] of replays("grid", 1, false))
      show("replay, sums of 160 cut-offs x 7 folds", found.crossings, found.megabytes, "1 GB");
  }
  if (wanted("study")) {
    measured(
      main,
      "simulate",
      "--quiet",
      "--leads",
      `${leads}`,
      "--seed",
      "1",
      "--out",
      join(folder, "study"),
    );
    const study = join(folder, "study", "study.yaml");
    const cold = median((run) =>
      measured(main, "run", study, "--quiet", "--out", join(folder, `reports-${run}`)),
    );
    show(`a study of ${leads} leads, cold to report`, cold, cold.megabytes, "30 s, 2 GB");
  }
  if (wanted("help")) {
    const help = median(() => measured(main, "--help"));
    show("leadline --help", help, help.megabytes, "0.4 s");
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const width = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
for (const row of rows)
  console.log(
    row.map((cell, c) => (c === 0 || c === 4 ? cell.padEnd(width[c]) : cell.padStart(width[c]))).join("  "),
  );
console.log(
  `median of ${runs}; Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? "processor"}`,
);
