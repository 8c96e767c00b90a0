import { describe, expect, it } from "vitest";
import { studyChanges } from "../../src/workbench/runs/study-diff.ts";

const before = `study: x   # a comment
as_of: 2026-07-01
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 30 }
      - { per: page_view_7d, points: 5 }
  logit: { kind: logistic, penalty: ridge }
features: { activities: { windows: [7 days, 30 days] } }
definitions:
  loud: { when: "title = 'A # B'" }
`;
const changes = (change: (text: string) => string) =>
  studyChanges(before, change(before)).map(({ path, before: a, after: b }) => `${path}: ${a} → ${b}`);

describe("12.3: what changed in a study, setting by setting", () => {
  it("comments, quotes, spaces and the order of keys are no changes", () => {
    expect(changes((t) => t.replace("   # a comment", " # another"))).toEqual([]);
    expect(
      changes((t) => t.replace("kind: logistic, penalty: ridge", "penalty: 'ridge', kind: logistic")),
    ).toEqual([]);
  });

  it("keys of one name under two parents are two settings, and a # inside quotes is no comment", () => {
    expect(changes((t) => t.replace("penalty: ridge", "penalty: lasso"))).toEqual([
      "models.logit.penalty: ridge → lasso",
    ]);
    expect(changes((t) => t.replace("A # B", "A # C"))).toEqual([
      "definitions.loud.when: title = 'A # B' → title = 'A # C'",
    ]);
  });

  it("an entry that is put in between is the only one that is new; a changed one stands beside what it was", () => {
    expect(
      changes((t) => t.replace("      - { per", "      - { when: free_email, points: -20 }\n      - { per")),
    ).toEqual(["models.hand.points:  → { when: free_email, points: -20 }"]);
    expect(changes((t) => t.replace("points: 5", "points: 6"))).toEqual([
      "models.hand.points: { per: page_view_7d, points: 5 } → { per: page_view_7d, points: 6 }",
    ]);
  });

  it("a list of plain values is one setting; what is new or gone says so", () => {
    expect(changes((t) => t.replace("[7 days, 30 days]", "[7 days]"))).toEqual([
      "features.activities.windows: [ 7 days, 30 days ] → [ 7 days ]",
    ]);
    expect(changes((t) => t.replace(/ {2}loud: .*\n/, "  quiet: { stage: mql }\n"))).toEqual([
      `definitions.loud: { when: "title = 'A # B'" } → `,
      "definitions.quiet:  → { stage: mql }",
    ]);
    expect(changes((t) => `${t}seed: 5\n`)).toEqual(["seed:  → 5"]);
  });
});
