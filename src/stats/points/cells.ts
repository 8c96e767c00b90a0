import { type Grouped, group } from "../binned-groups.ts";
import { cellsOf, taken, weighCells } from "../cells.kernel.ts";
import { splitBy, sumsBy } from "./points.kernel.ts";

/** Rows alike in every column, as one: values, weight of the positives, weight of all. */
export interface Cells {
  readonly columns: readonly Uint8Array[];
  /** largest value of each column, plus one */
  readonly levels: readonly number[];
  /** neighbouring columns taken together: cuts of one feature have few combinations */
  readonly grouped: Grouped;
  readonly positive: Float64Array;
  readonly all: Float64Array;
}

/** Rows collapsed to cells, in order of their values, whatever the order of rows. Cells without weight fall away. */
export function collapse(
  columns: readonly Uint8Array[],
  label: ArrayLike<number>,
  weight?: ArrayLike<number>,
): Cells {
  const n = label.length;
  const found = cellsOf(columns, levelsOf(columns), n, n);
  if (found === null) throw new RangeError("more cells than rows");
  const { positive, all } = weighCells(found, label, weight);
  const kept = Uint32Array.from(all.keys()).filter((c) => (all[c] ?? 0) > 0);
  const rows = kept.map((c) => found.row[c] ?? 0);
  const ordered = columns.map((column) => taken(column, rows));
  const levels = levelsOf(ordered);
  return {
    columns: ordered,
    levels,
    grouped: group(ordered, levels),
    positive: Float64Array.from(kept, (c) => positive[c] ?? 0),
    all: Float64Array.from(kept, (c) => all[c] ?? 0),
  };
}

const levelsOf = (columns: readonly Uint8Array[]): number[] =>
  columns.map((column) => column.reduce((most, v) => Math.max(most, v), 0) + 1);

/** Cells of a few columns alone. */
export interface SupportCells {
  /** cell x term, row-major */
  readonly values: Int32Array;
  readonly positive: Float64Array;
  readonly all: Float64Array;
  /** of each of the full cells, the cell here */
  readonly code: Int32Array;
}

/** Cells that agree in the columns of a support, taken together. O(cells x terms). */
export function project(cells: Cells, support: readonly number[]): SupportCells {
  const n = cells.all.length;
  const code = new Int32Array(n);
  let first: Int32Array = new Int32Array(Math.min(n, 1));
  for (const j of support)
    first = splitBy(code, first.length, cells.columns[j] ?? new Uint8Array(n), cells.levels[j] ?? 1);
  const values = new Int32Array(first.length * support.length);
  first.forEach((c, k) => {
    for (const [t, j] of support.entries()) values[k * support.length + t] = cells.columns[j]?.[c] ?? 0;
  });
  return { values, code, ...sumsBy(code, cells.positive, cells.all, first.length) };
}
