import { codeValue, notObserved } from "../features/codes.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { conjuncts } from "../rules/build.ts";
import { evaluate } from "../rules/evaluate.ts";
import { namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import type { Predicate, Value } from "../rules/tree.ts";
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
  const tests = conjuncts(parsed.predicate).map((part) => partTest(part, rows));
  return (row) => (tests.every((holds) => holds(row)) ? attribute.points : 0);
}

/** Whether a part of a conjunction is true: decided once a code where it reads one feature, else once a row. */
function partTest(part: Predicate, rows: CodedRows): (row: number) => boolean {
  const read = new Map(
    namesOf(part).map((name) => {
      const f = rows.features.findIndex((feature) => feature.name === name);
      const [feature, codes] = [rows.features[f], rows.codes[f]];
      if (feature === undefined || codes === undefined)
        throw new RangeError(`the rows have no feature ${name}`);
      const seen = (code: number): Value => {
        const value = codeValue(feature, code);
        return value === notObserved ? null : value;
      };
      return [name, { size: feature.size, codes, seen }] as const;
    }),
  );
  const [only] = read.values();
  if (read.size === 1 && only !== undefined && only.size < rows.count) {
    const truths = Uint8Array.from({ length: only.size }, (_, code) =>
      evaluate(part, () => only.seen(code)) === true ? 1 : 0,
    );
    return (row) => truths[only.codes[row] ?? 0] === 1;
  }
  const valueAt = (name: string, row: number): Value => {
    const of = read.get(name);
    return of === undefined ? null : of.seen(of.codes[row] ?? 0);
  };
  return (row) => evaluate(part, (name) => valueAt(name, row)) === true;
}
