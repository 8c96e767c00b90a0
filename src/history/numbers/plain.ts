import type { NumberFormat } from "../../study/type.ts";
import { valueSql } from "./written.ts";

/** Numbers as programs write them. All SQL here reads a column of bare texts (src/history/blank.ts). */

/**
 * The share of a column's values that must be numbers for it to be one; words that mean there is no number are not
 * counted.
 */
export const NUMBER_SHARE = 0.99;
/** From this share on a column that is still not one is reported, unless it holds codes such as `00123`. */
export const TOLD_SHARE = 0.5;

/** `00123` is a code, not a number. */
const NUMBER = String.raw`[+-]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?`;

/**
 * What programs write into a column of numbers where they have none. In other columns these are levels like any other.
 */
const NO_NUMBER = "[+-]?(nan|inf|infinity)|null|none|<na>|n/?a|#n/a|#num!|#div/0!|#value!";

const looksNumeric = (column: string): string => `regexp_full_match(${column}, '${NUMBER}')`;

/** The same in JavaScript: whether a text is written as a number, and whether it means that there is none. */
export const writtenPlain = new RegExp(`^(?:${NUMBER})$`);
export const standsForNone = (text: string): boolean =>
  noNumber.test(text) || (writtenPlain.test(text) && !Number.isFinite(Number(text)));
const noNumber = new RegExp(`^(?:${NO_NUMBER})$`, "i");

/** SQL of whether a text is such a number, and finite. */
export const isNumber = (column: string): string =>
  `(${looksNumeric(column)} AND coalesce(isfinite(try_cast(${column} AS DOUBLE)), false))`;
/** SQL of whether it is such a word, or digits beyond the largest double. */
export const isNoNumber = (column: string): string =>
  `(regexp_full_match(lower(${column}), '${NO_NUMBER}') OR (${looksNumeric(column)} AND NOT ${isNumber(column)}))`;

/** SQL of a plain number; + 0 turns -0 into 0, so that one value has one code. */
export const plainSql = (column: string): string =>
  `CASE WHEN ${isNumber(column)} THEN try_cast(${column} AS DOUBLE) + 0.0 END`;

/** SQL of the number that a text means in the format of its column. */
export const numberSql = (column: string, format: NumberFormat | "plain"): string =>
  format === "plain"
    ? plainSql(column)
    : `CASE WHEN regexp_matches(${column}, '[0-9][eE]') THEN ${plainSql(column)} ELSE ${valueSql(column, format)} END`;
