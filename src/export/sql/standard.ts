import { exits, refuse } from "../../base/errors.ts";
import { unsayableText } from "../../base/messages/ship/export.ts";
import { shown } from "../shown.ts";
import type { Dialect } from "./dialect.ts";

/** Parts that several dialects write in the same way. */

const loneSurrogate = /\p{Surrogate}/u;

/** The text, refused where it has half a surrogate pair, which has no bytes in UTF-8. */
export function wellFormed(value: string): string {
  if (loneSurrogate.test(value))
    refuse(exits.usage, unsayableText(shown(value), "half a surrogate pair is no text"));
  return value;
}

/** `"Job ""Title"""` */
export function quotedName(name: string): string {
  if (name === "") refuse(exits.usage, unsayableText('""', "a name cannot be empty"));
  if (name.includes("\0")) refuse(exits.usage, unsayableText(shown(name), "a name cannot hold a NUL"));
  return `"${wellFormed(name).replaceAll('"', '""')}"`;
}

/** `'it''s'`, for dialects in which backslashes mean nothing; a NUL is left to the dialect. */
export const quotedText = (value: string): string => `'${wellFormed(value).replaceAll("'", "''")}'`;

/** The shortest text that reads back as the same double, without a minus before zero. */
export const shortest = (x: number): string => String(Object.is(x, -0) ? 0 : x);

const largest = "1.7976931348623157e308";

/**
 * A number where it is finite, otherwise NULL, in engines where NaN is greater than all numbers or compares with none.
 */
export const between = (number: string, double: (text: string) => string): string =>
  `CASE WHEN ${number} BETWEEN ${double(`-${largest}`)} AND ${double(largest)} THEN ${number} END`;

/** Replaces each character that is no letter, digit or plain sign by its number. */
const spelt = (value: string, of: (code: number) => string): string =>
  wellFormed(value).replace(/[^A-Za-z0-9 _.,:;=+\-/()<>@#%&*!?|^~[\]]/gu, (c) => of(c.codePointAt(0) ?? 0));

/** `\u00e9`, and `\U0001f4a7` beyond four digits. */
export const escapedText = (value: string): string =>
  `'${spelt(value, (code) => (code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`))}'`;

/**
 * A text literal without characters that the engine would change in one: they are written as expressions between its
 * parts.
 * @param literal writes a part
 */
export function spelling(
  value: string,
  sign: string,
  instead: string,
  literal: (part: string) => string = quotedText,
): string {
  const parts = value.split(sign).map(literal);
  return parts.length === 1 ? parts.join("") : `(${parts.join(` || ${instead} || `)})`;
}

/** Rounds halves away from zero, where `sign`, `abs` and `floor` are as usual. */
const awayFromZero = (x: string, half: string): string => `sign(${x}) * floor(abs(${x}) + ${half})`;

/**
 * A product that neither overflows nor underflows, for engines in which either is an error: beyond these values points
 * are at their limits, or 0.
 */
export const heldProduct = (coefficient: number, x: string, double: (x: number) => string): string =>
  `${double(coefficient)} * (CASE WHEN abs(${x}) < ${double(1e-150)} THEN ${double(0)} ` +
  `WHEN ${x} > ${double(1e150)} THEN ${double(1e150)} WHEN ${x} < ${double(-1e150)} THEN ${double(-1e150)} ELSE ${x} END)`;

const last = "\u{10ffff}";

/**
 * Texts in the order of UTF-16 code units, for an engine that orders by the bytes of UTF-8. There the characters beyond
 * U+FFFF come after U+E000 to U+FFFF, but in UTF-16 before them; so those of this range get U+10FFFF before them.
 * @param literal writes a text
 * @param replaceAll the engine's call that replaces a text in a column
 * @param replaceRange the engine's call that puts U+10FFFF before each character of U+E000 to U+FFFF
 */
export const inCodeUnits = (
  literal: (value: string) => string,
  replaceAll: (column: string, from: string, to: string) => string,
  replaceRange: (column: string) => string,
): { column: (column: string) => string; literal: (value: string) => string } => ({
  column: (column) => replaceRange(replaceAll(column, literal(last), literal(`${last}\u0001`))),
  literal: (value) =>
    literal(value.replaceAll(last, `${last}\u0001`).replace(/[\ue000-\uffff]/gu, (c) => last + c)),
});

/** A double that an engine reads from its text as the nearest double, without a decimal type. */
export const castDouble =
  (type: string) =>
  (x: number | string): string =>
    `CAST('${typeof x === "number" ? shortest(x) : x}' AS ${type})`;

/** Names of types in engines that name them as DuckDB does. */
export const plainTypes: Dialect["types"] = {
  number: "DOUBLE",
  count: "BIGINT",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
};

/**
 * What nearly all dialects write in the same way, given the names of their types; each dialect adds what it writes
 * differently.
 */
export const common = (types: Dialect["types"], double: Dialect["double"]) =>
  ({
    types,
    identifier: quotedName,
    double,
    whole: (value) => `CAST(${value} AS ${types.count})`,
    nothing: (type) => `CAST(NULL AS ${types[type]})`,
    binaryText: (column) => `CAST(${column} AS ${types.category})`,
    truth: (column) => `CAST(${column} AS ${types.boolean})`,
    least: (a, b) => `least(${a}, ${b})`,
    greatest: (a, b) => `greatest(${a}, ${b})`,
    largest: (of) => `greatest(${of.join(", ")})`,
    remainder: (of, by) => `(${of} % ${by})`,
    product: (coefficient, x) => `${double(coefficient)} * ${x}`,
    address: (column) => `lower(trim(${column}))`,
    halfAwayFromZero: (x) => awayFromZero(x, double(0.5)),
    ln: (x) => `ln(${x})`,
    codeUnits: null,
  }) satisfies Partial<Dialect>;
