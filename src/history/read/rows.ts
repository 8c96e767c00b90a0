import { exits, LeadlineError } from "../../base/errors.ts";
import type { FileSource, Study } from "../../study/type.ts";
import { type Ledger, settleRows } from "../audit/audit.ts";
import type { Engine } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { type ReadStamps, readStamps, type TimeColumn, timeFormat } from "../stamps/read.ts";
import { keptSql, tellOfFilter, tellOfMarked } from "../tell/filter.ts";

/** What became of the rows of a file. */
export interface TakenRows {
  /** number of rows that could be split into columns, and that could not */
  readonly read: number;
  readonly rejected: number;
  /** number of rows that `where` leaves out; null: the source has none */
  readonly leftOut: number | null;
}

/**
 * Puts the rows of a file that count into a temporary table with columns c0, c1, ...; reports what its filter and its
 * marks show.
 */
export async function takeRows(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: Pick<FileSource, "path" | "where">,
  table: string,
  ledger: Ledger,
): Promise<TakenRows> {
  await engine.run(`CREATE TEMP TABLE ${table} AS SELECT * FROM ${file.relation("rejected")}`);
  const count = async (): Promise<number> =>
    Number((await engine.rows(`SELECT count(*) FROM ${table}`))[0]?.[0] ?? 0);
  const read = await count();
  const rejected = await settleRows(engine, file, "rejected", read, ledger);
  const kept = keptSql(file, source);
  if (kept !== null) {
    ledger.warnings.push(...(await tellOfFilter(engine, study, file, source, table)));
    await engine.run(`DELETE FROM ${table} WHERE NOT (${kept})`);
  }
  ledger.warnings.push(...(await tellOfMarked(engine, study, file, source, table)));
  return { read, rejected, leftOut: kept === null ? null : read - (await count()) };
}

/** The same for the one time that dates a row: a date alone counts as the end of its day. */
export const settleDated = (
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: FileSource & { readonly at: string },
  table: string,
  ledger: Ledger,
): Promise<ReadStamps["sql"]> =>
  settleStamps(
    engine,
    study,
    table,
    [
      {
        sql: `c${columnIndex(file, source.at)}`,
        name: source.at,
        zone: source.timezone,
        needed: true,
        dateAt: "end",
        format: timeFormat(source, source.at),
        where: { file: file.name },
      },
    ],
    ledger,
  );

/** Decides how the time columns of a table are read; reports go to the ledger, a fault refuses the study. */
export async function settleStamps(
  engine: Engine,
  study: Study,
  table: string,
  columns: readonly TimeColumn[],
  ledger: Ledger,
): Promise<ReadStamps["sql"]> {
  const stamps = await readStamps(engine, study, table, columns);
  const errors = stamps.faults.filter((found) => found.severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.data, errors);
  ledger.warnings.push(...stamps.faults);
  return stamps.sql;
}
