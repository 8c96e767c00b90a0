import { cellsOf, taken, weighCells } from "../numeric/cells.kernel.ts";
import { type Grouped, group } from "../regression/binned/groups.ts";
import { splitBy, sumsBy } from "./points.kernel.ts";

/** Rows that are equal in every column, taken together: values, weight of the positives, total weight. */
export interface Cells {
  readonly columns: readonly Uint8Array[];
  /** largest value of each column, plus one */
  readonly levels: readonly number[];
  /** neighbouring columns grouped, since the cuts of one feature occur in few combinations */
  readonly grouped: Grouped;
  readonly positive: Float64Array;
  readonly all: Float64Array;
}

/** Collapses rows to cells, in order of their values whatever the order of rows. Cells without weight are dropped. */
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

/** Cells grouped by their values in some columns: the part of each cell, and the first cell of each part. */
export interface Parts {
  readonly code: Int32Array;
  readonly first: Int32Array;
}

/**
 * Groups cells by some columns. Parts are numbered in order of their first cell, whatever the order of the columns.
 * O(cells x columns).
 */
export function partsBy(cells: Cells, columns: readonly number[]): Parts {
  const code = new Int32Array(cells.all.length);
  let first: Int32Array = new Int32Array(Math.min(code.length, 1));
  for (const j of columns) first = splitBy(code, first.length, columnOf(cells, j), cells.levels[j] ?? 1);
  return { code, first };
}

/** Splits parts by one more column. O(cells). */
export function partsBetween({ code: known, first }: Parts, cells: Cells, column: number): Parts {
  const code = known.slice();
  return { code, first: splitBy(code, first.length, columnOf(cells, column), cells.levels[column] ?? 1) };
}

const columnOf = (cells: Cells, j: number): Uint8Array =>
  cells.columns[j] ?? new Uint8Array(cells.all.length);

/** Cells reduced to a few columns. */
export interface SupportCells {
  /** cell x term, row-major */
  readonly values: Int32Array;
  readonly positive: Float64Array;
  readonly all: Float64Array;
}

/** The parts by the columns of a support, as cells of their own. O(cells). */
export function project(cells: Cells, support: readonly number[], { code, first }: Parts): SupportCells {
  const values = new Int32Array(first.length * support.length);
  first.forEach((c, k) => {
    for (const [t, j] of support.entries()) values[k * support.length + t] = cells.columns[j]?.[c] ?? 0;
  });
  return { values, ...sumsBy(code, cells.positive, cells.all, first.length) };
}
