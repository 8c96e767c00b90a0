import { describe, expect, it } from "vitest";
import type { DateFormat } from "../../src/study/type.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { leadSource, load } from "./support/files.ts";

const written = (...stamps: string[]): { "leads.csv": string } => ({
  "leads.csv": `lead_id,created_at\n${stamps.map((stamp, i) => `${i},"${stamp}"`).join("\n")}\n`,
});
const as = (order: DateFormat) =>
  studyWith({
    sources: {
      leads: [leadSource({ format: new Map([["created_at", order]]) })],
      activities: [],
      stages: [],
    },
  });

describe("9: the order of a date that no value shows is the study's to state", () => {
  it.each([
    ["dd/mm/yyyy", ["03/04/2026", "4/5/2026 9:30"], ["2026-04-03", "2026-05-04 09:30:00"]],
    ["mm/dd/yyyy", ["03/04/2026", "4/5/2026 9:30 PM"], ["2026-03-04", "2026-04-05 21:30:00"]],
    ["dd-mm-yy", ["03-04-26", "01-03-17"], ["2026-04-03", "2017-03-01"]],
    ["mm/dd/yy", ["1/15/17", "3/1/17"], ["2017-01-15", "2017-03-01"]],
    ["dd.mm.yy", ["3.4.26"], ["2026-04-03"]],
  ] as const)("%s", async (order, stamps, expected) => {
    const { leads, audit } = await load(written(...stamps), as(order));
    expect([...leads.created]).toEqual(
      expected.map((stamp) => civil(stamp.slice(0, 10), stamp.slice(11) || "00:00:00")),
    );
    expect(audit.warnings).toEqual([]);
  });

  it("refuses values of another order or another sign, by line", async () => {
    const { leads, audit } = await load(
      written(
        "03/04/2026",
        "31/12/2025",
        "12/31/2025",
        "2026-01-02",
        "1.2.2026",
        ...Array(200).fill("1/2/2026"),
      ),
      as("dd/mm/yyyy"),
    );
    expect(leads.count).toBe(202);
    expect(audit.rejects.map(({ reason, count }) => [reason, count])).toEqual([["not a date or time", 3]]);
  });
});
