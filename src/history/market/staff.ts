import { NEVER } from "../../base/time.ts";
import type { Study } from "../../study/type.ts";
import { countFile, countRejects, type Ledger } from "../audit/audit.ts";
import { present } from "../blank.ts";
import type { Engine } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { settleStamps, takeRows } from "../read/rows.ts";
import { refusalSql, stampColumns, stampSql, timeFormat } from "../stamps/read.ts";
import type { Staff } from "../type.ts";
import { amountSql } from "./amounts.ts";

/** Reads files of who takes leads from when to when. Plans after as_of count: they say nothing of what leads did. */
export async function readStaff(
  engine: Engine,
  study: Study,
  found: readonly SourceTable[],
  ledger: Ledger,
): Promise<Staff> {
  await engine.run("CREATE TEMP TABLE staff (rep VARCHAR, begins INTEGER, ends INTEGER, touches DOUBLE)");
  for (const file of found) {
    const source = study.sources.staff?.[file.index];
    if (source === undefined) continue;
    const taken = await takeRows(engine, study, file, source, "staff_rows", ledger);
    const column = (name: string): string => `c${columnIndex(file, name)}`;
    const { rep, from, to, touches } = source;
    const amount =
      touches === null
        ? "NULL::DOUBLE"
        : await amountSql(engine, study, file, source, touches, "touches_per_day", "staff_rows", ledger);
    await engine.run(
      `CREATE TEMP TABLE staff_file AS SELECT *, ${amount} AS touches FROM staff_rows; DROP TABLE staff_rows`,
    );
    const times = [from, ...(to === null ? [] : [to])];
    const stamps = await settleStamps(
      engine,
      study,
      "staff_file",
      times.map((name, k) => ({
        sql: column(name),
        name,
        zone: source.timezone,
        needed: k === 0,
        dateAt: k === 0 ? "start" : "end",
        format: timeFormat(source, name),
        where: { file: file.name },
      })),
      ledger,
    );
    const rows = `(SELECT *${stampColumns(stamps)} FROM staff_file)`;
    const begins = stampSql(0, "start");
    const ends = to === null ? "NULL" : stampSql(1, "end");
    const until =
      to === null ? `${NEVER}` : `CASE WHEN ${present(column(to))} THEN ${ends} ELSE ${NEVER} END`;
    const bad = [
      [rep, "'no rep'", `NOT ${present(column(rep))}`],
      [from, "'no first day'", `${present(column(rep))} AND NOT ${present(column(from))}`],
      [from, refusalSql(0, column(from)), `${present(column(rep))} AND ${present(column(from))}`],
      ...(to === null
        ? []
        : [
            [to, refusalSql(1, column(to)), `${present(column(to))} AND ${begins} IS NOT NULL`] as const,
            [to, "'the last day comes before the first'", `${ends} < ${begins}`] as const,
          ]),
      ...(touches === null
        ? []
        : [
            [
              touches,
              "'not a number of touches'",
              `(touches IS NULL OR touches < 0) AND ${begins} IS NOT NULL`,
            ] as const,
          ]),
    ] as const;
    await engine.run(
      `INSERT INTO staff SELECT bare(${column(rep)}), ${begins}, ${until}, touches FROM ${rows}
       WHERE ${present(column(rep))} AND ${begins} IS NOT NULL AND ${until} >= ${begins}${touches === null ? "" : " AND touches >= 0"}`,
    );
    let { rejected } = taken;
    for (const [name, reason, where] of bad)
      rejected += await countRejects(engine, file, columnIndex(file, name), reason, rows, where, ledger);
    await engine.run("DROP TABLE staff_file");
    countFile(ledger, "staff", file, {
      rejected,
      leftOut: taken.leftOut,
    });
  }
  const rows = await engine.rows("SELECT DISTINCT rep, begins, ends, touches FROM staff");
  await engine.run("DROP TABLE staff");
  const sorted = rows
    .map(([rep, from, to, touches]) => ({
      rep: String(rep),
      from: Number(from),
      to: Number(to),
      touches: touches === null ? Number.NaN : Number(touches),
    }))
    .sort((a, b) => a.from - b.from || (a.rep < b.rep ? -1 : a.rep > b.rep ? 1 : a.to - b.to));
  return {
    count: sorted.length,
    reps: sorted.map(({ rep }) => rep),
    from: Int32Array.from(sorted, ({ from }) => from),
    to: Int32Array.from(sorted, ({ to }) => to),
    touches: Float64Array.from(sorted, ({ touches }) => touches),
  };
}
