import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { diffRuns, readRun, run } from "../../src/index.ts";
import { leadline, scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, type TinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);
const out = join(folder, "reports");
const made: string[] = [];
const kept = async (name: string, tiny: TinyStudy): Promise<void> => {
  made.push((await run({ study: writeStudy(join(folder, name), tiny), out })).result.run);
};
beforeAll(async () => {
  const before = quickStudy();
  replaceIn(before, "as_of: 2026-01-01", "as_of: 2025-10-01");
  await kept("before", before);
  const after = quickStudy();
  replaceIn(after, "hand_points >= 30", "hand_points >= 25");
  replaceIn(after, "points: 10 }", "points: 15 }");
  await kept("after", after);
}, 120_000);
const runs = (...args: string[]) => leadline(["runs", ...args], { cwd: folder });

it("12: list names every run, the latest first, and says which was changed", async () => {
  const listed = JSON.parse((await runs("list", "--json")).stdout);
  expect(listed.map((of: { run: string }) => of.run)).toEqual([...made].reverse());
  expect(listed[0]).toMatchObject({ study: "tiny", asOf: "2026-01-01", leads: 900, state: "whole" });
  const report = join(out, "tiny", made[0] ?? "", "report.md");
  const text = readFileSync(report, "utf8");
  writeFileSync(report, `${text}!`);
  expect((await runs("list")).stdout).toContain("(its files were changed)");
  writeFileSync(report, text);
});

it("12: show takes the beginning of a name where only one run begins so", async () => {
  expect((await runs("show", "2025")).stdout).toContain("as of 2025-10-01");
  const many = await runs("show", "202");
  expect(many.code).toBe(2);
  expect(many.stderr).toContain("more than one run is called 202, or begins so");
  expect((await runs("show", "1999")).code).toBe(2);
});

it("12: diff says what changed in study, data, weights, figures, each with both values", async () => {
  const [a, b] = [await readRun(made[0] ?? "", out), await readRun(made[1] ?? "", out)];
  const found = diffRuns(a, b);
  const rows = (part: string) => found.filter((of) => of.part === part).map(({ part: _, ...rest }) => rest);
  expect(rows("study")).toEqual([
    { what: "as_of", before: "2025-10-01", after: "2026-01-01" },
    {
      what: "models.hand.points",
      before: "{ when: title = 'CTO', points: 10 }",
      after: "{ when: title = 'CTO', points: 15 }",
    },
    { what: "definitions.written.when", before: "hand_points >= 30", after: "hand_points >= 25" },
  ]);
  expect(rows("weights")).toContainEqual({ what: "hand", before: "", after: "title = 'CTO': +10 to +15" });
  const per100 = (of: Awaited<ReturnType<typeof readRun>>): string => {
    const of100 = of.result.definitions.written?.pooled.winsPerSlot;
    if (of100 === undefined || of100.value === null) throw new Error("no estimate");
    const [v, l, h] = [of100.value, of100.low, of100.high].map((x) => (100 * x).toFixed(1));
    return `${v} (${l} to ${h})`;
  };
  expect(rows("figures")).toContainEqual({
    what: "written: opportunities per 100 slots",
    before: per100(a),
    after: per100(b),
  });
  const against = ({ result }: Awaited<ReturnType<typeof readRun>>): string => {
    const found = result.decision.candidates.find((of) => of.name === "written")?.perQuarter.difference;
    return found === undefined || found.value === null
      ? ""
      : `${found.value < 0 ? "" : "+"}${found.value.toFixed(1)} (${found.low.toFixed(1)} to ${found.high.toFixed(1)})`;
  };
  expect(rows("figures")).toContainEqual({
    what: "written: opportunities a quarter, compared with the incumbent",
    before: against(a),
    after: against(b),
  });
  expect(rows("data")).toContainEqual({ what: "as of", before: "2025-10-01", after: "2026-01-01" });
  expect(diffRuns(a, a)).toEqual([]);
  const said = await runs("diff", "2025", "2026");
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toContain("hand: title = 'CTO': +10 to +15");
  // a quarter later the figures are of other quarters: that comes before them
  expect(said.stdout).toContain("  judged quarters: 2024-Q3 to 2025-Q2 (4) → 2024-Q4 to 2025-Q3 (4)");
  expect(said.stdout).toMatch(/\nThe verdict\n {2}before {2}\S.*(\n {10}.*)*\n {2}after {3}\S/);
  expect((await runs("diff", "2025", "2025")).stdout).toContain("say the same");
});

it("demo simulates and runs a study in a folder of its own", async () => {
  const { code, stdout } = await leadline(["demo", "--leads", "500", "--threads", "1"], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toContain("demo/reports/quarterly-review/");
  expect(existsSync(join(folder, "demo/study.yaml"))).toBe(true);
});
