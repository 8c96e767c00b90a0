import { exits, refuse } from "../base/errors.ts";
import { noFrameColumn, noNumber } from "../base/messages/frames.ts";
import type { Columns, Value } from "../history/tables.ts";
import { columnsOf, type Frame } from "./frame.ts";

/**
 * Means of columns by group, and the number of values behind each. Missing values (null, NaN) are not counted:
 * danfojs's own `groupby().mean()` and `.count()` take null for a row of 0. Groups come in the order of their first
 * row.
 * @param by the columns that make the groups; none: one group of all rows
 * @returns the columns of `by`, then for each of `of` its mean under its own name (null: it has no value) and
 * `<name>_n`; `toFrame` makes a DataFrame of them
 * @throws LeadlineError exit 2 for a column that the frame lacks, or that holds a value which is not a number
 */
export function meansOf(frame: Frame, of: readonly string[], by: readonly string[] = []): Columns {
  const columns = columnsOf(frame);
  const column = (name: string): ArrayLike<Value> =>
    columns[name] ?? refuse(exits.usage, noFrameColumn(name, frame.columns));
  const keys = by.map(column);
  const rows = Object.values(columns)[0]?.length ?? 0;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = JSON.stringify(keys.map((values) => textOf(values[row])));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const groupRows = [...groups.values()];
  return Object.fromEntries([
    ...by.map((name, i) => [name, groupRows.map(([first = 0]) => keys[i]?.[first] ?? null)]),
    ...of.flatMap((name) => {
      const values = column(name);
      const numbers = groupRows.map((group) => group.flatMap((row) => numberAt(name, values, row)));
      return [
        [name, numbers.map((found) => (found.length === 0 ? null : sum(found) / found.length))],
        [`${name}_n`, numbers.map((found) => found.length)],
      ];
    }),
  ]);
}

/** A group's key as a text in which 1 differs from "1", and a Date from its text. */
const textOf = (value: Value): unknown =>
  value instanceof Date
    ? { date: value.getTime() }
    : typeof value === "bigint"
      ? { whole: `${value}` }
      : (value ?? null);

function numberAt(name: string, values: ArrayLike<Value>, row: number): number[] {
  const value = values[row];
  if (value === null || value === undefined || value === "" || Number.isNaN(value)) return [];
  if (typeof value === "bigint") return [Number(value)];
  if (typeof value === "boolean") return [value ? 1 : 0];
  return typeof value === "number" ? [value] : refuse(exits.usage, noNumber(name, row + 1, String(value)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * A frame as CSV (RFC 4180): cells with commas, quotes or line breaks are quoted, dates are in ISO 8601, missing values
 * are empty. danfojs's own `toCSV` quotes no comma, and writes dates in JavaScript's own way.
 */
export function csvOf(frame: Frame): string {
  const columns = Object.entries(columnsOf(frame));
  const rows = columns[0]?.[1].length ?? 0;
  const line = (cells: readonly string[]): string => `${cells.map(cell).join(",")}\n`;
  return [
    line(columns.map(([name]) => name)),
    ...Array.from({ length: rows }, (_, row) => line(columns.map(([, values]) => written(values[row])))),
  ].join("");
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function written(value: Value): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  return value instanceof Date ? value.toISOString() : String(value);
}
