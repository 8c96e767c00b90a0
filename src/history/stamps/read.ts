import type { Fault, Where } from "../../base/errors.ts";
import { fault, warning } from "../../base/errors.ts";
import { midnights, noTimes } from "../../base/messages/history.ts";
import type { Study } from "../../study/type.ts";
import type { Engine } from "../engine.ts";
import { planTimes, shapeOf, type TimeSql, timeSql } from "./plan.ts";

/** A time column of a table: its name in SQL, its name in the file, and where it stands. */
export interface TimeColumn {
  readonly sql: string;
  readonly name: string;
  readonly where: Where;
  /** a zone of the source's own */
  readonly zone: string | null;
  /** refuse it where it is empty; one of which no value can be read always is */
  readonly needed: boolean;
}

/** First second of 2038: later ones do not fit Int32 stamps. */
export const TOO_LATE = 2_145_916_800;
/** End of the day that a date-only stamp names. */
const TO_DAY_END = 86_399;

export interface ReadStamps {
  readonly sql: readonly TimeSql[];
  readonly faults: readonly Fault[];
}

/** Reads the shapes of all time columns in one pass over the table, and decides how each is read. */
export async function readStamps(
  engine: Engine,
  study: Study,
  table: string,
  columns: readonly TimeColumn[],
): Promise<ReadStamps> {
  if (columns.length === 0) return { sql: [], faults: [] };
  const shapes = columns.map((column, i) => `${shapeOf(column.sql)} AS s${i}`).join(", ");
  const sets = columns.map((_, i) => `(s${i})`).join(", ");
  const picked = columns.map((_, i) => `s${i}`).join(", ");
  const found = await engine.rows(
    `SELECT grouping_id(${picked}) AS g, coalesce(${picked}, NULL) AS shape, count(*) AS n
     FROM (SELECT ${shapes} FROM ${table}) GROUP BY GROUPING SETS (${sets}) HAVING trim(coalesce(${picked}, NULL)) <> ''
     QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, shape) <= 1000 ORDER BY g, n DESC, shape`,
  );
  const faults: Fault[] = [];
  const sql: TimeSql[] = [];
  for (const [i, column] of columns.entries()) {
    // grouping_id sets the bits of the columns that were rolled up, the last column's bit lowest
    const bits = 2 ** columns.length - 1 - 2 ** (columns.length - 1 - i);
    const own = found
      .filter(([id]) => id === bits)
      .map(([, shape, count]): readonly [string, number] => [String(shape), Number(count)]);
    const { plan, faults: more } = await planTimes(engine, table, column.sql, own, column.name, column.where);
    faults.push(...more);
    if (plan.family === "none" && (column.needed || own.length > 0)) {
      const [row] = await engine.rows(`SELECT min(${column.sql}) FROM ${table}`);
      faults.push(fault(noTimes(column.name, column.where.file ?? "", String(row?.[0] ?? "")), column.where));
    }
    sql.push(timeSql(plan, column.sql, study.timezone, column.zone));
  }
  return { sql, faults };
}

/** Rows from which on it is no chance that all stamps are at midnight. */
const ALL_AT_MIDNIGHT = 10;

/** Warns of a column of times that are all at midnight: dates that lost their form in an export. */
export async function warnOfMidnights(
  engine: Engine,
  time: TimeSql | undefined,
  table: string,
  rows: string,
  name: string,
  file: string,
): Promise<readonly Fault[]> {
  if (time?.dateOnly !== "FALSE") return [];
  const [row] = await engine.rows(
    `SELECT count(*), count(*) FILTER (stamp % 86400 = 0) FROM ${table} WHERE ${rows}`,
  );
  const [all, atMidnight] = [Number(row?.[0]), Number(row?.[1])];
  return all >= ALL_AT_MIDNIGHT && all === atMidnight ? [warning(midnights(name, file), { file })] : [];
}

/** Columns `s<i>` (seconds) and `d<i>` (date only) of an inner select. */
export const stampColumns = (times: readonly TimeSql[]): string =>
  times.map((time, i) => `, ${time.seconds} AS s${i}, ${time.dateOnly} AS d${i}`).join("");

/** SQL of the i-th Int32 stamp over `stampColumns`: NULL where missing, unreadable or outside 1970 to 2037. */
export const stampSql = (i: number, dateAt: "start" | "end"): string =>
  `CASE WHEN s${i} >= 0 AND s${i} < ${TOO_LATE} THEN (${dateAt === "start" ? `s${i}` : `s${i} + CASE WHEN d${i} THEN ${TO_DAY_END} ELSE 0 END`})::INTEGER END`;

/** SQL of whether a column holds anything. */
export const present = (column: string): string => `(${column} IS NOT NULL AND trim(${column}) <> '')`;

/** SQL of why the i-th stamp is refused, or NULL where it is read or missing. */
export const refusalSql = (i: number, column: string): string =>
  `CASE WHEN NOT ${present(column)} THEN NULL WHEN s${i} IS NULL THEN 'not a date or time' WHEN s${i} < 0 OR s${i} >= ${TOO_LATE} THEN 'outside 1970 to 2037' END`;
