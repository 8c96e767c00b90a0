import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { learntKinds } from "../../src/models/kinds.ts";
import { studySchema } from "../../src/study/json-schema.ts";
import { tinyStudy } from "../helpers/tiny-study.ts";
import { changed, small } from "./text.ts";

type Schema = Readonly<Record<string, unknown>>;
const schema = studySchema(learntKinds()) as Schema;

/** Whether a value fits a schema: the few words of draft 2020-12 that ours is made of, and an error for any other. */
function fits(value: unknown, of: Schema): boolean {
  const is = (type: string): boolean =>
    type === "integer"
      ? Number.isInteger(value)
      : type === "array"
        ? Array.isArray(value)
        : type === "object"
          ? typeof value === "object" && value !== null && !Array.isArray(value)
          : typeof value === type;
  const entries = is("object") ? Object.entries(value as object) : [];
  const properties = (of.properties ?? {}) as Readonly<Record<string, Schema>>;
  return Object.entries(of).every(([word, rule]) => {
    switch (word) {
      case "type":
        return (Array.isArray(rule) ? rule : [rule]).some((type) => is(String(type)));
      case "enum":
        return (rule as unknown[]).includes(value);
      case "const":
        return value === rule;
      case "pattern":
        return typeof value !== "string" || new RegExp(String(rule)).test(value);
      case "minimum":
        return typeof value !== "number" || value >= Number(rule);
      case "maximum":
        return typeof value !== "number" || value <= Number(rule);
      case "minItems":
        return !Array.isArray(value) || value.length >= Number(rule);
      case "items":
        return !Array.isArray(value) || value.every((item) => fits(item, rule as Schema));
      case "properties":
        return entries.every(([key, v]) => properties[key] === undefined || fits(v, properties[key]));
      case "additionalProperties":
        return entries.every(
          ([key, v]) => properties[key] !== undefined || (rule !== false && fits(v, rule as Schema)),
        );
      case "propertyNames":
        return entries.every(([key]) => fits(key, rule as Schema));
      case "required":
        return !is("object") || (rule as string[]).every((key) => Object.hasOwn(value as object, key));
      case "anyOf":
        return (rule as Schema[]).some((s) => fits(value, s));
      case "oneOf":
        return (rule as Schema[]).filter((s) => fits(value, s)).length === 1;
      case "$ref":
        return fits(
          value,
          (schema.$defs as Record<string, Schema>)[String(rule).slice("#/$defs/".length)] ?? {},
        );
      case "$schema":
      case "$defs":
      case "title":
      case "description":
      case "examples":
      case "format":
        return true;
      default:
        throw new Error(`the schema says ${word}`);
    }
  });
}

describe("the JSON Schema of study.yaml", () => {
  test("is the one that is shipped", () => {
    const file = new URL("../../schemas/study.schema.json", import.meta.url);
    // `npm run build` writes it
    expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  test("lets studies pass that are read without faults", () => {
    expect(fits(parse(small), schema)).toBe(true);
    expect(fits(parse(tinyStudy().study), schema)).toBe(true);
    expect(
      fits(
        parse(
          changed(
            '{ when: "hand_points >= 60" }',
            '{ any: ["free_email", { all: [{ score: logit, p_at_least: 0.1 }] }], except: "free_email" }',
          ),
        ),
        schema,
      ),
    ).toBe(true);
  });

  test.each([
    ["timezone:", "timezon:"],
    ["as_of: 2026-10-01\n", ""],
    ["as_of: 2026-10-01", "as_of: soon"],
    ["leadline: 1", "leadline: 2"],
    ["90 days", "3 months"],
    ["kind: logistic", "kind: logistic, penalty: l1"],
    ["kind: logistic", "kind: forest"],
    ["points: 30", "points: thirty"],
    [", points: 30", ""],
    ["file: leads.csv, ", ""],
    ["in: free_mail", "in: other"],
    ["  written:", "  Written Rule:"],
    ['{ when: "hand_points >= 60" }', "{ any: [] }"],
    ['{ when: "hand_points >= 60" }', "{ any: [{ whenn: x }] }"],
    ["capacity:", "costs: { worked_lead: 40 }\ncapacity:"],
  ])("marks %j -> %j, as the reader does", (from, to) => {
    expect(fits(parse(changed(from, to)), schema)).toBe(false);
  });
});
