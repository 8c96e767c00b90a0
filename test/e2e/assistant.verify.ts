import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { leadline, scratch } from "../helpers/cli.ts";

const { folder, remove } = scratch();
afterAll(remove);

const exported = ["leads.csv", "activities.csv", "stages.csv"];

/** The command of the help whose words are these. */
function commandFor(help: string, words: RegExp): string {
  const listed = [
    ...help.matchAll(/^ {2}leadline ([a-z]+)[^\n]*?(?: {2,}([\s\S]*?))(?=\n {2}leadline|\n\n)/gm),
  ];
  const found = listed.find(([, , said = ""]) => words.test(said.replace(/\s+/g, " ")));
  if (found?.[1] === undefined) throw new Error(`no command of the help says ${words}`);
  return found[1];
}

const json = async (args: readonly string[]) => {
  const ran = await leadline([...args, "--json"], { cwd: folder });
  return { code: ran.code, value: JSON.parse(ran.stdout) };
};

it("12: who knows only --help and --json goes from a folder of exports to weights, and to scored leads", async () => {
  await leadline(["simulate", "--leads", "2500", "--seed", "4", "--out", join(folder, "made")]);
  mkdirSync(join(folder, "exports"));
  for (const name of exported) copyFileSync(join(folder, "made", name), join(folder, "exports", name));

  const { stdout: help } = await leadline(["--help"]);
  const propose = commandFor(help, /propose a study/);
  const check = commandFor(help, /every fault of the study/);
  const run = commandFor(help, /replay, report and export/);
  const score = commandFor(help, /score new leads/);

  const proposed = await json([propose, ...exported.map((name) => `exports/${name}`)]);
  expect(proposed.code).toBe(0);
  const study: string = proposed.value.study ?? proposed.value.file ?? "study.yaml";
  const checked = await json([check, study]);
  const errors = checked.value.faults.filter(({ severity }: { severity: string }) => severity === "error");
  expect([checked.code, errors]).toEqual([0, []]);
  const { code, value: result } = await json([run, study]);
  expect(code).toBe(0);
  expect(["change", "pilot", "drop", "cannot tell"]).toContain(result.decision.verdict);

  // the weights stand in the result, whole: a file of them is read as the run's own is
  const model =
    Object.keys(result.models).find((name) => result.models[name].weights?.kind === "logistic") ?? "";
  const { weights } = result.models[model];
  writeFileSync(join(folder, "weights.json"), JSON.stringify(weights));
  const names: string[] = weights.inputs.map(({ name }: { name: string }) => name);
  const golden = weights.golden.filter(({ inputs }: { inputs: Record<string, unknown> }) =>
    Object.values(inputs).every((value) => typeof value !== "object" || value === null),
  );
  const quoted = (value: unknown): string => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const rows = golden.map(({ inputs }: { inputs: Record<string, unknown> }, i: number) =>
    [`0${i}`, ...names.map((name) => quoted(inputs[name]))].join(","),
  );
  writeFileSync(join(folder, "new.csv"), `${["lead_id", ...names].join(",")}\n${rows.join("\n")}\n`);
  const scored = await json([score, "new.csv", "--weights", "weights.json", "--out", "scored.jsonl"]);
  expect([scored.code, scored.value.rows]).toEqual([0, golden.length]);
  const answers: { lead_id: string; score: number }[] = readFileSync(join(folder, "scored.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map((answer) => answer.score)).toEqual(golden.map(({ score: s }: { score: number }) => s));
  expect(answers[0]?.lead_id).toBe("00");
});

it("12: what is wrong comes as JSON too, with the place and what to do", async () => {
  const { code, value } = await json(["run", "nowhere.yaml"]);
  expect([code, value.exit]).toEqual([4, 4]);
  expect(Object.keys(value.faults[0])).toEqual(expect.arrayContaining(["code", "what", "mend", "where"]));
});
