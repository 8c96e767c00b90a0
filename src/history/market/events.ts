import type { Study } from "../../study/type.ts";
import { countFile, countRejects, type Ledger } from "../audit/audit.ts";
import { present } from "../blank.ts";
import type { Engine } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { settleDated, takeRows } from "../read/rows.ts";
import { countUndated, refusalSql, stampColumns, stampSql } from "../stamps/read.ts";
import type { Events } from "../type.ts";

/** Reads files of trigger events. Equal ones count once, those after as_of are left out. */
export async function readEvents(
  engine: Engine,
  study: Study,
  found: readonly SourceTable[],
  ledger: Ledger,
): Promise<Events> {
  await engine.run("CREATE TEMP TABLE event (stamp INTEGER, dated BOOLEAN, label VARCHAR)");
  for (const file of found) {
    const source = study.sources.events?.[file.index];
    if (source === undefined) continue;
    const taken = await takeRows(engine, study, file, source, "event_file", ledger);
    const [at, label] = [`c${columnIndex(file, source.at)}`, `c${columnIndex(file, source.label)}`];
    const stamps = await settleDated(engine, study, file, source, "event_file", ledger);
    const from = `(SELECT *${stampColumns(stamps)} FROM event_file)`;
    await engine.run(
      `INSERT INTO event SELECT ${stampSql(0, "end")}, d0, bare(${label}) FROM ${from} WHERE ${stampSql(0, "end")} IS NOT NULL AND ${present(label)}`,
    );
    const [counted] = await engine.rows(
      `SELECT count(*) FILTER (${stampSql(0, "end")} > ${study.asOf} AND ${present(label)}) FROM ${from}`,
    );
    let { rejected } = taken;
    const reasons: readonly (readonly [string, string, string])[] = [
      [source.label, "'no label'", `NOT ${present(label)}`],
      [source.at, refusalSql(0, at), present(label)],
    ];
    for (const [column, reason, where] of reasons)
      rejected += await countRejects(engine, file, columnIndex(file, column), reason, from, where, ledger);
    const undated = await countUndated(engine, 0, at, from, present(label));
    await engine.run("DROP TABLE event_file");
    countFile(ledger, "events", file, {
      rejected,
      undated,
      leftOut: taken.leftOut,
      afterAsOf: Number(counted?.[0]),
    });
  }
  const rows = await engine.rows(
    `SELECT DISTINCT stamp, dated, label FROM event WHERE stamp <= ${study.asOf}`,
  );
  await engine.run("DROP TABLE event");
  const sorted = rows
    .map(([stamp, dated, label]) => ({ at: Number(stamp), dated: dated === true, label: String(label) }))
    .sort((a, b) => a.at - b.at || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
  return {
    count: sorted.length,
    at: Int32Array.from(sorted, (event) => event.at),
    dated: Uint8Array.from(sorted, (event) => Number(event.dated)),
    labels: sorted.map((event) => event.label),
  };
}
