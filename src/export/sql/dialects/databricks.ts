import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { shown } from "../../shown.ts";
import type { Dialect } from "../dialect.ts";
import { between, castDouble, common, escapedText, inCodeUnits, wellFormed } from "../standard.ts";

/**
 * Before a text is read as SQL, Spark replaces `${...}` by values and Databricks' editor replaces `{{...}}`, in names
 * too.
 */
function identifier(name: string): string {
  if (name === "") refuse(exits.usage, unsayableText('""', "a name cannot be empty"));
  if (/\$\{|\{\{/.test(name))
    refuse(exits.usage, unsayableText(shown(name), "Spark would put a value in place of the braces"));
  return `\`${wellFormed(name).replaceAll("`", "``")}\``;
}

const double = castDouble("DOUBLE");

export const databricks: Dialect = {
  name: "databricks",
  title: "Databricks and Spark",
  client: "spark-sql -f /dev/stdin",
  ...common(
    {
      number: "DOUBLE",
      count: "BIGINT",
      decay: "DOUBLE",
      category: "STRING",
      boolean: "BOOLEAN",
    },
    double,
  ),
  identifier,
  text: escapedText,
  finite: (column) => between(`CAST(${column} AS DOUBLE)`, double),
  domain: (address) => `substring_index(${address}, '@', -1)`,
  clock: {
    type: "TIMESTAMP_NTZ",
    literal: (iso) => `TIMESTAMP_NTZ '${iso}'`,
    seconds: (at) =>
      `timestampdiff(SECOND, TIMESTAMP_NTZ '1970-01-01 00:00:00', CAST(${at} AS TIMESTAMP_NTZ))`,
  },
  codeUnits: inCodeUnits(
    escapedText,
    (column, from, to) => `replace(${column}, ${from}, ${to})`,
    (column) =>
      `regexp_replace(${column}, ${escapedText("([\\x{E000}-\\x{FFFF}])")}, ${escapedText("\u{10ffff}$1")})`,
  ),
  note: "Texts are spelt with escapes: `spark.sql.parser.escapedStringLiterals` must be off, as it is by default. Text columns have the collation `UTF8_BINARY`, the default.",
};
