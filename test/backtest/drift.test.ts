import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { conclude, fit as fitAll, judge, load, openStudy } from "../../src/index.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const tiny = tinyStudy();
replaceIn(tiny, "as_of: 2026-01-01", "as_of: 2025-12-31");
// in the last quarter nearly everybody is a CTO
tiny.leads = tiny.leads.map((row) => {
  const cells = row.split(",");
  return (cells[1] ?? "") >= "2025-10-01" &&
    cells[1]?.startsWith("2025") === true &&
    Number(cells[4]) % 10 > 0
    ? [...cells.slice(0, 3), "CTO", ...cells.slice(4)].join(",")
    : row;
});

it("11.33: says which features moved, by how much, and how much chance would move them", async () => {
  const { study, folder: of } = await openStudy(writeStudy(join(folder, "study"), tiny));
  const judged = await judge(await fitAll(await load(study, of)));
  const result = conclude(judged, { run: "x", candidatesTried: 0, seeded: false });
  const { drift } = result;
  if (drift === null) throw new Error("no drift");
  expect(drift.quarter).toBe("2025-Q4");
  // counted in the file: 60 days before the end of 2025 labels end
  const title = (row: string): string => row.split(",")[3] ?? "";
  const day = (row: string): string => (row.split(",")[1] ?? "").slice(0, 10);
  const rows = tiny.leads.slice(1).filter((row) => day(row) <= "2025-12-31");
  const before = rows.filter((row) => day(row) < "2025-10-01");
  const recent = rows.filter((row) => day(row) >= "2025-10-01");
  // but for leads that had no moment to learn from
  expect(Math.abs(drift.learnt - before.length)).toBeLessThanOrEqual(8);
  expect(Math.abs(drift.leads - recent.length)).toBeLessThanOrEqual(8);
  const share = (all: readonly string[], level: string): number =>
    (all.filter((row) => title(row) === level).length + 0.5) / (all.length + 1.5);
  const byHand = ["CTO", "Manager", "Analyst"].reduce((sum, level) => {
    const [e, a] = [share(before, level), share(recent, level)];
    return sum + (a - e) * Math.log(a / e);
  }, 0);
  const [first] = drift.features;
  expect(first?.name).toBe("title");
  expect(first?.psi).toBeCloseTo(byHand, 1);
  expect(first?.moved).toBe("much");
  // chi-squared of 2 degrees of freedom at 95 %
  expect(first?.critical).toBeCloseTo(5.991 * (1 / drift.learnt + 1 / drift.leads), 4);
  expect(drift.features.find((f) => f.name === "employees")?.moved).not.toBe("much");

  for (const { definition, quarters, watch } of drift.promises) {
    const all = result.definitions[definition]?.calibrationAtCrossing?.observedExpected;
    if (all === undefined || all.value === null) throw new Error(definition);
    // observed of all quarters and of each add up; so do the expected
    let [observed, expected] = [0, 0];
    for (const { observedExpected: oe } of quarters) {
      if (oe.value === null) continue;
      observed += oe.n;
      expected += oe.value > 0 ? oe.n / oe.value : 0;
    }
    if (quarters.every(({ observedExpected: oe }) => oe.value !== null && oe.value > 0))
      expect(observed / expected, definition).toBeCloseTo(all.value, 6);
    for (const { highest, limit, since } of watch) expect(since !== null, definition).toBe(highest > limit);
  }
  // windows of one activity stand together: apart, what one takes the other gives
  const [logit] = drift.coefficients.filter(({ model }) => model === "logit");
  expect(logit?.since).toBe("2025-Q1");
  expect(logit?.df).toBe(logit?.terms.length);
  expect(logit?.terms.map((t) => t.name)).toContain("demo_request");
  for (const { earlier, change } of logit?.terms ?? []) {
    if (earlier.value === null || change.value === null) throw new Error("no estimate");
    expect(Math.abs(change.value)).toBeLessThan(3);
    expect(change.low).toBeLessThan(change.value);
  }
  // demo requests bring outcomes in this study, before as after
  const demo = logit?.terms.find((t) => t.name === "demo_request");
  expect(demo?.earlier.value).toBeGreaterThan(0.1);
  for (const { quarters } of drift.promises)
    for (const { calibrationSlope: slope } of quarters)
      if (slope.value !== null) expect(slope.high - slope.low).toBeGreaterThan(0);
  expect(drift.promises.map((p) => p.definition)).toEqual(["written", "adaptive"]);
});
