import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { root } from "./cli.ts";

/** Holds values against a committed schema, by an implementation that is not ours: its complaints. */
export function validator(name: "result" | "weights"): (value: unknown) => string[] {
  const schema = JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), "utf8"));
  const validate = new Ajv2020({
    strict: true,
    strictTuples: false,
    allErrors: true,
    allowUnionTypes: true,
  }).compile(schema);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message ?? ""}`);
}
