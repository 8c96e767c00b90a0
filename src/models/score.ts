import { codeValue, notObserved } from "../features/codes.ts";
import type { CodedRows, Feature } from "../features/type.ts";
import { conjuncts } from "../rules/build.ts";
import { evaluate } from "../rules/evaluate.ts";
import { namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import type { Predicate, Value } from "../rules/tree.ts";
import { attributePoints, clamp } from "../weights/scorer.ts";
import type { Attribute, InputValue, Weights } from "../weights/type.ts";
import { addPoints, codesOf } from "./codes.kernel.ts";

export type Scorable = Pick<Weights, "attributes" | "groups" | "floor" | "ceiling" | "intercept">;

/** The input value of a code. */
export function inputValue(feature: Feature, code: number): InputValue {
  const value = codeValue(feature, code);
  return value === notObserved ? { notObserved: true } : value;
}

/**
 * Scores coded rows: each attribute's points are tabulated by code with the scorer, then added. O(rows x attributes).
 * @param at the rows to score, in their order; default: all
 */
export function scoreRows(weights: Scorable, rows: CodedRows, at: Int32Array | null = null): Float64Array {
  const n = at === null ? rows.count : at.length;
  const out = new Float64Array(n).fill(weights.intercept);
  for (const attribute of weights.attributes) if (attribute.group === null) addTerm(attribute, rows, at, out);
  for (const { name, min, max } of weights.groups) {
    const own = new Float64Array(n);
    for (const attribute of weights.attributes)
      if (attribute.group === name) addTerm(attribute, rows, at, own);
    for (let i = 0; i < n; i++) out[i] = (out[i] ?? 0) + clamp(own[i] ?? 0, min, max);
  }
  const { floor, ceiling } = weights;
  if (floor !== null || ceiling !== null)
    for (let i = 0; i < n; i++) out[i] = clamp(out[i] ?? 0, floor, ceiling);
  return out;
}

/** Points of the average row, weighted and rounded: one number for each attribute. */
export function averagePoints(
  weights: Scorable,
  { coded, weight }: { readonly coded: CodedRows; readonly weight: Float64Array },
): number[] {
  let total = 0;
  for (let row = 0; row < weight.length; row++) total += weight[row] ?? 0;
  const own = new Float64Array(coded.count);
  return weights.attributes.map((attribute) => {
    own.fill(0);
    addTerm(attribute, coded, null, own);
    let sum = 0;
    for (let row = 0; row < own.length; row++) sum += (weight[row] ?? 0) * (own[row] ?? 0);
    return total > 0 ? Math.round(sum / total) + 0 : 0;
  });
}

/** Adds an attribute's points for each row; with `at`, entry k is for row at[k]. */
function addTerm(attribute: Attribute, rows: CodedRows, at: Int32Array | null, into: Float64Array): void {
  if (attribute.kind === "rule") {
    const holds = ruleTest(attribute, rows);
    for (let k = 0; k < into.length; k++)
      if (holds(at === null ? k : (at[k] ?? 0))) into[k] = (into[k] ?? 0) + attribute.points;
    return;
  }
  const feature = rows.features.find(({ name }) => name === attribute.name);
  if (feature === undefined) throw new RangeError(`the rows have no feature ${attribute.name}`);
  addPoints(codesOf(rows, feature), pointTable(attribute, feature), at, into);
}

/** Points of an attribute for every code of its feature. */
export const pointTable = (attribute: Exclude<Attribute, { kind: "rule" }>, feature: Feature): Int32Array =>
  Int32Array.from({ length: feature.size }, (_, code) =>
    attributePoints(attribute, inputValue(feature, code)),
  );

function ruleTest(
  attribute: Extract<Attribute, { kind: "rule" }>,
  rows: CodedRows,
): (row: number) => boolean {
  const parsed = parsePredicate(attribute.when);
  if (!parsed.ok) throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
  const tests = conjuncts(parsed.predicate).map((part) => partTest(part, rows));
  return (row) => tests.every((holds) => holds(row));
}

/**
 * Whether a part of a conjunction is true: decided once for each code where it reads one feature, else for each row.
 */
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
