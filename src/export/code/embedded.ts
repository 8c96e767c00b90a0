import { parsePredicate } from "../../rules/parse.ts";
import type { Predicate } from "../../rules/tree.ts";
import type { Weights } from "../../weights/type.ts";
import { reasonTerms } from "../../weights/words/reasons.ts";

/**
 * Weights as JSON for a scorer in another language. Rules are trees, so that it needs no parser of the rule language: a
 * leaf is `[kind, input, ...]`, an inner node `[kind, children]`.
 */
export function embedded(weights: Weights): string {
  const { attributes, groups, floor, ceiling, intercept, scale, calibration, grades, mql, golden } = weights;
  return JSON.stringify({
    attributes: attributes.map((attribute) => {
      if (attribute.kind !== "rule") return attribute;
      const parsed = parsePredicate(attribute.when);
      if (!parsed.ok)
        throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
      return { ...attribute, when: treeOf(parsed.predicate) };
    }),
    groups,
    baseline: weights.baseline,
    reasons: reasonTerms(weights).map(({ name, attributes: of }) => [name, of]),
    floor,
    ceiling,
    intercept,
    unit: scale.unit,
    calibration,
    grades,
    mql,
    golden,
    inputs: weights.inputs.map(({ name }) => name),
  });
}

type Tree = readonly unknown[];

function treeOf(of: Predicate): Tree {
  switch (of.kind) {
    case "constant":
      return ["constant", of.value];
    case "not":
      return ["not", treeOf(of.of)];
    case "and":
    case "or":
      return [of.kind, of.of.map(treeOf)];
    case "null":
      return ["null", of.name, of.negated];
    case "truth":
      return ["truth", of.name, of.negated ?? false];
    case "compare":
      return ["compare", of.name, of.op, of.value];
    case "in":
      return ["in", of.name, of.values, of.negated];
    case "between":
      return ["between", of.name, of.low, of.high, of.negated];
  }
}
