import type { Dialect } from "../dialect.ts";
import { quotedName, quotedText, shortest } from "../standard.ts";

/** A NUL would end the statement and is spelt. */
function text(value: string): string {
  const parts = value.split("\0").map(quotedText);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" || chr(0) || ")})`;
}

/** Bare decimals are DECIMAL in DuckDB, so no number is ever bare. */
const double = (x: number): string => `CAST('${shortest(x)}' AS DOUBLE)`;

const last = "\u{10ffff}";
const types = {
  number: "DOUBLE",
  count: "BIGINT",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
} as const;

export const duckdb: Dialect = {
  name: "duckdb",
  title: "DuckDB",
  types,
  identifier: quotedName,
  text,
  double,
  whole: (value) => `CAST(${value} AS BIGINT)`,
  nothing: (type) => `CAST(NULL AS ${types[type]})`,
  // NaN is above everything in DuckDB, and nothing in the scorer
  finite: (column) => {
    const number = `CAST(${column} AS DOUBLE)`;
    return `CASE WHEN isfinite(${number}) THEN ${number} END`;
  },
  binaryText: (column) => `CAST(${column} AS VARCHAR) COLLATE C`,
  truth: (column) => `CAST(${column} AS BOOLEAN)`,
  least: (a, b) => `least(${a}, ${b})`,
  greatest: (a, b) => `greatest(${a}, ${b})`,
  product: (coefficient, x) => `${double(coefficient)} * ${x}`,
  address: (column) => `lower(trim(${column}))`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP)`,
    seconds: (at) => `CAST(floor(epoch(CAST(${at} AS TIMESTAMP))) AS BIGINT)`,
  },
  halfAwayFromZero: (x) => `sign(${x}) * floor(abs(${x}) + ${double(0.5)})`,
  ln: (x) => `ln(${x})`,
  // in UTF-8 the characters beyond U+FFFF come after U+E000 to U+FFFF, in UTF-16 before: those between get U+10FFFF before them
  codeUnits: {
    column: (column) =>
      `regexp_replace(replace(${column}, ${text(last)}, ${text(`${last}\u0001`)}), ` +
      `'([\\x{E000}-\\x{FFFF}])', '${last}\\1', 'g')`,
    literal: (value) =>
      text(value.replaceAll(last, `${last}\u0001`).replace(/[\ue000-\uffff]/gu, (c) => last + c)),
  },
};
