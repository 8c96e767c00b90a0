import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/result/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { filesBelow, leadline, root, scratch } from "../helpers/cli.ts";
import { noShared, shared } from "../helpers/golden.ts";
import { csv } from "./exports.ts";

const data = resolve(shared ?? "", "data");
const place = scratch();
afterAll(() => place.remove());

/** `leadline init`, then `leadline run`, as processes of their own, without an edit between them. */
async function proposed(name: string, files: readonly string[]) {
  const cwd = join(place.folder, name);
  mkdirSync(cwd);
  const init = await leadline(["init", ...files], { cwd });
  expect(init.code, init.stderr).toBe(0);
  const text = readFileSync(join(cwd, "study.yaml"), "utf8");
  const ran = await leadline(["run"], { cwd });
  expect(ran.code, ran.stderr).toBe(0);
  const path = [...filesBelow(join(cwd, "reports")).keys()].find((file) => file.endsWith("result.json"));
  const result: Result = JSON.parse(readFileSync(join(cwd, "reports", path ?? ""), "utf8"));
  const { study } = readStudy(text, "study.yaml");
  if (study === null) throw new Error(text);
  return { ran, result, study, text };
}

/** A line of the study that says why a column is left out. */
const leftOut = (text: string, column: string): string =>
  text.split("\n").find((line) => line.startsWith(`    # ${column}: `)) ?? "";

describe("9.2: init, then run without an edit", { timeout: 180_000 }, () => {
  it("the sample: the study that it was made with, but for what no file shows", async () => {
    const sample = join(root, "data/sample");
    const files = ["leads.csv", "activities.csv", "stages.csv"].map((file) => join(sample, file));
    const { study, text, result } = await proposed("sample", files);
    const made = readStudy(readFileSync(join(sample, "study.yaml"), "utf8"), "study.yaml").study;
    expect(study.funnel).toEqual(made?.funnel);
    expect(study.lost).toEqual(made?.lost);
    expect(study.handoff).toBe(made?.handoff);
    expect(study.asOf).toBe(made?.asOf);
    expect(study.outcome).toMatchObject({ reaches: "opportunity" });
    expect(study.sources.activities[0]).toMatchObject({ known: "synced_at", by: { column: "actor" } });
    expect(new Set(study.features.knownAtCreation)).toEqual(new Set(made?.features.knownAtCreation));
    expect(leftOut(text, "lead_score")).toContain("AUC");
    // asking for a demo comes before looking at prices
    expect(text).toContain('asked: { when: "demo_request_30d >= 1" }');
    expect(result.decision.verdict).not.toBeNull();
  });

  it("X Education: no time, so models are compared by cross-validation and the replay is refused with the reason", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const { result, ran, text } = await proposed("x", [join(data, "x_education/Leads.csv")]);
    expect(text).toContain("3,561 of 9,240 rows have 1");
    expect(result.comparison.method).toBe("cross-validation");
    expect(ran.stdout).toMatch(/your outcome column has no dates, so past quarters cannot be\s+replayed/);
    for (const column of ["Tags", "Lead Quality", "Last Activity", "Last Notable Activity"])
      expect(leftOut(text, column), column).not.toBe("");
    // a form asks for it: its name alone proves nothing
    expect(text).toContain("    - What is your current occupation\n");
    // five columns hold one value
    expect(text.match(/: constant: No\n/g)).toHaveLength(5);
  });

  it("Olist: won deals in a file of their own, and a horizon that follow-up allows", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const folder = join(data, "olist_funnel");
    const { study, result, text } = await proposed("olist", [
      join(folder, "olist_closed_deals_dataset.csv"),
      join(folder, "olist_marketing_qualified_leads_dataset.csv"),
    ]);
    expect(study.sources.leads[0]).toMatchObject({ id: "mql_id", created: "first_contact_date" });
    expect(study.sources.stages[0]).toMatchObject({ lead: "mql_id", stage: { is: "won" }, at: "won_date" });
    expect(text).toContain("as_of: 2018-11-14");
    expect(result.comparison.method).toBe("walk-forward");
    expect(result.warnings.some(({ code }) => code === "outcome-recorded-from")).toBe(true);
  });

  it("Maven: deals whose stage of today and date of closing lie beside each other", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const names = ["accounts", "data_dictionary", "products", "sales_pipeline", "sales_teams"];
    const { study, text, ran } = await proposed(
      "maven",
      names.map((name) => join(data, "maven_crm", `${name}.csv`)),
    );
    expect(study.sources.leads[0]).toMatchObject({ id: "opportunity_id", created: "engage_date" });
    expect(study.sources.stages[0]).toMatchObject({
      where: [{ column: "deal_stage", values: ["Won", "Lost"] }],
      at: "close_date",
    });
    expect(leftOut(text, "close_value")).toContain("AUC");
    expect(text.match(/# not used: /g)).toHaveLength(1);
    expect(study.sources.lookups?.map(({ name, on }) => [name, on])).toEqual([
      ["accounts", "account"],
      ["products", "product"],
      ["sales_teams", "sales_agent"],
    ]);
    // 500 prospecting rows have no date
    expect(ran.stdout).toContain("8,300 leads");
  });

  it("bank marketing: `duration` is out; with dates rebuilt from the months its drift breaks the calibration, and the report says so", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const file = join(data, "bank_marketing/bank-additional-full.csv");
    const lines = readFileSync(file, "utf8").trim().split(/\r?\n/);
    const rows = lines.slice(1).map((line) => line.replaceAll('"', "").split(";"));
    const header = (lines[0] ?? "").replaceAll('"', "").split(";");
    const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let [year, last] = [2008, 4];
    const begins: number[] = [];
    const dates = rows.map((row, i) => {
      const month = months.indexOf(row[8] ?? "");
      if (month < last) year++;
      if (i === 0 || month !== last) begins.push(i);
      last = month;
      return { year, month, from: begins.at(-1) ?? 0 };
    });
    const until = (from: number): number => begins.find((at) => at > from) ?? rows.length;
    const dated = rows.map((row, i) => {
      const { year: y, month, from } = dates[i] ?? { year: 0, month: 0, from: 0 };
      const day = 1 + Math.floor((28 * (i - from)) / (until(from) - from));
      return [`${y}-${String(month + 1).padStart(2, "0")}-${String(day).padStart(2, "0")}`, ...row];
    });
    writeFileSync(join(place.folder, "bank.csv"), csv(["created", ...header], dated));
    const { study, text, result } = await proposed("bank", [join(place.folder, "bank.csv")]);
    expect(study.sources.leads[0]).toMatchObject({ id: null, created: "created" });
    expect(study.outcome).toMatchObject({ column: "y", is: "yes" });
    expect(text).toContain("4,640 of 41,188 rows have yes");
    expect(leftOut(text, "duration")).toContain("AUC");
    expect(result.comparison.method).toBe("walk-forward");
    // learnt on few that convert and judged on many: no calibration survives it
    const drift = result.warnings.filter(({ code }) => code === "drift").map(({ what }) => what);
    expect(drift.length).toBeGreaterThan(0);
    expect(drift[0]).toMatch(/of leads created in 2008-Q2 3.5% convert, of those in 2010-Q4 45.5%/);
  });
});
