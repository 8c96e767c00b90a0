import { type Block, type Figure, type Section, type Table, words } from "./document.ts";
import { oneLine } from "./escape.ts";

/** The figures in blocks, with those that are folded or in columns. */
const figuresIn = (block: Block): readonly Figure[] =>
  block.kind === "figure"
    ? [block]
    : block.kind === "columns"
      ? block.columns.flatMap((column) => column.flatMap(figuresIn))
      : block.kind === "details"
        ? block.blocks.flatMap(figuresIn)
        : [];

/** The numbers of each figure of a page as CSV, by file name. */
export const figureTables = (sections: readonly Section[]): ReadonlyMap<string, string> =>
  new Map(
    sections
      .flatMap(({ blocks }) => blocks.flatMap(figuresIn))
      .map(({ id, table }) => [`${id}.csv`, tableCsv(table)]),
  );

/**
 * A table as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets recognise it). An interval or a remark below a value
 * gets a column of its own. No cell is taken for a formula.
 */
export function tableCsv({ columns, rows }: Table): string {
  const noted = columns.map((_, i) => rows.some((row) => (row.cells[i]?.sub ?? "") !== ""));
  const line = (cells: readonly (readonly [text: string, sub: string])[]): string =>
    cells.flatMap(([text, sub], i) => (noted[i] ? [cell(text), cell(sub)] : [cell(text)])).join(",");
  const lines = [
    line(
      columns.map(({ title }) => {
        const text = words(title);
        return [text, `${text}: interval or remark`];
      }),
    ),
    ...rows.map((row) =>
      line(columns.map((_, i) => [words(row.cells[i]?.text ?? []), row.cells[i]?.sub ?? ""])),
    ),
  ];
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function cell(text: string): string {
  // numbers as programs read them: a hyphen as minus, no commas between thousands, an absent one empty
  const plain = oneLine(text).replaceAll("\u2212", "-").trim();
  if (plain === "\u2013") return "";
  const number = plain.replace(/,(?=\d{3}(\D|$))/g, "");
  if (/^[+-]?\d+(\.\d+)?$/.test(number)) return number.replace(/^\+/, "");
  const safe = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
