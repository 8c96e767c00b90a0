import type { Estimated } from "../../base/estimate.ts";
import { cut, grouped } from "../../base/text.ts";
import { columns } from "./wrap.ts";

export type Cells = readonly string[];

/** The most characters of a name in most tables. */
const longestName = 26;

/**
 * A table with its first column to the left and the others to the right, under a heading of its own; nothing where
 * there is no row. Names are cut, so that a line keeps to 80 columns.
 */
export function table(title: string, heads: Cells, rows: readonly Cells[], longest = longestName): string[] {
  if (rows.length === 0) return [];
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => row[c + 1]?.length ?? 0)));
  const left = columns - widths.reduce((sum, width) => sum + width + 2, 0) - 2;
  const names = rows.map(([name = ""]) => cut(name, Math.max(8, Math.min(longest, left))));
  const width = Math.max(title.length, ...names.map((name) => name.length + 2));
  const line = (first: string, cells: Cells): string =>
    `${first.padEnd(width)}${cells.map((cell, c) => `  ${cell.padStart(widths[c] ?? 0)}`).join("")}`.trimEnd();
  return ["", line(title, heads), ...rows.map((row, r) => line(`  ${names[r]}`, row.slice(1)))];
}

export const number = (n: number | null): string => (n === null ? "-" : grouped(n));
export const hundredth = (x: number): string => (100 * x).toFixed(1);

/** A rounded number with its interval: `43 (36 to 50)`; a value that cannot be computed is a dash. */
export const whole = (e: Estimated): string =>
  e.value === null
    ? "-"
    : `${grouped(Math.round(e.value))} (${grouped(Math.round(e.low))} to ${grouped(Math.round(e.high))})`;

/** `12.3 (10.1 to 14.9)` per 100; a dash where it cannot be computed. */
export const rateOf = (e: Estimated, scale = 100, digits = 1): string =>
  e.value === null
    ? "-"
    : `${(scale * e.value).toFixed(digits)} (${(scale * e.low).toFixed(digits)} to ${(scale * e.high).toFixed(digits)})`;
