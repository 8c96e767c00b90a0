import { text as quoted } from "../../engine.ts";
import type { CsvFile } from "./dialect.ts";
import type { Scan } from "./scan.ts";
import type { Tidied } from "./tidy.ts";

/**
 * The engine's table function over one file: every column as text, by position (`c0`, `c1`, ...), so that no name from
 * the file gets into SQL. Rejected rows go to the tables `<rejects>` and `<rejects>_scan` where asked for, otherwise
 * they are skipped.
 */
export function relation(file: CsvFile, scan: Scan, tidied: Tidied | null, rejects?: string): string {
  const { dialect } = file;
  const columns = dialect.names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const path = quoted((tidied?.path ?? file.path).replace(/[[*?]/g, "[$&]"));
  const options = [
    "auto_detect = false",
    "header = true",
    `skip = ${tidied === null ? dialect.before : 0}`,
    `delim = ${quoted(dialect.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `columns = {${columns}}`,
    // a record over several lines may be cut by the parallel reader's guess of where lines begin
    `parallel = ${scan.quotedBreaks === 0}`,
    "strict_mode = true",
    rejects === undefined
      ? "ignore_errors = true"
      : `store_rejects = true, rejects_table = '${rejects}', rejects_scan = '${rejects}_scan'`,
  ];
  return `read_csv(${path}, ${options.join(", ")})`;
}
