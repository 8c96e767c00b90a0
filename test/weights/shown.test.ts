import { expect, test } from "vitest";
import { shownUnit } from "../../src/weights/words/shown.ts";

test.each([
  // half points by hand stand as they are written: 75 shipped tenths are 7.5
  [1, { scale: 1, digits: 0, logits: false }],
  [0.1, { scale: 0.1, digits: 1, logits: false }],
  [0.5, { scale: 0.5, digits: 1, logits: false }],
  [0.0001, { scale: 0.0001, digits: 4, logits: false }],
  // millionths of a logit are shown as hundredths: 20,000 are 2
  [1e-6, { scale: 1e-4, digits: 0, logits: true }],
])("8.1: points in a unit of %d are shown alike by report, terminal and diff", (unit, shown) => {
  const { scale, ...rest } = shownUnit({ scale: { unit } });
  expect(rest).toEqual({ digits: shown.digits, logits: shown.logits });
  expect(scale).toBeCloseTo(shown.scale, 12);
});
