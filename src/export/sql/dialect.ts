import type { Input } from "../../weights/type.ts";

export type InputType = Input["type"];

/**
 * What is particular to one engine's SQL, and nothing else: how names, texts and numbers are written, how numbers round,
 * how texts compare. Everything above it is the same for all of them.
 */
export interface Dialect {
  /** names the folder of its files: `duckdb` */
  readonly name: string;
  /** as people write it: `DuckDB` */
  readonly title: string;
  /** types of the columns that are asked for, and of what comes out */
  readonly types: Readonly<Record<InputType, string>>;
  /** `"Job ""Title"""`; refuses what no name can be */
  readonly identifier: (name: string) => string;
  /** a text literal, whatever the text holds; refuses what the engine cannot hold */
  readonly text: (value: string) => string;
  /** the same where it stands beside a `binaryText`; default: `text` */
  readonly compared?: (value: string) => string;
  /** a column of the table that is scored; default: `identifier`, where no alias of a SELECT can stand in its way */
  readonly column?: (name: string) => string;
  /** the table that is scored, in a FROM; default: `identifier` */
  readonly source?: (table: string) => string;
  /** conditions, where they are no values or are written otherwise; default: those of a BOOLEAN (`logicOf`) */
  readonly logic?: Logic;
  /** how far the text is vouched for: by an engine that ran it, or by a parser of the dialect that accepts it; default: run */
  readonly judge?: "parsed, not run";
  /** the command that runs SQL from its standard input: `psql` */
  readonly client: string;
  /** rows of literals as a SELECT; default: VALUES with names behind them */
  readonly rows?: (names: readonly string[], rows: readonly (readonly (string | number)[])[]) => string;
  /** what an installer must know beside the common steps, in Markdown */
  readonly note?: string;
  /** a double that is the very number: no other parser's rounding, no decimal type */
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
  /** the least or the greatest of two numbers, neither of them NULL */
  readonly least: (a: string, b: string) => string;
  readonly greatest: (a: string, b: string) => string;
  /** the greatest of two to fifty whole numbers, none of them NULL */
  readonly largest: (of: readonly string[]) => string;
  /** what is left of a whole number that is divided by another; below 0 where it is */
  readonly remainder: (of: string, by: number) => string;
  /** what keeps the planner from merging a SELECT into the one above it; default: it does not, or not to its harm */
  readonly fence?: { readonly after?: string; readonly end?: string };
  /** a coefficient times a number that is not NULL, whatever its size; what is too large or too small is no error */
  readonly product: (coefficient: number, x: string) => string;
  /** a `binaryText` in small letters without outer blanks, as a text */
  readonly address: (column: string) => string;
  /**
   * What stands behind the last @ of an `address`, all of it where there is none; default: LIKE looks for the listed domains
   * one by one, of which hundreds are more than some planners bear.
   */
  readonly domain?: (address: string) => string;
  /** stamps without a zone: their type, one of them, and one in whole seconds since 1970 */
  readonly clock: {
    readonly type: string;
    /** @param iso `2026-10-01 09:30:00` */
    readonly literal: (iso: string) => string;
    readonly seconds: (at: string) => string;
  };
  /** halves away from zero, by floor: engines disagree on `round` */
  readonly halfAwayFromZero: (x: string) => string;
  /** the natural logarithm */
  readonly ln: (x: string) => string;
  /**
   * A text column, and a literal, in the order of UTF-16 code units, which is how the scorer compares; null: the engine
   * cannot, and rules that order texts are not exported to it.
   */
  readonly codeUnits: {
    readonly column: (column: string) => string;
    readonly literal: (value: string) => string;
  } | null;
}

/** Bounds of what is not NULL; null: none. */
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

/** Joins as a tree: a chain of a thousand is deeper than parsers go, and slow long before. */
export function balanced(parts: readonly string[], operator: "+" | "AND" | "OR"): string {
  if (parts.length <= 1) return parts.join("");
  const half = Math.ceil(parts.length / 2);
  return `(${balanced(parts.slice(0, half), operator)} ${operator} ${balanced(parts.slice(half), operator)})`;
}

/** A table of literals, a row at least. */
export const rowsSql = (
  { rows: written = valuesRows }: Dialect,
  names: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => written(names, rows);

const tuples = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `(${row.join(", ")})`).join(",\n");

const valuesRows: NonNullable<Dialect["rows"]> = (names, rows) =>
  `SELECT * FROM (VALUES\n${tuples(rows)}) AS v (${names.join(", ")})`;

/** For engines whose VALUES stands in no FROM. */
export const unionRows: NonNullable<Dialect["rows"]> = (names, rows) =>
  rows
    .map(
      (row, i) => `SELECT ${i === 0 ? row.map((x, k) => `${x} AS ${names[k]}`).join(", ") : row.join(", ")}`,
    )
    .join("\nUNION ALL ");

/** For SQLite, whose VALUES has no names of its own. */
export const numberedRows: NonNullable<Dialect["rows"]> = (names, rows) =>
  `SELECT ${names.map((name, k) => `column${k + 1} AS ${name}`).join(", ")} FROM (VALUES\n${tuples(rows)})`;

/** For BigQuery, whose rows are an array. */
export const arrayRows: NonNullable<Dialect["rows"]> = (names, [first = [], ...others]) =>
  `SELECT * FROM UNNEST([\nSTRUCT(${first.map((x, k) => `${x} AS ${names[k]}`).join(", ")})${others.map((row) => `,\n(${row.join(", ")})`).join("")}])`;

/** How conditions are written. */
export interface Logic {
  readonly yes: string;
  readonly no: string;
  readonly unknown: string;
  readonly literal: (value: boolean) => string;
  /** the condition that a truth column is TRUE; unknown where it is NULL */
  readonly holds: (column: string) => string;
  /** a truth column that is FALSE where it is NULL */
  readonly known: (column: string) => string;
  /** a condition that is never unknown as a value */
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
