import type { Feature } from "../features/type.ts";
import { namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import type { Draft } from "../weights/seal.ts";
import type { Attribute } from "../weights/type.ts";
import { inputOf } from "./inputs.ts";

/** Names of the features that an attribute reads. */
export function featuresOf(attribute: Attribute): readonly string[] {
  if (attribute.kind !== "rule") return [attribute.name];
  const read = parsePredicate(attribute.when);
  return read.ok ? namesOf(read.predicate) : [];
}

/** Weights as a kind of model makes them: attributes over features, before calibration and grades are added. */
export function draftOf(of: {
  readonly name: string;
  /** the word in study.yaml */
  readonly kind: string;
  readonly features: readonly Feature[];
  readonly attributes: readonly Attribute[];
  readonly unit: number;
  readonly intercept?: number;
}): Draft {
  const named = new Set(of.attributes.flatMap(featuresOf));
  return {
    schemaVersion: 1,
    name: of.name,
    version: "1.0.0",
    kind: of.kind,
    inputs: of.features.filter((feature) => named.has(feature.name)).map(inputOf),
    attributes: of.attributes,
    groups: [],
    baseline: [],
    floor: null,
    ceiling: null,
    intercept: of.intercept ?? 0,
    scale: { unit: of.unit },
    calibration: { kind: "none" },
    grades: [],
    mql: null,
  };
}
