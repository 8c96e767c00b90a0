import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../../src/index.ts";
import { leadline, scratch } from "../helpers/cli.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);
let id = "";
beforeAll(async () => {
  const outcome = await run({
    study: writeStudy(join(folder, "study"), quickStudy()),
    out: join(folder, "reports"),
  });
  id = outcome.result.run;
});
const line = (...args: string[]) => leadline(["export", ...args], { cwd: folder });

it("10: writes a folder for each target, whose scorers pass their own test", async () => {
  const ran = await line("--run", id, "--json");
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  const { files, to } = JSON.parse(ran.stdout);
  expect(to).toEqual(expect.arrayContaining(["duckdb", "postgres", "sqlite", "javascript", "python"]));
  for (const name of to) expect(existsSync(join(folder, "exports", name, "README.md"))).toBe(true);
  expect(files).toContain("javascript/hand.mjs");
  // the same bytes as in the run folder
  const kept = join(folder, "reports/tiny", id, "exports");
  for (const file of files)
    expect(readFileSync(join(folder, "exports", file), "utf8"), file).toBe(
      readFileSync(join(kept, file), "utf8"),
    );
  const tested = spawnSync(process.execPath, [join(kept, "javascript/hand.mjs"), "--self-test"], {
    encoding: "utf8",
  });
  expect(tested.stderr).toBe("");
  expect(tested.stdout).toMatch(/^\d+ golden rows score as they should\n$/);
  const { absent } = await import(pathToFileURL(join(kept, "javascript/hand.mjs")).href);
  expect(absent({ title: "CTO", demo_reqest_30d: 1 })).toEqual(["demo_request_30d", "page_view_7d"]);
}, 120_000);

it("10: writes only what is asked for, and names what there is not", async () => {
  const ran = await line("--run", join(folder, "reports/tiny", id), "--to", "python", "--out", "only");
  expect(ran.code).toBe(0);
  expect(readdirSync(join(folder, "only"))).toEqual(["python"]);
  expect(await line("--run", id, "--to", "pyton")).toMatchObject({ code: 2, stdout: "" });
  const none = await line("--run", "2020-01-01-00000000");
  expect(none.code).toBe(2);
  expect(none.stderr).toContain(`name a run folder, or one of ${id}`);
  expect((await line()).code).toBe(2);
});

it("10: exports nothing of a run that was changed", async () => {
  const weights = join(folder, "reports/tiny", id, "weights/hand.json");
  const text = readFileSync(weights, "utf8");
  writeFileSync(weights, text.replace("30", "31"));
  const ran = await line("--run", id, "--out", "changed");
  writeFileSync(weights, text);
  expect(ran.code).toBe(4);
  expect(ran.stderr).toContain("weights/hand.json is not what the run wrote");
  expect(existsSync(join(folder, "changed"))).toBe(false);
});

it("10: --diff says what changed between two files of weights", async () => {
  const weights = join(folder, "reports/tiny", id, "weights/hand.json");
  expect((await line("--diff", weights, weights)).stdout).toBe("the weights score alike\n");
});

it("10: publish reads its gates from the run that the weights lie in, and knows nothing once that was changed", async () => {
  const weights = join("reports/tiny", id, "weights/hand.json");
  const publish = async (): Promise<string> => {
    const { stdout, stderr } = await leadline(["publish", weights, "--because", "a test"], { cwd: folder });
    return (stdout + stderr).replace(/\s+/g, " ");
  };
  const whole = await publish();
  expect(whole).toMatch(/for leads that written passes on: \d+ outcomes for every 100 predicted/);
  expect(whole).toMatch(/written in 20\d\d-Q\d: [\d.]+% of its leads with a slot became opportunities/);
  expect(whole).not.toContain("not known");
  const report = join(folder, "reports/tiny", id, "report.md");
  writeFileSync(report, `${readFileSync(report, "utf8")}!`);
  const changed = await publish();
  expect(changed).toContain("the calibration gate is not passed: not known");
  expect(changed).toContain("the drift gate is not passed: not known");
});
