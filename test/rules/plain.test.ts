import { describe, expect, it } from "vitest";
import { parsePredicate } from "../../src/rules/parse.ts";
import { plainly } from "../../src/rules/plain.ts";
import type { Rule } from "../../src/rules/tree.ts";

const models = new Set(["logit", "hand"]);

function rule(text: string): Rule {
  const parsed = parsePredicate(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message.what}`);
  return parsed.predicate;
}

describe("7.21: a rule in plain words", () => {
  it.each([
    ["demo_request_30d >= 1", "at least 1 demo request in the last 30 days"],
    ["pricing_view_7d > 2", "more than 2 pricing views in the last 7 days"],
    ["webinar_ever = 0", "no webinar so far"],
    ["call_days_since <= 5", "last call 5 days or less ago"],
    ["hand_points >= 35", "35 or more points by hand"],
    ["logit_p >= 0.125", "a predicted chance of 12.5% or more (logit)"],
    // a column that only looks like a score
    ["power_p >= 2", "power p of 2 or more"],
    ["title IN ('CTO', 'VP', 'IT Director')", "title is CTO, VP or IT Director"],
    ["title = 'Student'", "title is Student"],
    ["employees BETWEEN 10 AND 50", "employees between 10 and 50"],
    ["phone IS NULL", "phone is not known"],
    ["free_email", "free email"],
    [
      "demo_request_30d >= 1 OR logit_p >= 0.2",
      "at least 1 demo request in the last 30 days, or a predicted chance of 20% or more (logit)",
    ],
    [
      "(employees >= 50 OR title = 'CTO') AND NOT free_email",
      "employees of 50 or more or title is CTO, but not free email",
    ],
  ])("%s", (text, words) => expect(plainly(rule(text), models)).toBe(words));

  it("a stage, and a cut-off that capacity gives", () => {
    expect(plainly({ kind: "stage", stage: "mql" }, models)).toBe(
      "leads that reached mql, as they were stamped at the time",
    );
    expect(plainly({ kind: "cutoff", model: "logit" }, models)).toBe(
      "the best-scoring leads by logit, about as many as sales has slots for",
    );
  });
});
