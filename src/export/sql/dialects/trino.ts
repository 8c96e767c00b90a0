import type { Dialect } from "../dialect.ts";
import { awayFromZero, between, inCodeUnits, quotedName, quotedText, shortest } from "../standard.ts";

const double = (x: number | string): string => `CAST('${typeof x === "number" ? shortest(x) : x}' AS DOUBLE)`;

const types = {
  number: "DOUBLE",
  count: "BIGINT",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
} as const;

export const trino: Dialect = {
  name: "trino",
  title: "Trino",
  types,
  identifier: quotedName,
  text: quotedText,
  double,
  whole: (value) => `CAST(${value} AS BIGINT)`,
  nothing: (type) => `CAST(NULL AS ${types[type]})`,
  finite: (column) => between(`CAST(${column} AS DOUBLE)`, double),
  binaryText: (column) => `CAST(${column} AS VARCHAR)`,
  truth: (column) => `CAST(${column} AS BOOLEAN)`,
  least: (a, b) => `least(${a}, ${b})`,
  greatest: (a, b) => `greatest(${a}, ${b})`,
  product: (coefficient, x) => `${double(coefficient)} * ${x}`,
  address: (column) => `lower(trim(${column}))`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `TIMESTAMP '${iso}'`,
    seconds: (at) => `date_diff('second', TIMESTAMP '1970-01-01 00:00:00', CAST(${at} AS TIMESTAMP))`,
  },
  halfAwayFromZero: (x) => awayFromZero(x, double(0.5)),
  ln: (x) => `ln(${x})`,
  codeUnits: inCodeUnits(
    quotedText,
    (column, from, to) => `replace(${column}, ${from}, ${to})`,
    (column) => `regexp_replace(${column}, '([\\x{E000}-\\x{FFFF}])', '\u{10ffff}$1')`,
  ),
  note: "Athena and Starburst take the same text.",
};
