import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isoMonth, NEVER } from "../../src/base/time.ts";
import { loadHistory, readHeaders } from "../../src/history/index.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { leadSource } from "./support/files.ts";

const shared = process.env.LEADLINE_SHARED;

describe("real exports", () => {
  it("X Education: the trailing comma makes no column", async (ctx) => {
    if (shared === undefined) return ctx.skip("LEADLINE_SHARED is not set");
    const leads = leadSource({ file: "Leads.csv", id: "Prospect ID", created: "Lead Number" });
    const { files, faults } = await readHeaders(
      studyWith({ sources: { leads: [leads], activities: [], stages: [] } }),
      `${shared}/data/x_education`,
    );
    expect(faults).toEqual([]);
    expect(files[0]?.columns.length).toBe(37);
    expect(files[0]?.names.length).toBe(38);
  });

  it("Maven: 500 prospecting rows have no dates; open deals have no account", async (ctx) => {
    if (shared === undefined) return ctx.skip("LEADLINE_SHARED is not set");
    const study = studyWith({
      asOf: civil("2017-12-31", "23:59:59"),
      sources: {
        leads: [
          leadSource({
            file: "sales_pipeline.csv",
            id: "opportunity_id",
            created: "engage_date",
            account: "account",
          }),
        ],
        activities: [],
        stages: [{ kind: "wide", path: "sources.stages", columns: new Map([["won", "close_date"]]) }],
      },
    });
    const { leads, accounts, stages, audit } = await loadHistory(study, `${shared}/data/maven_crm`);
    // the file has no quotes: splitting it at commas is another reader
    const rows = readFileSync(`${shared}/data/maven_crm/sales_pipeline.csv`, "utf8")
      .trimEnd()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(","));
    const engaged = rows.filter((row) => row[5] !== "");
    expect([rows.length, leads.count, audit.files[0]?.undated]).toEqual([8800, 8300, 500]);
    expect(engaged.length).toBe(8300);
    const named = new Set(engaged.map((row) => row[3]?.trim().toLowerCase()).filter((name) => name !== ""));
    const alone = engaged.filter((row) => row[3]?.trim() === "").length;
    expect(accounts.count).toBe(named.size + alone);
    const closed = engaged.filter((row) => row[6] !== "").length;
    expect([...(stages.first[2] ?? [])].filter((t) => t < 2 ** 31 - 1).length).toBe(closed);
    const value = leads.columns.get("close_value");
    const sum =
      value?.kind === "number" ? value.values.reduce((s, v) => s + (Number.isNaN(v) ? 0 : v), 0) : null;
    expect(sum).toBe(engaged.reduce((s, row) => s + Number(row[7]), 0));
  });
});

describe("Olist", () => {
  it("gives the published counts of wins within 90 days by month of first contact", async (ctx) => {
    if (shared === undefined) return ctx.skip("LEADLINE_SHARED is not set");
    const base = { timezone: null } as const;
    const study = studyWith({
      asOf: civil("2018-11-14", "23:59:59"),
      timezone: "America/Sao_Paulo",
      funnel: ["lead", "won"],
      sources: {
        leads: [
          {
            ...base,
            path: "sources.leads",
            file: "olist_marketing_qualified_leads_dataset.csv",
            id: "mql_id",
            created: "first_contact_date",
            account: null,
            channel: "origin",
          },
        ],
        activities: [],
        stages: [
          {
            ...base,
            kind: "long",
            path: "sources.stages[0]",
            file: "olist_closed_deals_dataset.csv",
            lead: "mql_id",
            stage: { is: "won" },
            at: "won_date",
            reason: null,
          },
        ],
      },
    });
    const { leads, stages, audit } = await loadHistory(study, `${shared}/data/olist_funnel`);
    const cohorts = new Map<string, { n: number; won: number; refused: number }>();
    const won = stages.first[1] ?? new Int32Array(0);
    for (let i = 0; i < leads.count; i++) {
      const created = leads.created[i] ?? 0;
      const cohort = cohorts.get(isoMonth(created)) ?? { n: 0, won: 0, refused: 0 };
      cohorts.set(isoMonth(created), cohort);
      cohort.n++;
      cohort.refused += stages.refused[i] ?? 0;
      const at = won[i] ?? NEVER;
      if (at !== NEVER && at > created && at <= created + 90 * 86_400) cohort.won++;
    }
    expect(["2018-01", "2018-02", "2018-03", "2018-04", "2018-05"].map((m) => cohorts.get(m))).toEqual([
      { n: 1141, won: 129, refused: 0 },
      { n: 1028, won: 128, refused: 0 },
      { n: 1174, won: 140, refused: 1 },
      { n: 1352, won: 171, refused: 0 },
      { n: 1303, won: 109, refused: 0 },
    ]);
    expect(leads.count).toBe(8000);
    expect(stages.observedFrom[1]).toBe(civil("2017-12-05"));
    expect(audit.files.map(({ rows, rejected, orphans }) => [rows, rejected, orphans])).toEqual([
      [8000, 0, 0],
      [842, 0, 0],
    ]);
    expect(audit.rejects).toEqual([]);
    expect(audit.warnings.map((w) => w.code)).toEqual(["outcome-before-creation"]);
    const origin = leads.columns.get("origin");
    expect(origin?.kind === "category" ? origin.codes.filter((c) => c < 0).length : null).toBe(60);
  });
});
