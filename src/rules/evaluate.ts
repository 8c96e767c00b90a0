import type { Atom, Comparison, Literal, Predicate, Value } from "./tree.ts";

/**
 * Whether a condition on one feature holds for a value. This is the one meaning of an atom: evaluator, replay and
 * scorer all call it. SQL's three-valued logic: the answer is null where the value is NULL, and where value and literal
 * have different types (which `check` reports as a fault). Texts compare by UTF-16 code units.
 */
export function atomTruth(atom: Atom, value: Value): boolean | null {
  switch (atom.kind) {
    case "null":
      return (value === null) !== atom.negated;
    case "truth":
      return value === null || typeof value !== "boolean" ? null : value !== (atom.negated ?? false);
    case "compare":
      return compare(value, atom.op, atom.value);
    case "in": {
      if (value === null) return null;
      let unknown = false;
      for (const item of atom.values) {
        const same = compare(value, "=", item);
        if (same === true) return !atom.negated;
        if (same === null) unknown = true;
      }
      return unknown ? null : atom.negated;
    }
    case "between": {
      const inside = and3(compare(value, ">=", atom.low), compare(value, "<=", atom.high));
      return inside === null ? null : inside !== atom.negated;
    }
  }
}

function compare(value: Value, op: Comparison, literal: Literal): boolean | null {
  if (value === null || typeof value !== typeof literal || Number.isNaN(value)) return null;
  switch (op) {
    case "=":
      return value === literal;
    case "<>":
      return value !== literal;
    case "<":
      return value < literal;
    case "<=":
      return value <= literal;
    case ">":
      return value > literal;
    case ">=":
      return value >= literal;
  }
}

const and3 = (a: boolean | null, b: boolean | null): boolean | null =>
  a === false || b === false ? false : a === null || b === null ? null : true;

/** Evaluates a predicate by SQL's three-valued logic; NULL is null. */
export function evaluate(predicate: Predicate, lookUp: (name: string) => Value): boolean | null {
  switch (predicate.kind) {
    case "constant":
      return predicate.value;
    case "not": {
      const of = evaluate(predicate.of, lookUp);
      return of === null ? null : !of;
    }
    case "and":
      return predicate.of.reduce<boolean | null>(
        (sofar, p) => (sofar === false ? false : and3(sofar, evaluate(p, lookUp))),
        true,
      );
    case "or": {
      let any: boolean | null = false;
      for (const p of predicate.of) {
        const of = evaluate(p, lookUp);
        if (of === true) return true;
        if (of === null) any = null;
      }
      return any;
    }
    default:
      return atomTruth(predicate, lookUp(predicate.name));
  }
}
