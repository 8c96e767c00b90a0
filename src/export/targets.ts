import { bundle } from "./bundle/target.ts";
import { javascript } from "./code/javascript.ts";
import { python } from "./code/python.ts";
import { hubspot } from "./crm/hubspot.ts";
import { marketo } from "./crm/marketo.ts";
import { accountEngagement, dynamics365 } from "./crm/rule-sheets.ts";
import { salesforce } from "./crm/salesforce/target.ts";
import { pointSheet } from "./crm/sheet.ts";
import { dbt } from "./dbt/target.ts";
import { manifestOf } from "./manifest.ts";
import { onnx } from "./onnx/target.ts";
import { pmml } from "./pmml/target.ts";
import { bigquery } from "./sql/dialects/bigquery.ts";
import { clickhouse } from "./sql/dialects/clickhouse.ts";
import { databricks } from "./sql/dialects/databricks.ts";
import { duckdb } from "./sql/dialects/duckdb.ts";
import { mysql } from "./sql/dialects/mysql.ts";
import { postgres } from "./sql/dialects/postgres.ts";
import { redshift } from "./sql/dialects/redshift.ts";
import { snowflake } from "./sql/dialects/snowflake.ts";
import { sqlite } from "./sql/dialects/sqlite.ts";
import { sqlserver } from "./sql/dialects/sqlserver.ts";
import { trino } from "./sql/dialects/trino.ts";
import { sqlTarget } from "./sql/target.ts";
import type { ExportQuestion, FileContent, Target } from "./target.ts";

/** Every target, in the order in which they are shown. A new target is one file and a line here. */
export const targets: readonly Target[] = [
  bundle,
  sqlTarget(duckdb),
  sqlTarget(postgres),
  sqlTarget(sqlite),
  sqlTarget(snowflake),
  sqlTarget(bigquery),
  sqlTarget(redshift),
  sqlTarget(databricks),
  sqlTarget(clickhouse),
  sqlTarget(trino),
  sqlTarget(mysql),
  sqlTarget(sqlserver),
  dbt,
  javascript,
  python,
  pmml,
  onnx,
  pointSheet,
  salesforce,
  hubspot,
  marketo,
  accountEngagement,
  dynamics365,
];

/** All files of some targets by their path in `exports/`, with a manifest in each target's folder. */
export const exported = (
  question: ExportQuestion,
  to: readonly Target[] = targets,
): ReadonlyMap<string, FileContent> =>
  new Map(
    to.flatMap((target) => {
      const files = target.files(question);
      return [...files, ["manifest.json", manifestOf(question, files)] as const].map(
        ([path, content]) => [`${target.name}/${path}`, content] as const,
      );
    }),
  );
