import { exits, refuse } from "../../base/errors.ts";
import { textOrderInPmml } from "../../base/messages/ship/export.ts";
import type { NormalRule } from "../../rules/normal.ts";
import type { Comparison, Literal } from "../../rules/tree.ts";
import type { Input } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import { apply, constant, field } from "./expression.ts";
import { type Element, element } from "./xml.ts";

/** A condition on the inputs that is either true or not: a missing value makes no comparison true. */
export type Test =
  | { readonly kind: "always"; readonly value: boolean }
  | { readonly kind: "missing"; readonly field: string; readonly negated: boolean }
  | {
      readonly kind: "compare";
      readonly field: string;
      readonly op: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: "and" | "or"; readonly of: readonly Test[] };

const operators: Record<Comparison, string> = {
  "=": "equal",
  "<>": "notEqual",
  "<": "lessThan",
  "<=": "lessOrEqual",
  ">": "greaterThan",
  ">=": "greaterOrEqual",
};

export const compare = (of: string, op: Comparison, value: Literal): Test => ({
  kind: "compare",
  field: of,
  op,
  value,
});

export const any = (of: readonly Test[]): Test => joined("or", of);
export const all = (of: readonly Test[]): Test => joined("and", of);

/** Without parts an OR never holds, and an AND always does. */
function joined(kind: "and" | "or", of: readonly Test[]): Test {
  const [first] = of;
  if (first === undefined) return { kind: "always", value: kind === "and" };
  return of.length === 1 ? first : { kind, of };
}

/** A rule in normal form, as a test of the inputs. */
export function testOf(rule: NormalRule, inputs: ReadonlyMap<string, Pick<Input, "type">>): Test {
  const never: Test = { kind: "always", value: false };
  switch (rule.kind) {
    case "constant":
      return { kind: "always", value: rule.value };
    case "and":
    case "or":
      return joined(
        rule.kind,
        rule.of.map((part) => testOf(part, inputs)),
      );
    case "stage":
    case "cutoff":
    case "best":
      throw new RangeError(`a ${rule.kind} is no condition over inputs`);
  }
  const input = inputs.get(rule.name);
  if (input === undefined)
    return rule.kind === "null" && !rule.negated ? { kind: "always", value: true } : never;
  const { name } = rule;
  const fits = (value: Literal): boolean =>
    typeof value === (input.type === "category" ? "string" : input.type === "boolean" ? "boolean" : "number");
  const one = (op: Comparison, value: Literal): Test => {
    if (!fits(value)) return never;
    if (typeof value === "string" && op !== "=" && op !== "<>")
      refuse(exits.usage, textOrderInPmml(shown(value)));
    return typeof value === "boolean" ? truthCompared(name, op, value) : compare(name, op, value);
  };
  switch (rule.kind) {
    case "null":
      return { kind: "missing", field: name, negated: rule.negated };
    case "truth":
      return input.type === "boolean" ? compare(name, "=", rule.negated !== true) : never;
    case "compare":
      return one(rule.op, rule.value);
    case "between":
      return rule.negated
        ? any([one("<", rule.low), one(">", rule.high)])
        : all([one(">=", rule.low), one("<=", rule.high)]);
    case "in":
      return rule.negated
        ? all(rule.values.map((v) => one("<>", v)))
        : any(rule.values.map((v) => one("=", v)));
  }
}

/** FALSE comes before TRUE; PMML4S orders no booleans. */
function truthCompared(name: string, op: Comparison, value: boolean): Test {
  const holds = { "=": [0], "<>": [-1, 1], "<": [-1], "<=": [-1, 0], ">": [1], ">=": [0, 1] }[op];
  const among = [false, true].filter((is) => holds.includes(Number(is) - Number(value)));
  return any(among.map((is) => compare(name, "=", is)));
}

/** As a predicate, which PMML evaluates in three values. */
export function predicate(test: Test): Element {
  switch (test.kind) {
    case "always":
      return element(test.value ? "True" : "False");
    case "missing":
      return element("SimplePredicate", {
        field: test.field,
        operator: test.negated ? "isNotMissing" : "isMissing",
      });
    case "compare":
      return element("SimplePredicate", {
        field: test.field,
        operator: operators[test.op],
        value: String(test.value),
      });
    case "and":
    case "or":
      return element("CompoundPredicate", { booleanOperator: test.kind }, ...test.of.map(predicate));
  }
}

/** As an expression that is never missing. */
export function truth(test: Test): Element {
  const no = element("Constant", { dataType: "boolean" }, "false");
  switch (test.kind) {
    case "always":
      return element("Constant", { dataType: "boolean" }, String(test.value));
    case "missing":
      return apply(test.negated ? "isNotMissing" : "isMissing", field(test.field));
    case "compare": {
      const { value } = test;
      // a text is in an attribute: between two tags PMML4S loses character references
      if (typeof value === "string") {
        const is = element("NormDiscrete", { field: test.field, value, mapMissingTo: 2 });
        return apply("equal", is, constant(test.op === "=" ? 1 : 0));
      }
      const literal =
        typeof value === "number"
          ? constant(value)
          : element("Constant", { dataType: "boolean" }, String(value));
      return apply(
        "if",
        apply("isNotMissing", field(test.field)),
        apply(operators[test.op], field(test.field), literal),
        no,
      );
    }
    case "and":
    case "or":
      return test.of.map(truth).reduce((a, b) => apply(test.kind, a, b));
  }
}
