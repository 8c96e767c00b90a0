import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DAY, dayNumber, isoDate } from "../../src/base/time.ts";
import { funnelFacts } from "../../src/labels/funnel.ts";
import { check } from "../../src/workbench/check.ts";
import { load } from "../../src/workbench/load.ts";
import type { Loaded } from "../../src/workbench/loaded.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { noShared, shared } from "../helpers/golden.ts";

const place = scratch();
afterAll(() => place.remove());
let written = 0;

function studyOf(files: Readonly<Record<string, string>>): string {
  const folder = join(place.folder, String(written++));
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, "study.yaml");
}

async function loaded(files: Readonly<Record<string, string>>): Promise<Loaded> {
  const { study, folder } = await openStudy(studyOf(files));
  return load(study, folder, {});
}

const study = (more = ""): string => `leadline: 1
study: dates
as_of: 2024-12-31
timezone: UTC
sources:
  leads:      { file: leads.csv, id: lead_id, created: created }
  activities: { file: acts.csv, lead: lead_id, type: type, at: at, observed_from: 2023-01-01 }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: at }
funnel: [lead, sal, won]
handoff: sal
outcome: { reaches: won, within: 90 days }
features: { activities: { windows: [30 days] } }
models: { logit: { kind: logistic } }
${more}`;
/** A lead that wins at once: moments before the first recorded win are neither fitted nor judged. */
const first = { lead: "\nZ,2024-01-01", won: "\nZ,won,2024-01-01" };
const day = (n: number): string => isoDate(dayNumber(2024, 1, 1) + n);

describe("7.8: 90 days are 90 days", () => {
  const files = (close: (i: number) => string) => ({
    "leads.csv": `lead_id,created\n${Array.from({ length: 161 }, (_, i) => `A${i},2024-01-01`).join("\n")}\n`,
    "acts.csv": "lead_id,type,at\nA0,view,2024-01-01\n",
    "stages.csv": `lead_id,stage,at\n${Array.from({ length: 81 }, (_, i) => `A${i},won,${close(i)}`).join("\n")}\n`,
    "study.yaml": study(),
  });

  it("by dates, as DATEDIFF counts: created 1 January, won 31 March is a win, 1 April is none", async () => {
    const of = await loaded(files((i) => (i === 80 ? "2024-01-01" : "2024-03-31")));
    const { cohorts, stages } = funnelFacts(of);
    expect(cohorts[0]).toMatchObject({ month: "2024-01", n: 161, won: 81 });
    expect(stages.find((s) => s.stage === "won")?.medianDays).toBe(90);
    expect(of.moments.label.reduce((n, y) => n + (y === 1 ? 1 : 0), 0)).toBe(81);
    const late = await loaded(files((i) => (i === 80 ? "2024-01-01" : "2024-04-01")));
    expect(funnelFacts(late).cohorts[0]).toMatchObject({ n: 161, won: 1 });
    expect(late.moments.label.reduce((n, y) => n + (y === 1 ? 1 : 0), 0)).toBe(1);
  });

  it("by the second where the outcome has its time", async () => {
    const of = await loaded(files((i) => (i < 40 ? "2024-03-31 00:00:00" : "2024-03-31 00:00:01")));
    expect(funnelFacts(of).cohorts[0]).toMatchObject({ won: 40 });
  });

  it("from a moment late in its day too: the dates are counted, not the hours", async () => {
    const of = await loaded({
      ...files((i) => (i === 80 ? "2024-01-01" : "2024-04-09")),
      "acts.csv": "lead_id,type,at\nA0,view,2024-01-10 23:00:00\nA1,view,2024-01-09 23:00:00\n",
    });
    const at = (lead: string): number[] =>
      Array.from(of.moments.lead.keys())
        .filter((i) => of.history.leads.ids[of.moments.lead[i] ?? -1] === lead)
        .map((i) => of.moments.label[i] ?? -1);
    expect(at("A0")).toEqual([0, 1]);
    expect(at("A1")).toEqual([0, 0]);
  });

  it("counts an outcome from its own time where it moved to the day's end behind a date-only activity", async () => {
    // recorded 90 days less an hour after the creation; the hand-over and the activity of that day have no time
    const of = await loaded({
      "leads.csv": "lead_id,created\nA,2024-01-01 12:00:00\nB,2024-01-01 12:00:00\n",
      "acts.csv": "lead_id,type,at\nA,view,2024-03-31\nB,view,2024-03-31\n",
      "stages.csv": "lead_id,stage,at\nA,won,2024-03-31 11:00:00\nB,won,2024-03-31 13:00:00\n",
      "study.yaml": study(),
    });
    expect(funnelFacts(of).cohorts[0]).toMatchObject({ n: 2, won: 1 });
    expect(funnelFacts(of).stages.at(-1)?.medianDays).toBeCloseTo(90, 12);
  });

  it("Maven's wins are those that the two dates give", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const rows = readFileSync(join(shared, "data/maven_crm/sales_pipeline.csv"), "utf8")
      .trim()
      .split(/\r?\n/);
    const [header = "", ...deals] = rows;
    const cells = deals.map((row) => row.split(","));
    const of = await loaded({
      "leads.csv": rows.join("\n"),
      "won.csv": [header, ...deals.filter((_, i) => cells[i]?.[4] === "Won")].join("\n"),
      "study.yaml": `leadline: 1
study: maven
as_of: 2017-12-31
timezone: UTC
sources:
  leads:  { file: leads.csv, id: opportunity_id, created: engage_date }
  stages: { file: won.csv, lead: opportunity_id, stage: { is: won }, at: close_date }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
`,
    });
    const dayOf = (text = ""): number => Date.parse(text) / 86_400_000;
    const took = cells
      .flatMap((c) => (c[4] === "Won" ? [dayOf(c[6]) - dayOf(c[5])] : []))
      .sort((a, b) => a - b);
    const { cohorts, stages } = funnelFacts(of);
    expect(cohorts.reduce((n, c) => n + (c.won ?? 0), 0)).toBe(took.filter((days) => days <= 90).length);
    expect(took.filter((days) => days === 90).length).toBe(43);
    expect(stages.at(-1)?.medianDays).toBe(((took[2118] ?? 0) + (took[2119] ?? 0)) / 2);
  });
});

describe("7.7: what is known only by the outcome's own date", () => {
  // a third wins after 19 days, and signs that day; the others, and some winners, look on the tenth day
  const wins = (i: number): boolean => i % 3 === 0;
  const leads = Array.from({ length: 300 }, (_, i) => i);
  const files = (more = "", stamp = "") => ({
    "leads.csv": `lead_id,created\n${leads.map((i) => `L${i},${day(i % 200)}`).join("\n")}${first.lead}\n`,
    "acts.csv": `lead_id,type,at\n${leads
      .flatMap((i) => [
        ...(wins(i) ? [`L${i},contract_signed,${day((i % 200) + 19)}${stamp}`] : []),
        ...(i % 2 === 0 ? [`L${i},look,${day((i % 200) + 10)}`] : []),
      ])
      .join("\n")}\n`,
    "stages.csv": `lead_id,stage,at\n${leads.flatMap((i) => (wins(i) ? [`L${i},won,${day((i % 200) + 19)}`] : [])).join("\n")}${first.won}\n`,
    "study.yaml": study(more),
  });
  const seen = ({ coded, moments }: Loaded, name: string): number => {
    const f = coded.features.findIndex((feature) => feature.name === name);
    return Array.from(moments.lead.keys()).filter((i) => (coded.codes[f]?.[i] ?? 0) === 1).length;
  };

  it("is not seen before it: no moment sees the contract signed on the day of the win", async () => {
    const of = await loaded(files());
    expect(seen(of, "contract_signed_30d")).toBe(0);
    // one moment a lead at its creation, the first winner's too, and one at its look
    expect(of.moments.count).toBe(301 + 150);
    expect(seen(of, "look_30d")).toBe(150);
    expect(of.warnings.map((w) => w.code)).not.toContain("activities-first");
  });

  it("is seen first where the study says so, with a warning that counts", async () => {
    const of = await loaded(files("same_day: activities_first\n"));
    expect(seen(of, "contract_signed_30d")).toBe(100);
    expect(of.warnings.find((w) => w.code === "activities-first")?.what).toBe(
      "`same_day: activities_first` lets 100 activities of 100 leads come before the outcome of the same date",
    );
  });

  it("with its time of day it is seen, as the outcome stands at the end of its date", async () => {
    expect(seen(await loaded(files("", " 15:00:00")), "contract_signed_30d")).toBe(100);
  });

  it("is told by check, which counts it", async () => {
    const { notes } = await check({ study: studyOf(files()) });
    expect(notes.join("\n")).toContain(
      "100 activities of 100 leads happened on the date of the outcome, and both are known by that date alone",
    );
  });

  it("towards the hand-over the day's act comes first", async () => {
    const of = await loaded({
      "leads.csv": `lead_id,created\nA,${day(0)}\nB,${day(0)}${first.lead}\n`,
      "acts.csv": `lead_id,type,at\nA,look,${day(5)}\nB,look,${day(5)}\n`,
      "stages.csv": `lead_id,stage,at\nA,sal,${day(5)}\nB,sal,${day(5)}\nB,won,${day(5)}${first.won}\n`,
      "study.yaml": study(),
    });
    const times = (lead: number): number[] =>
      Array.from(of.moments.time).filter((_, i) => of.moments.lead[i] === lead);
    expect(times(0).map((t) => Math.floor(t / DAY))).toEqual([0, 5].map((n) => dayNumber(2024, 1, 1) + n));
    // on the day of the outcome nobody can say whether the act or the outcome came first
    expect(times(1).map((t) => Math.floor(t / DAY))).toEqual([dayNumber(2024, 1, 1)]);
  });
});
