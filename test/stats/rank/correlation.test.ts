import { describe, expect, it } from "vitest";
import { rankCorrelation } from "../../../src/stats/rank/correlation.ts";

describe("Spearman's rank correlation", () => {
  it("is 1 - 6 sum d^2 / n(n^2 - 1) without ties: .9 and -1 by hand", () => {
    // ranks 1 2 3 4 5 against 1 2 3 5 4: d = 0 0 0 1 1, so 1 - 6 * 2 / 120
    expect(rankCorrelation([10, 20, 30, 40, 50], [1, 2, 3, 9, 5])).toBeCloseTo(0.9, 12);
    expect(rankCorrelation([1, 2, 3, 4], [8, 6, 4, 2])).toBeCloseTo(-1, 12);
  });

  it("gives ties their mean rank: sqrt(3) / 2 by hand", () => {
    // ranks 1.5 1.5 3 against 1 2 3: covariance 1.5, variances 1.5 and 2, so 1.5 / sqrt(3)
    expect(rankCorrelation([1, 1, 2], [1, 2, 3])).toBeCloseTo(Math.sqrt(3) / 2, 12);
  });

  it("is null where one side does not vary", () => {
    expect(rankCorrelation([1, 2, 3], [7, 7, 7])).toBeNull();
  });
});
