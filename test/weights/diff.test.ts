import { expect, it } from "vitest";
import { type Draft, seal } from "../../src/weights/seal.ts";
import { diffWeights } from "../../src/weights/words/diff.ts";
import { draftWith } from "./draft.ts";

const words = (a: Partial<Draft>, b: Partial<Draft>): string[] =>
  diffWeights(seal(draftWith(a)), seal(draftWith(b))).map(({ said }) => said);

/** Log-odds in millionths, shown as hundredths. */
const fitted = (title: number, window: number): Partial<Draft> => ({
  kind: "logistic",
  scale: { unit: 1e-6 },
  groups: [],
  inputs: [
    { name: "title", type: "category", from: { column: "title" } },
    { name: `webinar_${window}d`, type: "count", from: { count: "webinar", window, cap: 5 } },
  ],
  attributes: [
    {
      kind: "bins",
      name: "title",
      bins: [
        { kind: "category", values: ["CTO", "IT Director"], points: title },
        { kind: "other", points: 0 },
        { kind: "missing", points: 0 },
      ],
      group: null,
    },
    {
      kind: "bins",
      name: `webinar_${window}d`,
      bins: [
        { kind: "range", low: null, high: 1, points: 0 },
        { kind: "range", low: 1, high: null, points: 300_000 },
        { kind: "missing", points: 0 },
        { kind: "other", points: 0 },
      ],
      group: null,
    },
  ],
});

it("10: says what a level and a window came to, level by level", () => {
  expect(words(fitted(118_000, 90), fitted(92_000, 30))).toEqual([
    "title CTO: +11.8 to +9.2",
    "title IT Director: +11.8 to +9.2",
    "webinar no longer counts after 30 days",
  ]);
});

it("10: says nothing of weights that are the same, nor of less than half a shown point", () => {
  expect(words(fitted(118_000, 90), fitted(118_000, 90))).toEqual([]);
  expect(words(fitted(118_000, 90), fitted(121_000, 90))).toEqual([]);
});

it("10: says which terms came and went, and where grades begin", () => {
  const base: Partial<Draft> = { grades: [{ grade: "A", atLeast: 50 }] };
  const other: Partial<Draft> = {
    grades: [{ grade: "A", atLeast: 60 }],
    attributes: draftWith().attributes.filter(({ kind }) => kind !== "rule"),
    intercept: 3,
  };
  expect(words(base, other).sort()).toEqual([
    "demo_30d >= 1 AND NOT free_email is no longer used",
    "grade A begins at +60 instead of +50",
    "the score starts at +3 instead of +0",
  ]);
});

it("10: compares no points of two kinds of model", () => {
  expect(words({}, { kind: "scorecard" })).toEqual([
    "the kind of model changed from points to scorecard: their points cannot be compared one by one",
  ]);
});
