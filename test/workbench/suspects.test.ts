import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { DAY, dayNumber, isoSecond } from "../../src/base/time.ts";
import { todaysName } from "../../src/labels/suspects/names.ts";
import { leakageSuspects } from "../../src/labels/suspects/suspects.ts";
import { binomialUpper } from "../../src/stats/proportions/binomial.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { foundIn } from "../helpers/outcome.ts";

const place = scratch();
afterAll(() => place.remove());
let written = 0;

/** 400 leads, 115 of which win 40 days after their creation; whatever the title, the size or the activity. */
function base() {
  const at = (i: number, days: number): string =>
    isoSecond(Math.floor((dayNumber(2023, 1, 2) + 1.5 * i + days) * DAY) + 9 * 3600);
  const wins = (i: number): boolean => (i * 11) % 7 < 2;
  const index = Array.from({ length: 400 }, (_, i) => i);
  return {
    at,
    wins,
    index,
    header: ["lead_id", "created", "title", "account"],
    leads: index.map((i) => [`L${i}`, at(i, 0), ["CTO", "Manager", "Intern"][i % 3] ?? "", `a${i}.com`]),
    acts: index.map((i) => [`L${i}`, i % 5 < 2 ? "demo" : "view", at(i, 1)]),
    stages: index.flatMap((i) => [
      [`L${i}`, "mql", at(i, 3)],
      ...(wins(i) ? [[`L${i}`, "won", at(i, 40)]] : []),
    ]),
    known: ["title"],
    more: "",
  };
}

function path(world: ReturnType<typeof base>): string {
  const folder = join(place.folder, String(written++));
  mkdirSync(folder);
  const csv = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
    `${[header, ...rows].map((row) => row.join(",")).join("\n")}\n`;
  writeFileSync(join(folder, "leads.csv"), csv(world.header, world.leads));
  writeFileSync(join(folder, "acts.csv"), csv(["lead_id", "type", "at"], world.acts));
  writeFileSync(join(folder, "stages.csv"), csv(["lead_id", "stage", "at"], world.stages));
  writeFileSync(
    join(folder, "study.yaml"),
    `leadline: 1
study: t
as_of: 2025-01-01
timezone: UTC
sources:
  leads:      { file: leads.csv, id: lead_id, created: created, account: account }
  activities: { file: acts.csv, lead: lead_id, type: type, at: at }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: at }
funnel: [lead, mql, won]
outcome: { reaches: won, within: 90 days }
features: { known_at_creation: [${world.known.map((name) => JSON.stringify(name)).join(", ")}], activities: { windows: [30 days] } }
models: { logit: { kind: logistic } }
${world.more}`,
  );
  return join(folder, "study.yaml");
}

async function suspects(world: ReturnType<typeof base>) {
  const { study, folder } = await openStudy(path(world));
  const loaded = await load(study, folder, {});
  return leakageSuspects({ ...loaded, excluded: loaded.table.excluded });
}
const told = async (world: ReturnType<typeof base>): Promise<readonly string[]> =>
  (await suspects(world)).map((f) => `${f.severity} ${f.what}`);

describe("7.7: an activity that is the outcome", () => {
  it("nothing is said of activities and columns that tell nothing", async () => {
    expect(await told(base())).toEqual([]);
  });

  it("coincides with it, by dates: told, though no model sees it", async () => {
    const world = base();
    world.stages = world.stages.map(([id = "", stage = "", t = ""]) => [id, stage, t.slice(0, 10)]);
    for (const i of world.index)
      if (world.wins(i)) world.acts.push([`L${i}`, "Contract Signed", world.at(i, 40).slice(0, 10)]);
    expect(await told(world)).toEqual([
      'warning the activity "contract_signed" falls on the very day of the outcome for 115 of the 115 leads that have it',
    ]);
  });

  it("stands an hour before it: a fault that needs accept_leakage, in run too", async () => {
    const world = base();
    const hour = (t: string): string => t.replace("T09:", "T08:");
    for (const i of world.index)
      if (world.wins(i)) world.acts.push([`L${i}`, "Contract Signed", hour(world.at(i, 40))]);
    const faults = await suspects(world);
    expect(faults.map((f) => [f.severity, f.code])).toEqual([["error", "leakage"]]);
    expect(faults[0]?.mend).toContain("accept_leakage: [contract_signed]");
    const error = await foundIn(path(world)).catch((e) => e);
    expect(error).toBeInstanceOf(LeadlineError);
    expect(error.exit).toBe(3);
    for (const name of ["contract_signed", "Contract Signed"])
      expect(await told({ ...world, more: `accept_leakage: [${name}]\n` })).toEqual([]);
  });

  it("is entered for a few of the deals a week before: followed by the outcome nearly always", async () => {
    const world = base();
    for (const i of world.index.filter(world.wins).slice(0, 12))
      world.acts.push([`L${i}`, "reason won", world.at(i, 33)]);
    expect(await told(world)).toEqual([
      'warning the activity "reason_won" is followed by the outcome for 12 of the 12 leads that have it (29% of all leads reach it)',
    ]);
  });

  it("a name in accept_leakage that is nowhere is a fault with the nearest", async () => {
    const [fault] = await suspects({ ...base(), more: "accept_leakage: [demmo]\n" });
    expect(fault).toMatchObject({
      severity: "error",
      code: "unknown-accepted",
      where: { path: "accept_leakage[0]" },
    });
    expect(fault?.mend).toBe('did you mean "demo"?');
  });
});

describe("7.26, kind 10: won at birth, levels that always win, names of today's values", () => {
  it("60 leads made from won deals: their level and their count", async () => {
    const world = base();
    for (let i = 0; i < 60; i++) {
      world.leads.push([`X${i}`, world.at(i * 6, 0), "Imported", `x${i}.com`]);
      world.stages.push([`X${i}`, "won", world.at(i * 6, 0)]);
    }
    expect(await told(world)).toEqual([
      'warning the leads column "title" holds a value, "Imported", of which all 60 leads reach the outcome (29% of the others do)',
      "warning 60 outcomes of 175 are dated within a minute of the lead's creation",
    ]);
  });

  it("an owner who takes over won deals", async () => {
    const world = base();
    world.header = [...world.header, "rep"];
    world.leads = world.leads.map((row, i) => [
      ...row,
      world.wins(i) && i % 2 === 1 ? "AE 1" : `SDR ${i % 3}`,
    ]);
    world.known = ["title", "rep"];
    const n = world.index.filter((i) => world.wins(i) && i % 2 === 1).length;
    expect(await told(world)).toEqual([
      `warning the leads column "rep" holds a value, "AE 1", of which all ${n} leads reach the outcome (${Math.round((100 * (115 - n)) / (400 - n))}% of the others do)`,
    ]);
    // a flag written as 1 and 0, too
    world.leads = world.leads.map((row) => [...row.slice(0, -1), row.at(-1) === "AE 1" ? "1" : "0"]);
    expect((await told(world))[0]).toContain(`holds a value, 1, of which all ${n} leads reach`);
  });

  it("a vouched column that is the outcome is a fault; accepted, it is a warning", async () => {
    const world = base();
    world.header = [...world.header, "tier"];
    world.leads = world.leads.map((row, i) => [...row, world.wins(i) !== (i % 50 === 0) ? "gold" : "none"]);
    const unvouched = await suspects(world);
    expect(unvouched.map((f) => f.severity)).toEqual(["warning"]);
    world.known = ["title", "tier"];
    expect((await suspects(world)).map((f) => [f.severity, f.code])).toEqual([["error", "leakage"]]);
    expect((await suspects({ ...world, more: "accept_leakage: [tier]\n" })).map((f) => f.severity)).toEqual([
      "warning",
    ]);
  });

  it("columns of many levels with a lead or two each tell nothing by luck", async () => {
    const world = base();
    world.header = [...world.header, "code"];
    world.leads = world.leads.slice(0, 60).map((row, i) => [...row, `c${i % 45}`]);
    const there = new Set(world.leads.map(([id]) => id));
    world.acts = world.acts.filter(([id]) => there.has(id ?? ""));
    world.stages = world.stages.filter(([id]) => there.has(id ?? ""));
    world.known = ["title", "code"];
    expect(await told(world)).toEqual([]);
  });

  it.each([
    ["LastActivityDate", "LastModifiedDate", "IsConverted", "ConvertedDate", "Converted", "SystemModstamp"],
    [
      "Recent Conversion",
      "Time of Last Visit",
      "Last Activity Date",
      "hs_lastmodifieddate",
      "notes_last_contacted",
    ],
    [
      "Lifecycle Stage",
      "Lead Status",
      "HubSpot Score",
      "hubspotscore",
      "Became a Customer Date",
      "days_to_close",
    ],
    [
      "Number of Pageviews",
      "hs_analytics_num_page_views",
      "num_conversion_events",
      "Number of times contacted",
    ],
    [
      "Deal - Won time",
      "Deal - Lost reason",
      "Deal - Closed on",
      "Deal - Status",
      "Deal - Update time",
      "Deal - Probability",
    ],
    [
      "Last Interesting Moment Date",
      "Lead Score",
      "updated_at",
      "Urgency",
      "Last Notable Activity",
      "Lead Quality",
    ],
    [
      "Status",
      "stage",
      "IsDeleted",
      "HasOptedOutOfEmail",
      "EmailBouncedDate",
      "latest_touch",
      "StageName",
      "Contact owner",
    ],
    [
      "modifiedon",
      "statecode",
      "statuscode",
      "Person_Score",
      "Visitor_Score",
      "Days_In_Stage",
      "Stage Duration",
    ],
    [
      "Rejection Reason",
      "Days since last visit",
      "mkto_score",
      "Prospect Grade",
      "Rating",
      "First Deal Created Date",
      "Sales Accepted",
      "MQL",
      "NumberOfOpportunities",
      "HasResponded",
      "Emails Opened",
    ],
    ["hubspot_owner_id", "opportunity_id", "total_revenue", "hs_time_to_first_engagement", "HubSpotTeam"],
    ["Current Status", "current_stage", "Current Lead Score", "Current Owner"],
  ])("%s and the like say so by their name", (...names) => {
    for (const name of names) expect(todaysName(name), name).not.toBeNull();
  });

  it.each([
    [
      "Last Name",
      "lastname",
      "last_name",
      "title",
      "employees",
      "industry",
      "Original Source",
      "First Conversion",
    ],
    [
      "Country",
      "email",
      "company_domain",
      "Marital Status",
      "credit_score",
      "Number of Employees",
      "NumberOfEmployees",
    ],
    [
      // what a form asks on the day of creation
      "What is your current occupation",
      "Current Employer",
      "Annual Budget",
      "AnnualRevenue",
      "annual_revenue",
      "city",
      "Lead Source",
      "Lead Origin",
      "product",
      "sales_agent",
    ],
  ])("%s and the like do not", (...names) => {
    for (const name of names) expect(todaysName(name), name).toBeNull();
  });

  it("by its name a column is told only where the study vouches for it", async () => {
    const world = base();
    world.header = [...world.header, "LastActivityDate"];
    world.leads = world.leads.map((row, i) => [...row, `d${i % 4}`]);
    expect(await told(world)).toEqual([]);
    world.known = ["title", "LastActivityDate"];
    expect(await told(world)).toEqual([
      'warning the leads column "LastActivityDate" says by its name that it holds the latest value',
    ]);
  });

  it("the binomial's upper binomialUpper", () => {
    expect(binomialUpper(3, 3, 0.5)).toBeCloseTo(1 / 8, 12);
    expect(binomialUpper(3, 2, 0.5)).toBeCloseTo(1 / 2, 12);
    expect(binomialUpper(12, 12, 0.2)).toBeCloseTo(0.2 ** 12, 15);
  });
});
