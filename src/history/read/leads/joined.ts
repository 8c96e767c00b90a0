import { exits, type Fault, refuse, warning } from "../../../base/errors.ts";
import {
  differingColumn,
  differingKeys,
  leadsWithoutRow,
  type Unmatched,
  unmatchedKeys,
} from "../../../base/messages/data/joins.ts";
import { nearest } from "../../../base/text.ts";
import { placeOf } from "../../../study/places.ts";
import type { FileSource, Study } from "../../../study/type.ts";
import { countFile, type Ledger } from "../../audit/audit.ts";
import { present } from "../../blank.ts";
import type { Engine } from "../../engine.ts";
import type { SourceHeader, SourceTable } from "../../headers.ts";
import { noWins, tellUnjoined } from "../../tell/joins.ts";
import { takeRows } from "../rows.ts";

/** The engine's table for a file whose columns are added to others: one row for each key, in the column `key`. */
const tableOf = (
  { source, name, index }: Pick<SourceHeader, "source" | "name" | "index">,
  all: readonly SourceHeader[],
): string =>
  `joined_${all.findIndex((header) => header.source === source && header.name === name && header.index === index)}`;

/**
 * Puts the rows of a file whose columns are added to others into a table of their own. Equal rows of a key count once.
 *
 * @throws LeadlineError exit 3 where rows of one key differ
 */
export async function readJoined(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: FileSource,
  key: string,
  all: readonly SourceHeader[],
  ledger: Ledger,
): Promise<void> {
  const taken = await takeRows(engine, study, file, source, "joined_rows", ledger);
  const cell = `c${file.names.indexOf(key)}`;
  const columns = file.names.map((_, i) => `nullif(bare(c${i}), '') AS c${i}`).join(", ");
  const table = tableOf(file, all);
  await engine.run(
    `CREATE TEMP TABLE ${table} AS SELECT DISTINCT bare(${cell}) AS key, ${columns} FROM joined_rows WHERE ${present(cell)}`,
  );
  const [row] = await engine.rows(
    `SELECT (SELECT count(*) FROM joined_rows WHERE NOT ${present(cell)}), (SELECT count(*) FROM joined_rows), (SELECT count(*) FROM ${table}),
       count(*), min(key) FROM (SELECT key FROM ${table} GROUP BY 1 HAVING count(*) > 1)`,
  );
  const [keyless = 0, rows = 0, distinct = 0, differing = 0] = (row ?? []).map(Number);
  if (differing > 0)
    refuse(exits.data, differingKeys(String(row?.[4]), file.name, differing), placeOf(study, source.path));
  await engine.run("DROP TABLE joined_rows");
  countFile(ledger, file.source, file, {
    rejected: taken.rejected + keyless,
    duplicates: rows - keyless - distinct,
    leftOut: taken.leftOut,
  });
}

/** A relation with the columns that other tables add to it; no row is lost, and none is doubled. */
export function withJoined(file: SourceHeader, all: readonly SourceHeader[], relation: string): string {
  if (file.joined === undefined) return relation;
  const own = file.own ?? file.names.length;
  const columns = file.names.map((_, i) => (i < own ? `t.c${i}` : `NULL::VARCHAR`));
  const joins = file.joined.map(({ from, on, columns: added }, k) => {
    for (const { from: at, to } of added)
      columns[to] =
        columns[to] === "NULL::VARCHAR"
          ? `j${k}.c${at}`
          : `coalesce(nullif(bare(${columns[to]}), ''), j${k}.c${at})`;
    return `LEFT JOIN ${tableOf(from, all)} j${k} ON j${k}.key = bare(t.c${on})`;
  });
  return `(SELECT ${columns.map((sql, i) => `${sql} AS c${i}`).join(", ")} FROM ${relation} t ${joins.join(" ")})`;
}

/** The most distinct values that are looked at and reported. */
const MOST = 1000;

/**
 * Reports what does not match: values that are no key, with the keys that may be meant; leads without a row; columns
 * that differ.
 */
export async function tellOfJoined(
  engine: Engine,
  study: Study,
  file: SourceHeader,
  all: readonly SourceHeader[],
  relation: string,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const { from, on, columns } of file.joined ?? []) {
    const table = tableOf(from, all);
    const cell = `t.c${on}`;
    const found = await engine.rows(
      `SELECT bare(${cell}) AS v, count(*) AS n FROM ${relation} t LEFT JOIN ${table} j ON j.key = bare(${cell})
       WHERE ${present(cell)} AND j.key IS NULL GROUP BY 1 ORDER BY n DESC, v LIMIT ${MOST}`,
    );
    const [counted] = await engine.rows(
      `SELECT count(*), count(*) FILTER (j.key IS NULL) FROM ${relation} t LEFT JOIN ${table} j ON j.key = bare(${cell}) WHERE ${present(cell)}`,
    );
    const [of = 0, rows = 0] = (counted ?? []).map(Number);
    const path = study.sources[from.source]?.[from.index]?.path ?? "";
    if (rows > 0) {
      const message =
        from.source === "joins"
          ? leadsWithoutRow(from.name, rows, of)
          : unmatchedKeys(
              file.names[on] ?? "",
              file.name,
              from.name,
              await twinsOf(
                engine,
                table,
                found.map(([v, n]) => [String(v), Number(n)] as const),
              ),
              rows,
              of,
            );
      faults.push(warning(message, placeOf(study, path)));
    }
    const own = file.own ?? file.names.length;
    for (const { from: at, to } of columns) {
      if (to >= own) continue;
      const [row] = await engine.rows(
        `SELECT count(*) FROM ${relation} t JOIN ${table} j ON j.key = bare(${cell}) WHERE ${present(`t.c${to}`)} AND bare(t.c${to}) <> j.c${at}`,
      );
      if (Number(row?.[0]) > 0)
        faults.push(
          warning(differingColumn(file.names[to] ?? "", from.name, Number(row?.[0])), placeOf(study, path)),
        );
    }
  }
  return faults;
}

const folded = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The key that each value may mean: one that differs only in case, blanks and signs, or the nearest. */
async function twinsOf(
  engine: Engine,
  table: string,
  values: readonly (readonly [string, number])[],
): Promise<readonly Unmatched[]> {
  const keys = (await engine.rows(`SELECT key FROM ${table} ORDER BY key LIMIT 100000`)).map(([key]) =>
    String(key),
  );
  const byFold = new Map([...keys].reverse().map((key) => [folded(key), key]));
  return values.map(([value, rows], i) => {
    const near = i < 20 && keys.length <= MOST ? nearest(value, keys) : null;
    return [value, rows, byFold.get(folded(value)) ?? near];
  });
}

/** Reports rows that belong to no lead, in files that add columns to leads; needs the table `lead_id`. */
export async function tellOfStrangers(
  engine: Engine,
  study: Study,
  all: readonly SourceHeader[],
  ledger: Ledger,
): Promise<void> {
  for (const header of all.filter(({ source }) => source === "joins")) {
    const source = study.sources.joins?.[header.index];
    if (source === undefined) continue;
    const orphans = `SELECT key AS id FROM ${tableOf(header, all)} WHERE key NOT IN (SELECT id FROM lead_id)`;
    const [row] = await engine.rows(
      `SELECT (SELECT count(*) FROM ${tableOf(header, all)}), count(*) FROM (${orphans})`,
    );
    const [rows = 0, unjoined = 0] = (row ?? []).map(Number);
    if (unjoined === 0) continue;
    const of = { file: header.name, rows, unjoined };
    ledger.joins.push(...(await tellUnjoined(engine, study, source, of, orphans, noWins)));
    const at = ledger.files.findIndex((audit) => audit.source === "joins" && audit.file === header.name);
    const audit = ledger.files[at];
    if (audit !== undefined) ledger.files[at] = { ...audit, orphans: unjoined };
  }
}
