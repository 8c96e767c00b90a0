import { moreNotListed } from "../../base/messages/data/rows.ts";
import type { Audit } from "../../history/type.ts";

/** What was refused, value by value: beside a run's report, and in the folder of `check --out`. */
export const REJECTS = "rejects.csv";

/**
 * A cell that no spreadsheet program takes for a formula: what begins with = + - @, or a tab, a line break, or such a sign in its
 * wide form, has an apostrophe before it. Source: OWASP, CSV injection.
 */
const safe = (value: string): string =>
  /^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;

const cell = (value: string | number): string => {
  const text = typeof value === "number" ? String(value) : safe(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * rejects.csv: file, line, column (empty: the whole row), value, reason, in the order of the files and their lines. Null where
 * nothing was refused. Lines follow the order of rows, so that the file is outside the promise of equal bytes.
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
