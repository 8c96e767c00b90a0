import { expect, test } from "vitest";
import { shownUnit } from "../../src/weights/kinds.ts";

test.each([
  // half points by hand stand as they are written: 75 shipped tenths are 7.5
  ["points", 0.1, { title: "Points", scale: 0.1, digits: 1 }],
  ["points", 1, { title: "Points", scale: 1, digits: 0 }],
  ["points", 0.01, { title: "Points", scale: 0.01, digits: 2 }],
  ["scorecard", 1, { title: "Points", scale: 1, digits: 0 }],
  ["integer_points", 1, { title: "Points", scale: 1, digits: 0 }],
  ["close_rate", 0.1, { title: "Adds, per 100", scale: 0.1, digits: 1 }],
  // millionths of a logit are shown as hundredths: 20,000 are 2
  ["close_rate", 1e-6, { title: "Points", scale: 1e-4, digits: 0 }],
  ["logistic", 1e-6, { title: "Points", scale: 1e-4, digits: 0 }],
] as const)("8.1: %s in a unit of %d is shown alike by report, terminal and diff", (kind, unit, shown) => {
  const { scale, ...rest } = shownUnit({ kind, scale: { unit } });
  expect(rest).toEqual({ title: shown.title, digits: shown.digits });
  expect(scale).toBeCloseTo(shown.scale, 12);
});
