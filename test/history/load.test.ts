import { describe, expect, it } from "vitest";
import { NEVER } from "../../src/base/time.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { activitySource, codes, leadSource, load, refusal, stageSource, valuesOf } from "./files.ts";

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
    // under 99 % the column is a category
    const fewer = await load(
      { "leads.csv": `lead_id,created_at,n\n${rows.slice(80, 130).join("\n")}\n` },
      simple,
    );
    expect(fewer.leads.columns.get("n")?.kind).toBe("category");
  });

  it("drops identical rows and refuses differing rows of one id", async () => {
    const header = "lead_id,created_at,title\n";
    const same = await load(
      { "leads.csv": `${header}a,2026-01-01,CTO\nb,2026-01-02,CEO\na,2026-01-01,CTO\na,2026-01-01,CTO\n` },
      simple,
    );
    expect(same.leads.ids).toEqual(["a", "b"]);
    expect(same.audit.files[0]?.duplicates).toBe(2);
    const error = await refusal(
      {
        "leads.csv": `${header}a,2026-01-01,"C\nTO"\nb,2026-01-02,CEO\nb,2026-01-02,CEO\na,2026-01-01,CFO\n`,
      },
      simple,
    );
    expect(error.exit).toBe(3);
    expect(codes(error)).toEqual(["differing-duplicates"]);
    expect(error.message).toContain('lead "a" stands on lines 2 and 6');
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
    expect(history.audit.files[0]).toMatchObject({ rows: 5, rejected: 3, afterAsOf: 1 });
    expect(history.audit.rejects.map(({ reason, line, sample }) => [reason, line, sample])).toEqual([
      ["no creation", 4, ""],
      ["not a date or time", 6, "soon"],
      ["no id", 5, ""],
    ]);
    const error = await refusal({ "leads.csv": "lead_id,created_at\nb,2026-07-01\n" }, simple);
    expect([error.exit, ...codes(error)]).toEqual([3, "no-leads"]);
  });
});

describe("activities", () => {
  const study = studyWith({
    sources: {
      leads: [leadSource()],
      activities: [activitySource({ known: "synced", by: "actor" })],
      stages: [],
    },
    features: { ...simple.features, rename: new Map([["Page Visited on Website", "page view"]]) },
  });
  const leads = "lead_id,created_at\na,2026-01-05 12:00:00\nb,2026-01-01\nlate,2026-07-05\n";

  it("are visible from the latest of at, known and creation; sorted; each row has one fate", async () => {
    const history = await load(
      {
        "leads.csv": leads,
        "activities.csv": [
          "lead_id,activity,at,synced,actor",
          "a,Webinar,2026-01-10 09:00:00,2026-01-12 06:00:00,lead",
          "a,Page Visited on Website,2026-01-02 09:00:00,,lead",
          "a,page view,2026-01-10 09:00:00,2026-01-10 09:00:05,marketing",
          "a,page view,2026-01-10 09:00:00,2026-01-10 09:00:05,marketing",
          "a,page view,2026-01-10 09:00:00,2026-01-10 09:00:05,lead",
          "a,Call,2026-01-11 09:00:00,,Sales",
          "b,Webinar,2026-01-03,,",
          "b,Webinar,2026-07-01,,",
          "b,Webinar,2026-06-01,2026-07-02,",
          "nobody,Webinar,2026-01-03,,",
          "late,Webinar,2026-01-03,,",
          "b,,2026-01-03,,",
          ",Webinar,2026-01-03,,",
          "b,Webinar,,,",
          "b,Webinar,yesterday,,",
          "b,Webinar,1969-12-31,,",
          "b,Webinar,2026-01-03,2038-01-01,",
        ].join("\n"),
      },
      study,
    );
    const { activities, audit, leads: read } = history;
    expect(read.ids).toEqual(["a", "b"]);
    expect(activities.types).toEqual(["page_view", "webinar"]);
    expect([...activities.start]).toEqual([0, 4, 5]);
    const rows = Array.from(activities.visible, (v, i) => [
      v,
      activities.at[i],
      activities.types[activities.type[i] ?? 9],
    ]);
    expect(rows).toEqual([
      [civil("2026-01-05", "12:00:00"), civil("2026-01-02", "09:00:00"), "page_view"],
      [civil("2026-01-10", "09:00:05"), civil("2026-01-10", "09:00:00"), "page_view"],
      [civil("2026-01-10", "09:00:05"), civil("2026-01-10", "09:00:00"), "page_view"],
      [civil("2026-01-12", "06:00:00"), civil("2026-01-10", "09:00:00"), "webinar"],
      [civil("2026-01-03", "23:59:59"), civil("2026-01-03", "23:59:59"), "webinar"],
    ]);
    expect([...activities.observedFrom]).toEqual([civil("2026-01-05"), civil("2026-01-03")]);
    expect(audit.files[1]).toEqual({
      source: "activities",
      file: "activities.csv",
      rows: 17,
      rejected: 6,
      duplicates: 1,
      orphans: 1,
      afterAsOf: 2,
      bySales: 1,
    });
    expect(
      audit.rejects.map(({ column, reason, count, line, sample }) => [column, reason, count, line, sample]),
    ).toEqual([
      ["activity", "no activity", 1, 13, ""],
      ["at", "no time", 1, 15, ""],
      ["at", "not a date or time", 1, 16, "yesterday"],
      ["at", "outside 1970 to 2037", 1, 17, "1969-12-31"],
      ["lead_id", "no lead", 1, 14, ""],
      ["synced", "outside 1970 to 2037", 1, 18, "2038-01-01"],
    ]);
  });

  it("take a stated first day before the one that is found", async () => {
    const stated = activitySource({ observedFrom: civil("2025-06-01") });
    const history = await load(
      { "leads.csv": leads, "activities.csv": "lead_id,activity,at\na,Webinar,2026-01-10\n" },
      studyWith({ sources: { ...study.sources, activities: [stated] } }),
    );
    expect([...history.activities.observedFrom]).toEqual([civil("2025-06-01")]);
  });

  it("refuses two names with one slug, a name without a slug, and more than 255 types", async () => {
    const source = studyWith({ sources: { ...study.sources, activities: [activitySource()] } });
    const of = (names: readonly string[], s = source) =>
      refusal(
        {
          "leads.csv": leads,
          "activities.csv": `lead_id,activity,at\n${names.map((name) => `a,${name},2026-01-10`).join("\n")}\n`,
        },
        s,
      );
    expect(codes(await of(["Page View", "page-view"]))).toEqual(["activity-collision"]);
    expect(codes(await of(["???"]))).toEqual(["activity-without-name"]);
    expect(codes(await of(Array.from({ length: 256 }, (_, i) => `t${i}`)))).toEqual(["too-many-activities"]);
    // one name for both is the cure
    const history = await load(
      {
        "leads.csv": leads,
        "activities.csv": "lead_id,activity,at\na,Page View,2026-01-10\na,page-view,2026-01-11\n",
      },
      { ...source, features: { ...source.features, rename: new Map([["page-view", "Page View"]]) } },
    );
    expect([...history.activities.types, history.activities.count]).toEqual(["page_view", 2]);
  });
});

describe("stages", () => {
  const base = studyWith({
    funnel: ["lead", "mql", "sql", "won"],
    lost: ["junk"],
    stageNames: new Map([
      ["lead", "lead"],
      ["mql", "mql"],
      ["sql", "sql"],
      ["won", "won"],
      ["junk", "junk"],
      ["Closed Won", "won"],
    ]),
    outcome: { kind: "stage", reaches: "sql", withinDays: 90, level: "lead" },
    sources: { leads: [leadSource()], activities: [], stages: [stageSource()] },
  });
  const leads = "lead_id,created_at\na,2026-01-05 12:00:00\nb,2026-01-01\nc,2026-01-01\n";
  const stamps = (first: readonly Int32Array[], lead: number): readonly (number | undefined)[] =>
    first.slice(1).map((stage) => (stage[lead] === NEVER ? undefined : stage[lead]));

  it("keep the first entry, refuse outcomes before creation, clamp the rest, count what is unknown", async () => {
    const history = await load(
      {
        "leads.csv": leads,
        "stages.csv": [
          "lead_id,stage,at",
          "b,mql,2026-02-02 10:00:00",
          "b,mql,2026-02-01 10:00:00",
          "b,mql,2026-02-01 10:00:00",
          "b,Closed Won,2026-03-01 10:00:00",
          "b,lead,2026-01-09 10:00:00",
          "a,mql,2026-01-05 11:59:59",
          "a,sql,2026-01-05 11:00:00",
          "c,Nurtured,2026-01-09",
          "c,won,2026-07-01",
          "x,won,2026-05-01",
        ].join("\n"),
      },
      base,
    );
    const { stages, audit } = history;
    expect(stages.names).toEqual(["lead", "mql", "sql", "won", "junk"]);
    expect(stages.first[0]).toEqual(history.leads.created);
    expect(stamps(stages.first, 0)).toEqual([
      civil("2026-01-05", "12:00:00"),
      undefined,
      undefined,
      undefined,
    ]);
    expect(stamps(stages.first, 1)).toEqual([
      civil("2026-02-01", "10:00:00"),
      undefined,
      civil("2026-03-01", "10:00:00"),
      undefined,
    ]);
    expect([...stages.refused]).toEqual([1, 0, 0]);
    expect([...stages.observedFrom]).toEqual([
      civil("2026-01-01"),
      civil("2026-01-05"),
      NEVER,
      civil("2026-03-01"),
      NEVER,
    ]);
    expect(audit.files[1]).toMatchObject({ rows: 10, rejected: 0, duplicates: 1, orphans: 1, afterAsOf: 1 });
    expect(audit.warnings.map((w) => w.code)).toEqual([
      "unknown-stage",
      "stage-before-creation",
      "outcome-before-creation",
      "orphans",
    ]);
    expect(audit.warnings[0]?.what).toContain('1 row with the stage "Nurtured"');
  });

  it("move to the end of the day what ranks after a date-only stamp of that day, and nothing else", async () => {
    const history = await load(
      {
        "leads.csv": leads,
        "stages.csv": [
          "lead_id,stage,at",
          "a,mql,2026-02-01 08:00:00",
          "a,sql,2026-02-01",
          "a,won,2026-02-01 09:00:00",
          "a,junk,2026-02-01 10:00:00",
          "b,sql,2026-02-01",
          "b,won,2026-02-02 09:00:00",
          "c,sql,2026-03-01 09:00:00",
          "c,won,2026-03-02 09:00:00",
        ].join("\n"),
        "activities.csv": "lead_id,activity,at\nc,Demo,2026-03-01\n",
      },
      { ...base, sources: { ...base.sources, activities: [activitySource()] } },
    );
    const { first } = history.stages;
    const end = civil("2026-02-01", "23:59:59");
    expect(stamps(first, 0)).toEqual([civil("2026-02-01", "08:00:00"), end, end, end]);
    expect(stamps(first, 1)).toEqual([undefined, end, civil("2026-02-02", "09:00:00"), undefined]);
    expect(stamps(first, 2)).toEqual([
      undefined,
      civil("2026-03-01", "23:59:59"),
      civil("2026-03-02", "09:00:00"),
      undefined,
    ]);
  });

  it("read a file that is one stage, and wide columns of the leads", async () => {
    const history = await load(
      {
        "leads.csv":
          "lead_id,created_at,mql_on\na,2026-01-01,2026-01-09\nb,2026-01-01,2026-08-01\nc,2026-01-01,maybe\n",
        "closed.csv": "lead_id,won_at\nb,2026-02-01 10:00:00\n",
      },
      {
        ...base,
        sources: {
          ...base.sources,
          stages: [
            stageSource({ file: "closed.csv", stage: { is: "Closed Won" }, at: "won_at" }),
            { kind: "wide", path: "sources.stages[1]", columns: new Map([["mql", "mql_on"]]) },
          ],
        },
      },
    );
    const { first } = history.stages;
    expect(stamps(first, 0)[0]).toBe(civil("2026-01-09", "23:59:59"));
    expect(stamps(first, 1)).toEqual([undefined, undefined, civil("2026-02-01", "10:00:00"), undefined]);
    expect(history.audit.rejects).toEqual([
      {
        file: "leads.csv",
        column: "mql_on",
        reason: "not a date or time",
        count: 1,
        line: 4,
        sample: "maybe",
      },
    ]);
  });
});
