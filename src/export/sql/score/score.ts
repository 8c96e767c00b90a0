import type { Weights } from "../../../weights/type.ts";
import { shown } from "../../shown.ts";
import { columnNotes, type InputColumn, inputColumns } from "../columns.ts";
import { type Dialect, logicOf } from "../dialect.ts";
import {
  derived,
  dialectOf,
  type From,
  leadOf,
  pointRows,
  pointsColumn,
  scoredRows,
  select,
  tableOf,
} from "./layers.ts";
import { probabilitySql } from "./probability.ts";
import { reasonColumns, reasonText, scoreWithReasons, topColumns } from "./reasons.ts";

/**
 * SQL that scores a table of features as the one scorer does: the same integer score, grade and MQL, and p
 * within 1e-12. One row comes out for each row that goes in, with
 * `lead_id, score, p, grade, mql, model_version, weights_sha256`, and where they are asked for `reason_1` to `reason_3`
 * after mql. One SELECT without a semicolon, so that
 * `CREATE VIEW scored AS` can stand before it.
 *
 * @throws LeadlineError exit 2 where a name or a text of the weights cannot be written in SQL
 */
export function scoreSql(weights: Weights, from: From = {}): string {
  const columns = inputColumns(weights.inputs, [weights], leadOf(from), from.features);
  return `${header(weights, columns, from)}\n${scoreSelect(weights, from)}\n`;
}

/** The same without its head. */
export function scoreSelect(weights: Weights, from: From): string {
  const sql = dialectOf(from);
  const said = { lines: () => reasonColumns.map((name, k) => `${reasonText(sql, weights, k)} AS ${name}`) };
  return scoredSelect(weights, from, from.reasons === true ? said : null);
}

/** How reasons are written: columns after mql, made from their numbers (`scoreWithReasons`) and from kept columns. */
interface Told {
  /** features by their alias, `<alias>_unseen`, and columns of points; default: none */
  readonly kept?: readonly string[];
  readonly lines: (tops: readonly string[]) => readonly string[];
}

/** The same with reasons in the caller's words; null: without reasons. */
export function scoredSelect(weights: Weights, from: From, told: Told | null): string {
  const sql = dialectOf(from);
  const columns = inputColumns(weights.inputs, [weights], leadOf(from), from.features);
  const of = pointsColumn(1);
  const kept = told?.kept ?? [];
  const features = kept.filter((name) => !weights.attributes.some((_, i) => of(0, i) === name));
  const score =
    told === null
      ? scoredRows([weights], columns, { from, keep: false, score: () => "score" }, 2)
      : scoreWithReasons(
          sql,
          weights,
          (depth) => pointRows([weights], columns, { from, kept: features }, depth),
          (i) => of(0, i),
          2,
          kept,
        );
  const tops = told === null ? [] : topColumns;
  const calibrated = select(
    ["lead_id", "score", ...kept, ...tops, `${probabilitySql(sql, weights)} AS p`],
    derived(score, 1, "scores"),
    1,
  );
  return select(
    [
      "lead_id",
      "score",
      "p",
      `${gradeSql(sql, weights)} AS grade`,
      `${weights.mql === null ? sql.nothing("boolean") : logicOf(sql).value(`(score >= ${weights.mql})`)} AS mql`,
      ...(told?.lines(tops) ?? []),
      `${sql.text(weights.version)} AS model_version`,
      `${sql.text(weights.sha256)} AS weights_sha256`,
    ],
    derived(calibrated, 0, "calibrated"),
    0,
  );
}

function header(weights: Weights, columns: readonly InputColumn[], from: From): string {
  return [
    `Leadline weights ${shown(weights.name)}, version ${shown(weights.version).slice(1, -1)}`,
    `sha256 ${weights.sha256}`,
    `Scores each row of ${shown(tableOf(from))}, which has the columns`,
    `  ${shown(leadOf(from))}: the lead`,
    ...columnNotes(dialectOf(from), columns).map((note) => `  ${note}`),
    `and gives lead_id, score (whole points), p, grade, mql, ${from.reasons === true ? `${reasonColumns.join(", ")}, ` : ""}model_version, weights_sha256.`,
    ...(from.reasons === true
      ? [
          "A reason is what moved the score most against the average lead: (+) raised it, (-) lowered it; NULL where there are fewer.",
        ]
      : []),
  ]
    .map((line) => `-- ${line}`)
    .join("\n");
}

function gradeSql(sql: Dialect, { grades }: Weights): string {
  if (grades.length === 0) return sql.nothing("category");
  const whens = grades.map(({ grade, atLeast }) => `WHEN score >= ${atLeast} THEN ${sql.text(grade)}`);
  return `CASE ${whens.join(" ")} ELSE NULL END`;
}
