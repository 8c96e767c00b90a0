// Whole studies, each run in a process of its own, beside a peer's and an earlier build's:
//
//   npm run bench -- study FOLDER [--peer PYTHON W9_STUDY.PY] [--before CHECKOUT] [--runs 3] [--only w9,simulated,kinds,start]
//
// FOLDER holds w9_leads.csv and w9_activities.csv of the peers' w9; the peer takes its features once a lead, 30 days after its
// creation, and so does this (`moments: { after: 30 days }`). An earlier build, which may know no such key, runs w9 with all
// moments, as does this a second time. `simulated` is a study of 100,000 leads, cold, then with another capacity and with one more
// definition; `kinds` the sample with every kind of model; `start` what costs little. Prints medians.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Measured, peer, table } from "./side-by-side.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peer: { type: "string", multiple: true },
    before: { type: "string" },
    runs: { type: "string", default: "3" },
    only: { type: "string", default: "w9,simulated,kinds,start" },
  },
});
const [data = "", script] = positionals;
const root = fileURLToPath(new URL("../../../../../", import.meta.url));
const runs = Number(values.runs);
const wanted = (part: string): boolean => values.only.split(",").includes(part);
const folder = mkdtempSync(join(tmpdir(), "leadline-study-"));
const measure = pathToFileURL(join(root, "test/bench/measure.mjs")).href;

/** One process of a build's tool. */
function once(build: string, ...args: readonly string[]): Measured {
  const file = join(folder, "measured.json");
  const child = spawnSync(process.execPath, ["--import", measure, join(build, "dist/cli/main.js"), ...args], {
    env: { ...process.env, LEADLINE_MEASURE: file, NO_COLOR: "1" },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (child.status !== 0 && args[0] !== "check") throw new Error(`${args.join(" ")}: ${child.stderr}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The median of several by wall time and by processor time, and the highest peak. */
function median(measured: () => Measured): Measured {
  const all = Array.from({ length: runs }, measured);
  const middle = (of: (m: Measured) => number): number =>
    all.map(of).sort((a, b) => a - b)[runs >> 1] ?? Number.NaN;
  return {
    seconds: middle((m) => m.seconds),
    cpu: middle((m) => m.cpu),
    megabytes: Math.max(...all.map((m) => m.megabytes)),
  };
}

/** A study from nothing: no run and nothing kept. */
const cold = (build: string, study: string): Measured =>
  median(() => {
    rmSync(join(folder, "cold"), { recursive: true, force: true });
    return once(build, "run", study, "--quiet", "--out", join(folder, "cold"));
  });

/** A study beside the cache that a run of another one left. */
function warm(first: string, study: string): Measured {
  const [from, out] = [join(folder, "first"), join(folder, "warm")];
  rmSync(from, { recursive: true, force: true });
  once(root, "run", first, "--quiet", "--out", from);
  return median(() => {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    spawnSync("cp", ["-r", join(from, ".cache"), join(out, ".cache")]);
    const measured = once(root, "run", study, "--quiet", "--out", out);
    for (const [kind, { run }] of Object.entries(logOf(out).work))
      if (["data", "fit", "models", "facts"].includes(kind) && run !== 0)
        throw new Error(`${study}: ${run} of ${kind} were computed, and all should be kept`);
    return measured;
  });
}

const runIn = (out: string): string => {
  const [study = ""] = readdirSync(out).filter((name) => !name.startsWith("."));
  const [run = ""] = readdirSync(join(out, study));
  return join(out, study, run);
};
const logOf = (out: string): { readonly work: Readonly<Record<string, { readonly run: number }>> } =>
  JSON.parse(readFileSync(join(runIn(out), "log.jsonl"), "utf8"));

const print = (title: string, rows: readonly (readonly [string, Measured])[]): void =>
  console.log(`\n${title}\n${table(rows)}`);

const w9 = (moments: string): string => `leadline: 1
study: w9
as_of: 2026-01-01
timezone: UTC
seed: 7
sources:
  leads: { file: ${join(resolve(data), "w9_leads.csv")}, id: lead_id, created: created_at, account: account_id, channel: channel }
  activities: { file: ${join(resolve(data), "w9_activities.csv")}, lead: lead_id, type: type, at: at }
  stages:
    - { from: leads, columns: { won: won_at } }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
features:
  known_at_creation: [industry, title, channel, region, employees, free_mail]
  activities: { windows: [30 days], cap: 20 }
${moments}models:
  card: { kind: scorecard }
calibration: platt
definitions:
  adaptive: { score: card, cutoff: from_capacity }
capacity: { reps: 6, leads_per_rep_per_day: 8 }
backtest: { quarters: 6 }
`;

/** Writes a study; refuses a change that changes nothing. */
function written(
  name: string,
  text: string,
  ...changes: readonly (readonly [string | RegExp, string])[]
): string {
  let changed = text;
  for (const [from, to] of changes) {
    const next = changed.replace(from, to);
    if (next === changed) throw new Error(`nothing of ${from} is in the study`);
    changed = next;
  }
  const file = join(folder, name);
  writeFileSync(file, changed);
  return file;
}

try {
  if (wanted("w9")) {
    const once30 = written("once.yaml", w9("moments: { after: 30 days }\n"));
    const rows: [string, Measured][] = [["leadline", cold(root, once30)]];
    const { evaluation } = JSON.parse(readFileSync(join(runIn(join(folder, "cold")), "result.json"), "utf8"))
      .models.card;
    const python = values.peer?.[0];
    if (python !== undefined && script !== undefined) {
      const theirs = peer<{ readonly auc: readonly number[]; readonly test_rows: readonly number[] }>(
        python,
        script,
        data,
        join(folder, "peer.html"),
        "--repeats",
        `${runs}`,
      );
      rows.push(["the Python stack", theirs]);
      console.log(
        `rows of the quarters: ${theirs.proof.test_rows.join(" ")}; AUC ${theirs.proof.auc.join(" ")}`,
      );
    }
    console.log(`ours in all: AUC ${evaluation.auc.value} of ${evaluation.auc.n}`);
    print("w9, cold to HTML: 100,000 leads, six quarters, a scorecard, one look a lead", rows);
    const all = written("all.yaml", w9(""));
    print("w9 with a look each day on which something became known", [
      ["leadline", cold(root, all)],
      ...(values.before === undefined ? [] : [["before", cold(values.before, all)] as const]),
    ]);
  }
  if (wanted("simulated")) {
    const made = join(folder, "simulated");
    once(root, "simulate", "--quiet", "--leads", "100000", "--seed", "1", "--out", made);
    const file = join(made, "study.yaml");
    const text = readFileSync(file, "utf8").replaceAll(/file: (?=\w)/g, `file: ${made}/`);
    const study = written("simulated.yaml", text);
    const capacity = written("capacity.yaml", text, [/reps: \d+/, "reps: 17"]);
    const more = written("more.yaml", text, [
      "definitions:\n",
      'definitions:\n  more: { when: "hand_points >= 44" }\n',
    ]);
    print("a simulated study of 100,000 leads", [
      ["cold", cold(root, study)],
      ...(values.before === undefined ? [] : [["cold, before", cold(values.before, study)] as const]),
      ["another capacity", warm(study, capacity)],
      ["one more definition", warm(study, more)],
    ]);
  }
  if (wanted("kinds")) {
    const sample = join(root, "data/sample");
    const text = readFileSync(join(sample, "study.yaml"), "utf8").replaceAll(
      /file: (?=\w)/g,
      `file: ${sample}/`,
    );
    const kinds = [
      "card: { kind: scorecard }",
      "close: { kind: close_rate }",
      "small: { kind: integer_points, terms: 6, range: [-5, 5] }",
      "plain: { kind: logistic, penalty: none }",
      "firth: { kind: logistic, penalty: firth }",
      "lasso: { kind: logistic, penalty: lasso }",
    ];
    const ridge = "  logit: { kind: logistic, penalty: ridge }\n";
    const every = written("kinds.yaml", text, [
      ridge,
      `${ridge}${kinds.map((kind) => `  ${kind}\n`).join("")}`,
    ]);
    print("the sample with every kind of model", [
      ["leadline", cold(root, every)],
      ...(values.before === undefined ? [] : [["before", cold(values.before, every)] as const]),
    ]);
  }
  if (wanted("start")) {
    const check = join(root, "data/sample/study.yaml");
    const builds: [string, string][] = [
      ["leadline", root],
      ...(values.before === undefined ? [] : [["before", values.before] as [string, string]]),
    ];
    print(
      "leadline --help",
      builds.map(([name, build]) => [name, median(() => once(build, "--help"))]),
    );
    print(
      "leadline check, the sample",
      builds.map(([name, build]) => [name, median(() => once(build, "check", check))]),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
