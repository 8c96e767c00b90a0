import { codeValue, notObserved } from "../features/codes.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { evaluate } from "../rules/evaluate.ts";
import { namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import type { Value } from "../rules/tree.ts";
import { attributePoints, totalOf } from "../weights/scorer.ts";
import type { Attribute, InputValue, Weights } from "../weights/type.ts";

export type Scorable = Pick<Weights, "attributes" | "groups" | "floor" | "ceiling" | "intercept">;

/** The input value that a code stands for. */
export function inputValue(feature: Feature, code: number): InputValue {
  const value = codeValue(feature, code);
  return value === notObserved ? { notObserved: true } : value;
}

/** Scores coded rows: each attribute's points are tabled per code by the one scorer, then added. O(rows x attributes). */
export function scoreRows(weights: Scorable, rows: CodedRows): Float64Array {
  const terms = weights.attributes.map((attribute) => term(attribute, rows));
  const points = new Float64Array(terms.length);
  const simple = weights.groups.length === 0 && weights.floor === null && weights.ceiling === null;
  return Float64Array.from({ length: rows.count }, (_, row) => {
    if (simple) return terms.reduce((sum, of) => sum + of(row), weights.intercept);
    terms.forEach((of, k) => {
      points[k] = of(row);
    });
    return totalOf(weights, points);
  });
}

/** Points of the average row, weighted, rounded: one an attribute. */
export const averagePoints = (
  weights: Scorable,
  rows: { readonly coded: CodedRows; readonly weight: Float64Array },
): number[] =>
  weights.attributes.map((attribute) => {
    const of = term(attribute, rows.coded);
    let [sum, total] = [0, 0];
    rows.weight.forEach((w, row) => {
      sum += w * of(row);
      total += w;
    });
    return total > 0 ? Math.round(sum / total) + 0 : 0;
  });

function term(attribute: Attribute, rows: CodedRows): (row: number) => number {
  if (attribute.kind === "rule") return ruleTerm(attribute, rows);
  const f = rows.features.findIndex((feature) => feature.name === attribute.name);
  const feature = rows.features[f];
  const codes = rows.codes[f];
  if (feature === undefined || codes === undefined)
    throw new RangeError(`the rows have no feature ${attribute.name}`);
  const table = pointTable(attribute, feature);
  return (row) => table[codes[row] ?? 0] ?? 0;
}

/** Points of an attribute for every code of its feature. */
export const pointTable = (attribute: Exclude<Attribute, { kind: "rule" }>, feature: Feature): Int32Array =>
  Int32Array.from({ length: feature.size }, (_, code) =>
    attributePoints(attribute, inputValue(feature, code)),
  );

function ruleTerm(attribute: Extract<Attribute, { kind: "rule" }>, rows: CodedRows): (row: number) => number {
  const parsed = parsePredicate(attribute.when);
  if (!parsed.ok) throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
  const names = namesOf(parsed.predicate);
  const only = rows.features.findIndex((feature) => feature.name === names[0]);
  const feature = rows.features[only];
  // a rule over one feature is decided once a code, not once a row
  if (names.length === 1 && feature !== undefined && feature.size < rows.count) {
    const table = Int32Array.from({ length: feature.size }, (_, code) => {
      const value = codeValue(feature, code);
      const holds = evaluate(parsed.predicate, () => (value === notObserved ? null : value)) === true;
      return holds ? attribute.points : 0;
    });
    const codes = rows.codes[only];
    return (row) => table[codes?.[row] ?? 0] ?? 0;
  }
  const read = new Map(
    names.map((name) => {
      const f = rows.features.findIndex((feature) => feature.name === name);
      const feature = rows.features[f];
      const codes = rows.codes[f];
      if (feature === undefined || codes === undefined)
        throw new RangeError(`the rows have no feature ${name}`);
      return [
        name,
        (row: number): Value => {
          const value = codeValue(feature, codes[row] ?? 0);
          return value === notObserved ? null : value;
        },
      ] as const;
    }),
  );
  return (row) =>
    evaluate(parsed.predicate, (name) => read.get(name)?.(row) ?? null) === true ? attribute.points : 0;
}
