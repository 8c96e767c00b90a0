import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { simulateTo } from "../../src/workbench/simulate.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";
import { unwrapped } from "../helpers/unwrapped.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("on simulated leads: warnings alone, the overwritten score among them, and every feature with its range", async () => {
  const { folder: made } = await simulateTo({ leads: 700, seed: 3, out: join(folder, "simulated") });
  // what takes time is left out: no model is fitted
  const path = join(made, "study.yaml");
  const text = readFileSync(path, "utf8").replace(/^ {2}(logit|demo_or_fit|adaptive): .*\n/gm, "");
  writeFileSync(path, text);
  const { code, stdout, stderr } = await command(["check", path, "--features"]);
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toMatch(
    /^the leads column "lead_score" predicts the outcome well on its own \(AUC \d\.\d\d\) /m,
  );
  expect(unwrapped(stderr)).toMatch(/It is not used, since it is not listed under `known_at_creation`/);
  for (const feature of [
    /^title +category +\d+ levels +e\.g\. \S+/m,
    /^employees +number +\d+ to \d+ +e\.g\. \d+$/m,
    /^free_email +boolean +2 levels +e\.g\. (true|false)$/m,
    /^demo_request_30d +count +0 to \d+ +e\.g\. 0$/m,
    /^webinar_90d +count +0 to \d+ +e\.g\. 0$/m,
    /^page_view_ever +count +0 to \d+ +e\.g\. \d+$/m,
  ])
    expect(stdout).toMatch(feature);
  expect(stdout).not.toMatch(/^lead_score/m);
  // nobody's address is shown: each is in one lead
  expect(stdout).toMatch(/^email +category +[\d,]+ levels +e\.g\. \(missing or too few l/m);
  expect(stdout).toMatch(/^leads\.csv: 700 rows$/m);
  expect(stdout).toMatch(
    /^activities\.csv: [\d,]+ rows; \d+ identical rows dropped, \d+ after as_of not read,\n {2}[\d,]+ by sales$/m,
  );
  // the study says who acted
  expect(stdout).not.toContain("`by` names no column");
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^0 faults, \d warnings?$/);
});

it("says all faults of the study at once, in the order of the file", async () => {
  const tiny = quickStudy();
  replaceIn(tiny, "seed: 3", "sede: 3");
  replaceIn(tiny, "within: 60 days", "within: soon");
  replaceIn(tiny, "handoff: sal", "handoff: sla");
  const study = writeStudy(join(folder, "faulty"), tiny);
  const { code, stdout, stderr } = await command(["check", study]);
  expect(code).toBe(2);
  expect(stderr.match(/study\.yaml:\d+:\d+ {2}[^:]+/g)?.map((place) => place.replace(/ {2}/, " "))).toEqual([
    "study.yaml:5:1 sede",
    "study.yaml:12:10 handoff",
    "study.yaml:14:42 outcome.within",
  ]);
  expect(stderr).toContain('did you mean "seed"?');
  expect(stdout).toBe("3 faults, 1 warning\n");
});

it("says once of several models what folds lack, and suspects no column of a few leads", async () => {
  const tiny = quickStudy();
  // thirty leads: any column tells so few apart by luck, and no fold has 50 that win
  const few = (rows: string[]): string[] => rows.filter((row, i) => i === 0 || /^L00[0-2]/.test(row));
  Object.assign(tiny, { leads: few(tiny.leads), activities: few(tiny.activities), stages: few(tiny.stages) });
  replaceIn(tiny, "models:\n", "models:\n  ridge: { kind: logistic }\n  card: { kind: scorecard }\n");
  const { stdout, stderr } = await command(["check", writeStudy(join(folder, "few"), tiny)]);
  expect(stdout).toContain("activities.csv: `by` names no column of who acted");
  expect(unwrapped(stderr)).toMatch(
    /^.* come too early to fit ridge and card: only \d of the leads to learn from reach(es)? the outcome; a fit takes 50 /m,
  );
  expect(unwrapped(stderr).match(/come too early to fit/g)).toHaveLength(1);
  expect(unwrapped(stderr)).toContain("where all mature leads together are enough for a fit");
  expect(unwrapped(stderr)).not.toContain("predicts the outcome well on its own");
});

it("puts faults before warnings, and ends with 1", async () => {
  const tiny = quickStudy();
  tiny.stages.push("L0001,opportunity,2020-01-01 00:00:00");
  replaceIn(tiny, "hand_points >= 30", "title = 'cto' AND demo_requst_7d > 0");
  const study = writeStudy(join(folder, "both"), tiny);
  const [words, json] = await Promise.all([command(["check", study]), command(["check", study, "--json"])]);
  expect(words.code).toBe(1);
  const heads = unwrapped(words.stderr)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(" "));
  expect(heads[0]).toMatch(/study\.yaml:28:\d+ {2}definitions\.written\.when: no feature "demo_requst_7d" /);
  const report = JSON.parse(json.stdout);
  expect(json.stderr).toBe("");
  expect(report.exit).toBe(1);
  const severities: string[] = report.faults.map((f: { severity: string }) => f.severity);
  expect(severities).toEqual([...severities].sort());
  expect(severities[0]).toBe("error");
});
