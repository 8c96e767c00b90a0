import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/export.ts";
import { shown } from "../../shown.ts";
import type { Dialect } from "../dialect.ts";
import { awayFromZero, between, heldProduct, quotedName, quotedText, shortest } from "../standard.ts";

const longestName = 127;

function identifier(name: string): string {
  if (Buffer.byteLength(name) > longestName)
    refuse(exits.usage, unsayableText(shown(name), `names of Redshift have at most ${longestName} bytes`));
  return quotedName(name);
}

/** A backslash is an escape in some of Redshift's texts: it is spelt, so that it is none in any. */
function text(value: string): string {
  if (value.includes("\0"))
    refuse(exits.usage, unsayableText(shown(value), "Redshift holds no NUL in a text"));
  const parts = value.split("\\").map(quotedText);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" || chr(92) || ")})`;
}

const double = (x: number | string): string =>
  `CAST('${typeof x === "number" ? shortest(x) : x}' AS DOUBLE PRECISION)`;

const types = {
  number: "DOUBLE PRECISION",
  count: "BIGINT",
  decay: "DOUBLE PRECISION",
  category: "VARCHAR(65535)",
  boolean: "BOOLEAN",
} as const;

export const redshift: Dialect = {
  name: "redshift",
  title: "Amazon Redshift",
  types,
  identifier,
  text,
  // blanks at the end of a text do not count in Redshift: a sign after them makes them count
  compared: (value) => text(`${value}|`),
  double,
  whole: (value) => `CAST(${value} AS BIGINT)`,
  nothing: (type) => `CAST(NULL AS ${types[type]})`,
  finite: (column) => between(`CAST(${column} AS DOUBLE PRECISION)`, double),
  binaryText: (column) => `(CAST(${column} AS VARCHAR(65535)) || '|')`,
  truth: (column) => `CAST(${column} AS BOOLEAN)`,
  least: (a, b) => `least(${a}, ${b})`,
  greatest: (a, b) => `greatest(${a}, ${b})`,
  product: (coefficient, x) => heldProduct(coefficient, x, double),
  address: (column) => `lower(trim(rtrim(${column}, '|')))`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP)`,
    seconds: (at) => `CAST(floor(extract(epoch FROM CAST(${at} AS TIMESTAMP))) AS BIGINT)`,
  },
  halfAwayFromZero: (x) => awayFromZero(x, double(0.5)),
  ln: (x) => `ln(${x})`,
  codeUnits: null,
  judge: "parsed, not run",
  note: "Text columns have the collation `case_sensitive`, the default.",
};
