import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { shown } from "../../shown.ts";
import { type Dialect, unionRows } from "../dialect.ts";
import { common, heldProduct, quotedText, shortest, wellFormed } from "../standard.ts";

/** MySQL's names: 64 characters, none beyond U+FFFF, no blank at the end. */
function identifier(name: string): string {
  const why =
    name === ""
      ? "a name cannot be empty"
      : name.length > 64
        ? "names of MySQL have at most 64 characters"
        : /[\0\u{10000}-\u{10ffff}]/u.test(name)
          ? "a name of MySQL cannot hold a NUL or a character beyond U+FFFF"
          : /[ \t\n\v\f\r]$/.test(name)
            ? "a name of MySQL cannot end in a blank or a line break"
            : null;
  if (why !== null) refuse(exits.usage, unsayableText(shown(name), why));
  return `\`${wellFormed(name).replaceAll("`", "``")}\``;
}

const hex = (value: string, encoding: "utf8" | "utf16be"): string => {
  const bytes =
    encoding === "utf8" ? Buffer.from(wellFormed(value)) : Buffer.from(wellFormed(value), "utf16le").swap16();
  return bytes.length === 0 ? "''" : `x'${bytes.toString("hex")}'`;
};

/** Whether a text has the same meaning in every character set of the connection and every sql_mode. */
const plain = (value: string): boolean => /^[\x20-\x5b\x5d-\x7e]*$/.test(value);

/** A text that is not plain is written in bytes, which no sql_mode changes. */
const text = (value: string): string =>
  plain(value) ? quotedText(value) : `CONVERT(${hex(value, "utf8")} USING utf8mb4)`;

/** A number with an exponent is a DOUBLE, one without is not. */
const double = (x: number): string => {
  const written = shortest(x).includes("e") ? shortest(x) : `${shortest(x)}e0`;
  return x < 0 ? `(${written})` : written;
};

export const mysql: Dialect = {
  name: "mysql",
  title: "MySQL and MariaDB",
  client: "mysql leads",
  fence: { end: " LIMIT 9223372036854775807" },
  rows: unionRows,
  ...common(
    {
      number: "DOUBLE",
      count: "BIGINT",
      decay: "DOUBLE",
      category: "TEXT CHARACTER SET utf8mb4",
      boolean: "BOOLEAN",
    },
    double,
  ),
  identifier,
  text,
  // compared with a BINARY column: byte by byte, blanks at the end included
  compared: (value) => (plain(value) ? quotedText(value) : hex(value, "utf8")),
  whole: (value) => `CAST(${value} AS SIGNED)`,
  nothing: (type) =>
    `CAST(NULL AS ${type === "number" ? "DOUBLE" : type === "category" ? "CHAR" : "SIGNED"})`,
  finite: (column) => `CAST(${column} AS DOUBLE)`,
  binaryText: (column) => `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`,
  truth: (column) => `(${column} <> 0)`,
  product: (coefficient, x) => heldProduct(coefficient, x, double),
  address: (column) => `lower(trim(CONVERT(${column} USING utf8mb4)))`,
  domain: (address) => `CAST(SUBSTRING_INDEX(${address}, '@', -1) AS BINARY)`,
  clock: {
    type: "DATETIME",
    literal: (iso) => `CAST('${iso}' AS DATETIME)`,
    seconds: (at) => `TIMESTAMPDIFF(SECOND, CAST('1970-01-01 00:00:00' AS DATETIME), ${at})`,
  },
  codeUnits: {
    column: (column) => `CAST(CONVERT(CONVERT(${column} USING utf8mb4) USING utf16) AS BINARY)`,
    literal: (value) => hex(value, "utf16be"),
  },
  note: "MySQL 8.0.17 or later, MariaDB 10.2 or later.",
};
