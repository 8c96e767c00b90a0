import { describe, expect, test } from "vitest";
import type { Input } from "../../src/weights/type.ts";
import { inputText, reasonsFor } from "../../src/weights/words/reasons.ts";
import { draftWith } from "./draft.ts";

const decayed = (half_life: number): Input => ({
  name: "demo_request_decayed",
  type: "decay",
  from: { decay: "demo_request", half_life, cap: 5, round: 0.01 },
});

describe("an input in words", () => {
  test("a decayed count with its half-life; missing is said", () => {
    expect(inputText(decayed(14), 1.3)).toBe("demo_request, decayed (half-life 14 days): 1.3");
    expect(inputText(decayed(1), 0)).toBe("demo_request, decayed (half-life 1 day): 0");
    expect(inputText(decayed(1), null)).toBe("demo_request, decayed (half-life 1 day): missing");
    expect(inputText(decayed(14), { notObserved: true })).toBe(
      "demo_request, decayed (half-life 14 days): not recorded then",
    );
  });
});

test("several rules over the same inputs are one reason, in the lead's own values; a rule alone stays a rule", () => {
  const rule = (when: string, points: number) => ({ kind: "rule", when, points, group: null }) as const;
  const reasons = reasonsFor(
    draftWith({
      attributes: [
        rule("title = 'CTO' AND employees < 50", -7),
        rule("title = 'CTO' AND employees >= 50", 20),
        rule("demo_30d >= 1 AND NOT free_email", 4),
      ],
      groups: [],
      baseline: [-1, 5, 1],
    }),
  );
  // 20 less the average of both rules; the other rule gives nothing against an average of 1
  expect(reasons({ title: "CTO", employees: 120, demo_30d: 0, free_email: false })).toEqual([
    { name: "title, employees", text: "title: CTO, employees: 120", points: 16 },
    {
      name: "demo_30d >= 1 AND NOT free_email",
      text: "not (demo_30d >= 1 AND NOT free_email)",
      points: -1,
    },
  ]);
  expect(reasons({ title: "Student", employees: 3, demo_30d: 1, free_email: false })[0]).toEqual({
    name: "title, employees",
    text: "title: Student, employees: 3",
    points: -4,
  });
});
