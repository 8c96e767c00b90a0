import type { Atom, Comparison, Literal, Predicate } from "./tree.ts";

/** The span of predicates made by the program, which have no place in a text. */
const span = { start: 0, end: 0 };

export const compared = (name: string, op: Comparison, value: Literal): Atom => ({
  kind: "compare",
  name,
  op,
  value,
  span,
});

export const among = (name: string, values: readonly Literal[], negated = false): Atom => ({
  kind: "in",
  name,
  values,
  negated,
  span,
});

export const isMissing = (name: string, negated = false): Atom => ({ kind: "null", name, negated, span });

/** A condition that a flag is true, or that it is false. */
export const isTrue = (name: string, value = true): Predicate => {
  const truth: Atom = { kind: "truth", name, span };
  return value ? truth : { kind: "not", of: truth };
};

/** The parts of a conjunction, with the parts of conjunctions within it. */
export const conjuncts = (predicate: Predicate): readonly Predicate[] =>
  predicate.kind === "and" ? predicate.of.flatMap(conjuncts) : [predicate];
