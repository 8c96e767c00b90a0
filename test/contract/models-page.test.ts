import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readStudy } from "../../src/workbench/study-file.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/models.md", import.meta.url)), "utf8");
const schema = readFileSync(
  fileURLToPath(new URL("../../schemas/study.schema.json", import.meta.url)),
  "utf8",
);
const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

describe("the page on models", () => {
  it("shows a study without a fault", () => {
    expect(readStudy(yaml, "study.yaml").faults).toEqual([]);
  });

  it("tells of every kind, penalty, calibrator and trend that the language has", () => {
    const choices = ["penalty", "calibration", "monotone", "combine", "shrink", "solver"].flatMap((key) => {
      const [, list = ""] = new RegExp(`"${key}":\\s*\\{[^{}]*"enum":\\s*\\[([^\\]]*)\\]`).exec(schema) ?? [];
      return [...list.matchAll(/"([a-z_]+)"/g)].map(([, word]) => word ?? "");
    });
    expect(choices.length).toBeGreaterThan(20);
    for (const word of ["points", "close_rate", "scorecard", "integer_points", "logistic", ...choices])
      if (word !== "newton") expect(page).toContain(word);
  });
});
