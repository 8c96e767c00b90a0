import { exits, fault, LeadlineError, refuse } from "../base/errors.ts";
import { framesMember, frameTooLong, noDanfo, raggedFrame } from "../base/messages/frames.ts";
import type { Columns, Value } from "../history/tables.ts";
import type { Result } from "../result/type.ts";
import { tablesOf } from "./tables.ts";

/** The members of a danfojs DataFrame that this room uses; it has a hundred more. */
export interface Frame {
  readonly columns: readonly string[];
  /** one entry for each row, with values in the order of `columns` */
  readonly values: unknown;
  readonly shape: readonly number[];
}

/** The members of danfojs that this room uses: `import * as danfo from "danfojs-node"` has them. */
export interface Danfo<F extends Frame = Frame> {
  readonly DataFrame: new (
    // danfojs's own types say `any` here; the value passed is rows
    rows: never,
    options: { columns: string[]; dtypes: string[] },
  ) => F;
}

/** The most rows of a frame: danfojs holds each value as an object of its own, and is meant for results and samples. */
const mostRows = 100_000;

/** Loads danfojs when it is first needed. Refuses (exit 4) where it is not installed. */
async function danfo(): Promise<Danfo> {
  // a variable instead of a literal, since the package is optional and the compiler must not ask for its types
  const name = "danfojs-node";
  try {
    const found: Danfo = await import(name);
    return found;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new LeadlineError(exits.io, [fault(noDanfo())], { cause: error });
  }
}

/**
 * Columns as a danfojs DataFrame. No value is changed: `00123` stays a text, a missing value null, a Date a Date.
 * danfojs guesses a column's type by its first rows; here all rows decide: number (int32 where all are whole and none
 * is missing), boolean, else string.
 * @param columns by name, one value for each row; typed arrays are columns too
 * @param from danfojs itself, for its own types; absent: it is loaded
 * @throws LeadlineError exit 2 past 100,000 rows, for columns of different lengths, or for a name that danfojs needs
 * itself; exit 4 where danfojs-node is not installed
 */
export async function toFrame(columns: Columns): Promise<Frame>;
export async function toFrame<F extends Frame>(columns: Columns, from: Danfo<F>): Promise<F>;
export async function toFrame(columns: Columns, from?: Danfo): Promise<Frame> {
  return frameOf(columns, from ?? (await danfo()));
}

/**
 * Each table of a run as a DataFrame, by name: `definitions`, `definitions_quarters`, `models`, … (see `tablesOf`). A column
 * that is called as a member of a DataFrame has an underscore behind its name: `count_`.
 *
 * @throws LeadlineError exit 4 where danfojs-node is not installed
 * @example
 * import * as danfo from "danfojs-node";
 * const { definitions } = await toFrames(result, danfo);
 * definitions.loc({ columns: ["definition", "pooled_wins_per_slot"] }).print();
 */
export async function toFrames(result: Result): Promise<Readonly<Record<string, Frame>>>;
export async function toFrames<F extends Frame>(
  result: Result,
  from: Danfo<F>,
): Promise<Readonly<Record<string, F>>>;
export async function toFrames(result: Result, from?: Danfo): Promise<Readonly<Record<string, Frame>>> {
  const given = from ?? (await danfo());
  return Object.fromEntries(
    Object.entries(tablesOf(result)).map(([name, columns]) => {
      const free = Object.entries(columns).map(([column, values]) => [
        isMember(given, column) ? `${column}_` : column,
        values,
      ]);
      return [name, frameOf(Object.fromEntries(free), given)];
    }),
  );
}

function frameOf<F extends Frame>(columns: Columns, { DataFrame }: Danfo<F>): F {
  const names = Object.keys(columns);
  const values = Object.values(columns);
  const rows = values[0]?.length ?? 0;
  if (rows > mostRows) refuse(exits.usage, frameTooLong(rows, mostRows));
  for (const [i, name] of names.entries()) {
    if (isMember({ DataFrame }, name)) refuse(exits.usage, framesMember(name));
    const own = values[i]?.length ?? 0;
    if (own !== rows) refuse(exits.usage, raggedFrame(name, own, rows));
  }
  const table: readonly (readonly Value[])[] = Array.from({ length: rows }, (_, row) =>
    values.map((column) => column[row] ?? null),
  );
  return Reflect.construct(DataFrame, [table, { columns: names, dtypes: values.map(dtypeOf) }]);
}

/** Whether a DataFrame has a member of this name, which a column of the same name would replace. */
const isMember = ({ DataFrame }: Danfo, name: string): boolean =>
  name.startsWith("$") || name in DataFrame.prototype;

const wholeMost = 2 ** 31 - 1;

function dtypeOf(values: ArrayLike<Value>): "int32" | "float32" | "boolean" | "string" {
  const kinds = new Set<string>();
  let whole = true;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) whole = false;
    else {
      kinds.add(typeof value);
      whole &&= typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= wholeMost;
    }
  }
  const [kind] = kinds;
  if (kinds.size !== 1 || (kind !== "number" && kind !== "boolean")) return "string";
  return kind === "boolean" ? "boolean" : whole ? "int32" : "float32";
}

/** A DataFrame's columns by name, without changing a value. */
export function columnsOf({ columns, values }: Frame): Columns {
  const rows: readonly unknown[] = Array.isArray(values) ? values : [];
  return Object.fromEntries(
    columns.map((name, i) => [
      name,
      // danfojs gives the rows of a frame with one column as plain values where it was made from a Series
      rows.map((row) => cellOf(Array.isArray(row) ? row[i] : row)),
    ]),
  );
}

function cellOf(value: unknown): Value {
  if (value === null || value === undefined || value instanceof Date) return value;
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    default:
      return JSON.stringify(value);
  }
}
