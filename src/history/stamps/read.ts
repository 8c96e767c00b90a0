import type { Fault, Message, Where } from "../../base/errors.ts";
import { fault, warning } from "../../base/errors.ts";
import { midnights, noDates, noTimes, oneTimeOfDay, twoClocks } from "../../base/messages/data/times.ts";
import { bare as bareText } from "../../base/text.ts";
import { DAY } from "../../base/time.ts";
import {
  type CountFormat,
  countFormats,
  type DateFormat,
  dateFormats,
  type Format,
  type Study,
  type TimeFormat,
} from "../../study/type.ts";
import { present } from "../blank.ts";
import { type Cell, type Engine, text } from "../engine.ts";
import { tellClockChanges } from "../tell/clock.ts";
import { areCarried, clockOf, type DayTimes, datesOf, dayTimes } from "./midnight.ts";
import { planTimes, shapeOf, type TimeSql, timeSql } from "./plan.ts";
import type { Clocks, Dates, TimePlan } from "./type.ts";

/** A time column of a table: its name in SQL, its name in the file, and its place. */
export interface TimeColumn {
  readonly sql: string;
  readonly name: string;
  readonly where: Where;
  /** the zone that the source states */
  readonly zone: string | null;
  /** whether an empty value is refused; a column of which no value can be read is always refused */
  readonly needed: boolean;
  /** where a date counts in its day: a creation at the start, everything else at the end */
  readonly dateAt: "start" | "end";
  /**
   * what the study states: dates, even where they are written with a time of day; or times, midnight too; or their
   * order
   */
  readonly format: TimeFormat | null;
}

/** What a source's `format` states about a time column. */
export function timeFormat(
  source: { readonly format?: ReadonlyMap<string, Format> },
  column: string | null,
): TimeFormat | null {
  const stated = column === null ? undefined : source.format?.get(column);
  return stated === "date" || stated === "time" ? stated : (orderOf(stated) ?? null);
}

const orderOf = (format: Format | null | undefined): DateFormat | CountFormat | undefined =>
  [...dateFormats, ...countFormats].find((order) => order === format);

/** First second of 2038: later ones do not fit Int32 stamps. */
const TOO_LATE = 2_145_916_800;
/** End of the day that a date-only stamp names. */
const TO_DAY_END = 86_399;

export interface ReadStamps {
  readonly sql: readonly TimeSql[];
  readonly faults: readonly Fault[];
}

/**
 * Reads the shapes of all time columns in one pass over the table, and decides how each is read. Columns whose stamps
 * are nearly all at one time of day, and columns with two clocks, are reported and no fault.
 */
export async function readStamps(
  engine: Engine,
  study: Study,
  table: string,
  columns: readonly TimeColumn[],
): Promise<ReadStamps> {
  if (columns.length === 0) return { sql: [], faults: [] };
  const shapes = columns
    .map((column, i) => `${shapeOf(column.sql)} || '~' || ${clockOf(column.sql)} AS s${i}`)
    .join(", ");
  const sets = columns.map((_, i) => `(s${i})`).join(", ");
  const picked = columns.map((_, i) => `s${i}`).join(", ");
  const found = await engine.rows(
    `SELECT grouping_id(${picked}) AS g, coalesce(${picked}, NULL) AS shape, count(*) AS n
     FROM (SELECT ${shapes} FROM ${table}) GROUP BY GROUPING SETS (${sets})
     QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, shape) <= 2000 ORDER BY g, n DESC, shape`,
  );
  const faults: Fault[] = [];
  const sql: TimeSql[] = [];
  for (const [i, column] of columns.entries()) {
    // grouping_id sets the bits of the columns that were rolled up, the last column's bit lowest
    const bits = 2 ** columns.length - 1 - 2 ** (columns.length - 1 - i);
    const own = shapesOf(found.filter(([id]) => id === bits));
    const { plan, faults: more } = await planTimes(
      engine,
      { table, column: column.sql, name: column.name, where: column.where },
      own,
      orderOf(column.format) ?? null,
    );
    faults.push(...more);
    if (plan.family === "none" && (column.needed || own.length > 0)) {
      const [row] = await engine.rows(
        `SELECT min(${column.sql}) FILTER (${present(column.sql)}) FROM ${table}`,
      );
      faults.push(fault(noTimes(column.name, column.where.file ?? "", String(row?.[0] ?? "")), column.where));
    }
    const carried = areCarried(plan.shapes, column.zone, study.timezone);
    const times = dayTimes(plan);
    const kind = column.format === "date" || column.format === "time" ? column.format : null;
    const dates = datesOf(times, kind, column.dateAt, carried);
    let time = timeSql(plan, column.sql, study.timezone, column.zone, dates);
    if (kind === null) {
      const told = await tellDayTimes(engine, table, column, times, time, dates, carried);
      faults.push(...told.faults);
      if (told.dates !== dates) time = timeSql(plan, column.sql, study.timezone, column.zone, told.dates);
    }
    const { name, where, zone } = column;
    if (zone === null) faults.push(...(await tellTwoClocks(engine, table, column, plan, study.timezone)));
    else if (zone !== study.timezone && !plan.shapes.some(({ zoned }) => zoned)) {
      const { seconds } = timeSql(plan, column.sql, zone, zone, dates);
      faults.push(...(await tellClockChanges(engine, table, seconds, { name, where, zone })));
    }
    sql.push(time);
  }
  return { sql, faults };
}

/** Shapes of one column, each with its number of rows by time of day. */
function shapesOf(found: readonly (readonly Cell[])[]): readonly (readonly [string, number, Clocks])[] {
  const shapes = new Map<string, { count: number; clocks: Map<string, number> }>();
  for (const [, text, n] of found) {
    if (text === null || bareText(String(text)) === "~") continue;
    const at = String(text).lastIndexOf("~");
    const raw = String(text).slice(0, at);
    const clock = String(text).slice(at + 1);
    const shape = shapes.get(raw) ?? { count: 0, clocks: new Map<string, number>() };
    shape.count += Number(n);
    if (clock !== "") shape.clocks.set(clock, (shape.clocks.get(clock) ?? 0) + Number(n));
    shapes.set(raw, shape);
  }
  return [...shapes].map(([raw, { count, clocks }]) => [raw, count, clocks]);
}

/**
 * Warns of a column of times nearly all of which are at one time of day: dates that lost their form in an export. Those
 * at midnight, as written or on the study's clock, are read as dates: otherwise they would count as known from their
 * midnight on, a day too early.
 */
async function tellDayTimes(
  engine: Engine,
  table: string,
  column: TimeColumn,
  times: DayTimes,
  time: TimeSql,
  dates: Dates | null,
  carried: boolean,
): Promise<{ readonly faults: readonly Fault[]; readonly dates: Dates | null }> {
  const { name, where } = column;
  const file = where.file ?? "";
  const said = (message: Message): readonly Fault[] => [warning(message, where)];
  if (times.kind === "times") return { faults: [], dates };
  if (times.kind === "midnights") {
    if (column.dateAt === "start" && dates === null) return { faults: [], dates };
    return { faults: said(midnights(name, file, times.rows, times.of, times.all)), dates };
  }
  if (carried) {
    const [row] = await engine.rows(
      `SELECT count(*) FILTER (s % 86400 = 0), count(*) FILTER (NOT d) FROM (SELECT ${time.seconds} AS s, ${time.dateOnly} AS d FROM ${table}) WHERE s IS NOT NULL`,
    );
    if (Number(row?.[0]) > 0.9 * Number(row?.[1])) {
      if (column.dateAt === "start") return { faults: [], dates };
      return {
        faults: said(midnights(name, file, Number(row?.[0]), Number(row?.[1]), true)),
        dates: "carried",
      };
    }
  }
  return { faults: said(oneTimeOfDay(name, file, times.clock, times.rows, times.of)), dates };
}

/** Warns where some stamps of a column have a zone and others do not: two clocks, hours apart, in one column. */
async function tellTwoClocks(
  engine: Engine,
  table: string,
  column: TimeColumn,
  plan: TimePlan,
  zone: string,
): Promise<readonly Fault[]> {
  const timed = plan.shapes.filter((shape) => !shape.dateOnly);
  const rows = (zoned: boolean): number =>
    timed.reduce((sum, shape) => sum + (shape.zoned === zoned ? shape.count : 0), 0);
  if (rows(true) === 0 || rows(false) === 0) return [];
  const sample = (zoned: boolean): string =>
    `min(bare(${column.sql})) FILTER (${shapeOf(column.sql)} IN (${timed
      .filter((shape) => shape.zoned === zoned)
      .map((shape) => text(shape.raw))
      .join(", ")}))`;
  const [row] = await engine.rows(`SELECT ${sample(true)}, ${sample(false)} FROM ${table}`);
  const message = twoClocks(
    column.name,
    column.where.file ?? "",
    { rows: rows(true), sample: String(row?.[0]) },
    { rows: rows(false), sample: String(row?.[1]) },
    zone,
  );
  return [warning(message, column.where)];
}

/** Columns `s<i>` (seconds) and `d<i>` (date only) of an inner select. */
export const stampColumns = (times: readonly TimeSql[]): string =>
  times.map((time, i) => `, ${time.seconds} AS s${i}, ${time.dateOnly} AS d${i}`).join("");

/**
 * Days that programs write where there is no date: the zeros of Unix, Windows, SQL Server, Excel, Macintosh and .NET,
 * and "never".
 */
const NO_DATES = [
  "0001-01-01",
  "1601-01-01",
  "1753-01-01",
  "1899-12-30",
  "1900-01-01",
  "1901-12-13",
  "1904-01-01",
  "1970-01-01",
  "2038-01-19",
  "2099-12-31",
  "2999-12-31",
  "9999-12-31",
].map((day) => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000));
/** The same with the days before and after, to which a zone may have moved a time. */
const AROUND = NO_DATES.flatMap((day) => [day - 1, day, day + 1]);

/** What programs and people write where there is no date: words, zeros, and day 0 of spreadsheets. */
const NO_DATE =
  "(?i)^\\s*(0000[-/]00[-/]00.*|00[-/.]00[-/.]0000.*|1900-01-00.*|0?0/0?1/1900.*|0?1/0?0/1900.*|[(]?null[)]?|none|nil|na[nt]|#?n/a|n[.]?a[.]?|[\\\\]n|undefined|never|unknown|not set|[(]not set[)]|[(]blank[)]|tbd|-+|[.]+|[?]+)\\s*$";

/** SQL: whether the i-th stamp is a value that programs write for "no date", such as `0000-00-00` or `null`. */
export const noDateSql = (i: number, column: string): string =>
  `coalesce(CASE WHEN s${i} IS NULL THEN regexp_matches(${column}, '${NO_DATE}')
     WHEN s${i} >= ${DAY} AND s${i} < ${TOO_LATE} THEN FALSE WHEN d${i} THEN (s${i} // ${DAY}) IN (${NO_DATES.join(", ")}) ELSE (s${i} // ${DAY}) IN (${AROUND.join(", ")}) END, FALSE)`;

/** SQL of the i-th Int32 stamp over `stampColumns`: NULL where missing, unreadable, no date, or outside 1970 to 2037. */
export const stampSql = (i: number, dateAt: "start" | "end"): string =>
  `CASE WHEN s${i} >= ${DAY} AND s${i} < ${TOO_LATE} THEN (${dateAt === "start" ? `s${i}` : `s${i} + CASE WHEN d${i} THEN ${TO_DAY_END} ELSE 0 END`})::INTEGER END`;

/** SQL of why the i-th stamp is refused; NULL where it is read, missing, or a value for "no date". */
export const refusalSql = (i: number, column: string): string =>
  `CASE WHEN NOT ${present(column)} OR ${noDateSql(i, column)} THEN NULL WHEN s${i} IS NULL THEN 'not a date or time' WHEN s${i} < ${DAY} OR s${i} >= ${TOO_LATE} THEN 'outside 1970 to 2037' END`;

/** How many rows have no date: an empty time, or a value for "no date". `from` has `stampColumns`. */
export async function countUndated(
  engine: Engine,
  i: number,
  column: string,
  from: string,
  where = "TRUE",
): Promise<number> {
  const [row] = await engine.rows(
    `SELECT count(*) FROM ${from} WHERE ${where} AND (NOT ${present(column)} OR ${noDateSql(i, column)})`,
  );
  return Number(row?.[0]);
}

/**
 * Warns of dates in a column that mean none; `from` is an inner select with `stampColumns`. Returns the number of rows.
 */
export async function tellNoDates(
  engine: Engine,
  i: number,
  column: string,
  from: string,
  name: string,
  file: string,
): Promise<{ readonly rows: number; readonly faults: readonly Fault[] }> {
  const [row] = await engine.rows(
    `SELECT count(*), min(bare(${column})), (SELECT count(*) FROM ${from} WHERE ${present(column)}) FROM ${from} WHERE ${noDateSql(i, column)}`,
  );
  const rows = Number(row?.[0]);
  if (rows === 0) return { rows, faults: [] };
  return { rows, faults: [warning(noDates(name, file, rows, Number(row?.[2]), String(row?.[1])), { file })] };
}
