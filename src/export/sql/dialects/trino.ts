import type { Dialect } from "../dialect.ts";
import { between, castDouble, common, inCodeUnits, plainTypes, quotedText } from "../standard.ts";

const double = castDouble("DOUBLE");

export const trino: Dialect = {
  name: "trino",
  title: "Trino",
  client: "trino -f /dev/stdin",
  ...common(plainTypes, double),
  text: quotedText,
  finite: (column) => between(`CAST(${column} AS DOUBLE)`, double),
  domain: (address) => `element_at(split(${address}, '@'), -1)`,
  clock: {
    type: "TIMESTAMP",
    literal: (iso) => `TIMESTAMP '${iso}'`,
    seconds: (at) => `date_diff('second', TIMESTAMP '1970-01-01 00:00:00', CAST(${at} AS TIMESTAMP))`,
  },
  codeUnits: inCodeUnits(
    quotedText,
    (column, from, to) => `replace(${column}, ${from}, ${to})`,
    (column) => `regexp_replace(${column}, '([\\x{E000}-\\x{FFFF}])', '\u{10ffff}$1')`,
  ),
  note: "Athena and Starburst take the same text.",
};
