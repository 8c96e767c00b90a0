import { type Fault, fault, warning } from "../../base/errors.ts";
import {
  ambiguousNumbers,
  fewNumbers,
  noNumbers,
  numbersAsCode,
  numbersBesideSigns,
  unreadNumbers,
  writtenNumbers,
} from "../../base/messages/data/numbers.ts";
import type { NumberFormat } from "../../study/type.ts";
import type { Engine } from "../engine.ts";
import { writtenPlain } from "./plain.ts";
import { bodySql, fitsSql, inOrder, shortSql, shown, unitSql } from "./written.ts";

/** How the texts of a column become numbers: as programs write them, in a format of people's, or not at all. */
export interface NumberReading {
  readonly format: NumberFormat | "plain" | null;
  readonly faults: readonly Fault[];
}

export interface NumberQuestion {
  readonly name: string;
  /** a table with a column of bare texts */
  readonly table: string;
  readonly column: string;
  /** SQL of whether a text is a plain number, and whether it is a word that means none */
  readonly isPlain: string;
  readonly isNone: string;
  /** share of plain numbers from which on a column is one */
  readonly share: number;
  readonly stated: "number" | null;
  readonly format: NumberFormat | null;
}

/** A column that the study states as numbers is reported where a smaller share can be read. */
const MOST_READ = 0.95;
/** A column read as text is reported where at least this share looks like numbers. */
const TOLD = 0.5;

/** `'20`, `="20"`, `~20`, `20+`, `20 employees`: a number between signs, or before words behind a blank. */
const AMONG = /^([^\p{L}\p{N}]{0,3})([0-9][0-9.,]*)([^\p{L}\p{N}]{0,3}|\s\p{L}[\p{L} ]{0,20})$/u;
/** `0x3a98`, `20_000`, `5,00E+03`: as program text or a spreadsheet in another language writes numbers. */
const AS_CODE = /^[+-]?(0x[0-9a-f]+|[0-9]{1,3}(_[0-9]{3})+|[0-9]+,[0-9]+e[+-]?[0-9]+)$/i;
/** Fewer numbers than these are names of levels. */
const FEWEST = 3;
/** Distinct values that are looked at: if they differ, some of so many do. */
const LOOKED_AT = 1000;

/**
 * What a text column is whose values are all numbers in a form that is not read; null: something else. They are looked
 * at here: the engine takes 40 ms of processor time to compile classes of letters, whatever the number of rows.
 */
async function unreadForm(engine: Engine, q: NumberQuestion): Promise<Fault | null> {
  const rows = await engine.rows(
    `SELECT DISTINCT ${q.column} AS a FROM ${q.table} WHERE ${q.column} IS NOT NULL AND NOT ${q.isNone} ORDER BY a LIMIT ${LOOKED_AT}`,
  );
  const values = rows.map(([value]) => String(value));
  if (isBesideSigns(values)) return warning(numbersBesideSigns(q.name, values[0] ?? ""));
  const coded = values.filter((value) => AS_CODE.test(value));
  return coded.length >= FEWEST && values.every((value) => AS_CODE.test(value) || writtenPlain.test(value))
    ? warning(numbersAsCode(q.name, coded[0] ?? ""))
    : null;
}

/** Whether all are numbers beside the same signs or words. */
function isBesideSigns(values: readonly string[]): boolean {
  const [kinds, numbers] = [new Set<string>(), new Set<string>()];
  for (const value of values) {
    const [, before = "", number = "", after = ""] = AMONG.exec(value) ?? [];
    if (number === "" || before + after === "") return false;
    kinds.add(JSON.stringify([before, after]));
    numbers.add(number);
    if (kinds.size > 1) return false;
  }
  return kinds.size === 1 && numbers.size >= FEWEST;
}

interface Counts {
  readonly all: number;
  readonly plain: number;
  /** values that are numbers as people write them, plain ones too */
  readonly bodies: number;
  /** those that are not plain */
  readonly dressed: number;
  /** those that at least one of the formats reads */
  readonly some: number;
  readonly units: number;
  readonly withUnit: number;
  readonly percents: number;
  readonly zeros: number;
  readonly codes: number;
  readonly short: number;
  /** values with a point, and those whose point may separate thousands */
  readonly points: number;
  readonly pointThousands: number;
  readonly fits: ReadonlyMap<NumberFormat, number>;
  readonly samples: {
    readonly dressed: string;
    readonly point: string;
    readonly comma: string;
    readonly other: string;
  };
}

/** A dozen patterns a value: each distinct one is looked at once. */
async function countsOf(engine: Engine, q: NumberQuestion): Promise<Counts> {
  const signed = (sign: string): string => `contains(body, '${sign}')`;
  const each = inOrder.map((format) => fitsSql("body", format));
  const fits = each.map((sql) => `sum(rows) FILTER (${sql})`).join(", ");
  const thousands = "regexp_full_match(body, '[1-9][0-9]{0,2}([.][0-9]{3})+')";
  const [row] = await engine.rows(
    `SELECT sum(rows), sum(rows) FILTER (plain), sum(rows) FILTER (body <> ''),
       count(DISTINCT unit) FILTER (unit <> ''), sum(rows) FILTER (unit <> ''), sum(rows) FILTER (unit IN ('%', '\u2030')),
       sum(rows) FILTER (body = '0'), sum(rows) FILTER (regexp_full_match(a, '0[0-9]+')), sum(rows) FILTER (short),
       sum(rows) FILTER (${signed(".")}), sum(rows) FILTER (${thousands}),
       min(a) FILTER (body <> '' AND NOT plain), min(a) FILTER (${signed(".")}), min(a) FILTER (${signed(",")}),
       min(a) FILTER (NOT plain), sum(rows) FILTER (body <> '' AND NOT plain), sum(rows) FILTER (${each.join(" OR ")}),
       ${fits}
     FROM (SELECT ${q.column} AS a, rows, ${q.isPlain} AS plain, ${bodySql(q.column)} AS body, ${unitSql(q.column)} AS unit, ${shortSql(q.column)} AS short
       FROM (SELECT ${q.column}, count(*) AS rows FROM ${q.table} WHERE ${q.column} IS NOT NULL AND NOT ${q.isNone} GROUP BY ALL))`,
  );
  const n = (i: number): number => Number(row?.[i] ?? 0);
  const s = (i: number): string => String(row?.[i] ?? "");
  return {
    all: n(0),
    plain: n(1),
    bodies: n(2),
    units: n(3),
    withUnit: n(4),
    percents: n(5),
    zeros: n(6),
    codes: n(7),
    short: n(8),
    points: n(9),
    pointThousands: n(10),
    samples: { dressed: s(11), point: s(12), comma: s(13), other: s(14) },
    dressed: n(15),
    some: n(16),
    fits: new Map(inOrder.map((format, i) => [format, n(17 + i)])),
  };
}

/**
 * Decides how a column's texts become numbers. A format that the study states is taken. Otherwise plain numbers are;
 * otherwise the one format that fits all values, which is reported. Where two formats fit and mean different numbers,
 * the commoner one is taken, and reported with both readings and the key that settles it.
 */
export async function readingOf(engine: Engine, q: NumberQuestion): Promise<NumberReading> {
  const counts = await countsOf(engine, q);
  if (counts.all === 0) return { format: q.format ?? (q.stated === null ? null : "plain"), faults: [] };
  const fits = (format: NumberFormat): number => counts.fits.get(format) ?? 0;
  if (q.format !== null) return { format: q.format, faults: read(q, counts, fits(q.format)) };
  const told = guess(q, counts);
  if (q.stated === null) {
    const isText = told.format === null && told.faults.length === 0 && counts.bodies < q.share * counts.all;
    const unread = isText ? await unreadForm(engine, q) : null;
    return unread === null ? told : { format: null, faults: [unread] };
  }
  // stated as a number: the format that fits most is taken, and reported where that is little
  if (told.format !== null)
    return {
      format: told.format,
      faults: [
        ...told.faults,
        ...read(q, counts, told.format === "plain" ? counts.plain : fits(told.format)),
      ],
    };
  let best: NumberFormat = "1,234.5";
  for (const format of inOrder) if (fits(format) > fits(best)) best = format;
  if (counts.plain >= fits(best)) return { format: "plain", faults: read(q, counts, counts.plain) };
  return { format: best, faults: [...told.faults, ...read(q, counts, fits(best))] };
}

/** Reports where a column that is stated as numbers holds few of them; a fault where it holds none. */
function read(q: NumberQuestion, counts: Counts, rows: number): readonly Fault[] {
  const sample = counts.samples.other;
  if (rows === 0) return [fault(noNumbers(q.name, counts.all, sample))];
  return rows < MOST_READ * counts.all ? [warning(fewNumbers(q.name, rows, counts.all, sample))] : [];
}

function guess(q: NumberQuestion, counts: Counts): NumberReading {
  const { all, plain, bodies, dressed, samples } = counts;
  const enough = q.share * all;
  // 1.500 beside 20 and 950: fractions of exactly three digits throughout
  if (plain >= enough && dressed === 0) {
    if (counts.points < 2 || counts.points !== counts.pointThousands) return { format: "plain", faults: [] };
    return {
      format: "plain",
      faults: [warning(ambiguous(q.name, samples.point, "1234.5", "1.234,5", counts.points, all))],
    };
  }
  if (bodies < TOLD * all && counts.short < TOLD * all)
    return { format: plain >= enough && plain > 0 ? "plain" : null, faults: [] };
  if (counts.codes > 0) return { format: plain >= enough ? "plain" : null, faults: [] };
  const unread = (why: string): NumberReading => ({
    format: plain >= enough ? "plain" : null,
    faults: [
      warning(
        unreadNumbers(q.name, counts.short > 0 && bodies < enough ? samples.other : samples.dressed, why),
      ),
    ],
  });
  if (counts.short > 0 && bodies < enough && bodies + counts.short >= enough)
    return unread("some are written short, with k or M");
  const most = Math.max(...counts.fits.values());
  const fitting = inOrder.filter((format) => most >= enough && counts.fits.get(format) === most);
  const [first] = fitting;
  if (first === undefined)
    return counts.some >= enough
      ? unread("they are written in more than one way")
      : { format: plain >= enough ? "plain" : null, faults: [] };
  if (counts.units > 1) return unread("they are of more than one unit or currency");
  if (counts.percents > 0 && counts.percents < bodies - counts.zeros)
    return unread("some are percentages and others are not");
  if (fitting.includes("1,234.5") && fitting.includes("1.234,5")) {
    if (samples.comma !== "" && samples.point === "")
      return {
        format: "1,234.5",
        faults: [warning(ambiguous(q.name, samples.comma, "1,234.5", "1.234,5", dressed, all))],
      };
    if (samples.point !== "" && counts.points === counts.pointThousands)
      return {
        format: "1,234.5",
        faults: [warning(ambiguous(q.name, samples.point, "1,234.5", "1.234,5", counts.points, all))],
      };
  }
  return {
    format: first,
    faults: [
      warning(writtenNumbers(q.name, samples.dressed, shown(samples.dressed, first), first, dressed, all)),
    ],
  };
}

const ambiguous = (
  name: string,
  sample: string,
  taken: NumberFormat,
  other: NumberFormat,
  rows: number,
  all: number,
): ReturnType<typeof ambiguousNumbers> =>
  ambiguousNumbers(name, sample, [taken, shown(sample, taken)], [other, shown(sample, other)], rows, all);
