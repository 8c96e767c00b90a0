import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { type Dialect, unionRows } from "../dialect.ts";
import { common, inCodeUnits, shortest, wellFormed } from "../standard.ts";

/** A backslash begins an escape in texts and in names. */
const escaped = (value: string, quote: string): string =>
  quote +
  wellFormed(value)
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll("\0", "\\0")
    .replaceAll("\n", "\\n") +
  quote;

const text = (value: string): string => escaped(value, "'");

function identifier(name: string): string {
  if (name === "") refuse(exits.usage, unsayableText('""', "a name cannot be empty"));
  return escaped(name, "`");
}

/** A text that a parser reads as the nearest double; a bare whole number would be an integer. */
const double = (x: number): string => `toFloat64('${shortest(x)}')`;

export const clickhouse: Dialect = {
  name: "clickhouse",
  title: "ClickHouse",
  client: "clickhouse-client --max_query_size 10000000",
  rows: unionRows,
  ...common(
    {
      number: "Nullable(Float64)",
      count: "Nullable(Int64)",
      decay: "Nullable(Float64)",
      category: "Nullable(String)",
      boolean: "Nullable(Bool)",
    },
    double,
  ),
  identifier,
  // an alias of the same SELECT hides a column, and an input may be called f2
  column: (name) => `rows_in.${identifier(name)}`,
  source: (table) => `${identifier(table)} AS rows_in`,
  text,
  whole: (value) => `toInt64(${value})`,
  // -0.0 and 0.0 are two values to IN: adding 0 makes them one
  finite: (column) => {
    const number = `CAST(${column} AS Nullable(Float64))`;
    return `CASE WHEN isFinite(${number}) THEN ${number} + toFloat64('0') END`;
  },
  domain: (address) => `extract(${address}, '[^@]*$')`,
  clock: {
    type: "Nullable(DateTime('UTC'))",
    literal: (iso) => `toDateTime('${iso}', 'UTC')`,
    seconds: (at) => `toInt64(toUnixTimestamp(${at}))`,
  },
  ln: (x) => `log(${x})`,
  // a comparison is a UInt8
  logic: {
    yes: "TRUE",
    no: "FALSE",
    unknown: "CAST(NULL AS Nullable(Bool))",
    literal: (value) => (value ? "TRUE" : "FALSE"),
    holds: (column) => column,
    known: (column) => `COALESCE(${column}, FALSE)`,
    value: (condition) => `CAST(${condition} AS Bool)`,
    certain: (condition) => `CAST(COALESCE(${condition}, FALSE) AS Bool)`,
  },
  codeUnits: inCodeUnits(
    text,
    (column, from, to) => `replaceAll(${column}, ${from}, ${to})`,
    (column) => `replaceRegexpAll(${column}, '([\\\\x{E000}-\\\\x{FFFF}])', ${text("\u{10ffff}\\1")})`,
  ),
  note: "ClickHouse refuses a statement of more than 256 KiB unless `max_query_size` is raised.",
};
