import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/export.ts";
import { shown } from "../../shown.ts";
import type { Dialect } from "../dialect.ts";
import { quotedName, quotedText, shortest } from "../standard.ts";

/** PostgreSQL cuts longer names off, and two may then be one. In bytes. */
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

const double = (x: number | string): string =>
  `CAST('${typeof x === "number" ? shortest(x) : x}' AS DOUBLE PRECISION)`;

const last = "\u{10ffff}";
const types = {
  number: "DOUBLE PRECISION",
  count: "BIGINT",
  decay: "DOUBLE PRECISION",
  category: "TEXT",
  boolean: "BOOLEAN",
} as const;

export const postgres: Dialect = {
  name: "postgres",
  title: "PostgreSQL",
  types,
  identifier,
  text,
  double,
  whole: (value) => `CAST(${value} AS BIGINT)`,
  nothing: (type) => `CAST(NULL AS ${types[type]})`,
  // NaN is above infinity in PostgreSQL
  finite: (column) => {
    const number = `CAST(${column} AS DOUBLE PRECISION)`;
    return `CASE WHEN ${number} > ${double("-Infinity")} AND ${number} < ${double("Infinity")} THEN ${number} END`;
  },
  binaryText: (column) => `CAST(${column} AS TEXT) COLLATE "C"`,
  truth: (column) => `CAST(${column} AS BOOLEAN)`,
  least: (a, b) => `least(${a}, ${b})`,
  greatest: (a, b) => `greatest(${a}, ${b})`,
  // a product that overflows or underflows is an error in PostgreSQL: beyond these values points are at their limits, or 0
  product: (coefficient, x) =>
    `${double(coefficient)} * (CASE WHEN abs(${x}) < ${double(1e-150)} THEN ${double(0)} ELSE greatest(${double(-1e150)}, least(${double(1e150)}, ${x})) END)`,
  address: (column) => `lower(trim(${column}))`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP)`,
    seconds: (at) => `CAST(floor(extract(epoch FROM CAST(${at} AS TIMESTAMP))) AS BIGINT)`,
  },
  halfAwayFromZero: (x) => `sign(${x}) * floor(abs(${x}) + ${double(0.5)})`,
  ln: (x) => `ln(${x})`,
  codeUnits: {
    column: (column) =>
      `regexp_replace(replace(${column}, ${text(last)}, ${text(`${last}\u0001`)}), ` +
      `'([\\uE000-\\uFFFF])', '${last}\\1', 'g')`,
    literal: (value) =>
      text(value.replaceAll(last, `${last}\u0001`).replace(/[\ue000-\uffff]/gu, (c) => last + c)),
  },
};
