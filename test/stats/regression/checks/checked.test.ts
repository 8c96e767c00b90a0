import { describe, expect, it } from "vitest";
import { type Checked, fitChecked } from "../../../../src/stats/regression/checks/checked.ts";

const names = ["seats", "visits", "demo"];
const label = [0, 1, 0, 1, 1, 0, 0, 1, 0, 1];
const seats = [5, 40, 3, 12, 90, 7, 55, 20, 2, 33];
const visits = [1, 2, 0, 3, 1, 4, 2, 2, 1, 0];
const demo = [0, 1, 1, 0, 1, 0, 1, 1, 0, 0];
const good = { columns: [seats, visits, demo], label };
const said = ({ refusal }: Checked): unknown =>
  refusal === null ? null : [refusal.message.code, refusal.columns, refusal.message.what];
const with_ = (values: number[], row: number, value: number): number[] =>
  values.map((v, i) => (i === row ? value : v));

describe("a checked fit", () => {
  it("is the fit where nothing is wrong", () => {
    const { fit, refusal } = fitChecked(good, { names });
    expect(refusal).toBeNull();
    expect(fit?.converged).toBe(true);
  });

  it.each([
    [
      "NaN",
      { ...good, columns: [with_(seats, 3, Number.NaN), visits] },
      "value-not-finite",
      [0],
      "seats holds NaN in row 4",
    ],
    [
      "infinity",
      { ...good, columns: [seats, with_(visits, 0, Number.POSITIVE_INFINITY)] },
      "value-not-finite",
      [1],
      "visits holds Infinity in row 1",
    ],
    [
      "a label that is none",
      { ...good, label: with_(label, 2, 2) },
      "label-outside",
      [],
      "the label of row 3 is 2",
    ],
    [
      "a short column",
      { ...good, columns: [[1, 2]] },
      "unequal-lengths",
      [0],
      "seats has 2 values for 10 rows",
    ],
    [
      "a negative weight",
      {
        ...good,
        weight: with_(
          label.map(() => 1),
          9,
          -1,
        ),
      },
      "negative-weight",
      [],
      "row 10 weighs -1",
    ],
    [
      "no weight",
      { ...good, weight: label.map(() => 0) },
      "no-weight",
      [],
      "10 rows, and not one has a weight",
    ],
    ["no rows", { columns: [[]], label: [] }, "no-weight", [], "there are no rows to fit on"],
    [
      "a constant column",
      { ...good, columns: [seats, label.map(() => 7)] },
      "constant-column",
      [1],
      "visits is 7 in every row",
    ],
    [
      "a column that varies only where nothing weighs",
      {
        ...good,
        columns: [
          with_(
            label.map(() => 7),
            0,
            8,
          ),
        ],
        weight: with_(
          label.map(() => 1),
          0,
          0,
        ),
      },
      "constant-column",
      [0],
      "seats is 7 in every row",
    ],
    [
      "a repeated column",
      { ...good, columns: [seats, visits, seats.map((v) => 2 * v + 1)] },
      "collinear-column",
      [0, 2],
      "demo is a combination of seats",
    ],
    [
      "a sum of columns",
      { ...good, columns: [seats, visits, seats.map((v, i) => v - (visits[i] ?? 0))] },
      "collinear-column",
      [0, 1, 2],
      "demo is a combination of seats, visits",
    ],
    [
      "more coefficients than rows",
      { columns: [seats, visits, demo].map((c) => c.slice(0, 3)), label: [0, 1, 0] },
      "more-coefficients-than-rows",
      [],
      "3 columns and an intercept for 3 rows: any outcome could be explained",
    ],
  ] as const)("refuses %s", (_, data, code, columns, what) => {
    expect(said(fitChecked(data, { names }))).toEqual([code, columns, what]);
  });

  it("says the base rate where all outcomes are alike", () => {
    const { refusal } = fitChecked({ ...good, label: label.map(() => 0) }, { names });
    expect(refusal?.message.what).toBe("all of 10 rows have the outcome 0: there is nothing to distinguish");
    // Jeffreys at 0 of 10: the upper bound is the 97.5 % point of Beta(0.5, 10.5), by R's qbeta
    expect(refusal?.baseRate).toEqual({ value: 0, low: 0, high: expect.closeTo(0.2171962, 6), n: 10 });
  });

  it("names the columns that separate, and the one that does it alone", () => {
    const told = label.map((y, i) => 10 * y + i * 0.5);
    const complete = fitChecked({ columns: [visits, told], label }, { names: ["visits", "stage"] });
    expect(complete.refusal?.message.what).toBe(
      "stage separates the outcomes without a single error: no finite coefficients",
    );
    // every one of three with a demo won: quasi-complete, by that column alone
    const won = [0, 1, 0, 1, 1, 0, 0, 0, 0, 0];
    const quasi = fitChecked({ columns: [visits, won], label }, { names: ["visits", "met"] });
    expect(said(quasi)).toEqual([
      "separated",
      [1],
      "the coefficients of met are infinite: beyond some point every row has the same outcome",
    ]);
    expect(quasi.refusal?.message.mend).toContain("Firth");
  });

  it("fits with a ridge what maximum likelihood cannot", () => {
    const constant = fitChecked(
      { ...good, columns: [seats, label.map(() => 7)] },
      { lambda: 1, standardise: true },
    );
    expect(constant.fit?.coefficients[2]).toBe(0);
    const twin = fitChecked({ ...good, columns: [seats, seats] }, { lambda: 1, standardise: true });
    expect(twin.fit?.coefficients[1]).toBeCloseTo(twin.fit?.coefficients[2] ?? 0, 12);
    const wide = Array.from({ length: 30 }, (_, j) => label.map((_, i) => Math.sin(i * (j + 1) + j)));
    expect(fitChecked({ columns: wide, label }, { lambda: 1, standardise: true }).fit?.converged).toBe(true);
  });
});
