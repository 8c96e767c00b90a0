import { describe, expect, test } from "vitest";
import { formatFault } from "../../src/base/errors.ts";
import { checkNames, type NamedFeature } from "../../src/study/names.ts";
import { studyWith } from "../helpers/study.ts";
import { changed, read } from "./text.ts";

const count = (name: string): NamedFeature => ({ name, kind: "count", cap: 250 });
const features: readonly NamedFeature[] = [
  { name: "title", kind: "category", values: ["Analyst", "CTO", "IT Director"] },
  { name: "employees", kind: "number", values: [1, 2] },
  { name: "email", kind: "category", values: [] },
  { name: "free_email", kind: "boolean" },
  ...["demo_request", "webinar"].flatMap((a) => [7, 30, 90].map((w) => count(`${a}_${w}d`))),
  count("demo_request_ever"),
  count("webinar_ever"),
  { name: "demo_request_decayed", kind: "decay", cap: 5, step: 0.01 },
];

/** Faults of the small study whose definition `written` holds a condition. */
function faults(condition: string, others: readonly string[] = ["status"]): readonly string[] {
  const study = read(changed('{ when: "hand_points >= 60" }', `{ when: "${condition}" }`));
  const forRules = (study.features.forRules ?? []).flatMap(({ activity, window }) =>
    features.some(({ name }) => name === `${activity}_ever`) ? [count(`${activity}_${window}d`)] : [],
  );
  return checkNames(study, [...features, ...forRules], others).map(
    (f) => `${f.severity === "warning" ? "warning " : ""}${formatFault(f).replace(/\n\s+/, " | ")}`,
  );
}
const at = (column: number): string => `study.yaml:24:${column}  definitions.written.when:`;

describe("names in rules", () => {
  test.each([
    "hand_points >= 60 AND logit_p > 0.1",
    "title IN ('CTO', 'nobody') OR title IS NULL",
    "free_email AND NOT free_email = FALSE",
    "demo_request_ever BETWEEN 1 AND 249",
    "demo_request_decayed >= 5 OR demo_request_decayed > 4.98",
    "employees <> -3.5",
  ])("%s is read", (condition) => {
    expect(faults(condition)).toEqual([]);
  });

  test("a window that is not configured, as the report's guide has it", () => {
    expect(faults("webinar_60d >= 1")).toEqual([
      `${at(21)} no feature "webinar_60d" | windows are 7, 30 and 90 days: did you mean webinar_90d, or add 60 days to features.activities.windows?`,
    ]);
  });

  test("a decayed count where no half-life is stated, or beyond its cap", () => {
    expect(faults("webinar_decayed > 1")).toEqual([
      `${at(21)} no feature "webinar_decayed": the study states no half-life | add \`half_life: 14 days\` to features.activities`,
    ]);
    expect(faults("demo_request_decayed >= 5.5 OR demo_request_decayed > 5")).toEqual([
      `${at(21)} "demo_request_decayed" counts to 5 and no further: a rule cannot distinguish 5.5 from 5 | raise features.activities.cap to 6 or more`,
      `${at(52)} "demo_request_decayed" counts to 5 and no further: a rule cannot distinguish 5.01 from 5 | raise features.activities.cap to 6 or more`,
    ]);
  });

  test("a decayed count whose half-life each quarter finds: not for rules, points, cuts by hand; its sign may be stated", () => {
    const study = read(
      changed('{ when: "demo_request_30d >= 1", points: 30 }', "{ per: webinar_decayed, points: 1 }").replace(
        "[title, employees, email]",
        '[title, employees, email]\n  activities: { half_life: fit }\n  bins: { webinar_decayed: [1] }\n  signs: { webinar_decayed: "+" }',
      ),
    );
    expect(study.features.halfLife).toBe("fit");
    const found = checkNames(study, features, []);
    expect(found.map((f) => [f.where.path, f.code])).toEqual([
      ["models.hand.points[0].per", "half-life-of-a-quarter"],
      ["features.bins.webinar_decayed", "half-life-of-a-quarter"],
    ]);
    expect([found[0]?.what, found[0]?.mend]).toEqual([
      'under `half_life: fit` "webinar_decayed" has another half-life in each quarter, and a rule or a cut must mean the same in all',
      "state one: `half_life: 14 days` under features.activities; or cut on a fitted model, which reads it under its own",
    ]);
  });

  test("a column that nobody vouched for", () => {
    expect(faults("free_email AND status = 'open'")).toEqual([
      `${at(36)} "status" is not listed as known at creation | add it to features.known_at_creation if its value was known when the lead was created; a column that is filled in later would let rules see the future`,
    ]);
  });

  test("misspelt names, each at its place", () => {
    expect(faults("titel = 'CTO' OR employes > 3")).toEqual([
      `${at(21)} no feature "titel" | did you mean "title"? (\`leadline check --features\` lists them all)`,
      `${at(38)} no feature "employes" | did you mean "employees"? (\`leadline check --features\` lists them all)`,
    ]);
  });

  test("a model is not a feature; kinds of names to come", () => {
    expect(faults("hand >= 60")).toEqual([
      `${at(21)} "hand" is a model, not a feature | write hand_points for its points or hand_p for its probability`,
    ]);
    expect(faults("logit_grade = 'A'")).toEqual([
      `${at(21)} "logit_grade" is not built yet | for now cut on logit_p or logit_points`,
    ]);
  });

  test("days since an activity: a number of days to compare with one", () => {
    expect(faults("demo_request_days_since < 3 OR NOT webinar_days_since IS NULL")).toEqual([]);
    expect(faults("demo_requst_days_since < 3")).toEqual([
      `${at(21)} no feature "demo_requst_days_since" | did you mean "demo_request_days_since"? (\`leadline check --features\` lists them all)`,
    ]);
    expect(faults("webinar_days_since < '3'")).toEqual([
      `${at(21)} "webinar_days_since" is a number of days, compared with the text '3' | write a number: webinar_days_since <= 7`,
    ]);
    expect(faults("webinar_days_since")).toEqual([
      `${at(21)} "webinar_days_since" is a number of days: it is neither true nor false by itself | compare it: webinar_days_since <= 7`,
    ]);
    expect(faults("webinar_days_since < 5000")).toEqual([
      `${at(21)} "webinar_days_since" is compared with more than 3650 days | a rule looks back 3650 days at most, which is ten years; for any time at all write \`webinar_days_since IS NOT NULL\``,
    ]);
    const per = read(
      changed('{ when: "demo_request_30d >= 1", points: 30 }', "{ per: webinar_days_since, points: 1 }"),
    );
    expect(checkNames(per, features, []).map((f) => [f.where.path, f.what, f.mend])).toEqual([
      [
        "models.hand.points[0].per",
        '"webinar_days_since" is known to rules alone: only a condition reads it',
        'compare it with a number of days: `when: "webinar_days_since <= 7"`',
      ],
    ]);
  });

  test.each([
    [
      "employees = '200'",
      "\"employees\" is a number, compared with the text '200' | write employees = 200, without quotes",
    ],
    [
      "demo_request_30d > 'many'",
      "\"demo_request_30d\" is a number, compared with the text 'many' | write a number: demo_request_30d >= 1",
    ],
    [
      "title IN ('CTO', 5)",
      "\"title\" is a text, compared with the number 5 | write title = '5', or `types: { title: number }` under features if it is one",
    ],
    [
      "free_email = 1",
      '"free_email" is true or false, compared with the number 1 | write free_email or NOT free_email',
    ],
    ["title", "\"title\" is a text: it is neither true nor false by itself | compare it: title = 'a value'"],
    [
      "employees AND free_email",
      '"employees" is a number: it is neither true nor false by itself | compare it: employees >= 1',
    ],
    [
      "demo_request_30d > 250",
      '"demo_request_30d" counts to 250 and no further: a rule cannot distinguish 251 from 250 | raise features.activities.cap to 251 or more',
    ],
  ])("%s", (condition, message) => {
    expect(faults(condition)).toEqual([`${at(21)} ${message}`]);
  });

  test("a value that no lead has is a warning", () => {
    expect(faults("title = 'cto'")).toEqual([
      `warning ${at(21)} no lead has "cto" in "title" | texts are compared as they are written, capitals included: did you mean "CTO"?`,
    ]);
  });

  test("`per` wants a number, cuts by hand too, and a feature may not have the name of a score", () => {
    const study = read(
      changed('{ when: "demo_request_30d >= 1", points: 30 }', "{ per: title, points: 1 }").replace(
        "[title, employees, email]",
        "[title, employees, email]\n  bins: { title: [1, 2] }",
      ),
    );
    const found = checkNames(study, [...features, { name: "hand_p", kind: "number" }], []);
    expect(found.map((f) => [f.where.path, f.where.line, f.what])).toEqual([
      ["models.hand", 19, 'the name "hand_p" is also the name of the model hand'],
      [
        "models.hand.points[0].per",
        21,
        '`per` gives points for each unit of a number, and "title" is a text',
      ],
      ["features.bins.title", 15, 'cuts by hand divide the values of a number, and "title" is a text'],
    ]);
  });

  test("a study without a text still names the path", () => {
    const study = studyWith({
      personas: new Map([["p", { kind: "truth", name: "nope", span: { start: 0, end: 4 } }]]),
    });
    expect(checkNames(study, [], []).map((f) => f.where.path)).toEqual(["personas.p"]);
  });
});

describe("the segment of a model", () => {
  const columns: readonly NamedFeature[] = [
    ...features,
    { name: "country", kind: "category", values: ["DE"] },
    { name: "fax", kind: "category", values: [] },
    { name: "company", kind: "category", values: Array.from({ length: 500 }, (_, i) => `company ${i}`) },
    { name: "industry", kind: "category", values: Array.from({ length: 100 }, (_, i) => `industry ${i}`) },
  ];
  const faultsOf = (segment: string): readonly string[] =>
    checkNames(read(changed("kind: logistic", `kind: logistic, segment: ${segment}`)), columns, [
      "status",
    ]).map((f) => formatFault(f).replace(/\n\s+/, " | "));
  const place = "study.yaml:21:37  models.logit.segment:";

  test.each(["title", "free_email", "industry"])("%s is read", (segment) => {
    expect(faultsOf(segment)).toEqual([]);
  });

  test.each([
    ["titel", 'no feature "titel" | did you mean "title"? (`leadline check --features` lists them all)'],
    [
      "status",
      '"status" is not listed as known at creation | add it to features.known_at_creation if its value was known when the lead was created; a column that is filled in later would let rules see the future',
    ],
    [
      "webinar_30d",
      '"webinar_30d" moves with what a lead does: a lead would change its model on the way | name what is known at creation: a text of features.known_at_creation, a flag or a persona',
    ],
    [
      "demo_request_decayed",
      '"demo_request_decayed" moves with what a lead does: a lead would change its model on the way | name what is known at creation: a text of features.known_at_creation, a flag or a persona',
    ],
    [
      "employees",
      'segments are levels of a text or a truth, and "employees" is a number | make a flag of it and name that: `flags: { large: "employees >= 200" }` and `segment: large`',
    ],
    [
      "country",
      'every lead that has a value in "country" has "DE": there are no segments to compare | name a column with several levels, or leave `segment` out',
    ],
    [
      "fax",
      'no lead has a value in "fax": there are no segments to compare | name a column with several levels, or leave `segment` out',
    ],
    [
      "company",
      '"company" has 500 levels, too many for a model each (100 at most) | gather them in a column with fewer, or make a persona of those that matter: `personas: { ours: "company IN (\'a value\')" }` and `segment: ours`',
    ],
    [
      "logit",
      '"logit" is a model, not a feature | write logit_points for its points or logit_p for its probability',
    ],
  ])("%s is refused with its place and the way out", (segment, said) => {
    expect(faultsOf(segment)).toEqual([`${place} ${said}`]);
  });
});
