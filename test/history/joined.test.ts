import { describe, expect, it } from "vitest";
import { isoSecond, NEVER } from "../../src/base/time.ts";
import type { Study } from "../../src/study/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { civil } from "../helpers/study.ts";
import { codes, type Files, load, refusal, valuesOf } from "./support/files.ts";

function studyOf(sources: string, more = "features: { known_at_creation: [title, size] }"): Study {
  const { study, faults } = readStudy(
    `leadline: 1
study: joined
as_of: 2026-06-30
timezone: UTC
sources:
${sources}
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
${more}
`,
    "study.yaml",
  );
  if (study === null) throw new Error(JSON.stringify(faults));
  return study;
}

const stages = "  stages: { file: stages.csv, lead: id, stage: { is: won }, at: at }";
const won = { "stages.csv": "id,at\nL1,2026-04-01\n" };

describe("9: several files of leads", () => {
  const joined = studyOf(
    `  leads:
    - { file: traits.csv, id: id, created: created, account: domain }
    - { file: dates.csv, join: lead, format: { created: dd/mm/yyyy } }
${stages}`,
  );
  const files: Files = {
    ...won,
    "traits.csv": "id,title,domain\nL1,CTO,\nL2,,b.com\nL3,Boss,c.com\n",
    "dates.csv":
      'lead,created,size,title,domain\nL1,05/01/2026,10,CTO,a.com\nL2,06/01/2026,"20",CFO,b.com\nL3,07/01/2026,x,Chief,c.com\nL3,07/01/2026,x,Chief,c.com\n',
  };

  it("9: `join` adds columns of the same leads, dates too; the leads file's own value counts, and a difference is told", async () => {
    const history = await load(files, joined);
    expect(history.leads.ids).toEqual(["L1", "L2", "L3"]);
    expect([...history.leads.created]).toEqual([5, 6, 7].map((day) => civil(`2026-01-0${day}`)));
    expect(valuesOf(history, "title")).toEqual(["CTO", "CFO", "Boss"]);
    expect(valuesOf(history, "size")).toEqual(["10", "20", "x"]);
    expect(history.accounts.keys).toEqual(["account:a.com", "account:b.com", "account:c.com"]);
    expect(history.audit.files.map(({ source, rows, duplicates }) => [source, rows, duplicates])).toEqual([
      ["joins", 4, 1],
      ["leads", 3, 0],
      ["stages", 1, 0],
    ]);
    expect(history.audit.warnings.find(({ code }) => code === "differing-column")?.what).toBe(
      '"title" of 1 lead differs between the leads file and "dates.csv"',
    );
  });

  it("9: rows that differ, leads without a row and rows of no lead are said", async () => {
    const dates = files["dates.csv"];
    const twice = await refusal({ ...files, "dates.csv": `${dates}L2,06/01/2026,21,CFO,b.com\n` }, joined);
    expect(codes(twice)[0]).toBe("differing-keys");
    const { audit, leads } = await load(
      { ...files, "dates.csv": "lead,created,size\nL1,05/01/2026,10\nL2,06/01/2026,20\nX9,06/01/2026,20\n" },
      joined,
    );
    expect([...leads.ids].sort()).toEqual(["L1", "L2"]);
    expect(audit.warnings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(
      expect.arrayContaining(["warning leads-without-row", "warning orphans"]),
    );
    const lacking = await refusal({ ...files, "dates.csv": "id,created\nL1,05/01/2026\n" }, joined);
    expect(codes(lacking)).toContain("missing-column");
  });

  it("9: monthly files: attributes from the oldest row, stages from the newest, changes counted, in the order of list and numbers", async () => {
    const monthly = (file: string) =>
      studyOf(
        `  leads: { file: ${file}, id: id, created: created }
  stages: { from: leads, columns: { won: won_on } }`,
      );
    const month: Files = {
      "m2.csv": "id,created,title,size,won_on\nL1,2026-01-05,Intern,1,\nL2,2026-01-06,CTO,5,\n",
      "m10.csv":
        "id,created,title,size,won_on\nL1,2026-01-05,Boss,1,2026-03-01\nL2,2026-01-06,CTO,5,\nL3,2026-01-07,CFO,2,\n",
    };
    for (const file of ["m*.csv", "[m2.csv, m10.csv]"]) {
      const history = await load(month, monthly(file));
      expect(valuesOf(history, "title")).toEqual(["Intern", "CTO", "CFO"]);
      expect(Array.from(history.stages.first[1] ?? [], (t) => (t === NEVER ? "-" : isoSecond(t)))).toEqual([
        "2026-03-01T23:59:59",
        "-",
        "-",
      ]);
      expect(history.audit.warnings.find(({ code }) => code === "changed-leads")?.what).toContain(
        "1 lead changed",
      );
    }
    const turned = await load(month, monthly("[m10.csv, m2.csv]"));
    expect(valuesOf(turned, "title")).toEqual(["Boss", "CTO", "CFO"]);
  });
});

describe("9: lookups", () => {
  const leads = "  leads: { file: leads.csv, id: id, created: created }";
  const study = studyOf(
    `${leads}
${stages}
  lookups: { products: { file: products.csv, key: product, columns: [title, size] } }`,
  );
  const files: Files = {
    ...won,
    "leads.csv":
      "id,created,product\nL1,2026-01-05,GTX Pro\nL2,2026-01-06,GTXPro\nL3,2026-01-07,MG Special\nL4,2026-01-08,\nL5,2026-01-08,Nothing like it\n",
    "products.csv": "product,title,size,other\nGTX Pro,GTX,4821,x\nMG Special,MG,55,y\nMG Special,MG,55,y\n",
  };

  it("9: columns are added by the key; keys that match nothing are named, with their likely twins", async () => {
    const history = await load(files, study);
    expect(valuesOf(history, "title")).toEqual(["GTX", null, "MG", null, null]);
    expect(valuesOf(history, "size")).toEqual([4821, null, 55, null, null]);
    expect(history.leads.columns.has("other")).toBe(false);
    const told = history.audit.warnings.find(({ code }) => code === "unmatched-keys");
    expect(told?.what).toBe(
      '2 of 4 rows of "leads.csv" name in "product" what is not in "products.csv": "GTXPro" (1, like "GTX Pro") and "Nothing like it" (1)',
    );
  });

  it("9: a deal's amount may be its product's price; keys that differ, and columns of both, are refused", async () => {
    const deals = studyOf(
      `${leads}
  opportunities: { file: opps.csv, lead: lead, created: at, amount: size }
  lookups: { products: { file: products.csv, key: product, on: item, columns: [size] } }
${stages}`,
      "",
    );
    const { opportunities } = await load(
      { ...files, "opps.csv": "lead,at,item\nL1,2026-02-01,MG Special\nL3,2026-02-02,GTX Pro\n" },
      deals,
    );
    expect([...(opportunities?.amount ?? [])]).toEqual([55, 4821]);
    const differ = await refusal(
      { ...files, "products.csv": "product,title,size\nGTX Pro,A,1\nGTX Pro,B,1\n" },
      study,
    );
    expect(codes(differ)[0]).toBe("differing-keys");
    const both = await refusal(
      { ...files, "leads.csv": "id,created,product,title\nL1,2026-01-05,GTX Pro,CTO\n" },
      study,
    );
    expect(codes(both)).toContain("column-in-both");
    const none = await refusal(
      { ...files, "leads.csv": "id,created,item,size,title\nL1,2026-01-05,GTX Pro,1,CTO\n" },
      study,
    );
    expect(codes(none)).toEqual(["missing-column"]);
  });
});

it("9: a month whose header is written otherwise is to be renamed, and not the study's line that the others fit", async () => {
  const study = studyOf(
    `  leads: { file: [jan.csv, feb.csv], id: LEAD_ID, created: created }
${stages}`,
    "features: { known_at_creation: [] }",
  );
  const told = await refusal(
    { ...won, "jan.csv": "LEAD_ID,created\nL1,2026-01-05\n", "feb.csv": "lead_id,created\nL2,2026-02-05\n" },
    study,
  );
  expect(codes(told)).toEqual(["missing-column"]);
  expect(told.faults[0]?.what).toBe('"feb.csv" has no column "LEAD_ID", which "jan.csv" has');
  expect(told.faults[0]?.mend).toMatch(/^Rename "lead_id" to "LEAD_ID" in the first line of "feb\.csv", or/);
});
