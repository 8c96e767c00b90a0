import { type Fault, fault, type Where, warning } from "../../base/errors.ts";
import { ambiguousDates, guessedDates, mixedDates } from "../../base/messages/data/history.ts";
import { countedTimes } from "../../base/messages/data/times.ts";
import { bare } from "../../base/text.ts";
import { isoSecond } from "../../base/time.ts";
import { type CountFormat, countFormats, type DateFormat } from "../../study/type.ts";
import { type Engine, text } from "../engine.ts";
import { countedSql, countsIn, rangeOf, unitOf } from "./counted.ts";
import { atMidnight } from "./midnight.ts";
import { namedFormat } from "./named.ts";
import type { Clocks, Dates, Shape, TimePlan } from "./type.ts";

const iso =
  /^0000([-/])0{1,2}\1(?:00|0)(?:[T ]0{1,2}:00(?::00(?:\.0{1,9})?)?( ?(?:Z|UTC|[+-]00(?::?00)?))?)?$/;
const numeric = /^0{1,2}([/.-])0{1,2}\1(0000|00)(?:,? 0{1,2}:00(?::00(?:\.0{1,6})?)?( ?[AP]M)?)?$/;

/**
 * The meaning of a shape, or null where it is no stamp that we read. Where the study states an order, years of two
 * digits are read, and dates in another order are not.
 */
function readShape(raw: string, count: number, clocks: Clocks, order: Order): Shape | null {
  const shape = bare(raw).toUpperCase();
  if (isCount(order)) return countsIn(shape, order, true) ? { ...counted, raw, shape, count, clocks } : null;
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
  if (order === null && namedFormat(shape) !== null)
    return {
      raw,
      shape,
      count,
      family: "named",
      separator: "",
      dateOnly: !shape.includes(":") && !/0{6}$/.test(shape.slice(8)),
      zoned: false,
      clocks,
    };
  return null;
}

/** What the study states about a column: the order of its dates, or the unit that it counts in. */
type Order = DateFormat | CountFormat | null;
const isCount = (order: Order): order is CountFormat => countFormats.some((unit) => unit === order);
/** What all counts have in common. */
const counted = { family: "counted", separator: "", dateOnly: false, zoned: false } as const;

/** Whether a numeric shape has the separators, and the digits of the year, of a stated order. */
const isOf = (order: DateFormat, [, sign, year = ""]: RegExpExecArray): boolean =>
  sign === order[2] && year.length === order.length - 6;

/** SQL of a column's shape. */
export const shapeOf = (column: string): string => `translate(${column}, '123456789', '000000000')`;

/** Up to this share of written dates, a column of counted times is one: they are rejects in it. */
const FEW_WRITTEN = 0.05;

/** A column of a table, with its name and place for messages. */
export interface PlannedColumn {
  readonly table: string;
  readonly column: string;
  readonly name: string;
  readonly where: Where;
}

/**
 * Decides how a column is read from the shapes of all its values. ISO stamps are unambiguous. For `03/04/2026` the
 * study must state the order, or some value above 12 in the file must show which part is the day. Where neither does,
 * or where two ways of writing occur in one column, it is a fault: a guess would move every stamp.
 */
export async function planTimes(
  engine: Engine,
  { table, column, name, where }: PlannedColumn,
  shapes: readonly (readonly [string, number, Clocks])[],
  order: Order = null,
): Promise<{ readonly plan: TimePlan; readonly faults: readonly Fault[] }> {
  const all = shapes.flatMap(([shape, count, clocks]) => readShape(shape, count, clocks, order) ?? []);
  // digits alone are dates only where all values are: beside written dates they are a typing error
  const spelt = all.filter((shape) => shape.family !== "named" || /\D/.test(shape.shape));
  const known = spelt.length > 0 ? spelt : all;
  const junk = known.length < shapes.length;
  if (isCount(order)) return planCounts(engine, { table, column, name, where }, known, junk, order, true);
  const rows = (some: readonly { readonly count: number }[]): number =>
    some.reduce((sum, { count }) => sum + count, 0);
  if (rows(known) <= FEW_WRITTEN * rows(shapes.map(([, count]) => ({ count })))) {
    const unit = unitOf(bare(shapes[0]?.[0] ?? ""));
    if (unit !== null) {
      const same = shapes.flatMap(([raw, count, clocks]) =>
        countsIn(bare(raw), unit, false) ? [{ ...counted, raw, shape: bare(raw), count, clocks }] : [],
      );
      const found = await planCounts(
        engine,
        { table, column, name, where },
        same,
        same.length < shapes.length,
        unit,
        false,
      );
      if (found.plan.family === "counted") return found;
    }
  }
  const named = known.find((shape) => shape.family === "named");
  const unnamed = known.find((shape) => shape.family !== "named");
  if (named !== undefined)
    return {
      plan: { family: "named", shapes: known, junk },
      faults:
        unnamed === undefined ? [] : [fault(mixedDates(name, sampleOf(named), sampleOf(unnamed)), where)],
    };
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

/** Numbers as times, only where nearly all values would be times of recent decades; this is reported. */
async function planCounts(
  engine: Engine,
  { table, column, name, where }: PlannedColumn,
  shapes: readonly Shape[],
  junk: boolean,
  unit: CountFormat,
  stated: boolean,
): Promise<{ readonly plan: TimePlan; readonly faults: readonly Fault[] }> {
  const none: TimePlan = { family: "none", shapes: [], junk };
  if (shapes.length === 0) return { plan: none, faults: [] };
  const of = shapes.reduce((sum, { shape, count }) => sum + (shape === "0" ? 0 : count), 0);
  const { likely, midnights, sample, seconds } = await rangeOf(engine, table, column, shapes, unit);
  if (likely === 0 || (!stated && likely < 0.9 * of)) return { plan: none, faults: [] };
  const plan: TimePlan = { family: "counted", shapes, junk, counted: { unit, midnights, of: likely } };
  const told = warning(countedTimes(name, unit, sample, isoSecond(seconds).replace("T", " ")), where);
  return { plan, faults: stated ? [] : [told] };
}

const sampleOf = (shape: Shape): string =>
  shape.family === "named"
    ? shape.shape
        .replace(/0000$/, "2026")
        .replace(/^00?(?=\D)/, "31")
        .replace(/(?<=\D)00?(?=\D)/, "31")
    : shape.family === "iso"
      ? `2026${shape.separator}12${shape.separator}31`
      : `31${shape.separator}12${shape.separator}2026`;

/** strptime formats of the numeric shapes. */
function formats(plan: TimePlan): readonly string[] {
  const found = new Set<string>();
  for (const { shape, separator } of plan.shapes) {
    if (plan.family === "named") {
      const named = namedFormat(shape);
      if (named !== null) found.add(named.format);
      continue;
    }
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
 * SQL of the stamps of a column. Stamps with a zone are converted to the study's clock; stamps without one from the
 * source's zone, if it states one. A date has no zone and stays the same.
 */
export function timeSql(
  plan: TimePlan,
  column: string,
  studyZone: string,
  sourceZone: string | null,
  dates: Dates | null = null,
): TimeSql {
  if (plan.family === "none") return { seconds: "NULL::BIGINT", dateOnly: "FALSE" };
  if (plan.counted !== undefined)
    return countedSql(column, plan.counted.unit, plan.shapes, studyZone, sourceZone, dates);
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
  // the engine would convert an offset of 25 hours too
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
        : plan.family === "named"
          ? shapes(onlyDates)
          : `NOT contains(${column}, ':')`;
  if (dates === null) return { seconds: secondsOf(asWritten), dateOnly: bareDate };
  if (dates === "carried") {
    const seconds = secondsOf(asWritten);
    return { seconds, dateOnly: `(${bareDate} OR coalesce(${seconds} % 86400 = 0, FALSE))` };
  }
  const midnight = dates === "all" ? `coalesce(contains(${column}, ':'), FALSE)` : atMidnight(column);
  const named = plan.family === "named";
  const day = named ? plain : `regexp_extract(${plain}, '^[0-9/.-]+')`;
  const written = named
    ? `date_trunc('day', ${local})`
    : plan.family === "iso"
      ? `try_cast(${day} AS TIMESTAMP)`
      : `try_strptime(${day}, [${formats({ ...plan, shapes: plan.shapes.map(dateOf) })
          .map(text)
          .join(", ")}])`;
  return {
    seconds: secondsOf(`CASE WHEN ${midnight} THEN ${written} ELSE ${asWritten} END`),
    dateOnly: `(${bareDate} OR ${midnight})`,
  };
}
