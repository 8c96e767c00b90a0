import fc from "fast-check";
import { LeadlineError } from "../../src/base/errors.ts";
import type { Dialect } from "../../src/export/index.ts";
import type { Draft } from "../../src/weights/seal.ts";
import type { Attribute, InputValue } from "../../src/weights/type.ts";
import { draftWith } from "../weights/draft.ts";
import { sealed } from "./duckdb.ts";
import type { Case } from "./judges/judges.ts";

/** What an export of a CRM may hold and no target may obey. */
export const hostile: readonly string[] = [
  "it's",
  'say "hi"',
  "back\\slash\\",
  "\u0024{HOME} $(id) `id`",
  "'; DROP TABLE leads; --",
  "]]> <!-- & -->",
  "two\nlines",
  "\r\n",
  "=1+1",
  "@SUM(A1)",
  "{{ 1/0 }} {% x %} {# y #}",
  "%s %(x)s :x ?",
  "]; --",
  "</script><script>",
  "x".repeat(300),
  "\u202eevil",
  "/* */",
];

/** Each as the name of an input, as a level of it and in a rule. */
export function hostileDraft(names: readonly string[] = hostile): Draft {
  const attributes = names.flatMap((name, i): Attribute[] => [
    {
      kind: "bins",
      name,
      bins: [
        { kind: "category", values: [hostile[i % hostile.length] ?? ""], points: 2 * i + 1 },
        { kind: "category", values: hostile.filter((_, k) => k % 3 === i % 3), points: -i },
        { kind: "missing", points: 7 },
        { kind: "other", points: -3 },
      ],
      group: null,
    },
    {
      kind: "rule",
      when: `"${name.replaceAll('"', '""')}" = '${(hostile[(i + 1) % hostile.length] ?? "").replaceAll("'", "''")}'`,
      points: 100 + i,
      group: null,
    },
  ]);
  return draftWith({
    name: hostile.join(" "),
    inputs: names.map((name) => ({ name, type: "category", from: { column: name } })),
    attributes,
    groups: [],
    grades: [
      { grade: "it's \u0024{A} ]]>", atLeast: 50 },
      { grade: "=B\n", atLeast: -1000 },
    ],
    mql: 60,
    baseline: attributes.map(() => 1),
  });
}

/** Rows of those texts, of others and of none, for the names that a dialect can say. */
export function hostileCase(dialect: Dialect | null, of = hostile): Case {
  const names = of.filter((name) => {
    try {
      return dialect === null || dialect.identifier(name) !== "";
    } catch (error) {
      if (error instanceof LeadlineError) return false;
      throw error;
    }
  });
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...hostile) },
    { weight: 1, arbitrary: fc.constantFrom<InputValue>(null, "", "plain") },
  );
  const row = fc.record(Object.fromEntries(names.map((name) => [name, value])));
  return { weights: sealed(hostileDraft(names)), rows: fc.sample(row, { numRuns: 400, seed: 81 }) };
}
