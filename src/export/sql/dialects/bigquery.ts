import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/ship/export.ts";
import { shown } from "../../shown.ts";
import { arrayRows, type Dialect } from "../dialect.ts";
import { between, castDouble, common, escapedText, heldProduct } from "../standard.ts";

/** A column name of BigQuery ("flexible column names"). */
function identifier(name: string): string {
  if (!/^[\p{L}\p{N}_ &%=+:'<>#|-]{1,300}$/u.test(name))
    refuse(
      exits.usage,
      unsayableText(
        shown(name),
        "a column of BigQuery cannot have that name (1 to 300 letters, digits, _ and few signs)",
      ),
    );
  return `\`${name}\``;
}

const double = castDouble("FLOAT64");

export const bigquery: Dialect = {
  name: "bigquery",
  title: "BigQuery",
  client: "bq query --use_legacy_sql=false",
  rows: arrayRows,
  ...common(
    {
      number: "FLOAT64",
      count: "INT64",
      decay: "FLOAT64",
      category: "STRING",
      boolean: "BOOL",
    },
    double,
  ),
  identifier,
  text: escapedText,
  remainder: (of, by) => `MOD(${of}, ${by})`,
  finite: (column) => between(`CAST(${column} AS FLOAT64)`, double),
  // a product that overflows is an error
  product: (coefficient, x) => heldProduct(coefficient, x, double),
  clock: {
    type: "DATETIME",
    literal: (iso) => `DATETIME '${iso}'`,
    seconds: (at) => `DATETIME_DIFF(CAST(${at} AS DATETIME), DATETIME '1970-01-01 00:00:00', SECOND)`,
  },
  judge: "parsed, not run",
  note: "Put your dataset before `lead_features`. BigQuery takes at most 1,024K characters a query.",
};
