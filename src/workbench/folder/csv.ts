/**
 * A cell that no spreadsheet program takes for a formula: an apostrophe comes before = + - @, a tab, a line break, or a
 * wide form of these at its beginning. Source: OWASP, CSV injection.
 */
const safe = (value: string): string =>
  /^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;

const cell = (value: string | number): string => {
  const text = typeof value === "number" ? String(value) : safe(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Rows as CSV, a line each, the header first. */
export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
