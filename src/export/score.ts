import type { Weights } from "../weights/type.ts";
import { columnNotes, type InputColumn, inputColumns } from "./columns.ts";
import { nothing, shown, text } from "./duckdb.ts";
import { derived, type From, leadOf, scoredRows, select, tableOf } from "./layers.ts";
import { probabilitySql } from "./probability.ts";

/**
 * SQL for DuckDB that scores a table of features as the one scorer does: the same integer score, grade and MQL, and p
 * within 1e-12. One row comes out for each row that goes in, with
 * `lead_id, score, p, grade, mql, model_version, weights_sha256`. One SELECT without a semicolon, so that
 * `CREATE VIEW scored AS` can stand before it.
 *
 * @throws LeadlineError exit 2 where a name or a text of the weights cannot be written in SQL
 */
export function scoreSql(weights: Weights, from: From = {}): string {
  const columns = inputColumns(weights.inputs, [weights], leadOf(from), from.features);
  const score = scoredRows([weights], columns, { from, keep: false, score: () => "score" }, 2);
  const calibrated = select(
    ["lead_id", "score", `${probabilitySql(weights)} AS p`],
    derived(score, 1, "scores"),
    1,
  );
  const graded = select(
    [
      "lead_id",
      "score",
      "p",
      `${gradeSql(weights)} AS grade`,
      `${weights.mql === null ? nothing("BOOLEAN") : `(score >= ${weights.mql})`} AS mql`,
      `${text(weights.version)} AS model_version`,
      `${text(weights.sha256)} AS weights_sha256`,
    ],
    derived(calibrated, 0, "calibrated"),
    0,
  );
  return `${header(weights, columns, from)}\n${graded}\n`;
}

function header(weights: Weights, columns: readonly InputColumn[], from: From): string {
  return [
    `Leadline weights ${shown(weights.name)}, version ${shown(weights.version).slice(1, -1)}`,
    `sha256 ${weights.sha256}`,
    `Scores each row of ${shown(tableOf(from))}, which has the columns`,
    `  ${shown(leadOf(from))}: the lead`,
    ...columnNotes(columns).map((note) => `  ${note}`),
    "and gives lead_id, score (whole points), p, grade, mql, model_version, weights_sha256.",
  ]
    .map((line) => `-- ${line}`)
    .join("\n");
}

function gradeSql({ grades }: Weights): string {
  if (grades.length === 0) return nothing("VARCHAR");
  const whens = grades.map(({ grade, atLeast }) => `WHEN score >= ${atLeast} THEN ${text(grade)}`);
  return `CASE ${whens.join(" ")} ELSE NULL END`;
}
