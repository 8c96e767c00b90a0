import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatFault } from "../../src/base/errors.ts";
import type { Result } from "../../src/result/type.ts";
import { check } from "../../src/workbench/check.ts";
import { filesBelow, leadline, scratch } from "../helpers/cli.ts";
import { noShared, shared } from "../helpers/golden.ts";
import { olistRead } from "../helpers/olist.ts";

const data = resolve(shared ?? "", "data");
const place = scratch();
afterAll(() => place.remove());

/** Writes a study into a folder of its own, checks it and runs it by the command line. */
async function tried(name: string, study: string) {
  const folder = join(place.folder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "study.yaml"), study);
  const faults = await check({ study: join(folder, "study.yaml") });
  const run = await leadline(["run"], { cwd: folder });
  const file = [...filesBelow(join(folder, "reports")).keys()].find((path) => path.endsWith("result.json"));
  if (file === undefined) throw new Error(`no result: ${run.stderr}`);
  const result: Result = JSON.parse(readFileSync(join(folder, "reports", file), "utf8"));
  const told = faults.faults.map(formatFault).join("\n");
  return { checked: { exit: faults.exit, told }, run, result };
}

/** Paths of the estimates that could not be computed, each with its reason. */
function lacking(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  const { value: inner, reason } = value as { value?: unknown; reason?: string };
  if (inner === null) return [[path, reason ?? ""]];
  return Object.entries(value).flatMap(([key, v]) => lacking(v, `${path}.${key}`));
}

const olist = `${olistRead(data)}features:
  known_at_creation: [origin, landing_page_id]
models:
  hand:
    kind: points
    points:
      - { when: "origin IN ('paid_search', 'organic_search', 'direct_traffic')", points: 20 }
      - { when: "origin = 'unknown' OR origin IS NULL", points: 30 }
      - { when: "origin IN ('email', 'social', 'display')", points: -10 }
  logit: { kind: logistic, penalty: ridge }
definitions:
  searching: { when: "hand_points >= 20" }
  unknown:   { when: "origin = 'unknown' OR origin IS NULL" }
  likely:    { score: logit, p_at_least: 0.11 }
capacity: { reps: 10, leads_per_rep_per_day: 2, holidays: BR, sla: 2 business days }
backtest: { quarters: 4, embargo: 7 days }
`;

describe("Olist by the command line: a funnel without activities, won deals as a file of their own", () => {
  it("gives the published cohorts, warns of what is young, replays rules and compares models", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const { checked, run, result } = await tried("olist", olist);

    expect(checked.exit).toBe(0);
    expect(checked.told).toContain(
      'no "won" is recorded before 2017-12-05, though 1,827 leads were created before that day',
    );
    expect(checked.told).toContain(
      "2018-Q1 and 2018-Q2 come too early to fit logit: only 5 of the leads to learn",
    );
    expect(checked.told).toContain("the newest lead was created on 2018-05-31, 167 days before as_of");

    const cohorts = new Map(result.funnel.cohorts.map((c) => [c.month, c]));
    const published = [
      ["2018-01", 1_141, 129, 0],
      ["2018-02", 1_028, 128, 0],
      ["2018-03", 1_174, 140, 1],
      ["2018-04", 1_352, 171, 0],
      ["2018-05", 1_303, 109, 0],
    ] as const;
    for (const [month, n, won, refused] of published) {
      expect(cohorts.get(month)).toMatchObject({ month, n, won, refused, mature: true });
      expect(cohorts.get(month)?.rate.value).toBeCloseTo(won / (n - refused), 12);
    }
    // cohorts that end before the first recorded win have no rate: 0 would be a lie
    expect(cohorts.get("2017-10")?.rate).toEqual({
      value: null,
      reason: "no outcome is recorded before 2017-12-05",
    });

    const quarters = result.definitions.unknown?.quarters ?? [];
    expect(quarters.map((q) => [q.quarter, q.provisional])).toEqual([
      ["2018-Q1", false],
      ["2018-Q2", false],
      ["2018-Q3", true],
    ]);
    // every lead of unknown origin crosses when it arrives: volume and wins can be counted in the file by hand
    const counted = countUnknown();
    expect(quarters.map((q) => q.volume)).toEqual([counted.q1.leads, counted.q2.leads, 0]);
    expect(quarters[0]?.precisionAll.value).toBeCloseTo(counted.q1.won / counted.q1.leads, 12);
    expect(quarters[1]?.precisionAll.value).toBeCloseTo(counted.q2.won / counted.q2.leads, 12);

    expect(result.comparison.method).toBe("cross-validation");
    expect(result.comparison.pairs[0]).toMatchObject({ a: "hand", b: "logit" });
    for (const model of ["hand", "logit"]) {
      const { evaluation } = result.models[model] ?? {};
      expect(evaluation).toMatchObject({ method: "cross-validation", n: 6_172 });
      expect(lacking(evaluation)).toEqual([]);
    }
    // nothing else is missing than what cannot be known, and each says why
    const empty = lacking(result.definitions).filter(([path]) => !path.endsWith("policyPrecision"));
    for (const [path, reason] of empty)
      expect(
        /\.likely\./.test(path) ||
          /quarters\.2\.precision/.test(path) ||
          // two judged quarters say too little of the next
          /pooled\.nextQuarter$/.test(path),
        `${path} is null: ${reason}`,
      ).toBe(true);
    expect(result.decision.sentence).toBe("No verdict: no definition is marked as the incumbent.");
    expect(run.stdout).toContain("NO VERDICT: no definition is marked as the incumbent.");
    expect(run.stdout).toMatch(
      / models {3}AUC hand 0\.6\d\d \(0\.6\d\d to 0\.6\d\d\), logit 0\.6\d\d \(.*\); by\s+cross-validation/,
    );
  });
});

/** Leads of unknown or empty origin and their wins within 90 days, straight from the files. */
function countUnknown() {
  const lines = (name: string): string[] =>
    readFileSync(join(data, "olist_funnel", name), "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1);
  const won = new Map(
    lines("olist_closed_deals_dataset.csv").map((line) => {
      const cells = line.split(",");
      return [cells[0] ?? "", Date.parse(`${cells[4]?.replace(" ", "T")}Z`)] as const;
    }),
  );
  const tally = { q1: { leads: 0, won: 0 }, q2: { leads: 0, won: 0 } };
  for (const line of lines("olist_marketing_qualified_leads_dataset.csv")) {
    const [id = "", day = "", , origin = ""] = line.split(",");
    if ((origin !== "unknown" && origin !== "") || day < "2018-01-01") continue;
    const created = Date.parse(`${day}T00:00:00Z`);
    const at = won.get(id) ?? Number.POSITIVE_INFINITY;
    if (at < created) continue;
    const quarter = day < "2018-04-01" ? tally.q1 : tally.q2;
    quarter.leads++;
    if (at <= created + 90 * 86_400_000) quarter.won++;
  }
  return tally;
}

describe("X Education by the command line: no dates, the outcome is a column", () => {
  it("compares models, refuses the replay with the reason, names what was filled in later", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const { checked, run, result } = await tried(
      "x-education",
      `leadline: 1
study: x-education
as_of: 2026-01-01
timezone: Asia/Kolkata
sources:
  leads: { file: ${data}/x_education/Leads.csv, id: Prospect ID }
funnel: [lead]
outcome: { column: Converted, is: 1 }
features:
  known_at_creation: [Lead Origin, Lead Source, Specialization, City, TotalVisits]
models:
  hand:
    kind: points
    points:
      - { when: "\\"Lead Origin\\" = 'Lead Add Form'", points: 30 }
  logit: { kind: logistic, penalty: ridge }
definitions:
  likely: { score: logit, p_at_least: 0.5 }
capacity: { reps: 2, leads_per_rep_per_day: 2 }
`,
    );
    expect(checked.exit).toBe(0);
    for (const column of ["Tags", "Lead Quality", "Last Activity", "Last Notable Activity"])
      expect(checked.told).toContain(`the leads column "${column}" `);
    expect(checked.told).not.toContain('"Converted"');

    expect(run.code).toBe(0);
    expect(run.stderr).toContain("the outcome is a column without dates");
    expect(result.decision.reason).toBe(
      "your outcome column has no dates, so past quarters cannot be replayed",
    );
    expect(result.definitions).toEqual({});
    expect(result.funnel.stages.map((s) => [s.stage, s.reached])).toEqual([
      ["lead", 9_240],
      ["Converted = 1", 3_561],
    ]);
    expect(result.funnel.cohorts).toEqual([]);
    expect(result.comparison).toMatchObject({
      method: "cross-validation",
      reason: "neither the outcome nor the leads have dates, so whether the models drift cannot be seen",
    });
    // `hand` has two scores: between them no lead has grade B
    expect(lacking(result.models)).toEqual([[".hand.grades.1.rate", "no rows"]]);

    // `Select` is a level of its own, apart from an empty cell: they convert differently
    const bins = result.models.logit?.bins.find((b) => b.attribute === "Specialization")?.bins ?? [];
    const bin = (label: string) => bins.find((b) => b.label === label);
    const cells = countCells("Specialization");
    expect([bin("Select")?.n, bin("Select")?.positives]).toEqual(cells("Select"));
    expect([bin("missing")?.n, bin("missing")?.positives]).toEqual(cells(""));
  });
});

/** Rows and conversions of each value of a column of X Education, by a reader of quoted CSV of the test's own. */
function countCells(name: string): (value: string) => [number, number] {
  const rows = readFileSync(join(data, "x_education/Leads.csv"), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => m[1] ?? ""));
  const column = rows[0]?.indexOf(name) ?? -1;
  const converted = rows[0]?.indexOf("Converted") ?? -1;
  return (value) => {
    const of = rows.slice(1).filter((row) => row[column] === value);
    return [of.length, of.filter((row) => row[converted] === "1").length];
  };
}

describe("Maven CRM by the command line: one file of deals is both leads and stages", () => {
  it("counts its wins, warns of the stage and columns that are not usable, and replays", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const file = `${data}/maven_crm/sales_pipeline.csv`;
    const { checked, result } = await tried(
      "maven",
      `leadline: 1
study: maven
as_of: 2017-12-31
timezone: UTC
sources:
  leads: { file: ${file}, id: opportunity_id, created: engage_date, account: account }
  stages:
    - { file: ${file}, lead: opportunity_id, stage: deal_stage, at: close_date }
funnel: { lead: Engaging, won: Won }
lost: [Lost]
outcome: { reaches: won, within: 90 days }
features:
  known_at_creation: [product, sales_agent]
models:
  logit: { kind: logistic, penalty: ridge }
definitions:
  all:    { when: "product IS NOT NULL" }
  likely: { score: logit, cutoff: from_capacity }
capacity: { reps: 10, leads_per_rep_per_day: 2 }
`,
    );
    expect(checked.exit).toBe(0);
    expect(checked.told).toContain('500 rows have the stage "Prospecting", which is in');
    expect(checked.told).toContain('the leads column "close_value"');
    // 500 deals that are only prospected have no dates, 2,089 are open
    expect(result.data.files.map((f) => [f.source, f.undated, f.rejected])).toEqual([
      ["leads", 500, 0],
      ["stages", 2_089, 0],
    ]);
    expect(result.funnel.stages.map((s) => s.reached)).toEqual([8_300, 4_238]);
    const judged = result.definitions.likely?.quarters.filter((q) => q.winsPerSlot.value !== null) ?? [];
    expect(judged.length).toBeGreaterThan(0);
  });
});
