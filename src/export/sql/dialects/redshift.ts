import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { shown } from "../../shown.ts";
import { type Dialect, unionRows } from "../dialect.ts";
import { between, castDouble, common, heldProduct, quotedName, spelling } from "../standard.ts";

const longestName = 127;

function identifier(name: string): string {
  if (Buffer.byteLength(name) > longestName)
    refuse(exits.usage, unsayableText(shown(name), `names of Redshift have at most ${longestName} bytes`));
  return quotedName(name);
}

/** A backslash is an escape in some of Redshift's texts: it is spelt out, so that it never is one. */
function text(value: string): string {
  if (value.includes("\0"))
    refuse(exits.usage, unsayableText(shown(value), "Redshift holds no NUL in a text"));
  return spelling(value, "\\", "chr(92)");
}

const double = castDouble("DOUBLE PRECISION");

export const redshift: Dialect = {
  name: "redshift",
  title: "Amazon Redshift",
  client: "psql",
  fence: { end: " OFFSET 0" },
  rows: unionRows,
  ...common(
    {
      number: "DOUBLE PRECISION",
      count: "BIGINT",
      decay: "DOUBLE PRECISION",
      category: "VARCHAR(65535)",
      boolean: "BOOLEAN",
    },
    double,
  ),
  identifier,
  text,
  // Redshift ignores blanks at the end of a text: a character after them makes them count
  compared: (value) => text(`${value}|`),
  finite: (column) => between(`CAST(${column} AS DOUBLE PRECISION)`, double),
  binaryText: (column) => `(CAST(${column} AS VARCHAR(65535)) || '|')`,
  product: (coefficient, x) => heldProduct(coefficient, x, double),
  address: (column) => `lower(trim(rtrim(${column}, '|')))`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP)`,
    seconds: (at) => `CAST(floor(extract(epoch FROM CAST(${at} AS TIMESTAMP))) AS BIGINT)`,
  },
  judge: "parsed, not run",
  note: "Text columns have the collation `case_sensitive`, the default.",
};
