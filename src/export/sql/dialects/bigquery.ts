import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/export.ts";
import { shown } from "../../shown.ts";
import type { Dialect } from "../dialect.ts";
import { awayFromZero, between, escapedText, shortest } from "../standard.ts";

/** What a column of BigQuery can be called ("flexible column names"). */
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

const double = (x: number | string): string =>
  `CAST('${typeof x === "number" ? shortest(x) : x}' AS FLOAT64)`;

const types = {
  number: "FLOAT64",
  count: "INT64",
  decay: "FLOAT64",
  category: "STRING",
  boolean: "BOOL",
} as const;

export const bigquery: Dialect = {
  name: "bigquery",
  title: "BigQuery",
  types,
  identifier,
  text: escapedText,
  double,
  whole: (value) => `CAST(${value} AS INT64)`,
  nothing: (type) => `CAST(NULL AS ${types[type]})`,
  finite: (column) => between(`CAST(${column} AS FLOAT64)`, double),
  binaryText: (column) => `CAST(${column} AS STRING)`,
  truth: (column) => `CAST(${column} AS BOOL)`,
  least: (a, b) => `least(${a}, ${b})`,
  greatest: (a, b) => `greatest(${a}, ${b})`,
  // a product that overflows is an error
  product: (coefficient, x) =>
    `${double(coefficient)} * greatest(${double(-1e150)}, least(${double(1e150)}, ${x}))`,
  address: (column) => `lower(trim(${column}))`,
  clock: {
    type: "DATETIME",
    literal: (iso) => `DATETIME '${iso}'`,
    seconds: (at) => `DATETIME_DIFF(CAST(${at} AS DATETIME), DATETIME '1970-01-01 00:00:00', SECOND)`,
  },
  halfAwayFromZero: (x) => awayFromZero(x, double(0.5)),
  ln: (x) => `ln(${x})`,
  codeUnits: null,
  judge: "parsed, not run",
  note: "Put your dataset before `lead_features`. BigQuery takes at most 1,024K characters a query.",
};
