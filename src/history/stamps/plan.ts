import { type Fault, fault, type Where, warning } from "../../base/errors.ts";
import { ambiguousDates, guessedDates, mixedDates } from "../../base/messages/history.ts";
import { bare } from "../../base/text.ts";
import type { DateFormat } from "../../study/type.ts";
import { type Engine, text } from "../engine.ts";
import { atMidnight } from "./midnight.ts";
import type { Clocks, Dates, Shape, TimePlan } from "./type.ts";

const iso =
  /^0000([-/])0{1,2}\1(?:00|0)(?:[T ]0{1,2}:00(?::00(?:\.0{1,9})?)?( ?(?:Z|UTC|[+-]00(?::?00)?))?)?$/;
const numeric = /^0{1,2}([/.-])0{1,2}\1(0000|00)(?:,? 0{1,2}:00(?::00(?:\.0{1,6})?)?( ?[AP]M)?)?$/;

/**
 * What a shape means, or null where it is no stamp that we read. Years of two digits are read, and other dates than those
 * of that order are not, where the study states one.
 */
function readShape(raw: string, count: number, clocks: Clocks, order: DateFormat | null): Shape | null {
  const shape = bare(raw).toUpperCase();
  const asIso = order === null ? iso.exec(shape) : null;
  if (asIso)
    return {
      raw,
      shape,
      count,
      family: "iso",
      separator: asIso[1] ?? "-",
      dateOnly: !shape.includes(":"),
      zoned: asIso[2] !== undefined,
      clocks,
    };
  const asNumeric = numeric.exec(shape);
  if (asNumeric && (order === null ? asNumeric[2] === "0000" : isOf(order, asNumeric)))
    return {
      raw,
      shape,
      count,
      family: "numeric",
      separator: asNumeric[1] ?? "/",
      dateOnly: !shape.includes(":"),
      zoned: false,
      clocks,
    };
  return null;
}

/** Whether a numeric shape has the signs and the digits of the year that an order states. */
const isOf = (order: DateFormat, [, sign, year = ""]: RegExpExecArray): boolean =>
  sign === order[2] && year.length === order.length - 6;

/** SQL of a column's shape. */
export const shapeOf = (column: string): string => `translate(${column}, '123456789', '000000000')`;

/** A column of a table, and its name and place for messages. */
export interface PlannedColumn {
  readonly table: string;
  readonly column: string;
  readonly name: string;
  readonly where: Where;
}

/**
 * Decides how a column is read from the shapes of all its values. ISO stamps say what they mean. Of `03/04/2026` the
 * study must state the order, or the file must show by some value above 12 which part is the day; where neither does, or
 * where two ways of writing meet in one column, that is a fault: a guess would move every stamp.
 */
export async function planTimes(
  engine: Engine,
  { table, column, name, where }: PlannedColumn,
  shapes: readonly (readonly [string, number, Clocks])[],
  order: DateFormat | null = null,
): Promise<{ readonly plan: TimePlan; readonly faults: readonly Fault[] }> {
  const known = shapes.flatMap(([shape, count, clocks]) => readShape(shape, count, clocks, order) ?? []);
  const junk = known.length < shapes.length;
  const numerics = known.filter((shape) => shape.family === "numeric");
  const [firstNumeric] = numerics;
  const other = known.find(
    (shape) =>
      firstNumeric !== undefined && (shape.family === "iso" || shape.separator !== firstNumeric.separator),
  );
  if (firstNumeric === undefined)
    return { plan: { family: known.length === 0 ? "none" : "iso", shapes: known, junk }, faults: [] };
  const plan = (family: TimePlan["family"]): TimePlan => ({ family, shapes: known, junk });
  if (order !== null) return { plan: plan(order.startsWith("dd") ? "day first" : "month first"), faults: [] };
  if (other !== undefined)
    return {
      plan: plan("day first"),
      faults: [fault(mixedDates(name, sampleOf(firstNumeric), sampleOf(other)), where)],
    };
  const part = (i: number): string =>
    `max(try_cast(trim(string_split(left(bare(${column}), 10), ${text(firstNumeric.separator)})[${i}]) AS INTEGER))`;
  const inShapes = `${shapeOf(column)} IN (${numerics.map((shape) => text(shape.raw)).join(", ")})`;
  const [row] = await engine.rows(
    `SELECT ${part(1)}, ${part(2)}, min(bare(${column})) FROM ${table} WHERE ${inShapes}`,
  );
  const [first, second, sample] = row ?? [];
  const day = Number(first ?? 0) > 12;
  const month = Number(second ?? 0) > 12;
  if (day && month)
    return { plan: plan("day first"), faults: [fault(mixedDates(name, "31/12/2026", "12/31/2026"), where)] };
  if (!day && !month && firstNumeric.separator !== ".")
    return { plan: plan("day first"), faults: [fault(ambiguousDates(name, String(sample)), where)] };
  const family = month ? "month first" : "day first";
  return { plan: plan(family), faults: [warning(guessedDates(name, String(sample), family), where)] };
}

const sampleOf = (shape: Shape): string =>
  shape.family === "iso"
    ? `2026${shape.separator}12${shape.separator}31`
    : `31${shape.separator}12${shape.separator}2026`;

/** strptime formats of the numeric shapes. */
function formats(plan: TimePlan): readonly string[] {
  const found = new Set<string>();
  for (const { shape, separator } of plan.shapes) {
    const year = /^0+[/.-]0+[/.-]0000/.test(shape) ? "%Y" : "%y";
    const date = (plan.family === "day first" ? ["%d", "%m"] : ["%m", "%d"]).concat(year).join(separator);
    const half = / ?[AP]M$/.exec(shape)?.[0];
    const clock = /:00:00/.test(shape) ? ":%S" : "";
    const fraction = shape.includes(":00.") ? ".%f" : "";
    const comma = shape.includes(",") ? "," : "";
    const time = `${comma} ${half === undefined ? "%H" : "%I"}:%M${clock}${fraction}${half === undefined ? "" : `${half.startsWith(" ") ? " " : ""}%p`}`;
    found.add(shape.includes(":") ? `${date}${time}` : date);
  }
  return [...found].sort();
}

/** SQL of a stamp: seconds on the study's civil clock (BIGINT; NULL where unreadable), and whether it is a date only. */
export interface TimeSql {
  readonly seconds: string;
  readonly dateOnly: string;
}

const secondsOf = (stamp: string): string => `(epoch_us(${stamp}) // 1000000)`;

const dateOf = (shape: Shape): Shape => ({
  ...shape,
  shape: shape.shape.split(/[ ,]/, 1).join(""),
  dateOnly: true,
});

/** Offsets that exist: from 12 hours behind to 14 ahead. */
const OFFSET =
  "(Z|UTC|[+](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+]14(:?00)?|-(0[0-9]|1[01])(:?[0-5][0-9])?|-12(:?00)?)$";

/**
 * Zoned stamps are carried to the study's clock; bare ones from the source's zone, if it states one. A date has no
 * zone: it stays the date it is.
 */
export function timeSql(
  plan: TimePlan,
  column: string,
  studyZone: string,
  sourceZone: string | null,
  dates: Dates | null = null,
): TimeSql {
  if (plan.family === "none") return { seconds: "NULL::BIGINT", dateOnly: "FALSE" };
  const plain = plan.shapes.some((shape) => shape.raw !== shape.shape) ? `upper(bare(${column}))` : column;
  const shapes = (some: readonly Shape[]): string =>
    `${shapeOf(column)} IN (${some.map((shape) => text(shape.raw)).join(", ")})`;
  const onlyDates = plan.shapes.filter((shape) => shape.dateOnly);
  const zoned = plan.shapes.filter((shape) => shape.zoned);
  const clocks = plan.shapes.filter((shape) => !shape.dateOnly && !shape.zoned);
  const local =
    plan.family === "iso"
      ? `try_cast(${plain} AS TIMESTAMP)`
      : `try_strptime(${plain}, [${formats(plan).map(text).join(", ")}])`;
  const carried =
    sourceZone === null || sourceZone === studyZone
      ? local
      : `timezone(${text(studyZone)}, timezone(${text(sourceZone)}, ${local}))`;
  const spaced = zoned.some((shape) => / [+-]/.test(shape.shape));
  const withOffset = spaced ? `replace(replace(${plain}, ' +', '+'), ' -', '-')` : plain;
  const read = `try_cast(${withOffset} AS TIMESTAMPTZ)`;
  // the engine would carry an offset of 25 hours too
  const checked = zoned.some((shape) => /[+-]00(:?00)?$/.test(shape.shape))
    ? `CASE WHEN regexp_matches(${plain}, '${OFFSET}') THEN ${read} END`
    : read;
  const instant = `timezone(${text(studyZone)}, ${checked})`;
  const cases: (readonly [readonly Shape[], string])[] = [
    [onlyDates, local],
    [clocks, carried],
    [zoned, instant],
  ];
  const used = cases.filter(([some]) => some.length > 0);
  const [only] = used;
  const asWritten =
    used.length === 1 && only !== undefined && !plan.junk
      ? only[1]
      : `CASE ${used.map(([some, sql]) => `WHEN ${shapes(some)} THEN ${sql}`).join(" ")} END`;
  const bareDate =
    onlyDates.length === 0
      ? "FALSE"
      : onlyDates.length === plan.shapes.length
        ? "TRUE"
        : `NOT contains(${column}, ':')`;
  if (dates === null) return { seconds: secondsOf(asWritten), dateOnly: bareDate };
  if (dates === "carried") {
    const seconds = secondsOf(asWritten);
    return { seconds, dateOnly: `(${bareDate} OR coalesce(${seconds} % 86400 = 0, FALSE))` };
  }
  const midnight = dates === "all" ? `coalesce(contains(${column}, ':'), FALSE)` : atMidnight(column);
  const day = `regexp_extract(${plain}, '^[0-9/.-]+')`;
  const written =
    plan.family === "iso"
      ? `try_cast(${day} AS TIMESTAMP)`
      : `try_strptime(${day}, [${formats({ ...plan, shapes: plan.shapes.map(dateOf) })
          .map(text)
          .join(", ")}])`;
  return {
    seconds: secondsOf(`CASE WHEN ${midnight} THEN ${written} ELSE ${asWritten} END`),
    dateOnly: `(${bareDate} OR ${midnight})`,
  };
}
