import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePredicate } from "../../src/rules/parse.ts";
import { print } from "../../src/rules/print.ts";
import { bare, predicates } from "./rules.ts";

/** The tree of a text that parses. */
function tree(text: string): unknown {
  const parsed = parsePredicate(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message.what}`);
  return bare(parsed.predicate);
}

/** `what | mend | the piece of text that is pointed at` of a text that does not. */
function fault(text: string): string {
  const parsed = parsePredicate(text);
  if (parsed.ok) throw new Error(`${text} parsed`);
  return `${parsed.message.what} | ${parsed.message.mend} | ${text.slice(parsed.start, parsed.end)}`;
}

describe("what is read", () => {
  test.each([
    ["demo_request_30d >= 1", { kind: "compare", name: "demo_request_30d", op: ">=", value: 1 }],
    ["x != -2.5e-1", { kind: "compare", name: "x", op: "<>", value: -0.25 }],
    ["x = +.5", { kind: "compare", name: "x", op: "=", value: 0.5 }],
    ["x = -0", { kind: "compare", name: "x", op: "=", value: 0 }],
    ["x = 'o''clock'", { kind: "compare", name: "x", op: "=", value: "o'clock" }],
    ['"Job ""Title""" = \'CTO\'', { kind: "compare", name: 'Job "Title"', op: "=", value: "CTO" }],
    ["x = true", { kind: "compare", name: "x", op: "=", value: true }],
    ["free_email", { kind: "truth", name: "free_email" }],
    ["x is not null", { kind: "null", name: "x", negated: true }],
    ["x Not In (1, -2)", { kind: "in", name: "x", values: [1, -2], negated: true }],
    ["x NOT BETWEEN 'a' AND 'b'", { kind: "between", name: "x", low: "a", high: "b", negated: true }],
    ["NULL", { kind: "constant", value: null }],
  ])("%s", (text, expected) => {
    expect(tree(text)).toEqual(expected);
  });

  test("AND binds closer than OR, NOT closer than AND, and BETWEEN keeps its own AND", () => {
    expect(tree("a OR NOT b AND x BETWEEN 1 AND 2 AND c")).toEqual({
      kind: "or",
      of: [
        { kind: "truth", name: "a" },
        {
          kind: "and",
          of: [
            { kind: "not", of: { kind: "truth", name: "b" } },
            { kind: "between", name: "x", low: 1, high: 2, negated: false },
            { kind: "truth", name: "c" },
          ],
        },
      ],
    });
  });

  test("every atom knows its place", () => {
    const text = "a >= 1 AND  b IN ('x', 'y')";
    const parsed = parsePredicate(text);
    const spans = parsed.ok && parsed.predicate.kind === "and" ? parsed.predicate.of : [];
    expect(spans.map((p) => ("span" in p ? text.slice(p.span.start, p.span.end) : ""))).toEqual([
      "a >= 1",
      "b IN ('x', 'y')",
    ]);
  });

  test("printing and parsing give the tree back", () => {
    fc.assert(
      fc.property(predicates, (predicate) => {
        const text = print(predicate);
        expect(tree(text)).toEqual(bare(predicate));
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  test("printing is a fixed point: the canonical text prints as itself", () => {
    const text = "(a OR b) AND NOT (x >= 1.5 AND t NOT IN ('a', 'b'))";
    expect(print(tree2(text))).toBe(text);
  });
});

function tree2(text: string) {
  const parsed = parsePredicate(text);
  if (!parsed.ok) throw new Error(parsed.message.what);
  return parsed.predicate;
}

describe("what is refused says what, where and how to mend it", () => {
  test.each([
    ["", 'the rule is empty | write a condition, such as "demo_request_30d >= 1" | '],
    [
      "x >=",
      "after >= a value is expected, not the end of the rule | write a number, or a text in single quotes | ",
    ],
    [
      "ask_days_since < other_days_since",
      "after < a value is expected, not the name other_days_since | a condition compares one feature with a number, not with another feature: write two conditions, each with a number, and join them with AND or OR | other_days_since",
    ],
    ["title = CTO", "after = a value is expected, not the name CTO | if it is a text, quote it: 'CTO' | CTO"],
    [
      "10 <= x",
      "here a name is expected, not 10 | write the name first: employees >= 200, title = 'CTO' | 10",
    ],
    [
      "x < 5 <= 10",
      "comparisons cannot be chained | write x BETWEEN low AND high, or two conditions with AND | <=",
    ],
    ["x => 1", "there is no => | write >= | =>"],
    ["x = NULL", "nothing equals NULL | ask for missing values with IS NULL | NULL"],
    [
      "x IS 3",
      "IS is followed by NULL or NOT NULL | x IS NULL asks whether it is missing; use = for values | 3",
    ],
    [
      "title LIKE '%x'",
      "\"LIKE\" comes after the rule has ended | there is no LIKE: list the values with IN ('a', 'b') | LIKE",
    ],
    [
      "a + b > 3",
      '"+" comes after the rule has ended | rules compare one feature with one value and do not calculate: write the number that it comes to, as in webinar_days_since <= 7 | +',
    ],
    [
      "lower(x) = 'a'",
      '"(" comes after the rule has ended | there are no functions: a condition is a name, a sign and a value | (',
    ],
    ["a b", '"b" comes after the rule has ended | join two conditions with AND or OR | b'],
    ["(a", 'here ")" is expected, not the end of the rule | close the bracket that opens before it | '],
    ["a)", '")" comes after the rule has ended | this bracket closes one that was never opened | )'],
    [
      "x = 'abc",
      "the text that opens here is never closed | close it with '; a ' inside is written twice | 'abc",
    ],
    ["x BETWEEN 1, 2", "BETWEEN wants two values joined by AND | x BETWEEN 1 AND 10, both ends included | ,"],
    [
      "x NOT 3",
      "NOT after a name is followed by IN or BETWEEN | to negate a condition, put NOT before it: NOT x | 3",
    ],
    ["x IN ()", 'in the list a value is expected, not ")" | write a number, or a text in single quotes | )'],
    ["größe > 1", '"größe" has no meaning here'],
    ["x = ‘CTO’", '"‘" has no meaning here | write texts in straight single quotes'],
    ["a && b", '"&" has no meaning here | write AND | &'],
    ["x > 1e999", "1e999 is too large a number | write a smaller one | 1e999"],
    ['"" > 1', "a name cannot be empty"],
    ["a; DROP TABLE leads", '";" has no meaning here | a rule is made of names'],
    [
      `${"(".repeat(65)}a${")".repeat(65)}`,
      "the rule is nested too deep | at most 64 brackets and NOTs inside each other | ",
    ],
    [`${"NOT ".repeat(100)}a`, "the rule is nested too deep"],
  ])("%s", (text, expected) => {
    expect(fault(text)).toContain(expected);
  });

  test("64 brackets and a thousand ANDs are read", () => {
    expect(parsePredicate(`${"(".repeat(64)}a${")".repeat(64)}`).ok).toBe(true);
    expect(parsePredicate(Array.from({ length: 1000 }, () => "a > 1").join(" AND ")).ok).toBe(true);
  });

  test("any text parses, or says something with a place inside the text", () => {
    const pieces = fc.constantFrom(
      ..."a x_1 AND OR NOT IN BETWEEN IS NULL TRUE ( ) , = <> < >= 1 2.5 -3 'a' \"b c\" ' \" é \u0000 \n \u{1f600}".split(
        " ",
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.array(pieces, { maxLength: 14 }).map((p) => p.join(" ")),
    );
    fc.assert(
      fc.property(text, (written) => {
        const parsed = parsePredicate(written);
        if (parsed.ok) {
          expect(tree(print(parsed.predicate))).toEqual(bare(parsed.predicate));
        } else {
          expect(parsed.message.what.length * parsed.message.mend.length).toBeGreaterThan(0);
          expect(parsed.start).toBeGreaterThanOrEqual(0);
          expect(parsed.end).toBeGreaterThanOrEqual(parsed.start);
          expect(parsed.end).toBeLessThanOrEqual(written.length);
        }
      }),
      { numRuns: 3000, seed: 2 },
    );
  });
});
