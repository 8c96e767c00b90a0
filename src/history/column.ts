import type { Column } from "./type.ts";

/** A lead's value in a column; null: missing. */
export function columnValue(column: Column | undefined, lead: number): number | string | null {
  if (column === undefined) return null;
  if (column.kind === "category") return column.levels[column.codes[lead] ?? -1] ?? null;
  const value = column.values[lead];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A lead's value as a number: the number itself, or the index of its level. NaN or -1: missing. */
export const codeOfColumn = (column: Column, lead: number): number =>
  (column.kind === "number" ? column.values[lead] : column.codes[lead]) ?? Number.NaN;

/** Whether a lead has a value in a column. */
export const isFilled = (column: Column, lead: number): boolean =>
  column.kind === "number"
    ? !Number.isNaN(column.values[lead] ?? Number.NaN)
    : (column.codes[lead] ?? -1) >= 0;
