import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../../src/index.ts";
import type { Result } from "../../src/result/type.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);
const study = writeStudy(join(folder, "tiny"), quickStudy());
const kept = join(folder, "kept");
let whole: Result;
beforeAll(async () => {
  whole = (await run({ study, out: kept })).result;
}, 60_000);

/** A part of the study, in folders of its own. */
const part = (name: string, ...more: string[]) =>
  command([name, study, "--out", join(folder, name), ...more]);

it("fit prints points that add up to a run's, and leaves no run folder", async () => {
  const { code, stdout } = await part("fit", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout).models.hand.weights.attributes).toEqual(whole.models.hand?.weights?.attributes);
  expect(existsSync(join(folder, "fit"))).toBe(false);
  // the rules as study.yaml has them
  const text = (await part("fit")).stdout;
  expect(text).toMatch(/hand, points by hand/);
  expect(text).toMatch(/demo_request_30d >= 1 +\+30/);
});

it("compare gives what a run holds of the models, side by side", async () => {
  const { models, comparison } = JSON.parse((await part("compare", "--json")).stdout);
  expect(models.hand).toEqual(whole.models.hand?.evaluation);
  expect(comparison).toEqual(whole.comparison);
});

it("backtest gives a run's verdict and counts what it judged as tried", async () => {
  const { definitions, decision, candidatesTried } = JSON.parse((await part("backtest", "--json")).stdout);
  expect(definitions).toEqual(whole.definitions);
  expect(decision).toEqual(whole.decision);
  expect(candidatesTried).toBe(whole.candidatesTried);
  // the log of what was tried, and nothing else
  const left = readdirSync(join(folder, "backtest"), { recursive: true }).map(String);
  expect(left.some((file) => file.endsWith(".jsonl") || file.endsWith(".json"))).toBe(true);
  expect(left.filter((file) => file.endsWith("result.json"))).toEqual([]);
});

it("each reads an earlier run instead, and says where there is none", async () => {
  const of = await command(["backtest", "--run", whole.run, "--out", kept]);
  expect(of.code).toBe(0);
  expect(of.stdout).toContain("Judged quarters");
  const none = await command(["compare", "--run", "2020-01-01", "--out", kept]);
  expect(none.code).toBe(2);
  expect(none.stderr).toMatch(/2020-01-01/);
});
