import { LeadlineError } from "../../base/errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import { bigquery } from "../sql/dialects/bigquery.ts";
import { clickhouse } from "../sql/dialects/clickhouse.ts";
import { databricks } from "../sql/dialects/databricks.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { mysql } from "../sql/dialects/mysql.ts";
import { postgres } from "../sql/dialects/postgres.ts";
import { redshift } from "../sql/dialects/redshift.ts";
import { snowflake } from "../sql/dialects/snowflake.ts";
import { sqlite } from "../sql/dialects/sqlite.ts";
import { sqlserver } from "../sql/dialects/sqlserver.ts";
import { trino } from "../sql/dialects/trino.ts";

/** A dialect, and the types of dbt's adapters that speak it. */
const adapters: readonly (readonly [Dialect, readonly string[]])[] = [
  [duckdb, ["duckdb"]],
  [postgres, ["postgres"]],
  [snowflake, ["snowflake"]],
  [bigquery, ["bigquery"]],
  [redshift, ["redshift"]],
  [databricks, ["databricks", "spark"]],
  [clickhouse, ["clickhouse"]],
  [trino, ["trino", "athena"]],
  [mysql, ["mysql", "mariadb", "mysql5"]],
  [sqlserver, ["sqlserver", "fabric", "synapse"]],
  [sqlite, ["sqlite"]],
];

/** What stands in SQL for text that dbt puts in its place: no text or name of SQL here can hold a NUL. */
const token = (name: string): string => `\0${name}\0`;

export const tokens = {
  features: token("features"),
  leads: token("leads"),
  activities: token("activities"),
  moment: token("moment"),
} as const;

const jinja: Readonly<Record<keyof typeof tokens, (moment: string) => string>> = {
  features: () => "{{ ref('lead_features') }}",
  leads: () => "{{ source('leadline', 'leads') }}",
  activities: () => "{{ source('leadline', 'activities') }}",
  moment: (moment) => `{{ var('leadline_moment', '${moment}') }}`,
};

/**
 * One file of dbt for every adapter: the SQL of the one that is asked. Braces of names and texts are spelt, so that dbt reads no
 * expression in them; a dialect that cannot say it ends the run with the reason.
 *
 * @param write the SQL of a dialect, with tokens in it
 * @param moment what `leadline_moment` is where nobody sets it
 */
export function everyAdapter(write: (sql: Dialect) => string, moment = ""): string {
  const branches = adapters.map(([dialect, types], i) => {
    const listed = types.map((type) => `'${type}'`).join(", ");
    return `{% ${i === 0 ? "if" : "elif"} target.type in [${listed}] %}\n${branch(dialect, write, moment)}`;
  });
  const known = adapters.flatMap(([, types]) => types).join(", ");
  return `${branches.join("")}{% else %}\n{{ exceptions.raise_compiler_error('Leadline knows no SQL for the adapter ' ~ target.type ~ '; it knows ${known}') }}\n{% endif %}\n`;
}

/** A dialect whose table of features is the model of that name; the engine may want an alias behind it. */
export const overFeatures = (dialect: Dialect): Dialect => ({
  ...dialect,
  source: (table) =>
    (dialect.source ?? dialect.identifier)(table).replace(dialect.identifier(table), () => tokens.features),
});

function branch(dialect: Dialect, write: (sql: Dialect) => string, moment: string): string {
  try {
    return rendered(write(dialect), moment);
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    const why = error.faults.map(({ what }) => what).join("; ");
    return `{{ exceptions.raise_compiler_error(${literal(`not exported: ${why}`)}) }}\n`;
  }
}

const rendered = (sql: string, moment: string): string => {
  let text = sql.replace(/\{/g, '{{ "{" }}');
  for (const [name, write] of Object.entries(jinja)) text = text.replaceAll(token(name), write(moment));
  return text;
};

/** A text in an expression of Jinja. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(/[{}%#]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`);
