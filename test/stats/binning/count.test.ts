import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import { countCodes, countLevels, countNumbers } from "../../../src/stats/binning/index.ts";
import { sortRows } from "../../../src/stats/numeric/order.kernel.ts";

describe("rows in ascending order", () => {
  it.each([
    ["few distinct", (r: ReturnType<typeof random>) => r.below(5) - 2],
    ["both signs", (r: ReturnType<typeof random>) => r.normal() * 10 ** (r.below(9) - 4)],
    // one upper word for thousands of them: the lower words decide
    ["close together", (r: ReturnType<typeof random>) => 1e9 + r.uniform() * 1e-3],
    ["close together below 0", (r: ReturnType<typeof random>) => -1e9 - r.below(40) * 1e-6],
    ["the ends", (r: ReturnType<typeof random>) => [-0, 0, 5e-324, -5e-324, 1e308, -1e308][r.below(6)] ?? 0],
  ])("%s: as a stable sort has them", (_, draw) => {
    for (const n of [0, 1, 2, 50, 5000]) {
      const r = random(n);
      const values = Float64Array.from({ length: n }, () => draw(r));
      const rows = Uint32Array.from(values.keys()).filter((i) => i % 7 !== 3);
      const wanted = Array.from(rows).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
      sortRows(values, rows);
      expect(Array.from(rows)).toEqual(wanted);
    }
  });
});

describe("counts of rows", () => {
  it("counts distinct values, missing and special ones apart, by weight and by period", () => {
    const { counts, special } = countNumbers({
      values: Float64Array.of(3, -0, 1, 0, -1, 3, Number.NaN, -999, 7),
      missing: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0, 0),
      special: [-999, -1],
      label: [1, 0, 1, 1, 0, 0, 1, 1, 1],
      weight: [1, 2, 0.5, 1, 1, 1, 3, 1, 0],
      period: [0, 0, 1, 1, 0, 1, 0, 1, 0],
      periods: 2,
    });
    // 7 has no weight, and so is not there; 0 and -0 are one
    expect(Array.from(counts.value)).toEqual([0, 1, 3]);
    expect(Object.is(counts.value[0], 0)).toBe(true);
    expect(Array.from(counts.events)).toEqual([1, 0.5, 1]);
    expect(Array.from(counts.nonEvents)).toEqual([2, 0, 1]);
    expect(counts.periods?.map((p) => [Array.from(p.events), Array.from(p.nonEvents)])).toEqual([
      [
        [0, 0, 1],
        [2, 0, 0],
      ],
      [
        [1, 0.5, 0],
        [0, 0, 1],
      ],
    ]);
    expect(special).toEqual([
      { name: "missing", events: 3, nonEvents: 0 },
      { name: "-999", events: 1, nonEvents: 0 },
      { name: "-1", events: 0, nonEvents: 1 },
    ]);
  });

  it("counts levels in code-unit order, whatever the order of the rows", () => {
    const { counts, special } = countLevels({
      values: ["b", null, "a", "Z", "b", null, "never"],
      label: [1, 0, 0, 1, 0, 1, 1],
      weight: [1, 1, 1, 1, 1, 2, 0],
    });
    expect(counts.level).toEqual(["Z", "a", "b"]);
    expect([Array.from(counts.events), Array.from(counts.nonEvents)]).toEqual([
      [1, 0, 1],
      [0, 1, 1],
    ]);
    expect(special).toEqual([{ name: "missing", events: 2, nonEvents: 1 }]);
  });

  it("counts codes as they are", () => {
    const counts = countCodes(Uint16Array.of(0, 2, 2), 4, { label: [1, 0, 1] });
    expect([Array.from(counts.events), Array.from(counts.nonEvents)]).toEqual([
      [1, 0, 1, 0],
      [0, 0, 1, 0],
    ]);
  });

  const values = Float64Array.of(1, 2);
  it.each([
    [{ values: Float64Array.of(1, Number.NaN), label: [0, 1] }, /row 2 of 2 holds NaN; mark it as missing/],
    [{ values: Float64Array.of(Number.NEGATIVE_INFINITY, 1), label: [0, 1] }, /row 1 of 2 holds -Infinity/],
    [{ values, label: [0, 2] }, /row 2 has the label 2; labels are 0 or 1/],
    [{ values, label: [0, Number.NaN] }, /row 2 has the label NaN/],
    [{ values, label: [0] }, /label has 1 values for 2 rows/],
    [{ values, label: [0, 1], weight: [1, -1] }, /row 2 has the weight -1/],
    [{ values, label: [0, 1], weight: [Number.POSITIVE_INFINITY, 1] }, /row 1 has the weight Infinity/],
    [{ values, label: [0, 1], missing: new Uint8Array(1) }, /missing has 1 values for 2 rows/],
    [{ values, label: [0, 1], period: [0, 2], periods: 2 }, /row 2 is of period 2; there are 2/],
  ])("refuses what it cannot count (%#)", (data, message) => {
    expect(() => countNumbers(data)).toThrow(message);
  });

  it("refuses a code that is not there", () => {
    expect(() => countCodes([0, 4], 4, { label: [0, 1] })).toThrow(/row 2 has code 4; there are 4/);
  });
});
