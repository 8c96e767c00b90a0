import { cellsOf, taken, weighCells } from "../numeric/cells.kernel.ts";
import { type Grouped, group } from "../regression/binned/groups.ts";
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

/** Cells that agree in some columns, taken together: the part of each, and the first cell of each part. */
export interface Parts {
  readonly code: Int32Array;
  readonly first: Int32Array;
}

/** Parts are numbered in order of their first cell, in whatever order the columns come. O(cells x columns). */
export function partsBy(cells: Cells, columns: readonly number[]): Parts {
  const code = new Int32Array(cells.all.length);
  let first: Int32Array = new Int32Array(Math.min(code.length, 1));
  for (const j of columns) first = splitBy(code, first.length, columnOf(cells, j), cells.levels[j] ?? 1);
  return { code, first };
}

/** The parts that one more column makes of others. O(cells). */
export function partsBetween({ code: known, first }: Parts, cells: Cells, column: number): Parts {
  const code = known.slice();
  return { code, first: splitBy(code, first.length, columnOf(cells, column), cells.levels[column] ?? 1) };
}

const columnOf = (cells: Cells, j: number): Uint8Array =>
  cells.columns[j] ?? new Uint8Array(cells.all.length);

/** Cells of a few columns alone. */
export interface SupportCells {
  /** cell x term, row-major */
  readonly values: Int32Array;
  readonly positive: Float64Array;
  readonly all: Float64Array;
}

/** The parts that the columns of a support make, as cells of their own. O(cells). */
export function project(cells: Cells, support: readonly number[], { code, first }: Parts): SupportCells {
  const values = new Int32Array(first.length * support.length);
  first.forEach((c, k) => {
    for (const [t, j] of support.entries()) values[k * support.length + t] = cells.columns[j]?.[c] ?? 0;
  });
  return { values, ...sumsBy(code, cells.positive, cells.all, first.length) };
}
