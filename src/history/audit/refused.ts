import { isPersonalName, withoutPersonal } from "../../base/people/personal.ts";
import { bare, cut } from "../../base/text.ts";
import type { RefusedRows } from "../feed.ts";
import type { SourceTable } from "../headers.ts";
import type { RefusedValue } from "../type.ts";

/** How many characters of a value are shown. */
const SHOWN = 200;

/** Refused values of one column and reason; `column` is the position in the file, null: the whole row. */
export interface RefusedTexts extends RefusedRows {
  readonly column: number | null;
}

/** Refused values of one table, with their places. */
export interface ListedRefusals {
  readonly values: readonly RefusedValue[];
  /** columns of times whose refused values have a time in the cell next to them: rows that shifted */
  readonly shifted: readonly Shifted[];
}

export interface Shifted {
  readonly column: string;
  readonly rows: number;
  /** the smallest refused text */
  readonly sample: string;
  /** the time is this many columns further right */
  readonly by: 1 | -1;
}

/** Whether a text looks like a stamp of any program: a year of four digits at one of its ends. */
const looksDated = (text: string): boolean =>
  /^\D{0,3}(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]([a-z]{3,9}|\d{1,2})[-/. ,]+\d{4})/i.test(text.trim());

/**
 * Lists what was refused in one table, with its line, by one more pass over it; where the table has no lines, each text
 * once. Personal data is removed: addresses and telephone numbers everywhere, and the content of columns with such a
 * name. In whole rows also the cells next to these, since a row of another width is shifted.
 *
 * @param most values that may still be listed
 */
export async function listRefused(
  table: SourceTable,
  rejects: readonly RefusedTexts[],
  most: number,
): Promise<ListedRefusals> {
  const personal = table.names.map(isPersonalName);
  const shownOf = (column: number, value: string): string =>
    personal[column] === true && value !== "" ? "(personal)" : cut(withoutPersonal(value), SHOWN);
  const rowOf = (fields: readonly string[]): string =>
    cut(
      fields
        .map((field, i) =>
          [i - 1, i, i + 1].some((near) => personal[near] === true) && field !== ""
            ? "(personal)"
            : withoutPersonal(field),
        )
        .join(" | "),
      SHOWN,
    );
  const values: RefusedValue[] = [];
  const add = (reject: RefusedTexts, line: number | null, value: string): void => {
    const column = reject.column === null ? "" : (table.names[reject.column] ?? "");
    values.push({ file: table.name, line, column, value, reason: reject.reason });
  };
  if (table.walk === undefined) {
    for (const reject of rejects)
      for (const text of reject.texts ?? [reject.sample])
        if (values.length < most)
          add(reject, null, reject.column === null ? rowOf([text]) : shownOf(reject.column, text));
    return { values, shifted: [] };
  }
  const wanted = rejects.map((reject) => ({
    reject,
    texts: new Set((reject.texts ?? []).map(bare)),
    lines: new Set(reject.lines ?? []),
  }));
  const all = rejects.reduce((sum, { count }) => sum + count, 0);
  // all rows must show which ones shifted: a text may be refused in one row and skipped in another
  const timed = rejects.some(({ reason }) => reason === notATime);
  const moved = new Map<string, Candidate>();
  const headerLine = table.table.headerLine ?? 0;
  await table.walk((record) => {
    const { line, text } = record;
    if (line <= headerLine) return false;
    let fields: readonly string[] | null = null;
    for (const { reject, texts, lines } of wanted) {
      if (reject.column === null) {
        if (lines.has(line) || (texts.size > 0 && texts.has(bare(text)))) {
          fields ??= record.fields();
          add(reject, line, rowOf(fields));
        }
        continue;
      }
      fields ??= record.fields();
      // a row of another width is a reject of its own
      if (fields.length < table.names.length) continue;
      const value = fields[reject.column] ?? "";
      if (!texts.has(bare(value))) continue;
      add(reject, line, shownOf(reject.column, value));
      if (reject.reason === notATime) lookBeside(moved, reject.column, fields);
    }
    return values.length >= (timed ? most : Math.min(all, most));
  });
  // a list that is cut off depends on the order of rows
  const shifted = (values.length >= most ? [] : await unusual(table, [...moved.values()]))
    .toSorted((a, b) => a.column - b.column || a.by - b.by)
    .map(({ column, by, rows, sample }) => ({
      column: table.names[column] ?? "",
      by,
      rows,
      sample: shownOf(column, sample),
    }));
  return { values: values.slice(0, most), shifted };
}

const notATime = "not a date or time";

/** Refused rows in which the cell next to a column of times holds a time. */
interface Candidate {
  readonly column: number;
  readonly by: 1 | -1;
  rows: number;
  sample: string;
}

function lookBeside(moved: Map<string, Candidate>, column: number, fields: readonly string[]): void {
  const value = fields[column] ?? "";
  for (const by of [1, -1] as const) {
    if (!looksDated(fields[column + by] ?? "")) continue;
    const found = moved.get(`${column} ${by}`);
    if (found === undefined) moved.set(`${column} ${by}`, { column, by, rows: 1, sample: value });
    else {
      found.rows++;
      if (value < found.sample) found.sample = value;
    }
  }
}

/** Those whose neighbour holds no time in most other rows, by a pass over the table where there are any. */
async function unusual(table: SourceTable, moved: readonly Candidate[]): Promise<readonly Candidate[]> {
  if (moved.length === 0) return [];
  let rows = 0;
  const dated = moved.map(() => 0);
  await table.walk?.((record) => {
    const fields = record.fields();
    if (fields.length < table.names.length) return false;
    rows++;
    moved.forEach(({ column, by }, i) => {
      if (looksDated(fields[column + by] ?? "")) dated[i] = (dated[i] ?? 0) + 1;
    });
    return false;
  });
  return moved.filter((candidate, i) => 2 * ((dated[i] ?? 0) - candidate.rows) <= rows - candidate.rows);
}
