import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { init } from "../../src/workbench/init.ts";
import { run } from "../../src/workbench/run.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { dynamics, hubspot, marketo, pipedrive, reached, salesforce, zoho } from "./exports.ts";

const place = scratch();
afterAll(() => place.remove());

/** The study that init proposes, and what a run of it says; neither may ask for an edit. */
async function proposed(name: string, files: Readonly<Record<string, string>>) {
  const out = join(place.folder, name);
  mkdirSync(out);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(out, file), text);
  const began = performance.now();
  const made = await init({ out, files: Object.keys(files).map((file) => join(out, file)) });
  const errors = made.faults.filter(({ severity }) => severity === "error");
  expect(errors, made.text).toEqual([]);
  const { study } = readStudy(made.text, made.file);
  if (study === null) throw new Error(made.text);
  const { result } = await run({ study: made.file, out: join(out, "reports") });
  expect(performance.now() - began).toBeLessThan(30_000);
  return { text: made.text, study, result };
}

describe("9.2: init, then run without an edit, on exports in each vendor's shape", {
  timeout: 60_000,
}, () => {
  it("HubSpot", async () => {
    const { study, result } = await proposed("hubspot", hubspot());
    expect(study.outcome).toMatchObject({ reaches: "opportunity" });
    expect(Object.keys(result.definitions)).toContain("incumbent");
  });

  it("Salesforce: Lead, LeadHistory of one field, CampaignMember", async () => {
    const { study, text } = await proposed("salesforce", salesforce());
    expect(text).toContain("from exports of Salesforce");
    expect(study.sources.stages.map((source) => source.kind === "long" && source.where)).toContainEqual([
      { column: "Field", values: ["Status"] },
    ]);
    expect(study.sources.activities[0]).toMatchObject({ lead: "LeadId", type: "Status", at: "CreatedDate" });
    expect(study.sources.leads[0]?.where).toEqual([{ column: "IsDeleted", values: ["false"] }]);
    expect(study.funnel).toEqual(["lead", "mql", "sal", "opportunity"]);
    expect(study.lost).toEqual(["Unqualified"]);
  });

  it("Marketo: what the lead did, by the names of its types, and no mail that was sent", async () => {
    const { study } = await proposed("marketo", marketo());
    const [source] = study.sources.activities;
    expect(source?.where).toEqual([{ column: "activityTypeId", values: ["1", "2"] }]);
    expect(study.features.rename).toEqual(
      new Map([
        ["1", "visit_webpage"],
        ["2", "fill_out_form"],
      ]),
    );
    expect(study.funnel).toEqual(["lead", "mql", "sql", "opportunity"]);
  });

  it("Pipedrive: deals that are won or lost", async () => {
    const { study, text } = await proposed("pipedrive", pipedrive());
    expect(study.funnel).toEqual(["lead", "won"]);
    expect(study.lost).toEqual(["lost"]);
    expect(text).toContain(`Deal - Won time dates won: ${reached("won")} leads`);
  });

  it("Zoho: leads with the time of their conversion", async () => {
    const { study } = await proposed("zoho", zoho());
    expect(study.funnel).toEqual(["lead", "mql", "opportunity"]);
  });

  it("Dynamics 365: braces, labels and American times", async () => {
    const { study } = await proposed("dynamics", dynamics());
    expect(study.sources.leads[0]).toMatchObject({ id: "(Do Not Modify) Lead", created: "Created On" });
    expect(study.funnel).toEqual(["lead", "mql", "opportunity"]);
  });
});
