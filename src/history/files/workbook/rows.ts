import type { Book, Sheet } from "./book.ts";
import { columnOf, readable, textOfNumber } from "./cells.ts";
import { attribute, elements, tokens } from "./xml.ts";

/** What was found in the cells of a sheet, each with the address of the first; complete once all rows are read. */
export interface Met {
  /** cells with an error, such as #N/A: they count as empty */
  readonly errors: Told;
  /** formulas without the value that they had when the file was saved: they count as empty too */
  readonly unvalued: Told;
  /** ranges of merged cells below the header: only the first cell of each holds the value */
  readonly merged: Told;
}

interface Told {
  count: number;
  first: string;
}

export const newMet = (): Met => ({
  errors: { count: 0, first: "" },
  unvalued: { count: 0, first: "" },
  merged: { count: 0, first: "" },
});

const tell = (told: Told, first: string): string => {
  if (told.count++ === 0) told.first = first;
  return "";
};

/** A row of a sheet that is not empty. */
export interface Row {
  /** row number, counted from 1 */
  readonly number: number;
  /** texts as in a CSV, up to the last one that is not empty */
  readonly cells: readonly string[];
}

/** A cell, as far as it has been read. */
interface Cell {
  readonly at: number;
  /** for messages: its address, otherwise its row */
  readonly place: string;
  readonly type: string;
  readonly style: number;
  value: string | null;
  inline: string;
  formula: boolean;
}

/** The most columns that a sheet can have. */
const MOST_COLUMNS = 16_384;

/**
 * The rows of a sheet that are not empty, in order. Needs memory for the texts that its cells share, and for one row.
 *
 * @param header number of the header's row, for what is met below it
 */
export async function* rowsOf(book: Book, sheet: Sheet, header: number, met: Met): AsyncIterable<Row> {
  const shared = await book.shared();
  const textOf = ({ type, value, inline, formula, style, place }: Cell): string => {
    if (type === "inlineStr") return inline;
    if (type === "e") return tell(met.errors, `${value ?? ""} in ${place}`);
    if (value === null) return formula ? tell(met.unvalued, place) : "";
    if (type === "s") return shared[Number(value)] ?? "";
    if (type === "str") return readable(value);
    if (type === "b") return value === "1" || value === "true" ? "TRUE" : "FALSE";
    return type === "d" ? value : textOfNumber(value, book.styles[style] ?? "number", book.base);
  };
  let number = 0;
  for await (const { xml, last } of elements(sheet.bytes(), "row")) {
    if (last) {
      tellMerged(xml, header, met);
      return;
    }
    const cells: string[] = [];
    let cell: Cell | null = null;
    /** the element whose text is being read */
    let within = "";
    let phonetic = false;
    let next = 0;
    for (const token of tokens(xml)) {
      if (token.kind === "text") {
        if (cell === null || phonetic) continue;
        if (within === "v") cell.value = (cell.value ?? "") + token.text;
        else if (within === "t") cell.inline += token.text;
        continue;
      }
      const opens = token.kind === "open" && !token.empty;
      switch (token.name) {
        case "row":
          if (token.kind === "open") number = Number(attribute(token.attributes, "r") ?? number + 1);
          break;
        case "c":
          if (token.kind === "open") {
            const address = attribute(token.attributes, "r") ?? "";
            const at = columnOf(address);
            cell = {
              at: at < 0 ? next : at,
              place: address === "" ? `row ${number}` : address,
              type: attribute(token.attributes, "t") ?? "n",
              style: Number(attribute(token.attributes, "s") ?? -1),
              value: null,
              inline: "",
              formula: false,
            };
            next = cell.at + 1;
          }
          if (!opens && cell !== null) {
            const text = cell.at < MOST_COLUMNS ? textOf(cell) : "";
            if (text !== "") {
              while (cells.length < cell.at) cells.push("");
              cells[cell.at] = text;
            }
            cell = null;
          }
          break;
        case "f":
          if (cell !== null) cell.formula = true;
          break;
        case "rPh":
          phonetic = opens;
          break;
        case "v":
        case "t":
          within = opens ? token.name : "";
          if (opens && token.name === "v" && cell !== null) cell.value = "";
          break;
        default:
      }
    }
    if (cells.length > 0) yield { number, cells };
  }
}

/** Counts the merged ranges that begin below the header; they are listed after the last row. */
function tellMerged(xml: string, header: number, met: Met): void {
  for (const token of tokens(xml)) {
    if (token.kind !== "open" || token.name !== "mergeCell") continue;
    const range = attribute(token.attributes, "ref") ?? "";
    if (Number(/[0-9]+/.exec(range)?.[0] ?? 0) > header) tell(met.merged, range);
  }
}
