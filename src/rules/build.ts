import type { Atom, Comparison, Literal, Predicate } from "./tree.ts";

/** Predicates made by the program: they were read from nowhere. */
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

/** A truth by its name, or that it is false. */
export const isTrue = (name: string, value = true): Predicate => {
  const truth: Atom = { kind: "truth", name, span };
  return value ? truth : { kind: "not", of: truth };
};

/** Parts of a conjunction, those of conjunctions in it too. */
export const conjuncts = (predicate: Predicate): readonly Predicate[] =>
  predicate.kind === "and" ? predicate.of.flatMap(conjuncts) : [predicate];
