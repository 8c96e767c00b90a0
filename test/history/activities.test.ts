import { describe, expect, it } from "vitest";
import { civil, studyWith } from "../helpers/study.ts";
import { activitySource, codes, leadSource, load, refusal } from "./support/files.ts";

const simple = studyWith();

describe("activities", () => {
  const study = studyWith({
    sources: {
      leads: [leadSource()],
      activities: [
        activitySource({ known: "synced", by: { kind: "column", column: "actor", map: new Map() } }),
      ],
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
      rejected: 5,
      undated: 1,
      duplicates: 1,
      orphans: 1,
      afterAsOf: 2,
      bySales: 1,
    });
    expect(
      audit.rejects.map(({ column, reason, count, line, sample }) => [column, reason, count, line, sample]),
    ).toEqual([
      ["activity", "no activity", 1, 13, ""],
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
