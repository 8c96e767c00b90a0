import { expect, test } from "vitest";
import { estimate, notEstimable, sideOf } from "../../src/base/estimate.ts";

test.each([
  [estimate(2, 1, 3, 10), 0, 1],
  [estimate(-2, -3, -1, 10), 0, -1],
  [estimate(1, 0, 2, 10), 0, 0],
  [estimate(1, -1, 2, 10), 0, 0],
  [estimate(0.6, 0.55, 0.7, 10), 0.5, 1],
  [notEstimable("nothing is known"), 0, 0],
])("%o lies on side %d of a bound", (e, bound, side) => expect(sideOf(e, bound)).toBe(side));
