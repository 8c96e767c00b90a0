import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fault, fault } from "../../base/errors.ts";
import { duplicateHeader, noHeader } from "../../base/messages/data/history.ts";
import { report, type Watch } from "../../base/progress.ts";
import { type DateFormat, dateFormats } from "../../study/type.ts";
import { bare, present } from "../blank.ts";
import { type Engine, openEngine, text } from "../engine.ts";
import type { Checked, FoundTable, Opened } from "../feed.ts";
import { filesIn } from "../files/feed.ts";
import { planTimes, shapeOf, timeSql } from "../stamps/plan.ts";
import type { ColumnProfile, DatesProfile, KeyProfile, Profiles, TableProfile } from "./type.ts";

/** How many values of a column a profile keeps. */
const shownValues = 60;
/** The share of dates from which on a column is one of dates. */
const mostlyDates = 0.95;
/** How many values of a column are looked up in another. */
const lookedUp = 500;
/** A column can be a key where every row has a value and this share of the values is unique. */
const mostlyUnique = 0.98;
const NUMBER = String.raw`[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)`;
const HOLDS_MAIL = String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`;

/**
 * Reads files and describes the content of each column, and which columns are keys of which. Files with the same header are
 * one table. Reads every row: 1M rows of 20 columns take some 20 s.
 *
 * @param names as the study will name them, relative to `folder`
 * @throws LeadlineError exit 4 (the engine)
 */
export async function profileFiles(
  folder: string,
  names: readonly string[],
  watch: Watch = {},
): Promise<Profiles> {
  const feed = filesIn(folder);
  const unread: Fault[] = [];
  const checked: { readonly table: FoundTable; readonly looked: Checked }[] = [];
  for (const [i, name] of names.entries()) {
    report(watch, "scan", i, names.length);
    const { tables, faults } = await feed.find(name, { file: name });
    unread.push(...faults.map(({ fault }) => fault));
    for (const table of tables) {
      const looked = await table.check(watch);
      const errors = [...looked.faults, ...twice(table), ...withoutHeader(table)].filter(
        ({ severity }) => severity === "error",
      );
      if (errors.length === 0) checked.push({ table, looked });
      unread.push(...errors);
    }
  }
  const bytes = checked.reduce((sum, { looked }) => sum + (looked.bytes ?? Number.POSITIVE_INFINITY), 0);
  const scratch = await mkdtemp(join(tmpdir(), "leadline-"));
  const engine = await openEngine(bytes, watch);
  try {
    const opened: Part[] = [];
    for (const [i, { table, looked }] of checked.entries())
      opened.push({ ...table, ...(await looked.open(engine, join(scratch, String(i)), watch)) });
    const tables: TableProfile[] = [];
    for (const [i, group] of grouped(opened).entries()) {
      report(watch, "profile", i, opened.length);
      tables.push(await tableOf(engine, `t${i}`, group));
    }
    return { tables, keys: await keysOf(engine, tables), unread };
  } finally {
    engine.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

type Part = Pick<FoundTable, "name" | "names"> & Opened;

/** Two columns with one name: Leadline cannot know which one is meant. */
const twice = ({ name, names }: FoundTable): readonly Fault[] => {
  const again = names.find((column, i) => column !== "" && names.indexOf(column) < i);
  return again === undefined ? [] : [fault(duplicateHeader(again, name), { file: name })];
};

const TIME = /^(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4})([T ,]+\d{1,2}:\d{2}.*)?$/;
const MAIL = new RegExp(`^${HOLDS_MAIL}$`);

/** A row where the header should be. Files with a column for each day have many names that are dates; a row has few. */
const withoutHeader = ({ name, names }: FoundTable): readonly Fault[] => {
  const values = names.filter((column) => TIME.test(column) || MAIL.test(column));
  const [value] = values;
  return value === undefined || values.length > names.length / 2
    ? []
    : [fault(noHeader(name, value), { file: name })];
};

const columnsOf = ({ names }: Part): readonly string[] => names.filter((name) => name !== "");

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Files with the same columns, in any order, grouped; in the order of their names. */
function grouped(files: readonly Part[]): readonly (readonly Part[])[] {
  const groups = new Map<string, Part[]>();
  for (const file of [...files].sort((a, b) => byCodeUnit(a.name, b.name))) {
    const header = JSON.stringify([...columnsOf(file)].sort(byCodeUnit));
    groups.set(header, [...(groups.get(header) ?? []), file]);
  }
  return [...groups.values()];
}

async function tableOf(engine: Engine, table: string, files: readonly Part[]): Promise<TableProfile> {
  const [first] = files;
  if (first === undefined) return { files: [], rows: 0, columns: [] };
  const names = columnsOf(first);
  const each = files.map((file) => {
    const columns = names.map((name, i) => `c${file.names.indexOf(name)} AS v${i}`);
    return `SELECT ${columns.join(", ")} FROM ${file.relation()}`;
  });
  await engine.run(`CREATE TEMP TABLE ${table} AS ${each.join(" UNION ALL ")}`);
  const [counted] = await engine.rows(`SELECT count(*) FROM ${table}`);
  const columns: ColumnProfile[] = [];
  for (const [i, name] of names.entries()) columns.push(await columnOf(engine, table, `v${i}`, name));
  return { files: files.map((file) => file.name), rows: Number(counted?.[0]), columns };
}

async function columnOf(engine: Engine, table: string, column: string, name: string): Promise<ColumnProfile> {
  const value = bare(column);
  const [row] = await engine.rows(
    `SELECT count(*), count(DISTINCT ${value}), count(*) FILTER (regexp_full_match(${value}, ${text(NUMBER)})),
       count(*) FILTER (regexp_full_match(${value}, ${text(HOLDS_MAIL)})) FROM ${table} WHERE ${present(column)}`,
  );
  const [filled = 0, distinct = 0, numbers = 0, emails = 0] = (row ?? []).map(Number);
  const values = await engine.rows(
    `SELECT ${value} AS v, count(*) AS n FROM ${table} WHERE ${present(column)} GROUP BY 1 ORDER BY n DESC, v LIMIT ${shownValues}`,
  );
  const share = (n: number): number => (filled === 0 ? 0 : n / filled);
  return {
    name,
    filled,
    distinct,
    values: values.map(([v, n]) => [String(v), Number(n)] as const),
    numbers: share(numbers),
    emails: share(emails),
    dates: filled === 0 || numbers === filled ? null : await datesOf(engine, table, column, filled),
  };
}

/** How the dates of a column are written; null: it holds no dates. */
async function datesOf(
  engine: Engine,
  table: string,
  column: string,
  filled: number,
): Promise<DatesProfile | null> {
  const found = await engine.rows(
    `SELECT ${shapeOf(column)} AS shape, count(*) AS n FROM ${table} WHERE ${present(column)} GROUP BY 1 ORDER BY n DESC, shape LIMIT 2000`,
  );
  const shapes = found.map(([shape, n]) => [String(shape), Number(n), new Map()] as const);
  const plan = async (order: DateFormat | null) =>
    planTimes(engine, { table, column, name: column, where: {} }, shapes, order);
  const isRead = (planned: Awaited<ReturnType<typeof plan>>): boolean =>
    planned.plan.shapes.reduce((sum, { count }) => sum + count, 0) >= mostlyDates * filled;
  let read = await plan(null);
  let format: DateFormat | null = null;
  let either: DatesProfile["either"] = null;
  if (!isRead(read) || read.faults.some(({ code }) => code === "ambiguous-dates")) {
    // two-digit years, or no value that shows the order: look at which parts can be day or month
    const orders = await possibleOrders(engine, table, column, filled);
    const [only, other] = orders;
    if (only === undefined) return null;
    format = only;
    either = other === undefined ? null : [only, other];
    read = await plan(only);
  }
  if (read.plan.family === "none" || !isRead(read)) return null;
  const { seconds } = timeSql(read.plan, column, "UTC", null);
  const [range] = await engine.rows(
    `SELECT min(s), max(s), min(v) FROM (SELECT ${seconds} AS s, ${bare(column)} AS v FROM ${table})
     WHERE s > 86400 * 366 AND s < 2145916800`,
  );
  if (typeof range?.[0] !== "number") return null;
  return { format, either, sample: String(range[2]), earliest: range[0], latest: Number(range[1]) };
}

/** Orders in which nearly all values are dates, day first before month first; two: nothing shows which one is right. */
async function possibleOrders(
  engine: Engine,
  table: string,
  column: string,
  filled: number,
): Promise<readonly DateFormat[]> {
  const out: DateFormat[] = [];
  for (const order of dateFormats) {
    const parts = String.raw`^\s*([0-9]{1,2})[${order[2]}]([0-9]{1,2})[${order[2]}]([0-9]{${order.length - 6}})([ ,].*)?\s*$`;
    const [day, month] = order.startsWith("dd") ? [1, 2] : [2, 1];
    const part = (i: number): string =>
      `try_cast(regexp_extract(${column}, ${text(parts)}, ${i}) AS INTEGER)`;
    const [row] = await engine.rows(
      `SELECT count(*) FILTER (${part(day)} BETWEEN 0 AND 31 AND ${part(month)} BETWEEN 0 AND 12) FROM ${table}`,
    );
    if (Number(row?.[0]) >= mostlyDates * filled) out.push(order);
  }
  return out;
}

/** Columns that hold values of columns which identify the rows of another table. */
async function keysOf(engine: Engine, tables: readonly TableProfile[]): Promise<readonly KeyProfile[]> {
  const out: KeyProfile[] = [];
  for (const [b, to] of tables.entries())
    for (const [j, key] of to.columns.entries()) {
      const unique = key.distinct >= mostlyUnique * to.rows || to.files.length > 1;
      if (!unique || key.distinct < 2 || key.filled < mostlyUnique * to.rows || key.dates !== null) continue;
      for (const [a, from] of tables.entries()) {
        if (a === b) continue;
        for (const [i, column] of from.columns.entries()) {
          if (column.distinct < 2 || column.dates !== null) continue;
          const [row] = await engine.rows(
            `SELECT avg((v IN (SELECT ${bare(`v${j}`)} FROM t${b}))::INTEGER) FROM (
               SELECT DISTINCT ${bare(`v${i}`)} AS v FROM t${a} WHERE ${present(`v${i}`)} ORDER BY md5(v), v LIMIT ${lookedUp})`,
          );
          const found = Number(row?.[0] ?? 0);
          if (found >= 0.5) out.push({ from: [a, column.name], to: [b, key.name], found });
        }
      }
    }
  return out;
}
