import type { Weights } from "../../../weights/type.ts";
import { shown } from "../../shown.ts";
import { columnOf, featureLines, type InputColumn } from "../columns.ts";
import type { Dialect } from "../dialect.ts";
import { duckdb } from "../dialects/duckdb.ts";
import { pointsSql, totalSql } from "./points.ts";

/** The rows to score, and the column that names the lead. */
export interface From {
  /** the engine that runs it; default DuckDB */
  readonly dialect?: Dialect;
  /** a table, a view or a CTE; default `lead_features` */
  readonly table?: string;
  /** default `lead_id` */
  readonly lead?: string;
  /** names of all features that the table may hold, used or not (`inputColumns` says why); default: the inputs */
  readonly features?: readonly string[];
  /** whether to give the three strongest reasons of each lead too; default false */
  readonly reasons?: boolean;
}

export const tableOf = (from: From): string => from.table ?? "lead_features";
export const dialectOf = (from: From): Dialect => from.dialect ?? duckdb;
export const leadOf = (from: From): string => from.lead ?? "lead_id";

/** A column of a SELECT, with a comment for the reader after it. */
interface Line {
  readonly sql: string;
  readonly note?: string;
}

/**
 * `SELECT ... FROM ...`, with one column on each line.
 * @param fence text that keeps the database's planner from merging this SELECT into the outer one; default: none
 */
export function select(
  lines: readonly (string | Line)[],
  from: string,
  depth: number,
  fence: Dialect["fence"] = {},
): string {
  const pad = "  ".repeat(depth);
  const columns = lines.map((line, i) => {
    const { sql, note } = typeof line === "string" ? { sql: line, note: undefined } : line;
    const comma = i === lines.length - 1 ? "" : ",";
    return `${pad}  ${sql}${comma}${note === undefined ? "" : ` -- ${note}`}`;
  });
  const { after = "", end = "" } = fence;
  return `${pad}SELECT${after}\n${columns.join("\n")}\n${pad}FROM ${from}${end}`;
}

/** A derived table of a SELECT. */
export const derived = (inner: string, depth: number, alias: string): string =>
  `(\n${inner}\n${"  ".repeat(depth)}) AS ${alias}`;

/**
 * Features and points of some models over one table: a SELECT of `lead_id`, the features where they are kept (their
 * alias, and `<alias>_unseen`), and a column of points for each attribute, named as `pointsColumn` says.
 */
export function pointRows(
  models: readonly Weights[],
  columns: readonly InputColumn[],
  options: { readonly from: From; readonly kept: readonly string[] },
  depth: number,
): string {
  const { from, kept } = options;
  const sql = dialectOf(from);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const column = (name: string): InputColumn | null => byName.get(name) ?? null;
  const features = select(
    [`${columnOf(sql, leadOf(from))} AS lead_id`, ...featureLines(sql, columns)],
    (sql.source ?? sql.identifier)(tableOf(from)),
    depth + 1,
  );
  const named = pointsColumn(models.length);
  const points = models.flatMap((weights, m) =>
    weights.attributes.map((attribute, i) => ({
      sql: `${pointsSql(sql, attribute, column)} AS ${named(m, i)}`,
      note: shown(attribute.kind === "rule" ? attribute.when : attribute.name),
    })),
  );
  return select(["lead_id", ...kept, ...points], derived(features, depth, "features"), depth);
}

/**
 * Names of columns of points: `m2_points_5` for model 2 and attribute 5, without `m2_` where there is only one model.
 */
export const pointsColumn =
  (models: number) =>
  (m: number, i: number): string =>
    models === 1 ? `points_${i + 1}` : `m${m + 1}_points_${i + 1}`;

/**
 * Features, points and scores of some models over one table: a derived table with `lead_id`, the features where they
 * are kept, and the score of each model, named as `score` says.
 */
export function scoredRows(
  models: readonly Weights[],
  columns: readonly InputColumn[],
  options: { readonly from: From; readonly keep: boolean; readonly score: (model: number) => string },
  depth: number,
): string {
  const { from, keep, score } = options;
  const sql = dialectOf(from);
  const kept = keep ? columns.map(({ alias }) => alias) : [];
  const named = pointsColumn(models.length);
  const scores = models.map((weights, m) => `${totalSql(sql, weights, (i) => named(m, i))} AS ${score(m)}`);
  const pointed = pointRows(models, columns, { from, kept }, depth + 1);
  return select(["lead_id", ...kept, ...scores], derived(pointed, depth, "points"), depth);
}
