import { exits, type Fault, fault, warning } from "../../../base/errors.ts";
import {
  binaryFile,
  cutOff,
  emptyFile,
  headerOnly,
  mixedEnds,
  swallowedLines,
  swallowedRows,
  unclosedQuote,
  unreadableFile,
  utf16File,
  wrappedRows,
  wrongEncoding,
} from "../../../base/messages/history.ts";
import type { Watch } from "../../../base/progress.ts";
import { type Engine, text } from "../../engine.ts";
import { type Checked, type Format, LISTED, type Opened, type RefusedRows } from "../../feed.ts";
import { stampOf } from "../names.ts";
import { type CsvFile, type Dialect, peekHeader, type Unreadable } from "./dialect.ts";
import { relation } from "./read.ts";
import { locate, walk } from "./records.ts";
import { type Scan, scanFile } from "./scan.ts";
import { needsTidying, type Tidied, tidy } from "./tidy.ts";

/** Delimited text: commas, semicolons, tabs or bars, found from the first records. */
export const csv: Format = {
  endings: [".csv", ".tsv", ".txt"],
  find: async (path, name) => {
    // before the first byte is read: what is put there meanwhile is another file
    const stamp = await stampOf(path);
    const dialect = await peek(path);
    if (dialect instanceof Error)
      return { exit: exits.io, fault: fault(unreadableFile(name, reasonOf(dialect)), { file: name }) };
    if (typeof dialect === "string")
      return { exit: exits.data, fault: fault(headerMessages[dialect](name), { file: name }) };
    return {
      name,
      names: dialect.names,
      headerLine: dialect.headerLine,
      check: (watch) => check({ name, path, dialect }, watch),
      changed: async () => (await stampOf(path)) !== stamp,
    };
  },
};

/** So many lines in quotes that all look like rows are rows. */
const surely = 4;

const headerMessages = {
  utf16: utf16File,
  empty: emptyFile,
  unclosed: (name: string) => unclosedQuote(name, 1),
  binary: binaryFile,
  encoding: (name: string) => wrongEncoding(name, 1),
} as const;

/** What the system says, without the path that it repeats. */
const reasonOf = (error: Error): string =>
  "code" in error && error.code === "EACCES" ? "you may not read it" : (error.message.split(",")[0] ?? "");

async function peek(path: string): Promise<Dialect | Unreadable | Error> {
  try {
    return await peekHeader(path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Scans a file once, by our own eyes. What would lose rows in silence (an unclosed quote, one that swallows lines, an
 * encoding that is not UTF-8, a header alone) is a fault. Cost: about 1 s for 600 MB.
 */
async function check(file: CsvFile, watch: Watch): Promise<Checked> {
  const { name, dialect } = file;
  const scan = await scanFile(file.path, dialect.delimiter, dialect.names.length, watch);
  const faults: Fault[] = [];
  const at = (line: number) => ({ file: name, line });
  if (scan.invalidLine > 0) faults.push(fault(wrongEncoding(name, scan.invalidLine), at(scan.invalidLine)));
  if (scan.unclosedLine > 0)
    faults.push(fault(unclosedQuote(name, scan.unclosedLine), at(scan.unclosedLine)));
  else if (scan.swallowLine > 0)
    faults.push(fault(swallowedLines(name, scan.swallowLine, scan.swallowEnd), at(scan.swallowLine)));
  else if (dataRows(dialect, scan) === 0) faults.push(fault(headerOnly(name), { file: name }));
  // a text of two lines may have as many commas in each as the header, but not one of many
  if (scan.likeRows > 0 && dialect.names.length > 2)
    faults.push(
      (scan.mostLikeRows >= surely ? fault : warning)(
        swallowedRows(name, scan.likeRowsLine, scan.likeRows, scan.linesLikeRows),
        at(scan.likeRowsLine),
      ),
    );
  if (scan.cutLine > 0 && scan.unclosedLine === 0)
    faults.push(warning(cutOff(name, scan.cutLine), at(scan.cutLine)));
  if (scan.mixedEnds) faults.push(warning(mixedEnds(name), { file: name }));
  return {
    faults,
    bytes: scan.bytes,
    open: (_, scratch, watched) => open(file, scan, `${scratch}.csv`, watched),
  };
}

/** Records below the header; Excel's `sep=` line is none. */
const dataRows = (dialect: Dialect, { records }: Scan): number => records - 1 - (dialect.sepLine ? 1 : 0);

/**
 * What the engine would read wrongly (mixed line ends, rows wrapped in quotes) is copied tidily first, at some 10 s for
 * 600 MB.
 */
async function open(file: CsvFile, scan: Scan, scratch: string, watch: Watch): Promise<Opened> {
  const { name, path, dialect } = file;
  const copy = needsTidying(file, scan) ? await tidy(file, scratch, watch) : null;
  const rows = dataRows(dialect, scan);
  return {
    warnings:
      copy === null || copy.wrapped === 0
        ? []
        : [warning(wrappedRows(name, copy.wrapped, rows), { file: name })],
    rows,
    relation: (rejects) => relation(file, scan, copy, rejects),
    refused: (engine, rejects) => refused(engine, copy, rejects),
    locate: (wanted) => locate(path, dialect.delimiter, wanted, scan.plainLines),
    walk: (visit) => walk(path, dialect.delimiter, scan.plainLines, visit),
  };
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["MISSING COLUMNS", "the row has fewer fields than the header"],
  ["TOO MANY COLUMNS", "the row has more fields than the header"],
  ["UNQUOTED VALUE", "text after a closing quote"],
  ["LINE SIZE OVER MAXIMUM", "the row is longer than 2 MB"],
  ["INVALID ENCODING", "the row is not UTF-8"],
]);

/** Rows that the tidy copy left out, and those that the engine could not split, from its reject tables. */
async function refused(
  engine: Engine,
  copy: Tidied | null,
  rejects: string,
): Promise<readonly RefusedRows[]> {
  const found = await engine.rows(
    `SELECT kind, count(*), min(csv_line) FROM (
       SELECT line, min(error_type::VARCHAR) AS kind, min(csv_line) AS csv_line FROM ${rejects} GROUP BY line
     ) GROUP BY kind ORDER BY kind`,
  );
  const rows: RefusedRows[] = [];
  for (const [kind, count, sample] of found) {
    const texts = await engine.rows(
      `SELECT DISTINCT csv_line FROM ${rejects} WHERE error_type::VARCHAR = ${text(String(kind))} ORDER BY csv_line LIMIT ${LISTED}`,
    );
    rows.push({
      reason: reasons.get(String(kind)) ?? String(kind).toLowerCase(),
      count: Number(count),
      sample: String(sample).trimEnd(),
      texts: texts.map(([line]) => String(line)),
    });
  }
  await engine.run(`DROP TABLE ${rejects}; DROP TABLE ${rejects}_scan`);
  return [...(copy?.rejects ?? []), ...rows];
}
