import { exits, type Fault, fault, refuse, warning } from "../../../base/errors.ts";
import { headerBelow, unmarkedUtf16, western } from "../../../base/messages/data/files.ts";
import {
  binaryFile,
  cutOff,
  emptyFile,
  headerOnly,
  mixedEnds,
  otherHeader,
  repeatedHeader,
  swallowedLines,
  swallowedRows,
  twoEncodings,
  unclosedQuote,
  wrappedRows,
  wrongEncoding,
} from "../../../base/messages/data/history.ts";
import type { Watch } from "../../../base/progress.ts";
import { readCells } from "../../cells/read.ts";
import { type Engine, text } from "../../engine.ts";
import {
  type Checked,
  type Format,
  type FoundTable,
  LISTED,
  type Opened,
  type RefusedRows,
} from "../../feed.ts";
import { type Content, firstOf } from "../content/content.ts";
import { encodingOf, inUtf8, westernText } from "../content/encoding.ts";
import { type CsvFile, type Dialect, peekHeader } from "./dialect.ts";
import { relation } from "./read.ts";
import { locate, walk } from "./records.ts";
import { type Scan, scanText } from "./scan.ts";
import { needsTidying, type Tidied, tidy } from "./tidy.ts";

/** Delimited text; the delimiter is found from the first records. */
export const csv: Format = {
  endings: [".csv", ".tsv", ".txt", ".tab", ".psv"],
  holds: "text",
  find: async (content) => {
    const { name } = content;
    const sample = await firstOf(content.bytes, SAMPLE);
    const { encoding, marked } = encodingOf(sample);
    const text = new TextDecoder(encoding).decode(sample);
    const dialect = peekHeader(text, sample.length === SAMPLE, content.delimiter);
    if (typeof dialect === "string")
      return { exit: exits.data, fault: fault(headerMessages[dialect](name), { file: name }) };
    const told = [...content.told];
    if (dialect.recordsBefore > 1)
      told.push(
        warning(headerBelow(name, dialect.headerLine, dialect.recordsBefore), {
          file: name,
          line: dialect.headerLine,
        }),
      );
    if (encoding === "utf-8") return foundText({ ...content, told }, dialect);
    if (encoding !== "windows-1252" && !marked) told.push(warning(unmarkedUtf16(name), { file: name }));
    const bytes = inUtf8(name, content.bytes, encoding);
    if (encoding !== "windows-1252") return foundText({ ...content, told, bytes, plain: false }, dialect);
    return inOneByte({ ...content, told }, dialect);
  },
};

/** A text that is not UTF-8: it is read as Windows-1252 where all of its bytes allow that, which is reported. */
const inOneByte = (content: Content, dialect: Dialect): FoundTable => {
  const { name, bytes } = content;
  const read = { ...content, bytes: inUtf8(name, bytes, "windows-1252"), plain: false };
  return {
    ...foundText(content, dialect),
    check: async (watch) => {
      const { western: isWestern, mostlyUtf8, sample } = await westernText(bytes);
      if (isWestern)
        return foundText(
          { ...read, told: [...content.told, warning(western(name, sample), { file: name })] },
          dialect,
        ).check(watch);
      const { invalidLine } = await scanText(bytes, dialect.delimiter, dialect.names.length, watch);
      const at = { file: name, line: invalidLine };
      const wrong = (mostlyUtf8 ? twoEncodings : wrongEncoding)(name, invalidLine);
      return { faults: [fault(wrong, at)], open: () => refuse(exits.data, wrong, at) };
    },
  };
};

/** How many bytes of a text are used to find its encoding and its header. */
const SAMPLE = 1 << 20;

/**
 * A text in UTF-8 with its header, as a table.
 *
 * @param more what is known once the text was read to its end
 */
export const foundText = (
  content: Content,
  dialect: Dialect,
  more: () => readonly Fault[] = () => [],
): FoundTable => {
  const { name, path, bytes, plain } = content;
  return {
    name,
    names: dialect.names,
    headerLine: dialect.headerLine,
    changed: async () => false,
    check: async (watch) => {
      const scan = await scanText(bytes, dialect.delimiter, dialect.names.length, watch, dialect.first);
      // ASCII at the beginning, and letters of another encoding further down
      const found = scan.invalidLine > 0 ? await westernText(bytes) : null;
      if (found?.western === true) return inOneByte(content, dialect).check(watch);
      const checked = check({ name, path, dialect, bytes, plain }, scan, found?.mostlyUtf8 === true);
      return { ...checked, faults: [...content.told, ...checked.faults, ...more()] };
    },
  };
};

/** At least this many lines within quotes that all look like rows are taken for rows. */
const surely = 4;

const headerMessages = {
  empty: emptyFile,
  unclosed: (name: string) => unclosedQuote(name, 1),
  binary: binaryFile,
  encoding: (name: string) => wrongEncoding(name, 1),
} as const;

/**
 * The faults that our own scan of a text shows. Whatever would lose rows silently (a quote that is never closed or
 * swallows lines, an encoding other than UTF-8, a header without rows) is a fault.
 */
function check(file: CsvFile, scan: Scan, mostlyUtf8: boolean): Checked {
  const { name, dialect } = file;
  const faults: Fault[] = [];
  const at = (line: number) => ({ file: name, line });
  if (scan.invalidLine > 0)
    faults.push(
      fault((mostlyUtf8 ? twoEncodings : wrongEncoding)(name, scan.invalidLine), at(scan.invalidLine)),
    );
  if (scan.unclosedLine > 0)
    faults.push(fault(unclosedQuote(name, scan.unclosedLine), at(scan.unclosedLine)));
  else if (scan.swallowLine > 0)
    faults.push(fault(swallowedLines(name, scan.swallowLine, scan.swallowEnd), at(scan.swallowLine)));
  else if (dataRows(dialect, scan) === 0) faults.push(fault(headerOnly(name), { file: name }));
  // a text of two lines may have as many commas in each as the header; a text of many lines does not
  if (scan.likeRows > 0 && dialect.names.length > 2 && dialect.made !== true)
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

/** Number of records below the header. */
const dataRows = ({ recordsBefore }: Dialect, { records }: Scan): number => records - 1 - recordsBefore;

/**
 * Opens a text. What the engine would read wrongly (mixed line ends, rows wrapped in quotes) is first copied into a
 * tidy form, at about 10 s for 600 MB.
 */
async function open(file: CsvFile, scan: Scan, scratch: string, watch: Watch): Promise<Opened> {
  const { name, dialect } = file;
  const copy = needsTidying(file, scan) ? await tidy(file, scratch, watch) : null;
  const { wrapped, headers, otherLine } = copy ?? { wrapped: 0, headers: [], otherLine: 0 };
  if (otherLine > 0) refuse(exits.data, otherHeader(name, otherLine), { file: name, line: otherLine });
  const rows = dataRows(dialect, scan) - headers.length;
  const [again = 0] = headers;
  return {
    warnings: [
      ...(wrapped === 0 ? [] : [warning(wrappedRows(name, wrapped, rows), { file: name })]),
      ...(again === 0
        ? []
        : [warning(repeatedHeader(name, headers.length, again), { file: name, line: again })]),
    ],
    rows,
    relation: (rejects) => relation(file, scan, copy, rejects),
    refused: (engine, rejects) => refused(engine, copy, rejects),
    locate: (wanted) => locate(file, wanted, scan.plainLines),
    walk: (visit) => walk(file, scan.plainLines, visit),
    ...(copy === null && isPlain(dialect, scan)
      ? { cells: (wanted, watched) => readCells({ ...plainText(file), rows }, wanted, watched) }
      : {}),
  };
}

/** What CRM reports write below their rows. */
const FOOTER =
  '^\\s*"?(Grand (Totals?|Summary)|Totals? [(]|Confidential Information|Copyright|\u00a9|Generated (By|On|At)|Report (Generated|Run)|Records? Count|[0-9]+ records?"?\\s*$)';

/** Whether a text may be read from its bytes, given that it needs no tidying. */
const isPlain = (dialect: Dialect, scan: Scan): boolean =>
  dialect.before === 0 && dialect.made !== true && dialect.names.length > 1 && scan.broken === 0;

const plainText = ({ bytes, dialect }: CsvFile) => ({
  bytes,
  delimiter: dialect.delimiter,
  columns: dialect.names.length,
});

const reasons: ReadonlyMap<string, string> = new Map([
  ["FOOTER", "no row, but what stands below the rows of a report"],
  ["MISSING COLUMNS", "the row has fewer fields than the header"],
  ["TOO MANY COLUMNS", "the row has more fields than the header"],
  ["UNQUOTED VALUE", "text after a closing quote"],
  ["LINE SIZE OVER MAXIMUM", "the row is longer than 2 MB"],
  ["INVALID ENCODING", "the row is not UTF-8"],
]);

/** Rows that the tidy copy left out, and rows that the engine could not split, from its reject tables. */
async function refused(
  engine: Engine,
  copy: Tidied | null,
  rejects: string,
): Promise<readonly RefusedRows[]> {
  const kind = `CASE WHEN error_type::VARCHAR = 'MISSING COLUMNS' AND regexp_matches(csv_line, ${text(FOOTER)}) THEN 'FOOTER' ELSE error_type::VARCHAR END`;
  const found = await engine.rows(
    `SELECT kind, count(*), min(csv_line) FROM (
       SELECT line, min(${kind}) AS kind, min(csv_line) AS csv_line FROM ${rejects} GROUP BY line
     ) GROUP BY kind ORDER BY kind`,
  );
  const rows: RefusedRows[] = [];
  for (const [which, count, sample] of found) {
    const texts = await engine.rows(
      `SELECT DISTINCT csv_line FROM ${rejects} WHERE ${kind} = ${text(String(which))} ORDER BY csv_line LIMIT ${LISTED}`,
    );
    rows.push({
      reason: reasons.get(String(which)) ?? String(which).toLowerCase(),
      count: Number(count),
      sample: String(sample).trimEnd(),
      texts: texts.map(([line]) => String(line)),
    });
  }
  await engine.run(`DROP TABLE ${rejects}; DROP TABLE ${rejects}_scan`);
  return [...(copy?.rejects ?? []), ...rows];
}
