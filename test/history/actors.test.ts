import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { NEVER } from "../../src/base/time.ts";
import { labelsOf } from "../../src/labels/reach.ts";
import { workedFrom } from "../../src/labels/worked.ts";
import type { ActedBy, Worked } from "../../src/study/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { activitySource, leadSource, load, refusal, stageSource } from "./support/files.ts";

const leads = "lead_id,created_at\nL1,2026-01-01\nL2,2026-01-01\nL3,2026-01-01\n";
const rows = (actors: readonly string[]): string =>
  [
    "lead_id,activity,at,role",
    ...actors.map((who, i) => `L1,act ${i},2026-01-0${i + 2} 10:00:00,${who}`),
  ].join("\n");
const withBy = (by: ActedBy | null) =>
  studyWith({ sources: { leads: [leadSource()], activities: [activitySource({ by })], stages: [] } });
const column = (map: readonly (readonly [string, "lead" | "marketing" | "sales"])[] = []): ActedBy => ({
  kind: "column",
  column: "role",
  map: new Map(map),
});

describe("7.11: who acted", () => {
  it("values outside lead, marketing and sales are a fault that lists them all with their rows", async () => {
    const error = await refusal(
      {
        "leads.csv": leads,
        "activities.csv": rows(["SDR", "AE", "SDR", "Jane Doe", "lead", " SALES ", "Marketing"]),
      },
      withBy(column()),
    );
    expect(error.exit).toBe(3);
    expect(error.faults).toHaveLength(1);
    expect(error.faults[0]?.code).toBe("unknown-actor");
    expect(error.faults[0]?.what).toBe(
      'activities.csv: the column "role" names 3 actors that are not lead, marketing or sales: "SDR" (2 rows), "AE" (1 row), "Jane Doe" (1 row)',
    );
    expect(error.faults[0]?.mend).toContain("by: { column: role, sales: [SDR]");
    expect(error.faults[0]?.where.path).toBe("sources.activities.by");
  });

  it("are read in any case and spacing, and by the study's own map", async () => {
    const activities = rows(["Sales\t", "  sDr", "Account  Executive", "LEAD", "campaign", "sales rep"]);
    const history = await load(
      { "leads.csv": leads, "activities.csv": activities },
      withBy(
        column([
          ["SDR", "sales"],
          ["account executive", "sales"],
          ["Sales Rep", "sales"],
          ["Campaign", "marketing"],
        ]),
      ),
    );
    expect(history.activities.types).toEqual(["act_3", "act_4"]);
    expect(history.audit.files[1]?.bySales).toBe(4);
  });

  it("a whole file can be sales' own, and blanks count as the lead's, told", async () => {
    const files = { "leads.csv": leads, "activities.csv": rows(["", "sales", "lead"]) };
    const sales = await load(files, withBy({ kind: "is", actor: "sales" }));
    expect([sales.activities.count, sales.audit.files[1]?.bySales]).toEqual([0, 3]);
    const mixed = await load(files, withBy(column()));
    expect([mixed.activities.count, mixed.audit.files[1]?.bySales]).toEqual([2, 1]);
    expect(mixed.audit.warnings.map((w) => w.what)).toContain(
      'activities.csv: the column "role" is empty in 1 of 3 rows',
    );
  });

  it("the study file takes a column, a map and one for all; one value under two actors is a fault", () => {
    const study = (by: string) =>
      readStudy(
        `leadline: 1
study: t
as_of: 2026-06-30
sources:
  leads: { file: l.csv, id: i, created: c }
  activities: { file: a.csv, lead: i, type: t, at: a, by: ${by} }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
`,
        "study.yaml",
      );
    expect(study("actor").study?.sources.activities[0]?.by).toEqual({
      kind: "column",
      column: "actor",
      map: new Map(),
    });
    expect(
      study("{ column: role, sales: [SDR, AE], marketing: Robot }").study?.sources.activities[0]?.by,
    ).toEqual({
      kind: "column",
      column: "role",
      map: new Map([
        ["Robot", "marketing"],
        ["SDR", "sales"],
        ["AE", "sales"],
      ]),
    });
    expect(study("{ is: sales }").study?.sources.activities[0]?.by).toEqual({ kind: "is", actor: "sales" });
    const codes = (by: string) => study(by).faults.map((f) => f.code);
    expect(codes("{ column: role, sales: [SDR], lead: [sdr] }")).toEqual(["actor-twice"]);
    expect(codes("{ sales: [SDR] }")).toEqual(["missing-key"]);
    expect(codes("{ is: vendor }")).toHaveLength(1);
  });
});

describe("7.10: worked by an activity", () => {
  const activities = [
    "lead_id,activity,at,role",
    "L1,Onboarding Call,2026-02-01 10:00:00,sales",
    "L1,Onboarding Call,2026-03-01 10:00:00,sales",
    "L2,Onboarding Call,2026-02-06 10:00:00,sales",
    "L3,Web Visit,2026-02-06 10:00:00,lead",
  ].join("\n");
  const stages = "lead_id,stage,at\nL2,won,2026-02-01 10:00:00\nL1,won,2026-04-01 10:00:00\n";
  const worked = async (by: ActedBy | null, activity: string, rename = new Map<string, string>()) => {
    const simple = studyWith();
    const of: Worked = { kind: "activity", activity };
    const study = studyWith({
      sources: {
        leads: [leadSource()],
        activities: [activitySource({ by })],
        stages: [stageSource()],
      },
      worked: of,
      features: { ...simple.features, rename },
    });
    const history = await load(
      { "leads.csv": leads, "activities.csv": activities, "stages.csv": stages },
      study,
    );
    const labels = labelsOf(history, {
      funnel: study.funnel,
      lost: [],
      handoff: null,
      outcomeStage: "won",
      horizonDays: 90,
      asOf: study.asOf,
    });
    return Array.from(workedFrom(history, labels, of) ?? []);
  };
  // L1 was called two months before it won; L2 only after it had won; L3 never
  const expected = [civil("2026-02-01", "10:00:00"), NEVER, NEVER];

  it.each([
    ["as written, by sales", column(), "Onboarding Call"],
    ["slugged, by sales", column(), "onboarding_call"],
    ["as written, of a file that does not say who", null, "Onboarding Call"],
    ["slugged, of a file that does not say who", null, "onboarding_call"],
  ] as const)("%s", async (_, by, activity) => {
    expect(await worked(by, activity)).toEqual(expected);
  });

  it("by its new name where it is renamed", async () => {
    expect(await worked(column(), "kickoff", new Map([["Onboarding Call", "kickoff"]]))).toEqual(expected);
  });

  it("that no row has is a fault with the nearest name", async () => {
    await expect(worked(column(), "Onbording Call")).rejects.toThrow(LeadlineError);
    const error = await worked(column(), "Onbording Call").catch((e) => e);
    expect(error.faults[0]).toMatchObject({
      code: "unknown-activity",
      what: 'no row of the activities files has the type "Onbording Call"',
    });
    expect(error.faults[0].mend).toContain('did you mean "Onboarding Call"?');
    expect(error.faults[0].where.path).toBe("worked.activity");
  });
});
