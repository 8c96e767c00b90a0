import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePredicate as parse } from "../../src/rules/parse.ts";
import {
  type CountReference,
  countName,
  cutScore,
  isCount,
  referenceOf,
  type Scope,
  usesOf,
} from "../../src/rules/reference.ts";
import type { Rule } from "../../src/rules/tree.ts";

const scope: Scope = {
  models: new Set(["logit", "logit_p"]),
  columns: new Set(["title", "discount_30d"]),
  flags: new Set(["free_email"]),
  personas: new Set(["buyer"]),
  activities: new Set(["webinar", "demo_request"]),
};

describe("8.1: a name of a rule is resolved once", () => {
  test.each([
    ["webinar_30d", { kind: "count", activity: "webinar", window: 30 }],
    ["demo_request_ever", { kind: "ever", activity: "demo_request" }],
    ["demo_request_decayed", { kind: "decay", activity: "demo_request" }],
    ["webinar_days_since", { kind: "since", activity: "webinar" }],
    ["logit_points", { kind: "score", model: "logit", what: "points" }],
    ["logit_p", { kind: "score", model: "logit", what: "p" }],
    ["logit_grade", { kind: "score", model: "logit", what: "grade" }],
    ["logit_p_points", { kind: "score", model: "logit_p", what: "points" }],
    ["title", { kind: "column", name: "title" }],
    ["free_email", { kind: "flag", name: "free_email" }],
    ["buyer", { kind: "persona", name: "buyer" }],
    // a column's own name is no count, and an activity that the data has not is none
    ["discount_30d", { kind: "column", name: "discount_30d" }],
    ["email_30d", { kind: "unknown", name: "email_30d" }],
    ["hand_p", { kind: "unknown", name: "hand_p" }],
    ["_p", { kind: "unknown", name: "_p" }],
    // a count has one name
    ["webinar_030d", { kind: "unknown", name: "webinar_030d" }],
  ])("%s", (name, reference) => {
    expect(referenceOf(name, scope)).toEqual(reference);
  });

  test("without the data whatever reads like a count is taken for one", () => {
    expect(referenceOf("email_30d", {})).toEqual({ kind: "count", activity: "email", window: 30 });
    expect(isCount(referenceOf("logit_p", {}))).toBe(false);
  });

  test("what a count is called is read as that count, whatever its activity is called", () => {
    const activity = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("a_7d", "x_ever", "p", "_", "a\n_3d"),
    );
    const count: fc.Arbitrary<CountReference> = fc.oneof(
      fc.record({ kind: fc.constant("count" as const), activity, window: fc.nat(4000) }),
      fc.record({ kind: fc.constantFrom("ever" as const, "decay" as const, "since" as const), activity }),
    );
    fc.assert(
      fc.property(count, (of) => {
        expect(referenceOf(countName(of), { activities: new Set([of.activity]) })).toEqual(of);
      }),
      { seed: 8 },
    );
  });

  test("conditions cut points and probabilities, not grades", () => {
    const models = new Set(["a", "a_p"]);
    expect(cutScore("a_p", models)).toEqual({ model: "a", what: "p" });
    expect(cutScore("a_p_points", models)).toEqual({ model: "a_p", what: "points" });
    for (const other of ["a_grade", "b_p", "_p"]) expect(cutScore(other, models)).toBeNull();
  });

  test("a rule's references with their places: stages and cut-offs are keys, and have none", () => {
    const written = parse("webinar_30d >= 1 OR logit_p > 0.2");
    if (!written.ok) throw new Error("not read");
    const rule: Rule = {
      kind: "and",
      of: [written.predicate, { kind: "stage", stage: "mql" }, { kind: "cutoff", model: "logit" }],
    };
    expect(usesOf(rule, scope).map(({ of, span }) => [of, span?.start])).toEqual([
      [{ kind: "count", activity: "webinar", window: 30 }, 0],
      [{ kind: "score", model: "logit", what: "p" }, 20],
      [{ kind: "stage", stage: "mql" }, undefined],
      [{ kind: "score", model: "logit", what: "cutoff" }, undefined],
    ]);
  });
});
