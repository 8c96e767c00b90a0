import { exits, type Fault, refuse, warning } from "../../base/errors.ts";
import {
  manyProperties,
  markedRows,
  noRowCounts,
  oldValues,
  valueNeverOccurs,
} from "../../base/messages/data/rows.ts";
import { placeOf } from "../../study/places.ts";
import type { RowFilter, Study } from "../../study/type.ts";
import { bare, present } from "../blank.ts";
import { type Engine, text } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";

interface Filtered {
  readonly path: string;
  readonly where?: readonly RowFilter[];
}

const yes = ["true", "t", "1", "yes", "y"];
const no = ["false", "f", "0", "no", "n"];

/** SQL of whether a row of a file counts, by the `where` of its source; null where every row does. */
export function keptSql(file: SourceTable, { where }: Filtered): string | null {
  if (where === undefined || where.length === 0) return null;
  return where
    .map(({ column, values }) => {
      const cell = `c${columnIndex(file, column)}`;
      const each = values.map((value) => {
        if (value === null) return `NOT ${present(cell)}`;
        // programs write true and false in many ways: the study says `IsDeleted: false`
        const truth = [yes, no].find((words) => words[0] === value.toLowerCase());
        if (truth === undefined) return `${bare(cell)} = ${text(value)}`;
        const said = `lower(${bare(cell)}) IN (${truth.map(text).join(", ")})`;
        // an empty mark means no mark: many exports mark only some rows
        return truth === no ? `(NOT ${present(cell)} OR ${said})` : said;
      });
      return `coalesce(${each.map((sql) => `(${sql})`).join(" OR ")}, FALSE)`;
    })
    .map((sql) => `(${sql})`)
    .join(" AND ");
}

/** The rows that count, from a table or a table function. */
export const keptRows = (table: string, kept: string | null): string =>
  kept === null ? table : `(SELECT * FROM ${table} WHERE ${kept})`;

/**
 * Reports on `where`: it is a fault if it leaves no row (listing the values there are), and a warning if it names a
 * value that never occurs.
 */
export async function tellOfFilter(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: Filtered,
  table: string,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { column, values } of source.where ?? []) {
    const cell = `c${columnIndex(file, column)}`;
    const found = await engine.rows(
      `SELECT bare(${cell}) AS v, count(*) AS n FROM ${table} WHERE ${present(cell)} GROUP BY 1 ORDER BY n DESC, v LIMIT 1000`,
    );
    const there = found.map(([value]) => String(value));
    for (const value of values) {
      if (value === null || value.toLowerCase() === "true" || value.toLowerCase() === "false") continue;
      if (!there.includes(value) && there.length < 1000)
        faults.push(
          warning(
            valueNeverOccurs(column, value, file.name, there),
            placeOf(study, `${source.path}.where.${column}`),
          ),
        );
    }
  }
  const kept = keptSql(file, source);
  const [row] = await engine.rows(`SELECT count(*) FROM ${keptRows(table, kept)}`);
  if (Number(row?.[0]) === 0)
    refuse(
      exits.data,
      noRowCounts(file.name, faults.map((f) => f.mend).join(" ")),
      placeOf(study, `${source.path}.where`),
    );
  return faults;
}

/** Names of columns that say which property a row of a history changed. */
const propertyName =
  /^(changed[ _-]?)?(field|property|attribute|column|key)([ _-]?(name|label|id|changed))?$|^(name|edited[ _-]?field|field[ _-]?\/[ _-]?event|sys[ _-]?field|what[ _-]?changed)$/i;
/** Names of columns that say whose stage a row holds: a contact's, a deal's. */
const objectName =
  /^(object|entity|module|record)([ _-]?(type|name|type[ _-]?code))?$|^(objecttypecode|sobject[ _-]?type)$/i;
/** More values than the properties that a CRM tracks. */
const MOST_PROPERTIES = 60;

/**
 * Warns of a file of stages that looks like a history of every property: it has a column that names properties, with
 * several of them. As it is read, a change of any property whose new value is the name of a stage would count as that
 * stage.
 */
export async function tellOfHistory(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: Filtered & { readonly lead: string; readonly at: string; readonly stage: object },
  table: string,
  stage: string,
): Promise<readonly Fault[]> {
  const used = new Set([source.lead, source.at, ...Object.values(source.stage).map(String)]);
  const filtered = new Set((source.where ?? []).map(({ column }) => column));
  const faults: Fault[] = [];
  for (const name of file.columns) {
    const ofObject = objectName.test(name);
    if (!(ofObject || propertyName.test(name)) || used.has(name) || filtered.has(name)) continue;
    const cell = `c${columnIndex(file, name)}`;
    const found = await engine.rows(
      `SELECT bare(${cell}) AS v, count(*) AS n, count(*) FILTER (bare(${stage}) IN (SELECT name FROM stage_name)) AS stages
       FROM ${table} WHERE ${present(cell)} GROUP BY 1 ORDER BY stages DESC, n DESC, v LIMIT ${MOST_PROPERTIES + 1}`,
    );
    if (found.length < 2 || found.length > MOST_PROPERTIES) continue;
    // a funnel may go from leads to deals; only a stage that both have means two stages under one name
    if (ofObject && !(await hasSharedStage(engine, table, cell, stage))) continue;
    const values = found.map(([value, n]): readonly [string, number] => [String(value), Number(n)]);
    faults.push(warning(manyProperties(name, file.name, values), placeOf(study, source.path)));
  }
  return faults;
}

const oldName = /^(old|previous|prior|prev|from)[ _-]?(value|stage|status|state)([ _-]?name)?(__c)?$/i;
const newName = /^(new|current|to)[ _-]?(value|stage|status|state)([ _-]?name)?(__c)?$/i;

/** Warns where the stage is read from the value before each change, though the file has the value after it. */
export function tellOfOldValues(
  study: Study,
  file: SourceTable,
  { path, stage }: { readonly path: string; readonly stage: object },
): readonly Fault[] {
  const column = "column" in stage ? String(stage.column) : "";
  const other = file.columns.find((name) => newName.test(name));
  return oldName.test(column) && other !== undefined
    ? [warning(oldValues(column, file.name, other), placeOf(study, `${path}.stage`))]
    : [];
}

/** Whether some stage is entered under several values of a column. */
async function hasSharedStage(engine: Engine, table: string, cell: string, stage: string): Promise<boolean> {
  const [row] = await engine.rows(
    `SELECT count(*) FROM (SELECT bare(${stage}) FROM ${table} WHERE ${present(cell)} AND bare(${stage}) IN (SELECT name FROM stage_name)
     GROUP BY 1 HAVING count(DISTINCT bare(${cell})) > 1)`,
  );
  return Number(row?.[0]) > 0;
}

/**
 * Columns that mark rows as gone, and their value in a row that counts; null: it is empty, and a date or an id in a row
 * that is gone.
 */
const marks: readonly (readonly [RegExp, boolean | null])[] = [
  [/^(is[ _-]?deleted|_?fivetran[ _-]?deleted|deleted|is[ _-]?archived|archived|is[ _-]?test)$/i, false],
  [/^_fivetran_active$/i, true],
  [
    /^((deleted|archived|removed)[ _-]?(at|on|date|time)|date[ _-]?(deleted|archived)|merged[ _-]?(into|to|at|on)([ _-]?id)?|master[ _-]?record[ _-]?id)$/i,
    null,
  ],
];
/** Words in these columns that mean the row is gone, beside the ways to write true. */
const goneWords = ["x", "deleted", "archived", "test", "gone", "removed"];

/** Whether a column may mark rows as gone. */
export const marksRows = (name: string): boolean => marks.some(([pattern]) => pattern.test(name));

/** Warns of rows that the export itself marks as deleted, archived or out of date, where no `where` leaves them out. */
export async function tellOfMarked(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: Filtered,
  table: string,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const filtered = new Set((source.where ?? []).map(({ column }) => column));
  for (const name of file.columns) {
    const keeps = marks.find(([pattern]) => pattern.test(name))?.[1];
    if (keeps === undefined || filtered.has(name)) continue;
    const raw = `c${columnIndex(file, name)}`;
    const cell = `lower(bare(${raw}))`;
    if (keeps === null) {
      const [row] = await engine.rows(
        `SELECT count(*) FILTER (${present(raw)} AND ${cell} NOT IN (${[...no, "null"].map(text).join(", ")})) FROM ${table}`,
      );
      if (Number(row?.[0]) > 0)
        faults.push(
          warning(markedRows(name, file.name, Number(row?.[0]), null), placeOf(study, source.path)),
        );
      continue;
    }
    const words = (of: readonly string[]): string => of.map(text).join(", ");
    const [row] = await engine.rows(
      `SELECT count(*) FILTER (${cell} IN (${words(keeps ? no : [...yes, ...goneWords])})), count(*) FILTER (${cell} NOT IN (${words([...yes, ...no, ...goneWords, ""])})) FROM ${table}`,
    );
    if (Number(row?.[0]) > 0 && Number(row?.[1]) === 0)
      faults.push(warning(markedRows(name, file.name, Number(row?.[0]), keeps), placeOf(study, source.path)));
  }
  return faults;
}
