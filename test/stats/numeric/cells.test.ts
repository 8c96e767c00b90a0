import { describe, expect, it } from "vitest";
import { random } from "../../../src/base/random.ts";
import { cellsOf, weighCells } from "../../../src/stats/numeric/cells.kernel.ts";

describe("cells of rows that are alike", () => {
  // few rows and many bins: the joint code passes 32 a row and is numbered anew on the way
  const cases = [
    { n: 400, sizes: [3, 2, 4] },
    { n: 60, sizes: [9, 200, 5, 7, 255, 3] },
    { n: 300, sizes: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2] },
    { n: 5, sizes: [] },
  ];
  const draw = random(7);
  for (const { n, sizes } of cases)
    it(`as a naive table has them: ${n} rows of ${sizes.length} characteristics`, () => {
      // a tenth of the rows' worth of patterns, so that many rows are alike
      const patterns = Array.from({ length: Math.ceil(n / 10) }, () => sizes.map((s) => draw.below(s)));
      const rows = Array.from({ length: n }, () => patterns[draw.below(patterns.length)] ?? []);
      const bins = sizes.map((_, k) => Uint8Array.from(rows, (row) => row[k] ?? 0));
      const label = Uint8Array.from(rows, () => draw.below(2));
      const weight = Float64Array.from(rows, () => draw.below(4));
      const name = (row: readonly number[]): string => row.map((b) => `${b}`.padStart(3, "0")).join(" ");
      const known = [...new Set(rows.map(name))].sort();

      const found = cellsOf(bins, sizes, n, n);
      if (found === null) throw new Error("more cells than rows");
      expect([...found.cell]).toEqual(rows.map((row) => known.indexOf(name(row))));
      expect([...found.row].map((i) => name(rows[i] ?? []))).toEqual(known);
      const { positive, all } = weighCells(found, label, weight);
      const sum = (cell: string, of: (i: number) => number): number =>
        rows.reduce((s, row, i) => s + (name(row) === cell ? of(i) : 0), 0);
      expect([...all]).toEqual(known.map((cell) => sum(cell, (i) => weight[i] ?? 0)));
      expect([...positive]).toEqual(
        known.map((cell) => sum(cell, (i) => (weight[i] ?? 0) * (label[i] ?? 0))),
      );
      expect(cellsOf(bins, sizes, n, known.length - 1)).toBeNull();
    });

  it("refuses a bin outside its size", () => {
    expect(() => cellsOf([Uint8Array.of(0, 200)], [2], 2, 2)).toThrow(RangeError);
  });
});
