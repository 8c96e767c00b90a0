import { type CountFormat, countFormats } from "../../study/type.ts";
import type { Engine } from "../engine.ts";
import { text } from "../engine.ts";
import type { Dates, Shape } from "./type.ts";

/**
 * Times that are numbers: seconds or milliseconds since 1970 (UTC), or a spreadsheet's days since 1900 or 1904 (no
 * zone).
 */

/** The digits of each; a fraction may follow. */
const written: Readonly<Record<CountFormat, RegExp>> = {
  seconds: /^0{9,10}(\.0+)?$/,
  milliseconds: /^0{12,13}(\.0+)?$/,
  excel: /^0{5}(\.0+)?$/,
  "excel-1904": /^0{5}(\.0+)?$/,
};
/** Where the study states the unit, small numbers are read too; 0 means no date. */
const anyNumber = /^0{1,14}(\.0+)?$/;

/**
 * The unit that a shape could be counted in where the study does not state one; null: none. Days since 1904 must be
 * stated.
 */
export const unitOf = (shape: string): CountFormat | null =>
  countFormats.find((unit) => unit !== "excel-1904" && written[unit].test(shape)) ?? null;

/** Whether a shape is a number that counts in a unit. */
export const countsIn = (shape: string, unit: CountFormat, stated: boolean): boolean =>
  (stated ? anyNumber : written[unit]).test(shape) || shape === "0";

/** Days from the start of each count to 1970. */
const BEFORE_1970 = { excel: 25_569, "excel-1904": 24_107 } as const;

/** SQL of a count as seconds since 1970; days are rounded to whole seconds. */
function secondsSql(column: string, unit: CountFormat): string {
  const value = `try_cast(${column} AS DOUBLE)`;
  switch (unit) {
    case "seconds":
      return `floor(${value})::BIGINT`;
    case "milliseconds":
      return `floor(${value} / 1000)::BIGINT`;
    default:
      return `round((${value} - ${BEFORE_1970[unit]}) * 86400)::BIGINT`;
  }
}

const hasZone = (unit: CountFormat): boolean => unit === "seconds" || unit === "milliseconds";

/** How many of a column's counts lie between 1990 and 2038, how many of those at midnight; and the smallest. */
export async function rangeOf(
  engine: Engine,
  table: string,
  column: string,
  shapes: readonly Shape[],
  unit: CountFormat,
): Promise<{
  readonly likely: number;
  readonly midnights: number;
  readonly sample: string;
  readonly seconds: number;
}> {
  const some = shapes.map(({ raw }) => text(raw)).join(", ");
  const [row] = await engine.rows(
    `SELECT count(*), count(*) FILTER (s % 86400 = 0), min(v) , arg_min(s, v) FROM (
       SELECT bare(${column}) AS v, ${secondsSql(`bare(${column})`, unit)} AS s FROM ${table} WHERE translate(${column}, '123456789', '000000000') IN (${some}))
     WHERE s BETWEEN 631152000 AND 2145916799`,
  );
  const [likely, midnights] = [Number(row?.[0]), Number(row?.[1])];
  return { likely, midnights, sample: String(row?.[2] ?? ""), seconds: Number(row?.[3] ?? 0) };
}

/**
 * SQL of counts as stamps on the study's clock, and of whether they are dates only. Days without a fraction are dates;
 * instants at midnight, UTC, are dates where the column is one of dates.
 */
export function countedSql(
  column: string,
  unit: CountFormat,
  shapes: readonly Shape[],
  studyZone: string,
  sourceZone: string | null,
  dates: Dates | null,
): { readonly seconds: string; readonly dateOnly: string } {
  const some = shapes.map(({ raw }) => text(raw)).join(", ");
  const counted = `CASE WHEN translate(${column}, '123456789', '000000000') IN (${some}) THEN ${secondsSql(`bare(${column})`, unit)} END`;
  const isMidnight = `(${counted}) % 86400 = 0`;
  const zone = hasZone(unit) ? "UTC" : sourceZone;
  // dates that mean none are outside the range of the engine's times
  const plain = `make_timestamp((${counted}) * 1000000)`;
  const carried =
    zone === null || zone === studyZone
      ? `(${counted})`
      : `(epoch_us(timezone(${text(studyZone)}, timezone(${text(zone)}, ${plain}))) // 1000000)`;
  const dateOnly =
    dates === "all"
      ? "TRUE"
      : dates === "written" || !hasZone(unit)
        ? `coalesce(${isMidnight}, FALSE)`
        : "FALSE";
  const day = `((${counted}) // 86400) * 86400`;
  return {
    seconds: dateOnly === "FALSE" ? carried : `CASE WHEN ${dateOnly} THEN ${day} ELSE ${carried} END`,
    dateOnly: `(${dateOnly} AND (${counted}) IS NOT NULL)`,
  };
}
