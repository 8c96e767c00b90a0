import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { learntKinds } from "../../src/models/kinds.ts";
import { explorationSchema, resultSchema } from "../../src/result/schema.ts";
import { studySchema } from "../../src/study/json-schema.ts";
import { weightsSchema } from "../../src/weights/schema.ts";
import { root } from "../helpers/cli.ts";
import { validator } from "../helpers/json-schema.ts";

describe("the committed JSON Schemas", () => {
  test.each([
    ["study", () => studySchema(learntKinds())],
    ["result", resultSchema],
    ["exploration", explorationSchema],
    ["weights", weightsSchema],
  ])("%s is what the declaration gives", (name, schema) => {
    const committed = readFileSync(join(root, `schemas/${name}.schema.json`), "utf8");
    expect(
      `${JSON.stringify(schema(), null, 2)}\n` === committed,
      `run npm run build and commit schemas/`,
    ).toBe(true);
  });

  test.each(["result", "weights"] as const)(
    "%s is a schema of draft 2020-12 that refuses what it should",
    (name) => {
      const complaints = validator(name)({ schemaVersion: 2, surprise: true });
      expect(complaints.join()).toMatch(/must be equal to constant/);
      expect(complaints.join()).toMatch(/must NOT have additional properties/);
      expect(complaints.join()).toMatch(/must have required property/);
    },
  );
});
