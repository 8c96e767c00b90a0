import type { NumberFormat } from "../../study/type.ts";
import { valueSql } from "./written.ts";

/** Numbers as programs write them. All SQL here is over a column of bare texts (src/history/blank.ts). */

/** A column is a number where at least this share of its values are, those that stand for no number left aside. */
export const NUMBER_SHARE = 0.99;
/** From this share on it is told that it is not, unless it holds codes such as `00123`. */
export const TOLD_SHARE = 0.5;

/** `00123` is a code, not a number. */
const NUMBER = String.raw`[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?`;

/** What programs write into a column of numbers where they have none. Elsewhere it is a level as any other. */
const NO_NUMBER = "[+-]?(nan|inf|infinity)|null|none|<na>|n/?a|#n/a|#num!|#div/0!|#value!";

const looksNumeric = (column: string): string => `regexp_full_match(${column}, '${NUMBER}')`;

/** The same in JavaScript: whether a text is written as a number, and whether it stands for none. */
export const writtenPlain = new RegExp(`^(?:${NUMBER})$`);
export const standsForNone = (text: string): boolean =>
  noNumber.test(text) || (writtenPlain.test(text) && !Number.isFinite(Number(text)));
const noNumber = new RegExp(`^(?:${NO_NUMBER})$`, "i");

/** SQL of whether a text is such a number, and a finite one. */
export const isNumber = (column: string): string =>
  `(${looksNumeric(column)} AND coalesce(isfinite(try_cast(${column} AS DOUBLE)), false))`;
/** Those words, and digits past the largest double. */
export const isNoNumber = (column: string): string =>
  `(regexp_full_match(lower(${column}), '${NO_NUMBER}') OR (${looksNumeric(column)} AND NOT ${isNumber(column)}))`;

/** SQL of a plain number; + 0 turns -0 into 0: one value, one code. */
export const plainSql = (column: string): string =>
  `CASE WHEN ${isNumber(column)} THEN try_cast(${column} AS DOUBLE) + 0.0 END`;

/** SQL of the number that a text stands for as its column is read. */
export const numberSql = (column: string, format: NumberFormat | "plain"): string =>
  format === "plain"
    ? plainSql(column)
    : `CASE WHEN regexp_matches(${column}, '[0-9][eE]') THEN ${plainSql(column)} ELSE ${valueSql(column, format)} END`;
