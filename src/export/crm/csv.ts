export type Cell = string | number | null;

/** What a spreadsheet takes for the beginning of a formula, in full width too. A plain number with its sign is none. */
const formula = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const signed = /^[+-]\d+(\.\d+)?$/;

/**
 * A text that no spreadsheet runs as a formula: where it would, an apostrophe stands before it, which Excel, LibreOffice
 * and Sheets show or hide, and never evaluate (OWASP, CSV Injection).
 */
const inert = (text: string): string => (formula.test(text) && !signed.test(text) ? `'${text}` : text);

/** CSV (RFC 4180) that can be opened in a spreadsheet: texts are quoted and inert, numbers stand as they are. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `${rows.map((row) => row.map(cellText).join(",")).join("\r\n")}\r\n`;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? String(cell) : `"${inert(cell).replaceAll('"', '""')}"`;
}
