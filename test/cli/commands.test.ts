import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { filesBelow, leadline, root, scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { ended } from "../helpers/node.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";
import { unwrapped } from "../helpers/unwrapped.ts";

/** The built tool as a process: what it prints where, and how it ends. */

const { folder, remove } = scratch();
afterAll(remove);
const study = writeStudy(join(folder, "quick"), quickStudy());
const out = join(folder, "reports");
const version: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("help", () => {
  it("of the tool names every command, and that of each has examples, in 80 columns", async () => {
    const help = await leadline(["--help"]);
    const commands = [...help.stdout.matchAll(/^ {2}leadline ([a-z]+)/gm)].map(([, name]) => name ?? "");
    expect(commands[0]).toBe("run");
    for (const one of ["check", "funnel", "init", "score"]) expect(commands).toContain(one);
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: "" });
    expect(widest(help.stdout)).toBeLessThanOrEqual(80);
    for (const one of await Promise.all(commands.map((name) => leadline([name, "--help"])))) {
      expect({ code: one.code, stderr: one.stderr }).toEqual({ code: 0, stderr: "" });
      expect(one.stdout).toMatch(/\nExamples:\n {2}leadline /);
      expect(widest(one.stdout)).toBeLessThanOrEqual(80);
    }
  });

  it("is what `leadline` alone says, with exit 2 and nothing on stdout", async () => {
    const { code, stdout, stderr } = await command([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^leadline <command>\n[\s\S]*\n {2}leadline run \[study\] [\s\S]*\nname a command\n/,
    );
  });
});

it("says its version", async () => {
  expect(await leadline(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

it.each([
  ["rnu", "there is no command rnu\n  did you mean leadline run?\n"],
  ["frobnicate", "there is no command frobnicate\n  leadline --help shows what there is\n"],
  ["run --sede 3", "there is no option or file sede here\n  did you mean --seed?\n"],
  [
    "publish",
    "something is left out after leadline publish\n  write leadline publish <weights>; leadline publish --help shows what there is\n",
  ],
  ["score x.csv", "--weights is left out\n  leadline score --help shows what there is\n"],
  ["check --feature", "there is no option or file feature here\n  did you mean --features?\n"],
  [
    "run one.yaml two.yaml",
    "there is no option or file two.yaml here\n  leadline run --help shows what there is\n",
  ],
  ["run --seed 1.5", "--seed takes a whole number from 0\n  for example --seed 1\n"],
  ["run --threads 0", "--threads takes a whole number from 1\n  for example --threads 2\n"],
  ["run --out=", "--out takes a folder\n  for example --out reports\n"],
  ["simulate --leads no", "--leads must be a whole number of 1 or more\n  for example --leads 20000\n"],
])("wrong usage: leadline %s", async (line, stderr) => {
  expect(await command(line.split(" "), { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" })).toEqual({
    code: 2,
    stdout: "",
    stderr,
  });
});

describe("run", async () => {
  const first = await command(["run", study, "--out", out]);
  const again = await command(["run", study, "--out", out]);
  // the tiny study's points say nothing of its leads, which is so; what is kept names the file alone
  // a busy machine takes more than ten seconds: then a line of progress comes before it
  const warned = unwrapped(first.stderr.replace(/^[a-z ]+ \d+%.*\n/gm, ""));
  const [id = ""] = /2026-01-01-[0-9a-f]{8}/.exec(first.stdout) ?? [];

  it("ends with the verdict in words, and where to look, in 80 columns", () => {
    expect(first.code).toBe(0);
    expect(warned).toMatch(
      /^\S*study\.yaml:\d+:\d+ {2}models\.hand: hand ranks leads no better than chance [^\n]*\n$/,
    );
    const lines = first.stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^tiny {3}as of 2026-01-01 {3}900 leads {3}\d of \d quarters judged$/);
    expect(lines[1]).toMatch(/^(PILOT written|CANNOT TELL whether written is better)\.$/);
    expect(lines.slice(2, -3).join(" ").replaceAll(/\s+/g, " ")).toMatch(
      /^ It would bring about [\d.]+ (more|fewer) opportunities a quarter than incumbent \(95% interval (?:[\d.]+ to [\d.]+|from [\d.]+ fewer to [\d.]+ more)\), with the same rep\. Not yet proven: /,
    );
    expect(lines.slice(-3)).toEqual([
      `  report   ${out}/tiny/${id}/report.html`,
      `  weights  ${out}/tiny/${id}/weights/`,
      lines[1]?.startsWith("PILOT")
        ? `  next     leadline pilot plan ${study}`
        : `  next     leadline check ${study}`,
    ]);
    expect(widest(lines.slice(0, -3).join("\n"))).toBeLessThanOrEqual(80);
  });

  it("says when it was made before", () => {
    expect({ ...again, stderr: unwrapped(again.stderr) }).toEqual({
      code: 0,
      stdout: first.stdout,
      stderr: expect.stringMatching(
        /^study\.yaml:\d+:\d+ {2}models\.hand {2}hand ranks leads no better than chance [^\n]*\nthis run was made before from the same study and data; its files were verified\n$/,
      ),
    });
  });

  it("--json is one value on stdout, the one of result.json; --quiet says nothing", async () => {
    const [json, quiet] = await Promise.all([
      command(["run", study, "--out", out, "--json"]),
      command(["run", study, "--out", out, "--quiet"]),
    ]);
    const file = readFileSync(join(out, "tiny", id, "result.json"), "utf8");
    // keys in the same order too; characters that a terminal would obey are escaped, as JSON may
    expect(JSON.stringify(JSON.parse(json.stdout))).toBe(JSON.stringify(JSON.parse(file)));
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 0, stderr: "" });
    expect(quiet).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("a pipe that closes early is no fault", async () => {
    const child = spawn(
      process.execPath,
      [join(root, "dist/cli/main.js"), "run", study, "--out", out, "--json"],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    child.stdout.destroy();
    expect(await ended(child)).toMatchObject({ code: 0, stderr: "" });
  });
});

it("a fault is the answer under --json, and in words on stderr", async () => {
  const { code, stdout, stderr } = await command(["run", join(folder, "no.yaml"), "--json"]);
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    exit: 4,
    faults: [{ code: "no-study-file", severity: "error" }],
  });
  expect(stderr).toMatch(/no\.yaml {2}there is no file/);
  expect(stderr).not.toMatch(/\n {4}at /);
});

it("exit 3 is for data that cannot answer, without a stack unless it is asked for", async () => {
  const tiny = quickStudy();
  replaceIn(tiny, "as_of: 2026-01-01", "as_of: 2024-02-01");
  const young = writeStudy(join(folder, "young"), tiny);
  const [plain, debug] = await Promise.all([
    command(["run", young, "--out", out]),
    command(["run", young, "--out", out], { LEADLINE_DEBUG: "1" }),
  ]);
  expect([plain.code, plain.stdout]).toEqual([3, ""]);
  expect(plain.stderr).toMatch(/^no lead has 60 days behind it at 2024-02-01/);
  expect(plain.stderr).not.toMatch(/\n {4}at /);
  expect(debug.stderr).toMatch(/\n {4}at /);
});

it("simulate writes what it names, and what to do next", async () => {
  const to = join(folder, "simulated");
  const { code, stdout, stderr } = await command(["simulate", "--leads", "50", "--out", to]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [said = "", next] = stdout.trimEnd().split("\n");
  expect(next).toBe(`  next   leadline run ${to}/study.yaml`);
  expect(said.split(": ")[1]?.split(", ").sort()).toEqual([...filesBelow(to).keys()].sort());
});

it("the package names the tool, its types and the files that npx needs", () => {
  const { bin, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(engines.node).toBe(">=20.19");
  const first = readFileSync(join(root, bin.leadline), "utf8").split("\n")[0];
  expect(first).toBe("#!/usr/bin/env node");
});
