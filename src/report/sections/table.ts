import type { Estimated } from "../../base/estimate.ts";
import { type Cell, type Column, type Inline, type Table, type Text, text } from "../document.ts";
import type { Format } from "../format.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

/** A column, and its cell for whatever a row of the table is about. */
export interface ColumnOf<T> extends Column {
  readonly cell: (of: T) => Cell;
}

const titled = (of: Inline | Text): Text => text`${of}`;

/** Cells made by hand, on the left. */
export const column = <T>(title: Inline | Text, of: (row: T) => Cell): ColumnOf<T> => ({
  title: titled(title),
  cell: of,
});

/** Cells made by hand, on the right, where numbers stand. */
export const onRight = <T>(title: Inline | Text, of: (row: T) => Cell): ColumnOf<T> => ({
  ...column(title, of),
  number: true,
});

/** @param sub a small remark below the text */
export const texts = <T>(
  title: Inline | Text,
  of: (row: T) => string | Text,
  sub?: (row: T) => string,
): ColumnOf<T> => column(title, (row) => cell(of(row), sub?.(row)));

/** @param sub a small remark below the number */
export const numbers = <T>(
  title: Inline | Text,
  of: (row: T) => number | null,
  format?: Format,
  sub?: (row: T) => string,
): ColumnOf<T> => onRight(title, (row) => numberCell(of(row), format, sub?.(row)));

/** Values with the interval below each, or the reason why there is none. */
export const estimates = <T>(
  title: Inline | Text,
  of: (row: T) => Estimated | null,
  format: Format,
): ColumnOf<T> => onRight(title, (row) => estimateCell(of(row), format));

/** A table with one row for each of `rows`; columns that are `false` are left out. */
export function tableOf<T>(
  caption: string,
  rows: readonly T[],
  columns: readonly (ColumnOf<T> | false)[],
  {
    colour,
    strong,
    ...looks
  }: Pick<Table, "sortable" | "cards"> & {
    /** the colour beside a row; undefined: none */
    readonly colour?: (of: T) => string | undefined;
    readonly strong?: (of: T) => boolean;
  } = {},
): Table {
  const shown = columns.filter((of) => of !== false);
  return {
    kind: "table",
    caption,
    ...looks,
    columns: shown,
    rows: rows.map((row) => {
      const tint = colour?.(row);
      return {
        cells: shown.map((of) => of.cell(row)),
        ...(tint === undefined ? {} : { colour: tint }),
        ...(strong?.(row) ? { strong: true } : {}),
      };
    }),
  };
}
