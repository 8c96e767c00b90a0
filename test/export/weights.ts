import fc from "fast-check";
import { print } from "../../src/rules/print.ts";
import type { Literal, Predicate } from "../../src/rules/tree.ts";
import type { Draft } from "../../src/weights/seal.ts";
import type { Attribute, Bin, Input, InputValue } from "../../src/weights/type.ts";

/** Random weights and rows over inputs of every type, with names and texts that no export should have. */

export const inputs: readonly Input[] = [
  { name: 'Deal "size", €', type: "number", from: { column: "a" } },
  { name: "deal_n", type: "number", from: { column: "b" } },
  { name: "'; DROP TABLE lead_features; --", type: "category", from: { column: "c" } },
  { name: "title", type: "category", from: { column: "d" } },
  { name: "Title", type: "category", from: { column: "e" } },
  { name: "free\nemail", type: "boolean", from: { flag: "f" } },
  { name: "demo_request_30d", type: "count", from: { count: "demo_request", window: 30, cap: 250 } },
  { name: "page_view_ever", type: "count", from: { count: "page_view", window: null, cap: null } },
  {
    name: "page_view_decayed",
    type: "decay",
    from: { decay: "page_view", half_life: 14, cap: 5, round: 0.01 },
  },
];

const words = [
  "",
  "CTO",
  "cto",
  "o'clock",
  'say "hi"',
  "A & B",
  "Österreich",
  "Österreich",
  "two\nlines\r\n",
  "back\\slash\\n",
  "💧",
  "\ue000 private",
  "\uffff",
  "\u{10ffff}",
  "nul\0inside",
  "'; drop table leads; --",
  "-- comment",
  "$1 {{ jinja }}",
  "\u202eevil",
];
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  fc.string({ unit: "binary", maxLength: 4 }),
);

const edge = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(0.1, 0.30000000000000004, -2.5, 1e-300, 5e-324, 1e300, 123456789.12345678),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
);
const points = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -(2 ** 30), max: 2 ** 30 }));

const oneOf = (...types: readonly Input["type"][]) =>
  fc.constantFrom(...inputs.filter(({ type }) => types.includes(type)));

const end: fc.Arbitrary<number | null> = fc.option(edge, { freq: 4 });
const range: fc.Arbitrary<Bin> = fc.record({
  kind: fc.constant("range"),
  low: end,
  high: end,
  points,
});
const category: fc.Arbitrary<Bin> = fc.record({
  kind: fc.constant("category"),
  values: fc.array(fc.oneof(word, fc.boolean()), { minLength: 1, maxLength: 4 }),
  points,
});
const special: fc.Arbitrary<Bin> = fc.record({
  kind: fc.constantFrom("missing", "other", "not_observed"),
  points,
});

/** Ranges as a fit makes them: adjoining, ascending, the ends open. */
const adjoining: fc.Arbitrary<Bin[]> = fc
  .tuple(
    fc.uniqueArray(edge, { minLength: 1, maxLength: 5 }),
    fc.array(points, { minLength: 6, maxLength: 6 }),
  )
  .map(([cuts, of]) => {
    const sorted = [...cuts].sort((a, b) => a - b);
    return [...sorted, null].map((high, i) => ({
      kind: "range" as const,
      low: sorted[i - 1] ?? null,
      high,
      points: of[i] ?? 0,
    }));
  });

const group = fc.constantFrom(null, null, null, "web", "fit");

const bins: fc.Arbitrary<Attribute> = fc
  .tuple(
    oneOf("number", "category", "boolean", "count", "decay"),
    adjoining,
    fc.array(fc.oneof(range, category, special)),
  )
  .chain(([input, fitted, any]) =>
    fc.record({
      kind: fc.constant("bins"),
      name: fc.constant(input.name),
      // tidy, or bins that overlap, leave gaps and say nothing of the input's type
      bins: fc.constantFrom([...fitted, ...any.filter((bin) => bin.kind !== "range")], any),
      group,
    }),
  );

const linear: fc.Arbitrary<Attribute> = fc
  .tuple(oneOf("number", "count", "decay", "category"), fc.option(edge), fc.option(edge))
  .chain(([input, a, b]) =>
    fc.record({
      kind: fc.constant("linear"),
      name: fc.constant(input.name),
      coef: fc.constantFrom(1, 5, -2, 0.5, -0.1, 2.5, 1e6, 0),
      centre: fc.constantFrom(0, 0, 1, 0.5, -3),
      missing: points,
      min: fc.constant(a !== null && b !== null ? Math.min(a, b) : a),
      max: fc.constant(a !== null && b !== null ? Math.max(a, b) : b),
      group,
    }),
  );

const span = { start: 0, end: 0 };
const literal: fc.Arbitrary<Literal> = fc.oneof(edge, word, fc.boolean());

/** Literals mostly of the input's own type; some are not, and are unknown to scorer and SQL alike. */
const literalFor = ({ type }: Input): fc.Arbitrary<Literal> =>
  fc.oneof(
    { weight: 5, arbitrary: type === "category" ? word : type === "boolean" ? fc.boolean() : edge },
    { weight: 1, arbitrary: literal },
  );

const atom: fc.Arbitrary<Predicate> = oneOf("number", "category", "boolean", "count", "decay").chain(
  (input) => {
    const of = { name: fc.constant(input.name), span: fc.constant(span) };
    const one = literalFor(input);
    const negated = fc.boolean();
    return fc.oneof<fc.Arbitrary<Predicate>[]>(
      fc.record({
        kind: fc.constant("compare"),
        op: fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
        value: one,
        ...of,
      }),
      fc.record({
        kind: fc.constant("in"),
        values: fc.array(one, { minLength: 1, maxLength: 3 }),
        negated,
        ...of,
      }),
      fc.record({ kind: fc.constant("between"), low: one, high: one, negated, ...of }),
      fc.record({ kind: fc.constant("null"), negated, ...of }),
      fc.record({ kind: fc.constant("truth"), ...of }),
      fc.record({ kind: fc.constant("constant"), value: fc.constantFrom(true, false, null), span: of.span }),
    );
  },
);

/** Trees over the inputs. */
export const predicates: fc.Arbitrary<Predicate> = fc.letrec<{ tree: Predicate }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    fc.record({
      kind: fc.constantFrom("and", "or"),
      of: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("not"), of: tie("tree") }),
  ),
})).tree;

const rule: fc.Arbitrary<Attribute> = fc.record({
  kind: fc.constant("rule"),
  when: predicates.map(print),
  points,
  group,
});

const limits = fc
  .tuple(
    fc.option(fc.integer({ min: -100, max: 100 }), { freq: 1 }),
    fc.option(fc.integer({ min: 0, max: 200 }), { freq: 1 }),
  )
  .map(([min, width]) => ({ min, max: width === null ? null : (min ?? 0) + width }));

export const drafts: fc.Arbitrary<Draft> = fc
  .record({
    attributes: fc.array(fc.oneof(bins, linear, rule), { minLength: 2, maxLength: 8 }),
    web: limits,
    fit: limits,
    total: limits,
    intercept: points,
    unit: fc.constantFrom(1, 0.1, 1e-6),
    calibration: fc.oneof<fc.Arbitrary<Draft["calibration"]>[]>(
      fc.constant({ kind: "none" }),
      fc.record({
        kind: fc.constant("platt"),
        slope: fc.constantFrom(1, 0.07815440738110313, -0.5, 0, 1e-12, 1e12, 1e308),
        intercept: fc.constantFrom(0, -3.6330659004045076, 800, -1e308),
      }),
      fc.record({
        kind: fc.constant("beta"),
        slope: fc.constantFrom(1, 0.07815440738110313, 1e-12, 1e6),
        intercept: fc.constantFrom(0, -3.6330659004045076, 800),
        a: fc.constantFrom(0, 0.81, 1.7),
        b: fc.constantFrom(0, 0.4, 1.3),
        c: fc.constantFrom(0, -0.7, 900),
      }),
      fc.record({
        kind: fc.constant("lookup"),
        between: fc.constantFrom("step", "linear"),
        lookup: fc
          .uniqueArray(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 12 })
          .map((scores) =>
            [...scores]
              .sort((x, y) => x - y)
              .map((score, i) => ({ score, p: (i + 0.5) / (scores.length + 1) })),
          ),
      }),
    ),
    grades: fc.array(
      fc.record({
        grade: fc.constantFrom("A", "B", "it's", "💧\n"),
        atLeast: fc.integer({ min: -200, max: 200 }),
      }),
      { maxLength: 3 },
    ),
    mql: fc.option(fc.integer({ min: -100, max: 100 })),
  })
  .map(({ web, fit, total, unit, ...rest }) => ({
    schemaVersion: 1,
    name: "made\nup -- ' \" \u202e",
    version: "1.0.0",
    kind: "points",
    baseline: [],
    inputs,
    groups: [
      { name: "web", ...web },
      { name: "fit", ...fit },
    ],
    floor: total.min,
    ceiling: total.max,
    scale: { unit },
    ...rest,
  }));

const valueFor = ({ type }: Input): fc.Arbitrary<InputValue> => {
  const count = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(250, 1000));
  const known =
    type === "number"
      ? fc.oneof(
          { weight: 6, arbitrary: edge },
          { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, -0) },
        )
      : type === "count"
        ? count
        : type === "decay"
          ? fc.integer({ min: 0, max: 500 }).map((steps) => steps / 100)
          : type === "category"
            ? word
            : fc.boolean();
  const none: InputValue[] = type === "count" || type === "decay" ? [null, { notObserved: true }] : [null];
  return fc.oneof({ weight: 5, arbitrary: known }, { weight: 1, arbitrary: fc.constantFrom(...none) });
};

/** Rows over the inputs: edges, texts of the weights and others, missing, not observed, NaN. */
export const rows: fc.Arbitrary<Record<string, InputValue>> = fc.record(
  Object.fromEntries(inputs.map((input) => [input.name, valueFor(input)])),
);
