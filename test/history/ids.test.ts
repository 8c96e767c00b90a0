import { describe, expect, it } from "vitest";
import { isoSecond, NEVER } from "../../src/base/time.ts";
import type { Study } from "../../src/study/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { codes, type Files, load, refusal, valuesOf } from "./support/files.ts";

function studyOf(more: string, known = "[title]"): Study {
  const { study, faults } = readStudy(
    `leadline: 1
study: ids
as_of: 2026-06-30
timezone: UTC
sources:
  leads: { file: leads.csv, id: id, created: created, account: domain }
  activities: { file: acts.csv, lead: lead, type: { is: visit }, at: at }
  stages: { file: stages.csv, lead: id, stage: { is: won }, at: at }
${more}
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
features: { known_at_creation: ${known} }
`,
    "study.yaml",
  );
  if (study === null) throw new Error(JSON.stringify(faults));
  return study;
}

const files: Files = {
  "leads.csv":
    "id,created,title,domain\nL1,2026-01-05,CTO,a.com\nL2,2026-01-02,Boss,\nL3,2026-01-07,CFO,c.com\nC1,2026-02-01,Chief,a2.com\n",
  "acts.csv": "lead,at\nL1,2026-01-06\nL2,2026-01-07\nC1,2026-02-02\nC9,2026-02-03\nL3,2026-01-08\n",
  "stages.csv": "id,at\nC1,2026-04-01\nC9,2026-03-01\n",
};

describe("9: ids that became others", () => {
  const study = studyOf("  ids: { file: ids.csv, from: lead_id, to: contact_id }");
  const withIds = (rows: string): Files => ({ ...files, "ids.csv": `lead_id,contact_id\n${rows}` });

  it("9: leads, activities and stages of a chain are one lead: the oldest row's values, the name at the chain's end", async () => {
    const { leads, activities, stages, audit, ...rest } = await load(
      withIds("L1,L2\nL2,C1\nL3,C9\nC1,C1\nL1,L2\nL4,\nX1,X2\n"),
      study,
    );
    // C9 stands in no leads file: the lead keeps its own name; a company's key of another row is taken
    expect([...leads.ids].sort()).toEqual(["C1", "L3"]);
    expect(rest.accounts.keys).toEqual(["account:a.com", "account:c.com"]);
    const at = (id: string): number => leads.ids.indexOf(id);
    expect(isoSecond(leads.created[at("C1")] ?? 0)).toBe("2026-01-02T00:00:00");
    expect(valuesOf({ leads, activities, stages, audit, ...rest }, "title")[at("C1")]).toBe("Boss");
    const visits = (id: string): number =>
      (activities.start[at(id) + 1] ?? 0) - (activities.start[at(id)] ?? 0);
    expect([visits("C1"), visits("L3")]).toEqual([3, 2]);
    const won = (id: string): string => isoSecond(stages.first[1]?.[at(id)] ?? NEVER);
    expect([won("C1"), won("L3")]).toEqual(["2026-04-01T23:59:59", "2026-03-01T23:59:59"]);
    expect(audit.files.find(({ source }) => source === "ids")).toMatchObject({
      rows: 7,
      duplicates: 1,
      leftOut: 1,
    });
    expect(audit.warnings.filter(({ code }) => code === "orphans")).toEqual([]);
  });

  it("9: circles and an id that became two are refused, ids of nobody told", async () => {
    const circle = await refusal(withIds("L1,L2\nL2,C1\nC1,L1\n"), study);
    expect(codes(circle)[0]).toBe("ids-in-circle");
    expect(circle.faults[0]?.what).toContain('"C1" to "L1" to "L2" to "C1"');
    const two = await refusal(withIds("L1,L2\nL1,C1\n"), study);
    expect(codes(two)[0]).toBe("id-in-two");
    const { audit } = await load(
      { ...withIds("7,8\n"), "acts.csv": "lead,at\nL1,2026-01-06\n", "stages.csv": "id,at\nC1,2026-04-01\n" },
      study,
    );
    expect(audit.warnings.map(({ code }) => code)).toContain("ids-of-nobody");
  });
});

describe("9: histories of attributes", () => {
  const plain: Files = {
    ...files,
    "acts.csv": "lead,at\nL1,2026-01-06\n",
    "stages.csv": "id,at\nC1,2026-04-01\n",
  };
  const source =
    "  history: { file: h.csv, lead: lead, property: field, old: old, value: new, at: at, columns: { title: jobtitle } }";
  const header = "lead,field,old,new,at\n";

  it("9: the value at creation is restored: of the last change up to it, else the old one of the first after it", async () => {
    const history = await load(
      {
        ...plain,
        "h.csv": `${header}L1,jobtitle,Intern,CTO,2026-03-01 10:00:00
L1,jobtitle,Student,Intern,2026-02-01 10:00:00
L2,jobtitle,,Chef,2026-01-01 09:00:00
L2,jobtitle,Chef,Boss,2026-01-20 09:00:00
L3,jobtitle,,CFO,2026-01-07 00:00:30
C1,jobtitle,Chief,,2026-02-03 00:00:00
L1,size,5,10,2026-03-01 10:00:00
L2,phone,1,2,2026-03-01 10:00:00
,jobtitle,a,b,2026-03-01 10:00:00
L3,jobtitle,CFO,CEO,soon
`,
      },
      studyOf(source, "[title, size]"),
    );
    const of = (name: string) => new Map(history.leads.ids.map((id, i) => [id, valuesOf(history, name)[i]]));
    expect([...of("title")].sort()).toEqual([
      ["C1", "Chief"],
      ["L1", "Student"],
      ["L2", "Chef"],
      ["L3", "CFO"],
    ]);
    // no leads file has it: what the history knows is all there is
    expect(of("size").get("L1")).toBe(5);
    expect(of("size").get("L2")).toBe(null);
    const told = history.audit.warnings.filter(({ code }) => code === "restored-values");
    expect(told.map(({ what }) => what.split(" was")[0]?.split(" were")[0])).toEqual([
      '"title" of 2 leads',
      '"size" of 1 lead',
    ]);
    expect(history.audit.files.find(({ source: of }) => of === "history")).toMatchObject({
      rows: 10,
      rejected: 2,
    });
  });

  it("9: a history that begins after the lead says so; a column that nobody tells of is a fault", async () => {
    const rows = "L2,jobtitle,Chef,Boss,2026-03-01 10:00:00\n";
    const { audit } = await load({ ...plain, "h.csv": header + rows }, studyOf(source));
    expect(audit.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["before-history", "restored-values"]),
    );
    const lacking = await refusal({ ...plain, "h.csv": header + rows }, studyOf(source, "[title, size]"));
    expect([lacking.exit, ...codes(lacking)]).toEqual([2, "missing-column"]);
    const strange = await load(
      { ...plain, "h.csv": header + rows.replace("jobtitle", "Job") },
      studyOf(source),
    );
    expect(strange.audit.warnings.map(({ code }) => code)).toContain("strange-properties");
  });
});
