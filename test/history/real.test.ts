import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadHistory, readHeaders } from "../../src/history/index.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { leadSource } from "./files.ts";

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
    expect(files[0]?.dialect.names.length).toBe(38);
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
    expect([rows.length, leads.count, audit.files[0]?.rejected]).toEqual([8800, 8300, 500]);
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
