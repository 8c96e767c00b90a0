import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { planPilot } from "../../src/workbench/pilot/plan.ts";
import { run } from "../../src/workbench/run.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);
const study = writeStudy(folder, quickStudy());
const out = join(folder, "reports");
let made = "";
beforeAll(async () => {
  made = (await run({ study, out })).folder;
});

it("a run's folder under another name is called what it is, by every command that reads it", async () => {
  const copy = join(folder, "for-the-board");
  cpSync(made, copy, { recursive: true });
  for (const args of [
    ["runs", "show", copy],
    ["export", "--run", copy, "--to", "postgres", "--out", join(folder, "sql")],
    ["report", "--run", copy, "--to", "md", "--out", join(folder, "forms")],
  ]) {
    const { code, stderr } = await command(args, {});
    expect([code, stderr.replace(/\s+/g, " ")], args[0]).toEqual([
      4,
      expect.stringContaining(`holds the run ${made.split("/").at(-1)} under another name`),
    ]);
  }
});

it("a path that does not end in a run's own name, as from within it, is of that run all the same", async () => {
  const shown = await command(["runs", "show", `${made}/weights/..`, "--json"], {});
  expect([shown.code, JSON.parse(shown.stdout).run]).toEqual([0, made.split("/").at(-1)]);
  const [file = ""] = readdirSync(join(made, "weights"));
  const { stdout, stderr } = await command(
    ["publish", `${made}/weights/./${file}`, "--because", "x", "--out", join(folder, "in/reports")],
    {},
  );
  // the gates are read from the run, whatever they say
  expect(stdout + stderr).toMatch(/calibration/);
  expect(stdout + stderr).not.toContain("not known");
});

it("a pilot of a candidate that the study has not is refused before anything is fitted", async () => {
  const ended = new AbortController();
  ended.abort();
  const plan = (candidate: string) =>
    planPilot({ study, out, candidate, watch: { signal: ended.signal } }).catch((error: unknown) => error);
  for (const candidate of ["nope", "incumbent"])
    expect(String(await plan(candidate))).toContain(`there is no candidate "${candidate}"`);
  // one that it has goes on, to the work that was called off
  expect(String(await plan("written"))).not.toContain("there is no candidate");
});

it("a register of a pilot that is cut off is said to be", async () => {
  const pilots = join(dirname(out), "pilots/tiny");
  mkdirSync(pilots, { recursive: true });
  writeFileSync(join(pilots, "written.json"), '{ "schemaVersion": 1,');
  const { code, stderr } = await command(["pilot", "read", study, "--out", out], {});
  expect([code, stderr.replace(/\s+/g, " ")]).toEqual([
    4,
    expect.stringContaining("it is not JSON, or is cut off"),
  ]);
});
