import { describe, expect, it } from "vitest";
import { NEVER } from "../../src/base/time.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { activitySource, leadSource, load, stageSource } from "./support/files.ts";

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
    expect(audit.warnings[0]?.what).toContain('1 row has the stage "Nurtured"');
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
