import { describe, expect, it } from "vitest";
import { readStudy } from "../../src/workbench/study-file.ts";

const text = (definition: string, more = ""): string => `leadline: 1
study: told
${more}as_of: 2026-10-01
sources: { leads: { file: leads.csv, id: lead_id, created: created_at } }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
definitions:
  fit: ${definition}
`;

describe("7.21: what a study says for people", () => {
  it("label and says stand beside the rule and are no part of its text", () => {
    const { study, faults } = readStudy(
      text('{ when: "employees >= 50", label: Mid-size, says: "firms of 50 and more" }'),
      "study.yaml",
    );
    expect(faults).toEqual([]);
    expect(study?.definitions.get("fit")).toMatchObject({
      label: "Mid-size",
      says: "firms of 50 and more",
      text: '{ when: "employees >= 50" }',
    });
    expect(
      readStudy(text('{ when: "employees >= 50" }'), "study.yaml").study?.definitions.get("fit"),
    ).toMatchObject({
      label: null,
      says: null,
      text: '{ when: "employees >= 50" }',
    });
  });

  it("a title and whom it is for", () => {
    const { study } = readStudy(
      text('{ when: "employees >= 50" }', "title: Who gets called\nprepared_for: VP Sales\n"),
      "study.yaml",
    );
    expect([study?.title, study?.preparedFor]).toEqual(["Who gets called", "VP Sales"]);
  });
});
