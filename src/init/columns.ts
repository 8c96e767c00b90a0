import { wordsOf } from "../base/text.ts";
import type { ColumnProfile, TableProfile } from "../history/profile/type.ts";
import type { DateFormat } from "../study/type.ts";
import type { TablePreset } from "./presets.ts";
import type { OpenOrder } from "./type.ts";

/** The column that one of the names means: the first that is not empty; null: there is none. */
export function pick(table: TableProfile, names: readonly string[]): string | null {
  let empty: string | null = null;
  for (const name of names) {
    const column = table.columns.find((c) => c.name === name) ?? folded(table, name);
    if (column === undefined) continue;
    if (column.filled > 0) return column.name;
    empty ??= column.name;
  }
  return empty;
}
const folded = (table: TableProfile, name: string): ColumnProfile | undefined =>
  table.columns.find((c) => wordsOf(c.name) === wordsOf(name));

/** The share of a table's rows in which a column is filled. */
export const filledBy = (column: ColumnProfile, table: TableProfile): number =>
  table.rows === 0 ? 0 : column.filled / table.rows;

/** The fullest column of dates that meets a condition; the first of equals. */
export function datedColumn(table: TableProfile, take: (column: ColumnProfile) => boolean): string | null {
  const found = table.columns.filter((c) => c.dates !== null && take(c));
  return found.sort((a, b) => b.filled - a.filled)[0]?.name ?? null;
}

/** The file name of a table: `leads_2026-01.csv`. */
export const baseName = ({ files }: TableProfile): string => (files[0] ?? "").split("/").at(-1) ?? "";

/** Files, orders of dates and filters of a source that reads the given columns of dates. */
export function sourceOf(table: TableProfile, dated: readonly string[], preset: TablePreset | null) {
  const formats = new Map<string, DateFormat>();
  const open: OpenOrder[] = [];
  for (const name of dated) {
    const dates = table.columns.find((c) => c.name === name)?.dates;
    if (dates === null || dates === undefined || dates.format === null) continue;
    if (dates.either === null) formats.set(name, dates.format);
    else open.push({ column: name, either: dates.either, sample: dates.sample });
  }
  const where = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(preset?.keep ?? {})) {
    const column = table.columns.find((c) => c.name === pick(table, [name]));
    if (column !== undefined && column.filled > 0) where.set(column.name, values);
  }
  const chosen = preset?.keepOnly;
  const column = chosen === undefined ? null : pick(table, chosen.column);
  const held = table.columns.find((c) => c.name === column)?.values.map(([v]) => v) ?? [];
  const kept = chosen?.values.filter((value) => held.includes(value)) ?? [];
  if (column !== null && kept.length > 0) where.set(column, kept);
  return { files: table.files, formats, open, where };
}
