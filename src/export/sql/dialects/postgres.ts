import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { shown } from "../../shown.ts";
import type { Dialect } from "../dialect.ts";
import {
  between,
  castDouble,
  common,
  heldProduct,
  inCodeUnits,
  quotedName,
  quotedText,
} from "../standard.ts";

/** The most bytes of a name in PostgreSQL, which cuts longer names off, so that two may become one. */
const longestName = 63;

function identifier(name: string): string {
  if (Buffer.byteLength(name) > longestName)
    refuse(exits.usage, unsayableText(shown(name), `PostgreSQL cuts names off after ${longestName} bytes`));
  return quotedName(name);
}

/** Backslashes mean nothing under `standard_conforming_strings`, the default since 9.1. */
function text(value: string): string {
  if (value.includes("\0"))
    refuse(exits.usage, unsayableText(shown(value), "PostgreSQL holds no NUL in a text"));
  return quotedText(value);
}

const double = castDouble("DOUBLE PRECISION");

export const postgres: Dialect = {
  name: "postgres",
  title: "PostgreSQL",
  client: "psql",
  // a planner that merges SELECTs would write out each column as often as it is read
  fence: { end: " OFFSET 0" },
  ...common(
    {
      number: "DOUBLE PRECISION",
      count: "BIGINT",
      decay: "DOUBLE PRECISION",
      category: "TEXT",
      boolean: "BOOLEAN",
    },
    double,
  ),
  identifier,
  text,
  // NaN is greater than infinity in PostgreSQL
  finite: (column) => between(`CAST(${column} AS DOUBLE PRECISION)`, double),
  binaryText: (column) => `CAST(${column} AS TEXT) COLLATE "C"`,
  // a product that overflows or underflows is an error
  product: (coefficient, x) => heldProduct(coefficient, x, double),
  domain: (address) => `regexp_replace(${address}, '^.*@', '')`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP)`,
    seconds: (at) => `CAST(floor(extract(epoch FROM CAST(${at} AS TIMESTAMP))) AS BIGINT)`,
  },
  codeUnits: inCodeUnits(
    text,
    (column, from, to) => `replace(${column}, ${from}, ${to})`,
    (column) => `regexp_replace(${column}, '([\\uE000-\\uFFFF])', '\u{10ffff}\\1', 'g')`,
  ),
};
