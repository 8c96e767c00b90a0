import { moreNotListed } from "../../base/messages/data/rows.ts";
import type { Audit } from "../../history/type.ts";
import { csvOf } from "./csv.ts";

/** The list of refused values, one by one: in a run folder, and in the folder of `check --out`. */
export const REJECTS = "rejects.csv";

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
  return csvOf([["file", "line", "column", "value", "reason"], ...rows, ...more]);
}
