export type Cell = string | number | null;

/** The characters that begin a formula in a spreadsheet, in full width too. A plain number with its sign is not one. */
const formula = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const signed = /^[+-]\d+(\.\d+)?$/;

/**
 * A text that no spreadsheet runs as a formula: where one would, an apostrophe is put before it, which Excel,
 * LibreOffice and Sheets show or hide, but never evaluate (OWASP, CSV Injection).
 */
const inert = (text: string): string => (formula.test(text) && !signed.test(text) ? `'${text}` : text);

/** CSV (RFC 4180) that is safe to open in a spreadsheet: texts are quoted and made inert, numbers are unchanged. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `${rows.map((row) => row.map(cellText).join(",")).join("\r\n")}\r\n`;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? String(cell) : `"${inert(cell).replaceAll('"', '""')}"`;
}
