import fc from "fast-check";
import type { Literal, Predicate } from "../../src/rules/tree.ts";

const span = { start: 0, end: 0 };

/** Columns of a table on which rules are tried, and the literals that fit each. */
export const numbers = ["n", "m"] as const;
export const texts = ["t", "u"] as const;
export const flags = ["b", "c"] as const;

export const numberLiteral = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -1.5, 2.25, 1e3, 1e-3),
);
export const textLiteral = fc.constantFrom("", "a", "b", "CTO", "o'clock", "A", "ab", '"', "x AND y");

const negated = fc.boolean();
const op = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");

const over = (name: fc.Arbitrary<string>, literal: fc.Arbitrary<Literal>): fc.Arbitrary<Predicate> =>
  fc.oneof(
    fc.record({ kind: fc.constant("compare"), name, op, value: literal, span: fc.constant(span) }),
    fc.record({
      kind: fc.constant("in"),
      name,
      values: fc.array(literal, { minLength: 1, maxLength: 4 }),
      negated,
      span: fc.constant(span),
    }),
    fc.record({
      kind: fc.constant("between"),
      name,
      low: literal,
      high: literal,
      negated,
      span: fc.constant(span),
    }),
    fc.record({ kind: fc.constant("null"), name, negated, span: fc.constant(span) }),
  );

const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  over(fc.constantFrom(...numbers), numberLiteral),
  over(fc.constantFrom(...texts), textLiteral),
  over(fc.constantFrom(...flags), fc.boolean()),
  fc.record({ kind: fc.constant("truth"), name: fc.constantFrom(...flags), span: fc.constant(span) }),
  fc.record({
    kind: fc.constant("constant"),
    value: fc.constantFrom(true, false, null),
    span: fc.constant(span),
  }),
);

/** Random trees as the parser can make them: AND and OR of two or more, no AND right under an AND. */
export const predicates: fc.Arbitrary<Predicate> = fc.letrec<{ tree: Predicate }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom("and", "or"),
      of: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("not"), of: tie("tree") }),
  ),
})).tree;

/** A tree without its places. */
export function bare(predicate: Predicate): unknown {
  if (predicate.kind === "and" || predicate.kind === "or")
    return { kind: predicate.kind, of: predicate.of.map(bare) };
  if (predicate.kind === "not") return { kind: "not", of: bare(predicate.of) };
  const { span: _, ...rest } = predicate;
  return rest;
}
