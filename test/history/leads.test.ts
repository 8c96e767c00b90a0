import { describe, expect, it } from "vitest";
import { NEVER } from "../../src/base/time.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { codes, leadSource, load, refusal, valuesOf } from "./support/files.ts";

const simple = studyWith();

describe("leads", () => {
  it("sorts by account and id, types columns, keeps ids and codes as text", async () => {
    const study = studyWith({
      sources: {
        leads: [leadSource({ account: "email" })],
        activities: [],
        stages: [],
      },
    });
    const history = await load(
      {
        "leads.csv":
          "lead_id,created_at,email,employees,zip,opted_in\n" +
          "007,2026-01-05 10:00:00,Ann@Acme.com,10,00123,true\n" +
          "2,2026-01-06,bob@gmail.com,-0,12345,false\n" +
          "10,2026-01-07T08:30:15.9,zoe@acme.com,,02139,true\n" +
          "3,2026-01-08, ,2.5e2,99999,\n",
      },
      study,
    );
    expect(history.leads.ids).toEqual(["007", "10", "2", "3"]);
    expect(history.accounts.keys).toEqual(["account:acme.com", "lead:2", "lead:3"]);
    expect([...history.accounts.start]).toEqual([0, 2, 3, 4]);
    expect([...history.leads.account]).toEqual([0, 0, 1, 2]);
    expect([...history.leads.created]).toEqual([
      civil("2026-01-05", "10:00:00"),
      civil("2026-01-07", "08:30:15"),
      civil("2026-01-06"),
      civil("2026-01-08"),
    ]);
    expect(valuesOf(history, "employees")).toEqual([10, null, 0, 250]);
    expect(valuesOf(history, "zip")).toEqual(["00123", "02139", "12345", "99999"]);
    expect(valuesOf(history, "opted_in")).toEqual(["true", "true", "false", null]);
    expect(valuesOf(history, "email")).toEqual(["Ann@Acme.com", "zoe@acme.com", "bob@gmail.com", null]);
    expect(history.leads.columns.has("created_at")).toBe(false);
    expect(history.leads.created.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("counts what is no number in a number column, with its line", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `L${i},2026-01-01,${i === 120 ? "many" : i}`);
    const text = `lead_id,created_at,employees\n${rows.join("\n")}\n`;
    const history = await load({ "leads.csv": text }, simple);
    expect(history.leads.columns.get("employees")?.kind).toBe("number");
    expect(history.audit.rejects).toEqual([
      { file: "leads.csv", column: "employees", reason: "not a number", count: 1, line: 122, sample: "many" },
    ]);
    const asText = await load(
      { "leads.csv": text },
      studyWith({ features: { ...simple.features, types: new Map([["employees", "category"]]) } }),
    );
    expect(asText.leads.columns.get("employees")?.kind).toBe("category");
    expect(asText.audit.rejects).toEqual([]);
    // under 99 % the column is a category, and that is told unless the study says so or it holds codes
    const fewer = await load(
      { "leads.csv": `lead_id,created_at,n\n${rows.slice(80, 130).join("\n")}\n` },
      simple,
    );
    expect(fewer.leads.columns.get("n")?.kind).toBe("category");
    expect(fewer.audit.warnings).toEqual([]);
    const warnings = async (values: readonly string[], features: Partial<typeof simple.features> = {}) => {
      const lines = values.map((value, i) => `L${i},2026-01-01,${value}`);
      const vouched = { ...simple.features, knownAtCreation: ["n"], ...features };
      const read = await load(
        { "leads.csv": `lead_id,created_at,n\n${lines.join("\n")}\n` },
        studyWith({ features: vouched }),
      );
      return read.audit.warnings.map(({ what, mend }) => `${what} | ${mend}`);
    };
    const mixed = ["10", "20", "35", "200+", "1000 and more", "n/a"];
    expect(await warnings(mixed)).toEqual([
      '"n" is read as text, though 60% of its values are numbers: others are such as "1000 and more" | Under features.types say `n: number` (the others then count as missing), or `n: category` if it is a code.',
    ]);
    expect(await warnings(mixed, { types: new Map([["n", "category"]]) })).toEqual([]);
    expect(await warnings(["12345", "23456", "02139", "99999"])).toEqual([]);
    expect(await warnings(["a", "b", "3"])).toEqual([]);
  });

  it("reads a number column through what programs write for no number, and counts it", async () => {
    // a third are no numbers, all of them known words: the rest decides
    const words = ["NaN", "-inf", "Infinity", "null", "None", "#N/A", "n/a", "1e999"];
    const rows = Array.from({ length: 24 }, (_, i) => `L${i},2026-01-01,${i < 8 ? words[i] : i}`);
    const history = await load({ "leads.csv": `lead_id,created_at,employees\n${rows.join("\n")}\n` }, simple);
    expect(history.leads.columns.get("employees")?.kind).toBe("number");
    expect(valuesOf(history, "employees").filter((v) => v === null)).toHaveLength(8);
    expect(history.audit.rejects).toMatchObject([{ reason: "not a number", count: 8 }]);
    // NA is also North America: without a number beside it it is a level
    const regions = await load(
      { "leads.csv": "lead_id,created_at,employees\na,2026-01-01,NA\nb,2026-01-01,NA\n" },
      simple,
    );
    expect(valuesOf(regions, "employees")).toEqual(["NA", "NA"]);
  });

  const ofTitles = studyWith({ features: { ...simple.features, knownAtCreation: ["title"] } });

  it("drops identical rows and refuses differing rows of one id", async () => {
    const header = "lead_id,created_at,title\n";
    const same = await load(
      { "leads.csv": `${header}a,2026-01-01,CTO\nb,2026-01-02,CEO\na,2026-01-01,CTO\na,2026-01-01,CTO\n` },
      ofTitles,
    );
    expect(same.leads.ids).toEqual(["a", "b"]);
    expect(same.audit.files[0]?.duplicates).toBe(2);
    const error = await refusal(
      {
        "leads.csv": `${header}a,2026-01-01,"C\nTO"\nb,2026-01-02,CEO\nb,2026-01-02,CEO\na,2026-01-01,CFO\n`,
      },
      ofTitles,
    );
    expect(error.exit).toBe(3);
    expect(codes(error)).toEqual(["differing-duplicates"]);
    expect(error.message).toContain('lead "a" is on lines 2 and 6');
  });

  it("9: copies that differ in columns that the study does not use are told, and no order of rows decides", async () => {
    const rows = ["a,2026-01-01,CTO,1", "a,2026-01-01,CTO,2", "b,2026-01-02,CEO,1"];
    const read = async (lines: readonly string[]) =>
      load({ "leads.csv": `lead_id,created_at,title,_synced\n${lines.join("\n")}\n` }, ofTitles);
    const there = await read(rows);
    const back = await read([...rows].reverse());
    expect([there.leads.ids, there.audit.files[0]?.duplicates]).toEqual([["a", "b"], 1]);
    expect(valuesOf(there, "_synced")).toEqual(valuesOf(back, "_synced"));
    expect(there.audit.warnings.map(({ code, what }) => [code, what])).toEqual([
      ["copies-apart", '1 lead is in "leads.csv" more than once, in rows that differ only in "_synced"'],
    ]);
    const apart = await refusal(
      { "leads.csv": `lead_id,created_at,title,_synced\n${rows.join("\n")}\na,2026-01-01,CFO,3\n` },
      ofTitles,
    );
    expect(apart.message).toContain('what differs is "title"');
  });

  it("takes attributes from the oldest of several files, wide stages from the newest", async () => {
    const study = studyWith({
      sources: {
        leads: [leadSource({ file: "leads-*.csv" })],
        activities: [],
        stages: [{ kind: "wide", path: "sources.stages", columns: new Map([["won", "won_on"]]) }],
      },
    });
    const history = await load(
      {
        "leads-2026-01.csv": "lead_id,created_at,title,won_on\na,2026-01-01,CTO,\nb,2026-01-02,CEO,\n",
        "leads-2026-02.csv":
          "title,lead_id,created_at,won_on\nCIO,a,2026-01-01,2026-02-03\nCEO,b,2026-01-02,\nCMO,c,2026-02-02,\n",
      },
      study,
    );
    expect(history.leads.ids).toEqual(["a", "b", "c"]);
    expect(valuesOf(history, "title")).toEqual(["CTO", "CEO", "CMO"]);
    expect([...(history.stages.first[2] ?? [])]).toEqual([civil("2026-02-03", "23:59:59"), NEVER, NEVER]);
    expect(history.audit.warnings.map((w) => w.code)).toEqual(["changed-leads"]);
    expect(history.audit.files.map((file) => file.duplicates)).toEqual([0, 1]);
  });

  it("sorts as JavaScript does where code points and code units part", async () => {
    const history = await load(
      { "leads.csv": "lead_id,created_at,t\n\uff01,2026-01-01,\uff01\n😀,2026-01-02,😀\na,2026-01-03,a\n" },
      simple,
    );
    expect(history.leads.ids).toEqual(["a", "😀", "\uff01"]);
    expect([...history.leads.created]).toEqual([
      civil("2026-01-03"),
      civil("2026-01-02"),
      civil("2026-01-01"),
    ]);
    const t = history.leads.columns.get("t");
    expect(t?.kind === "category" && t.levels).toEqual(["a", "😀", "\uff01"]);
    expect(valuesOf(history, "t")).toEqual(["a", "😀", "\uff01"]);
  });

  it("keeps hostile text as text", async () => {
    const hostile = [
      "<script>alert(1)</script>",
      "=1+1",
      "'; drop table lead; --",
      "\u202egnp.exe",
      "🐟",
      "a\nb",
      '"',
      "NULL",
      "{{x}}",
    ];
    const csv = hostile.map(
      (text, i) => `"${i}${text.replaceAll('"', '""')}",2026-01-01,"${text.replaceAll('"', '""')}"`,
    );
    const column = `x'); drop table lead; --"`;
    const history = await load(
      { "leads.csv": `lead_id,created_at,"${column.replaceAll('"', '""')}"\n${csv.join("\n")}\n` },
      simple,
    );
    expect(history.leads.ids).toEqual(hostile.map((text, i) => `${i}${text}`));
    expect(valuesOf(history, column)).toEqual(hostile);
  });

  it("does not read leads created after as_of, and says when none is left", async () => {
    const text = "lead_id,created_at\na,2026-06-30 23:59:59\nb,2026-07-01\nc,,\n,2026-01-01\nd,soon\n";
    const history = await load({ "leads.csv": text.replace("c,,", "c,") }, simple);
    expect(history.leads.ids).toEqual(["a"]);
    expect(history.audit.files[0]).toMatchObject({ rows: 5, rejected: 2, undated: 1, afterAsOf: 1 });
    expect(history.audit.rejects.map(({ reason, line, sample }) => [reason, line, sample])).toEqual([
      ["not a date or time", 6, "soon"],
      ["no id", 5, ""],
    ]);
    const error = await refusal({ "leads.csv": "lead_id,created_at\nb,2026-07-01\n" }, simple);
    expect([error.exit, ...codes(error)]).toEqual([3, "no-leads"]);
  });
});
