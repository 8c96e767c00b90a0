import { describe, expect, test } from "vitest";
import { goldenRows, nextFloat } from "../../src/weights/golden.ts";
import type { InputValue } from "../../src/weights/type.ts";
import { draftWith } from "./draft.ts";

describe("the next float", () => {
  test.each([
    [1, 1 + 2 ** -52, 1 - 2 ** -53],
    [2, 2 + 2 ** -51, 2 - 2 ** -52],
    [-1, -1 + 2 ** -53, -1 - 2 ** -52],
    [0, Number.MIN_VALUE, -Number.MIN_VALUE],
    [Number.MIN_VALUE, 2 * Number.MIN_VALUE, 0],
    [2 ** 52, 2 ** 52 + 1, 2 ** 52 - 0.5],
  ])("of %d", (x, up, down) => {
    expect(nextFloat(x, true)).toBe(up);
    expect(nextFloat(x, false) === down).toBe(true);
  });
});

describe("golden rows", () => {
  const rows = goldenRows(draftWith());
  const probed = (name: string): InputValue[] => rows.map((row) => row.inputs[name] ?? null);

  test("probe each edge and a unit in the last place on either side", () => {
    for (const edge of [0, 10, 200])
      for (const x of [nextFloat(edge, false), edge, nextFloat(edge, true)])
        expect(probed("employees")).toContainEqual(x);
  });

  test("probe every category, its other case, unseen and hostile texts, missing, not observed", () => {
    for (const text of [
      "CTO",
      "IT Director",
      "IT DIRECTOR",
      "",
      "'; drop table leads; --",
      "💧",
      "a\nb",
      null,
    ])
      expect(probed("title")).toContainEqual(text);
    expect(probed("demo_30d")).toContainEqual({ notObserved: true });
    expect(probed("free_email")).toEqual(expect.arrayContaining([true, false, null]));
  });

  test("probe a decayed count at its first step, its cap and its edges, and not observed", () => {
    const name = "demo_decayed";
    const { inputs } = draftWith();
    const own = goldenRows(
      draftWith({
        inputs: [
          ...inputs,
          { name, type: "decay", from: { decay: "demo", half_life: 14, cap: 5, round: 0.01 } },
        ],
        attributes: [
          {
            kind: "bins",
            name,
            bins: [
              { kind: "range", low: null, high: 0.355, points: 0 },
              { kind: "range", low: 0.355, high: null, points: 7 },
              { kind: "not_observed", points: 2 },
            ],
            group: null,
          },
        ],
        groups: [],
      }),
    );
    const points = (value: InputValue): number | undefined =>
      own.find((row) => JSON.stringify(row.inputs[name]) === JSON.stringify(value))?.score;
    const probes: InputValue[] = [0, 0.01, nextFloat(0.355, false), 0.355, 5, { notObserved: true }];
    expect(probes.map(points)).toEqual([0, 0, 0, 7, 7, 2]);
  });

  test("say what a lead scores by hand", () => {
    // 10 employees: 2; an unseen title: 20; one demo: 5; the flag is false: 200; the group holds 205
    expect(rows[0]).toMatchObject({ inputs: { employees: 10, demo_30d: 1, free_email: false }, score: 227 });
    expect(rows.at(-1)).toMatchObject({ inputs: { title: null, employees: null }, score: 4 + 30 + 100 });
  });

  test("hold each rule once, edges and truths alike", () => {
    const when = [
      "title = 'CTO' AND employees >= 50 AND employees < 200",
      "title = 'CTO' AND employees < 50",
      "NOT free_email AND demo_30d >= 0.5 AND demo_30d < 1.5",
      "employees IS NULL AND free_email",
      "title NOT IN ('CTO', 'IT Director') AND demo_30d >= 2",
      "demo_30d IS NULL AND title = 'CTO'",
    ];
    const own = goldenRows(
      draftWith({
        attributes: when.map((text, i) => ({ kind: "rule", when: text, points: 10 ** i, group: null })),
        groups: [],
        intercept: 0,
        floor: null,
        ceiling: null,
      }),
    );
    // the digits of a score say which rules hold
    when.forEach((_, i) => {
      expect(own.some(({ score }) => Math.floor(score / 10 ** i) % 10 === 1)).toBe(true);
    });
  });

  test("are the same each time", () => {
    expect(JSON.stringify(goldenRows(draftWith()))).toBe(JSON.stringify(rows));
  });
});
