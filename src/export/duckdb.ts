import { exits, refuse } from "../base/errors.ts";
import { unsayableText } from "../base/messages/export.ts";

/**
 * What is particular to DuckDB, and nothing else: how names, texts and numbers are written, how doubles round, how
 * texts compare. Another dialect is another file like this one.
 */

/** The types of the columns that are asked for. Bare decimals are DECIMAL in DuckDB, so no number is ever bare. */
export const columnTypes = {
  number: "DOUBLE",
  count: "BIGINT",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
} as const;

const loneSurrogate = /\p{Surrogate}/u;

/** `"Job ""Title"""`. DuckDB compares names without case, quoted ones too. */
export function identifier(name: string): string {
  if (name === "") refuse(exits.usage, unsayableText('""', "a name cannot be empty"));
  if (name.includes("\0")) refuse(exits.usage, unsayableText(shown(name), "a name cannot hold a NUL"));
  return `"${wellFormed(name).replaceAll('"', '""')}"`;
}

/** A text literal. Backslashes mean nothing; a NUL would end the statement and is spelt. */
export function text(value: string): string {
  const parts = wellFormed(value)
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" || chr(0) || ")})`;
}

function wellFormed(value: string): string {
  if (loneSurrogate.test(value))
    refuse(exits.usage, unsayableText(shown(value), "half a surrogate pair is no text"));
  return value;
}

/** A double from its shortest round-trip text, so that an edge is the very number of the weights. */
export const double = (x: number): string => `CAST('${Object.is(x, -0) ? 0 : x}' AS DOUBLE)`;

/** NULL of a type. */
export const nothing = (type: "DOUBLE" | "VARCHAR" | "BOOLEAN"): string => `CAST(NULL AS ${type})`;

/** Numbers that are not finite are missing: in DuckDB NaN is above everything, in the scorer it is nothing. */
export const finite = (column: string): string => {
  const number = `CAST(${column} AS DOUBLE)`;
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
};

/** Texts compare byte by byte, whatever collation the column or the session has. */
export const binaryText = (column: string): string => `CAST(${column} AS VARCHAR) COLLATE C`;

/** Halves away from zero, without `round`, which dialects disagree on. Never NULL. */
export const halfAwayFromZero = (x: string): string => `sign(${x}) * floor(abs(${x}) + ${double(0.5)})`;

/** Bounds of what is not NULL; null: none. */
export function bounded(
  x: string,
  low: number | null,
  high: number | null,
  literal: (bound: number) => string,
): string {
  const below = high === null ? x : `least(${literal(high)}, ${x})`;
  return low === null ? below : `greatest(${literal(low)}, ${below})`;
}

const last = "\u{10ffff}";

/**
 * A text whose bytes are in the order of the original's UTF-16 code units, which is how the scorer compares: in UTF-8
 * the characters beyond U+FFFF come after U+E000 to U+FFFF, in UTF-16 before. Those in between get U+10FFFF before them.
 */
export const codeUnitOrder = (column: string): string =>
  `regexp_replace(replace(${column}, ${text(last)}, ${text(`${last}\u0001`)}), ` +
  `'([\\x{E000}-\\x{FFFF}])', '${last}\\1', 'g')`;

/** The same of a literal. */
export const codeUnitOrdered = (value: string): string =>
  text(value.replaceAll(last, `${last}\u0001`).replace(/[\ue000-\uffff]/gu, (c) => last + c));

/** Joins as a tree: a chain of a thousand is deeper than the parser goes, and slow long before. */
export function balanced(parts: readonly string[], operator: "+" | "AND" | "OR"): string {
  if (parts.length <= 1) return parts.join("");
  const half = Math.ceil(parts.length / 2);
  return `(${balanced(parts.slice(0, half), operator)} ${operator} ${balanced(parts.slice(half), operator)})`;
}

/** A text in a comment: in quotes, on one line, nothing invisible. */
export const shown = (value: string): string =>
  JSON.stringify(value).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
