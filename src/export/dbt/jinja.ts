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

/** Dialects, with the types of the dbt adapters that speak each. */
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

/** A placeholder in SQL that dbt replaces: no text or name of SQL here can hold a NUL. */
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
 * One file for all of dbt's adapters: it gives the SQL for the adapter that runs. Braces in names and texts are spelt
 * out, so that dbt reads no expression in them. A dialect that cannot express something ends the run with the reason.
 * @param write gives the SQL of a dialect, with placeholders in it
 * @param moment value of `leadline_moment` where nobody sets it
 */
export function everyAdapter(write: (sql: Dialect) => string, moment = ""): string {
  const branches = adapters.map(([dialect, types], i) => {
    const listed = types.map((type) => `'${type}'`).join(", ");
    return `{% ${i === 0 ? "if" : "elif"} target.type in [${listed}] %}\n${branch(dialect, write, moment)}`;
  });
  const known = adapters.flatMap(([, types]) => types).join(", ");
  return `${branches.join("")}{% else %}\n{{ exceptions.raise_compiler_error('Leadline knows no SQL for the adapter ' ~ target.type ~ '; it knows ${known}') }}\n{% endif %}\n`;
}

/** A dialect whose table of features is the dbt model of that name, with an alias where the engine wants one. */
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

/** A text in a Jinja expression. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(/[{}%#]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`);
