import type { Atom, Comparison, Rule } from "./tree.ts";

/** A rule without NOT: negation is pushed into the atoms, stages and constants. */
export type NormalRule =
  | Atom
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and"; readonly of: readonly NormalRule[] }
  | { readonly kind: "or"; readonly of: readonly NormalRule[] }
  | { readonly kind: "stage"; readonly stage: string; readonly negated: boolean }
  | { readonly kind: "cutoff"; readonly model: string }
  | { readonly kind: "best"; readonly model: string };

const opposite: Record<Comparison, Comparison> = {
  "=": "<>",
  "<>": "=",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};

/**
 * Negation normal form of a rule. In it "is true" has two values: an AND is true iff all its parts are, an OR iff one
 * is, so that replay and SQL need no third value above the atoms. A negated atom is true iff the atom is FALSE; NULL
 * makes neither the atom nor its negation true. What capacity decides (a cut-off, the best of a morning) cannot be
 * negated: reading the study refuses it.
 */
export function negationNormal(rule: Rule, negated = false): NormalRule {
  switch (rule.kind) {
    case "not":
      return negationNormal(rule.of, !negated);
    case "and":
    case "or": {
      const kind = (rule.kind === "and") === negated ? "or" : "and";
      return { kind, of: rule.of.map((part) => negationNormal(part, negated)) };
    }
    case "constant":
      return { kind: "constant", value: rule.value === null ? false : rule.value !== negated };
    case "stage":
      return { kind: "stage", stage: rule.stage, negated };
    case "cutoff":
    case "best":
      if (negated) throw new RangeError("what capacity decides cannot be negated");
      return rule;
    case "compare":
      return negated ? { ...rule, op: opposite[rule.op] } : rule;
    case "truth":
      return negated ? { ...rule, negated: !(rule.negated ?? false) } : rule;
    case "in":
    case "between":
    case "null":
      return negated ? { ...rule, negated: !rule.negated } : rule;
  }
}
