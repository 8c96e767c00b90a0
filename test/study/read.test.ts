import { describe, expect, test } from "vitest";
import { print } from "../../src/rules/print.ts";
import type { Rule } from "../../src/rules/tree.ts";
import { tinyStudy } from "../helpers/tiny-study.ts";
import { changed, read, small } from "./text.ts";

const full = `
leadline: 1
study: everything
as_of: 2026-10-01
timezone: America/New_York
fiscal_year_starts: February
seed: 7
lineage: acme-crm
sources:
  leads:
    - { file: [a.csv, b.csv], id: lead_id, created: created_at, account: company_domain, channel: source }
  activities:
    file: "activities-*.csv"
    timezone: UTC
    lead: lead_id
    type: activity
    at: occurred_at
    known: synced_at
    by: actor
    offer: asset
    observed_from: 2025-01-01
  stages:
    - { file: stages.csv, lead: lead_id, stage: stage, at: entered_at, reason: rejection_reason }
    - { from: leads, columns: { mql: became_mql_on, Closed Won: won_on } }
    - { file: closed.csv, lead: mql_id, stage: { is: Closed Won }, at: won_date }
funnel: { lead: Lead, mql: [MQL, Marketing Qualified], sal: SAL, opportunity: Opp, won: Closed Won }
lost: [disqualified, closed_lost]
handoff: sal
worked: { activity: call }
outcome: { reaches: opportunity, within: 90 days, level: lead }
guards: [sal, won]
flags: { free_email: { domain_of: email, in: free_mail }, competitor: "company IN ('Acme')" }
personas: { it_lead: "title IN ('CTO','IT Director') AND employees >= 200" }
exclude: competitor OR it_lead
features:
  known_at_creation: [title, employees, email, company]
  types: { employees: number }
  activities: { windows: [90 days, 7 days], half_life: 14 days, cap: 5, rename: { "Page Visited on Website": page_view } }
  bins: { employees: [10, 50, 200, 1000] }
moments: decisions
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 30 }
      - { per: webinar_90d, points: 5, max: 15 }
      - { per: page_view_7d, points: 1, group: web }
    groups: { web: { max: 25 } }
    floor: 0
  logit: { kind: logistic, penalty: ridge, solver: newton, lambda: 0.5, max_bins: 5, segment: title }
  card:  { kind: scorecard, max_bins: 6, monotone: auto, scale: { pdo: 20, points: 100, odds: 0.1 } }
  small: { kind: integer_points, terms: 6, range: [-5, 5] }
  close: { kind: close_rate }
  net:   { kind: logistic, penalty: elastic_net, alpha: 0.3 }
calibration: auto
definitions:
  incumbent:   { stage: mql, incumbent: true }
  bare:        hand_points >= 60
  demo_or_fit: { any: [ "demo_request_30d >= 1", { score: logit, p_at_least: 0.12 } ], except: "free_email" }
  adaptive:
    score: logit     # the best
    cutoff: from_capacity
    all:
      - it_lead
      - { score: hand, at_least: 20 }
capacity: { reps: 6, leads_per_rep_per_day: 8, holidays: US, sla: 2 business days, order: fifo }
backtest: { quarters: 4, embargo: 7 days }
decide: { metric: wins_per_slot, smallest_gain: 5 wins }
privacy: { min_group: 12 }
`;

describe("what is read", () => {
  const study = read(full);

  test("plain values", () => {
    expect(study).toMatchObject({
      study: "everything",
      // the last second of 2026-10-01 on the study's clock
      asOf: Date.UTC(2026, 9, 1, 23, 59, 59) / 1000,
      timezone: "America/New_York",
      fiscalYearStarts: 2,
      seed: 7,
      lineage: "acme-crm",
      lost: ["disqualified", "closed_lost"],
      handoff: "sal",
      worked: { kind: "activity", activity: "call" },
      outcome: { kind: "stage", reaches: "opportunity", withinDays: 90, level: "lead" },
      guards: ["sal", "won"],
      calibration: "auto",
      grades: "A-D",
      capacity: { reps: 6, leadsPerRepPerDay: 8, holidays: "US", slaBusinessDays: 2, order: "fifo" },
      backtest: { quarters: 4, embargo: 7 },
      decide: { metric: "wins_per_slot", smallestGain: 5 },
      minGroup: 12,
    });
  });

  test("sources: a list of files is one source each; stages keep our names", () => {
    const { leads, activities, stages } = study.sources;
    expect(leads.map((s) => [s.file, s.path, s.account])).toEqual([
      ["a.csv", "sources.leads[0]", "company_domain"],
      ["b.csv", "sources.leads[0]", "company_domain"],
    ]);
    expect(activities).toEqual([
      {
        file: "activities-*.csv",
        timezone: "UTC",
        path: "sources.activities",
        lead: "lead_id",
        type: "activity",
        at: "occurred_at",
        known: "synced_at",
        by: { kind: "column", column: "actor", map: new Map() },
        offer: "asset",
        observedFrom: Date.UTC(2025, 0, 1) / 1000,
      },
    ]);
    expect(stages.map((s) => (s.kind === "wide" ? [...s.columns] : s.stage))).toEqual([
      { column: "stage" },
      [
        ["mql", "became_mql_on"],
        ["won", "won_on"],
      ],
      { is: "won" },
    ]);
  });

  test("stages by the names of the export, and by ours", () => {
    expect(study.funnel).toEqual(["lead", "mql", "sal", "opportunity", "won"]);
    expect([...study.stageNames].sort()).toEqual(
      [
        ["Closed Won", "won"],
        ["Lead", "lead"],
        ["MQL", "mql"],
        ["Marketing Qualified", "mql"],
        ["Opp", "opportunity"],
        ["SAL", "sal"],
        ["closed_lost", "closed_lost"],
        ["disqualified", "disqualified"],
        ["lead", "lead"],
        ["mql", "mql"],
        ["opportunity", "opportunity"],
        ["sal", "sal"],
        ["won", "won"],
      ].sort(),
    );
  });

  test("features, models and rules", () => {
    expect(study.features).toEqual({
      knownAtCreation: ["title", "employees", "email", "company"],
      signs: new Map(),
      types: new Map([["employees", "number"]]),
      windows: [7, 90],
      cap: 5,
      halfLife: 14,
      rename: new Map([["Page Visited on Website", "page_view"]]),
      bins: new Map([["employees", [10, 50, 200, 1000]]]),
    });
    expect(study.models.get("logit")).toEqual({
      kind: "logistic",
      penalty: "ridge",
      lambda: 0.5,
      alpha: 0.5,
      solver: "newton",
      maxBins: 5,
      segment: "title",
    });
    expect(study.models.get("card")).toEqual({
      kind: "scorecard",
      maxBins: 6,
      monotone: "auto",
      minShare: 0.05,
      periods: 1,
      anchored: true,
      scale: { pdo: 20, points: 100, odds: 0.1 },
    });
    expect(study.models.get("small")).toEqual({
      kind: "integer_points",
      terms: 6,
      range: [-5, 5],
      maxBins: 6,
    });
    expect(study.models.get("close")).toEqual({
      kind: "close_rate",
      combine: "sum",
      shrink: "empirical_bayes",
      windowDays: null,
    });
    expect(study.models.get("net")).toMatchObject({ penalty: "elastic_net", lambda: null, alpha: 0.3 });
    expect(study.models.get("hand")).toMatchObject({
      kind: "points",
      floor: 0,
      ceiling: null,
      groups: new Map([["web", { min: null, max: 25 }]]),
      points: [
        { kind: "when", text: "demo_request_30d >= 1", points: 30, group: null },
        { kind: "per", feature: "webinar_90d", points: 5, max: 15, path: "models.hand.points[1]" },
        { kind: "per", feature: "page_view_7d", points: 1, max: null, group: "web" },
      ],
    });
    expect(study.exclude && print(study.exclude)).toBe("competitor OR it_lead");
  });

  test("definitions become one tree", () => {
    const shown = [...study.definitions].map(([name, d]) => [name, print(d.rule), d.incumbent]);
    expect(shown).toEqual([
      ["incumbent", "reached mql", true],
      ["bare", "hand_points >= 60", false],
      ["demo_or_fit", "(demo_request_30d >= 1 OR logit_p >= 0.12) AND NOT free_email", false],
      ["adaptive", "logit cut off from capacity AND (it_lead AND hand_points >= 20)", false],
    ]);
    expect([...study.definitions.values()].map((d) => d.text)).toEqual([
      "{ stage: mql, incumbent: true }",
      "hand_points >= 60",
      '{ any: [ "demo_request_30d >= 1", { score: logit, p_at_least: 0.12 } ], except: "free_email" }',
      "{ score: logit, cutoff: from_capacity, all: [ it_lead, { score: hand, at_least: 20 } ] }",
    ]);
  });

  test("what is left out has a default", () => {
    const least = read(
      small.replace(/^(timezone|lost|handoff|flags|capacity):.*\n/gm, "").replace(/^models:[\s\S]*/m, ""),
    );
    expect(least).toMatchObject({
      timezone: "UTC",
      fiscalYearStarts: 1,
      seed: 1,
      lineage: "quarterly-review",
      lost: [],
      handoff: null,
      worked: null,
      guards: [],
      exclude: null,
      calibration: "auto",
      grades: "A-D",
      capacity: null,
      backtest: { quarters: 6, embargo: 0 },
      decide: { metric: "wins_per_slot", smallestGain: null },
      minGroup: 10,
    });
    expect(least.features).toMatchObject({ windows: [7, 30, 90], cap: null, halfLife: null });
    expect([least.definitions.size, least.models.size]).toEqual([0, 0]);
  });

  test("when fits look at a lead", () => {
    expect(read(small).moments).toEqual({ kind: "decisions" });
    const stated = (moments: string) => read(`${small}\nmoments: ${moments}\n`).moments;
    expect(stated("decisions")).toEqual({ kind: "decisions" });
    expect(stated("{ every: month }")).toEqual({ kind: "every", unit: "month" });
    expect(stated("{ after: 30 days }")).toEqual({ kind: "after", days: 30 });
    expect(stated("{ after: 0 days }")).toEqual({ kind: "after", days: 0 });
    const untimed = changed("{ reaches: opportunity, within: 90 days }", "{ column: Converted, is: 1 }");
    expect(() => read(`${untimed}\nmoments: { every: month }\n`)).toThrow(/`moments` would do nothing here/);
  });

  test("an outcome without times; the study of the other tests", () => {
    expect(
      read(changed("{ reaches: opportunity, within: 90 days }", "{ column: Converted, is: 1 }")).outcome,
    ).toEqual({ kind: "column", column: "Converted", is: "1", maturesAfter: null });
    expect(read(tinyStudy().study).definitions.size).toBe(3);
  });
});

describe("a rule's conditions stand where the file has them", () => {
  const atoms = (rule: Rule): readonly string[] =>
    rule.kind === "and" || rule.kind === "or" ? rule.of.flatMap(atoms) : "name" in rule ? [rule.name] : [];

  test.each([
    ["plain", "when: title = 'CTO' AND employees > 3"],
    ["plain over two lines", "when: title = 'CTO'\n      AND employees > 3"],
    ["double quotes", `when: "title = 'CTO' AND employees > 3"`],
    ["double quotes with escapes", String.raw`when: "title = '\x43T\u004F' \U00000041ND employees > 3"`],
    ["double quotes over lines", `when: "title = 'CTO' \\\n       AND employees\n      > 3"`],
    ["single quotes", "when: 'title = ''CTO'' AND employees > 3'"],
    ["literal block", "when: |\n      title = 'CTO'\n      AND employees > 3\n"],
    ["folded block", "when: >-\n      title = 'CTO'\n      AND employees > 3\n"],
  ])("%s", (_, written) => {
    const study = read(changed('written: { when: "hand_points >= 60" }', `written:\n    ${written}`));
    const rule = study.definitions.get("written")?.rule;
    if (rule?.kind !== "and") throw new Error("no AND");
    expect(atoms(rule)).toEqual(["title", "employees"]);
    const at = rule.of.map((part) => ("span" in part ? part.span : { start: 0, end: 0 }));
    const texts = at.map((span) => study.text.slice(span.start, span.end));
    expect(texts[0]?.startsWith("title")).toBe(true);
    expect(texts[1]?.startsWith("employees")).toBe(true);
    expect(texts[1]?.endsWith("3")).toBe(true);
    // the literal of the first condition ends where the file has its quote
    expect(texts[0]?.endsWith("'")).toBe(true);
  });
});
