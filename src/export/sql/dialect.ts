import type { Input } from "../../weights/type.ts";

export type InputType = Input["type"];

/**
 * Everything that is particular to one engine's SQL: how names, texts and numbers are written, how numbers round, how
 * texts compare. Everything else is the same for all engines.
 */
export interface Dialect {
  /** name of the folder of its files: `duckdb` */
  readonly name: string;
  /** name as people write it: `DuckDB` */
  readonly title: string;
  /** types of the columns that are read, and of those in the answer */
  readonly types: Readonly<Record<InputType, string>>;
  /** `"Job ""Title"""`; refuses what cannot be a name */
  readonly identifier: (name: string) => string;
  /** a text literal for any text; refuses what the engine cannot hold */
  readonly text: (value: string) => string;
  /** the same where it is compared with a `binaryText`; default: `text` */
  readonly compared?: (value: string) => string;
  /** a column of the table that is scored; default: `identifier`, where no alias of a SELECT can hide it */
  readonly column?: (name: string) => string;
  /** the table that is scored, in a FROM; default: `identifier` */
  readonly source?: (table: string) => string;
  /** how conditions are written, where the engine has no BOOLEAN; default: as values of a BOOLEAN (`logicOf`) */
  readonly logic?: Logic;
  /** how the SQL was checked: by an engine that ran it (default), or only by a parser of the dialect */
  readonly judge?: "parsed, not run";
  /** the command that runs SQL from its standard input: `psql` */
  readonly client: string;
  /** rows of literals as a SELECT; default: VALUES with names after them */
  readonly rows?: (names: readonly string[], rows: readonly (readonly (string | number)[])[]) => string;
  /** what an installer must know beyond the common steps, in Markdown */
  readonly note?: string;
  /** exactly this double, independent of a parser's rounding and of decimal types */
  readonly double: (value: number) => string;
  /** a whole number of 64 bits */
  readonly whole: (value: number | string) => string;
  /** NULL of a type */
  readonly nothing: (type: "number" | "category" | "boolean") => string;
  /** a column as a double; NULL where it is not finite */
  readonly finite: (column: string) => string;
  /** a column as a text that compares byte by byte, whatever its collation */
  readonly binaryText: (column: string) => string;
  readonly truth: (column: string) => string;
  /** the least or the greatest of two numbers, neither of which is NULL */
  readonly least: (a: string, b: string) => string;
  readonly greatest: (a: string, b: string) => string;
  /** the greatest of two to fifty whole numbers, none of which is NULL */
  readonly largest: (of: readonly string[]) => string;
  /** the remainder of a division of whole numbers; negative where the number is */
  readonly remainder: (of: string, by: number) => string;
  /** text that keeps the planner from merging a SELECT into the one above it; default: it does not, or without harm */
  readonly fence?: { readonly after?: string; readonly end?: string };
  /** a coefficient times a number of any size that is not NULL; a product that is too large or too small is no error */
  readonly product: (coefficient: number, x: string) => string;
  /** a `binaryText` in lower case without outer blanks, as a text */
  readonly address: (column: string) => string;
  /**
   * The part of an `address` after its last @, or all of it where there is none. Default: LIKE looks for the listed
   * domains one by one; some planners cannot take hundreds of these.
   */
  readonly domain?: (address: string) => string;
  /** stamps without a zone: their type, a literal, and a stamp in whole seconds since 1970 */
  readonly clock: {
    readonly type: string;
    /** @param iso `2026-10-01 09:30:00` */
    readonly literal: (iso: string) => string;
    readonly seconds: (at: string) => string;
  };
  /** rounds halves away from zero, by floor, since engines disagree on `round` */
  readonly halfAwayFromZero: (x: string) => string;
  /** the natural logarithm */
  readonly ln: (x: string) => string;
  /**
   * A text column, and a literal, in the order of UTF-16 code units, in which the scorer compares; null: the engine
   * cannot do this, and rules that order texts are not exported to it.
   */
  readonly codeUnits: {
    readonly column: (column: string) => string;
    readonly literal: (value: string) => string;
  } | null;
}

/** Limits of a value that is not NULL; null: none. */
export function bounded(
  sql: Dialect,
  x: string,
  low: number | null,
  high: number | null,
  literal: (bound: number) => string,
): string {
  const below = high === null ? x : sql.least(literal(high), x);
  return low === null ? below : sql.greatest(literal(low), below);
}

/** Joins parts as a balanced tree: a chain of a thousand is deeper than parsers go, and slow long before. */
export function balanced(parts: readonly string[], operator: "+" | "AND" | "OR"): string {
  if (parts.length <= 1) return parts.join("");
  const half = Math.ceil(parts.length / 2);
  return `(${balanced(parts.slice(0, half), operator)} ${operator} ${balanced(parts.slice(half), operator)})`;
}

/** A table of literals with at least one row. */
export const rowsSql = (
  { rows: written = valuesRows }: Dialect,
  names: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => written(names, rows);

const tuples = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `(${row.join(", ")})`).join(",\n");

const valuesRows: NonNullable<Dialect["rows"]> = (names, rows) =>
  `SELECT * FROM (VALUES\n${tuples(rows)}) AS v (${names.join(", ")})`;

/** For engines that allow no VALUES in a FROM. */
export const unionRows: NonNullable<Dialect["rows"]> = (names, rows) =>
  rows
    .map(
      (row, i) => `SELECT ${i === 0 ? row.map((x, k) => `${x} AS ${names[k]}`).join(", ") : row.join(", ")}`,
    )
    .join("\nUNION ALL ");

/** For SQLite, whose VALUES has no column names of its own. */
export const numberedRows: NonNullable<Dialect["rows"]> = (names, rows) =>
  `SELECT ${names.map((name, k) => `column${k + 1} AS ${name}`).join(", ")} FROM (VALUES\n${tuples(rows)})`;

/** For BigQuery, where rows are an array. */
export const arrayRows: NonNullable<Dialect["rows"]> = (names, [first = [], ...others]) =>
  `SELECT * FROM UNNEST([\nSTRUCT(${first.map((x, k) => `${x} AS ${names[k]}`).join(", ")})${others.map((row) => `,\n(${row.join(", ")})`).join("")}])`;

/** How conditions are written. */
export interface Logic {
  readonly yes: string;
  readonly no: string;
  readonly unknown: string;
  readonly literal: (value: boolean) => string;
  /** the condition that a boolean column is TRUE; unknown where it is NULL */
  readonly holds: (column: string) => string;
  /** a boolean column that is FALSE where it is NULL */
  readonly known: (column: string) => string;
  /** a condition that is never unknown, as a value */
  readonly value: (condition: string) => string;
  /** any condition as a value: FALSE where it is unknown */
  readonly certain: (condition: string) => string;
}

/** Conditions of engines that have a BOOLEAN. */
export const logicOf = (sql: Dialect): Logic =>
  sql.logic ?? {
    yes: "TRUE",
    no: "FALSE",
    unknown: sql.nothing("boolean"),
    literal: (value) => (value ? "TRUE" : "FALSE"),
    holds: (column) => column,
    known: (column) => `COALESCE(${column}, FALSE)`,
    value: (condition) => condition,
    certain: (condition) => `COALESCE(${condition}, FALSE)`,
  };
