import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { root } from "./cli.ts";

const compiled = new Map<string, ValidateFunction>();

/** Holds values against a committed schema, by an implementation that is not ours: its complaints. */
export function validator(name: "result" | "weights"): (value: unknown) => string[] {
  const validate = compiled.get(name) ?? compile(name);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message ?? ""}`);
}

function compile(name: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), "utf8"));
  const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);
  compiled.set(name, validate);
  return validate;
}
