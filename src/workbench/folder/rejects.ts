import { moreNotListed } from "../../base/messages/data/rows.ts";
import type { Audit } from "../../history/type.ts";

/** The list of refused values, one by one: in a run folder, and in the folder of `check --out`. */
export const REJECTS = "rejects.csv";

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

/**
 * rejects.csv: file, line, column (empty: the whole row), value, reason, in the order of the files and their lines.
 * Null where nothing was refused. Lines depend on the order of rows, so the file is not promised to have equal bytes.
 */
export function rejectsCsv({ refused = [], rejects }: Audit): string | null {
  if (refused.length === 0) return null;
  const all = rejects.reduce((sum, { count }) => sum + count, 0);
  const rows = refused.map(({ file, line, column, value, reason }) => [
    file,
    line ?? "",
    column,
    value,
    reason,
  ]);
  const more = all > refused.length ? [["", "", "", "", moreNotListed(all - refused.length)]] : [];
  return [["file", "line", "column", "value", "reason"], ...rows, ...more]
    .map((row) => `${row.map(cell).join(",")}\n`)
    .join("");
}
