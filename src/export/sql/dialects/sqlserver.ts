import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { shown } from "../../shown.ts";
import type { Dialect } from "../dialect.ts";
import { castDouble, common, heldProduct, quotedText, wellFormed } from "../standard.ts";

const longestName = 128;

function identifier(name: string): string {
  if (name === "" || name.length > longestName)
    refuse(
      exits.usage,
      unsayableText(shown(name), `names of SQL Server have 1 to ${longestName} characters`),
    );
  return `[${wellFormed(name).replaceAll("]", "]]")}]`;
}

/** A backslash before a line break would join the lines: both are spelt out. */
function text(value: string): string {
  const parts = value
    .split(/([\0\r\n\\])/)
    .map((part, i) => (i % 2 === 1 ? `nchar(${part.charCodeAt(0)})` : `N${quotedText(part)}`));
  const said = parts.filter((part, i) => part !== "N''" || i === 0);
  return said.length === 1 ? said.join("") : `(${said.join(" + ")})`;
}

const double = castDouble("FLOAT");

const choose = (a: string, op: "<" | ">", b: string): string =>
  `CASE WHEN ${a} ${op} ${b} THEN ${a} ELSE ${b} END`;

export const sqlserver: Dialect = {
  name: "sqlserver",
  title: "SQL Server and Azure SQL",
  client: "sqlcmd -i /dev/stdin",
  fence: { after: " TOP (9223372036854775807)" },
  ...common(
    {
      number: "FLOAT",
      count: "BIGINT",
      decay: "FLOAT",
      category: "NVARCHAR(MAX)",
      boolean: "BIT",
    },
    double,
  ),
  identifier,
  text,
  // comparisons ignore blanks at the end of a text: a character after them makes them count
  compared: (value) => text(`${value}|`),
  finite: (column) => `CAST(${column} AS FLOAT)`,
  binaryText: (column) => `(CAST(${column} AS NVARCHAR(MAX)) + N'|') COLLATE Latin1_General_100_BIN2`,
  least: (a, b) => `(${choose(a, "<", b)})`,
  greatest: (a, b) => `(${choose(a, ">", b)})`,
  largest: (of) => `(SELECT MAX(v) FROM (VALUES ${of.map((x) => `(${x})`).join(", ")}) AS t (v))`,
  product: (coefficient, x) => heldProduct(coefficient, x, double),
  address: (column) => `lower(trim(N'| ' FROM ${column}))`,
  clock: {
    type: "DATETIME2",
    literal: (iso) => `CAST('${iso}' AS DATETIME2)`,
    seconds: (at) =>
      `DATEDIFF_BIG(second, CAST('1970-01-01 00:00:00' AS DATETIME2), CAST(${at} AS DATETIME2))`,
  },
  ln: (x) => `log(${x})`,
  logic: {
    yes: "(1 = 1)",
    no: "(1 = 0)",
    unknown: "(1 = NULL)",
    literal: (value) => (value ? "1" : "0"),
    holds: (column) => `(${column} = 1)`,
    known: (column) => `COALESCE(${column}, 0)`,
    value: (condition) => `CAST(CASE WHEN ${condition} THEN 1 ELSE 0 END AS BIT)`,
    certain: (condition) => `CAST(CASE WHEN ${condition} THEN 1 ELSE 0 END AS BIT)`,
  },
  judge: "parsed, not run",
};
