import { exits, type Fault, fault, warning } from "../../../base/errors.ts";
import {
  errorCells,
  headerBelow,
  mergedCells,
  noSuchSheet,
  oneOfSheets,
  unvaluedCells,
} from "../../../base/messages/data/files.ts";
import { emptyFile } from "../../../base/messages/data/history.ts";
import { bare } from "../../../base/text.ts";
import type { FeedFault, FoundTable } from "../../feed.ts";
import type { Content, Within } from "../content/content.ts";
import { foundText } from "../csv/format.ts";
import type { Book, Sheet } from "./book.ts";
import { newMet, type Row, rowsOf } from "./rows.ts";

/** How many rows are searched for a header. */
const LOOKED = 20;
/**
 * A header fills at least this share of the columns that the fullest of those rows fills: titles and groups of columns
 * fill fewer.
 */
const FULL = 0.75;

/**
 * A sheet of a workbook as a table: the one that the study names, otherwise the only visible one that is not empty. Its
 * cells are read as the text of a CSV, so that everything else is the same as for a CSV.
 */
export async function findSheet(
  book: Book,
  content: Content,
  { sheet: wanted }: Within,
): Promise<FoundTable | FeedFault> {
  const refused = (found: Fault): FeedFault => ({ exit: exits.data, fault: found });
  const where = { file: content.name };
  const named =
    book.sheets.find(({ name }) => name === wanted) ?? book.sheets.find(({ name }) => bare(name) === wanted);
  const names = book.sheets.map(({ name }) => name);
  if (wanted !== undefined && named === undefined)
    return { exit: exits.usage, fault: fault(noSuchSheet(content.name, wanted, names), where) };
  const filled: { readonly sheet: Sheet; readonly rows: readonly Row[] }[] = [];
  for (const sheet of named === undefined ? book.sheets.filter(({ hidden }) => !hidden) : [named]) {
    const rows = await firstRows(book, sheet);
    if (rows.length > 0) filled.push({ sheet, rows });
  }
  const [only, ...more] = filled;
  if (only === undefined) return refused(fault(emptyFile(content.name), where));
  if (more.length > 0)
    return {
      exit: exits.usage,
      fault: fault(
        oneOfSheets(
          content.name,
          filled.map(({ sheet }) => sheet.name),
        ),
        where,
      ),
    };
  const most = Math.max(...only.rows.map(filledCells));
  const header = only.rows.find((row) => filledCells(row) >= FULL * most) ?? only.rows[0];
  if (header === undefined) return refused(fault(emptyFile(content.name), where));
  const before = only.rows.filter(({ number }) => number < header.number).length;
  const told =
    before === 0
      ? []
      : [warning(headerBelow(content.name, header.number, before), { ...where, line: header.number })];
  const met = { now: newMet() };
  const name = book.sheets.length > 1 ? `${content.name} [${only.sheet.name}]` : content.name;
  return foundText(
    {
      ...content,
      name,
      plain: false,
      told: [...content.told, ...told],
      bytes: async function* () {
        met.now = newMet();
        yield* csvOf(rowsOf(book, only.sheet, header.number, met.now), header);
      },
    },
    {
      delimiter: ",",
      names: header.cells.map(bare),
      before: header.number - 1,
      recordsBefore: 0,
      headerLine: header.number,
      first: header.cells.length > 1 ? `${cellText(header.cells[0] ?? "")},` : "",
      made: true,
    },
    () => [
      ...(met.now.errors.count > 0
        ? [warning(errorCells(name, met.now.errors.count, met.now.errors.first), where)]
        : []),
      ...(met.now.unvalued.count > 0
        ? [warning(unvaluedCells(name, met.now.unvalued.count, met.now.unvalued.first), where)]
        : []),
      ...(met.now.merged.count > 0
        ? [warning(mergedCells(name, met.now.merged.count, met.now.merged.first), where)]
        : []),
    ],
  );
}

const filledCells = ({ cells }: Row): number => cells.filter((cell) => cell.trim() !== "").length;

async function firstRows(book: Book, sheet: Sheet): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(book, sheet, 0, newMet())) {
    if (filledCells(row) > 0) rows.push(row);
    if (rows.length === LOOKED) break;
  }
  return rows;
}

const cellText = (cell: string): string =>
  /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** How many bytes are passed on at a time. */
const PART = 1 << 16;

/**
 * The rows from the header on as lines of a CSV. Each is on the line of its row number, as far as there are no breaks
 * within cells.
 */
async function* csvOf(rows: AsyncIterable<Row>, header: Row): AsyncIterable<Uint8Array> {
  const width = header.cells.length;
  let line = 1;
  let text = "";
  for await (const { number, cells } of rows) {
    if (number < header.number || number < line) continue;
    text += "\n".repeat(number - line);
    line = number + 1;
    const last = cells.length - 1;
    text += cells.map(cellText).join(",") + ",".repeat(Math.max(0, width - 1 - last));
    text += "\n";
    if (text.length >= PART) {
      yield Buffer.from(text);
      text = "";
    }
  }
  if (text !== "") yield Buffer.from(text);
}
