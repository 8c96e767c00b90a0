import { join } from "node:path";
import { type Exit, exits, type Fault, fault, LeadlineError, warning } from "../../base/errors.ts";
import {
  headerOnly,
  lostRows,
  mixedEnds,
  swallowedLines,
  unclosedQuote,
  wrappedRows,
  wrongEncoding,
} from "../../base/messages/history.ts";
import { manyRejects } from "../../base/messages/rows.ts";
import { report, type Watch } from "../../base/progress.ts";
import { cut } from "../../base/text.ts";
import type { Ledger, RawReject } from "../audit.ts";
import type { Engine } from "../engine.ts";
import type { HeaderFile, SourceFile } from "../headers.ts";
import { scanFile } from "./scan.ts";
import { needsTidying, tidy } from "./tidy.ts";

/**
 * Scans every file once. What would lose rows in silence (an unclosed quote, one that swallows lines, an encoding that
 * is not UTF-8, a header alone) is refused here, all files together; what the engine would read wrongly (mixed line ends,
 * rows wrapped in quotes) is copied tidily into the folder `scratch`. Cost: about 1 s for 600 MB, a copy some 10 s.
 */
export async function scanAll(
  files: readonly HeaderFile[],
  scratch: string,
  ledger: Ledger,
  watch: Watch,
): Promise<readonly SourceFile[]> {
  const faults: Fault[] = [];
  const scanned: SourceFile[] = [];
  const exit: Exit = exits.data;
  for (const [i, file] of files.entries()) {
    report(watch, "scan", i, files.length);
    const { name } = file;
    const scan = await scanFile(file.path, file.dialect.delimiter, watch);
    const read = { ...file, scan, tidied: null };
    scanned.push(read);
    if (scan.invalidLine > 0)
      faults.push(fault(wrongEncoding(name, scan.invalidLine), { file: name, line: scan.invalidLine }));
    if (scan.unclosedLine > 0)
      faults.push(fault(unclosedQuote(name, scan.unclosedLine), { file: name, line: scan.unclosedLine }));
    else if (scan.swallowLine > 0)
      faults.push(
        fault(swallowedLines(name, scan.swallowLine, scan.swallowEnd), {
          file: name,
          line: scan.swallowLine,
        }),
      );
    else if (dataRows(file, scan.records) === 0) faults.push(fault(headerOnly(name), { file: name }));
    if (scan.mixedEnds) ledger.warnings.push(warning(mixedEnds(name), { file: name }));
  }
  report(watch, "scan", files.length, files.length);
  if (faults.length > 0) throw new LeadlineError(exit, faults);
  const read: SourceFile[] = [];
  for (const [i, file] of scanned.entries())
    read.push(await tidied(file, join(scratch, `${i}.csv`), ledger, watch));
  return read;
}

/** The file with its tidy copy where it needs one, and what was found on the way. */
async function tidied(file: SourceFile, into: string, ledger: Ledger, watch: Watch): Promise<SourceFile> {
  if (!needsTidying(file, file.scan)) return file;
  const copy = await tidy(file, into, watch);
  if (copy.wrapped > 0)
    ledger.warnings.push(warning(wrappedRows(file.name, copy.wrapped, rowsOf(file)), { file: file.name }));
  return { ...file, tidied: copy };
}

/** Records below the header; Excel's `sep=` line is none. */
const dataRows = (file: HeaderFile, records: number): number => records - 1 - (file.dialect.sepLine ? 1 : 0);

/** Rows of a file, rejects among them. */
export const rowsOf = (file: SourceFile): number => dataRows(file, file.scan.records);

const reasons: ReadonlyMap<string, string> = new Map([
  ["MISSING COLUMNS", "the row has fewer fields than the header"],
  ["TOO MANY COLUMNS", "the row has more fields than the header"],
  ["UNQUOTED VALUE", "text after a closing quote"],
  ["LINE SIZE OVER MAXIMUM", "the row is longer than 2 MB"],
  ["INVALID ENCODING", "the row is not UTF-8"],
]);

/**
 * Takes the rows that the engine could not split from its reject tables, and proves that no row was lost: rows read
 * and rows rejected are the records of our own scan. Returns how many were rejected.
 */
export async function settleRows(
  engine: Engine,
  file: SourceFile,
  table: string,
  read: number,
  ledger: Ledger,
): Promise<number> {
  const found = await engine.rows(
    `SELECT kind, count(*), min(csv_line) FROM (
       SELECT line, min(error_type::VARCHAR) AS kind, min(csv_line) AS csv_line FROM ${table} GROUP BY line
     ) GROUP BY kind ORDER BY kind`,
  );
  await engine.run(`DROP TABLE ${table}; DROP TABLE ${table}_scan`);
  let rejected = 0;
  for (const own of file.tidied?.rejects ?? []) {
    rejected += own.count;
    ledger.rejects.push({ file, column: null, ...own });
  }
  for (const [kind, count, sample] of found) {
    rejected += Number(count);
    const reject: RawReject = {
      file,
      column: null,
      reason: reasons.get(String(kind)) ?? String(kind).toLowerCase(),
      count: Number(count),
      sample: String(sample).trimEnd(),
    };
    ledger.rejects.push(reject);
  }
  const [worst] = ledger.rejects.filter((reject) => reject.file === file);
  // what lacks every row lacks its dates too: the cause is told, and not what follows from it
  if (read === 0 && worst !== undefined)
    throw new LeadlineError(exits.data, [
      fault(manyRejects(file.name, rowsOf(file), rejected, worst.reason, cut(worst.sample, 80)), {
        file: file.name,
      }),
    ]);
  if (read + rejected !== rowsOf(file))
    throw new LeadlineError(exits.data, [
      fault(lostRows(file.name, rowsOf(file), read + rejected), { file: file.name }),
    ]);
  return rejected;
}

/** Writes down the values of a column that are refused, by reason; returns how many. */
export async function countRejects(
  engine: Engine,
  file: SourceFile,
  column: number,
  reason: string,
  from: string,
  where: string,
  ledger: Ledger,
): Promise<number> {
  const found = await engine.rows(
    `SELECT reason, count(*), min(v) FROM (SELECT ${reason} AS reason, coalesce(bare(c${column}), '') AS v FROM ${from} WHERE ${where})
     WHERE reason IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  let rejected = 0;
  for (const [why, count, sample] of found) {
    rejected += Number(count);
    ledger.rejects.push({ file, column, reason: String(why), count: Number(count), sample: String(sample) });
  }
  return rejected;
}
