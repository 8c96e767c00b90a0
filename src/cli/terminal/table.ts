import { cut } from "../../base/text.ts";

export type Cells = readonly string[];

/**
 * A table with its first column to the left and the others to the right, under a heading of its own; nothing where
 * there is no row. Names are cut to `longest` characters, so that a line keeps to 80 columns.
 */
export function table(title: string, heads: Cells, rows: readonly Cells[], longest = 26): string[] {
  if (rows.length === 0) return [];
  const names = rows.map(([name = ""]) => cut(name, longest));
  const width = Math.max(title.length, ...names.map((name) => name.length + 2));
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => row[c + 1]?.length ?? 0)));
  const line = (first: string, cells: Cells): string =>
    `${first.padEnd(width)}${cells.map((cell, c) => `  ${cell.padStart(widths[c] ?? 0)}`).join("")}`.trimEnd();
  return ["", line(title, heads), ...rows.map((row, r) => line(`  ${names[r]}`, row.slice(1)))];
}
