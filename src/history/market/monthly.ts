import { warning } from "../../base/errors.ts";
import { equalRows } from "../../base/messages/data/market.ts";
import { civilDate, dayNumber, dayOf } from "../../base/time.ts";
import { placeOf } from "../../study/places.ts";
import type { MonthlySource, Study } from "../../study/type.ts";
import { countFile, countRejects, type Ledger } from "../audit/audit.ts";
import { present } from "../blank.ts";
import { type Engine, text } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { settleStamps, takeRows } from "../read/rows.ts";
import { refusalSql, stampColumns, stampSql, timeFormat } from "../stamps/read.ts";
import type { Monthly } from "../type.ts";
import { amountSql } from "./amounts.ts";

/** No month costs so much, or has so many visits; sums of less are exact in 38 digits. */
const TOO_LARGE = 1e15;

const names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const month = `(${names.join("|")})[a-z]*`;
/** The ways in which months are written, and which parts of the pattern are year and month. */
const written: readonly (readonly [pattern: string, year: number, month: number])[] = [
  ["([0-9]{4})[-/. ]?(0[1-9]|1[0-2]|[1-9])", 1, 2],
  ["(0?[1-9]|1[0-2])[-/. ]([0-9]{4})", 2, 1],
  [`${month}[-/., ]+([0-9]{4}|'?[0-9]{2})`, 2, 1],
  [`([0-9]{4})[-/., ]+${month}`, 1, 2],
];

/** SQL of the first day, `2026-09-01`, of a text that is a month; other texts are unchanged. */
function firstDaySql(column: string): string {
  const bare = `lower(bare(${column}))`;
  const cases = written.map(([pattern, y, m]) => {
    const part = (group: number): string => `regexp_extract(${bare}, ${text(`^${pattern}$`)}, ${group})`;
    const year = `right('20' || ltrim(${part(y)}, ''''), 4)`;
    const number = pattern.includes(month)
      ? `list_position([${names.map(text).join(", ")}], ${part(m)})::VARCHAR`
      : part(m);
    return `WHEN regexp_full_match(${bare}, ${text(pattern)}) THEN ${year} || '-' || lpad(${number}, 2, '0') || '-01'`;
  });
  return `CASE ${cases.join(" ")} ELSE ${column} END`;
}

/**
 * Reads files of amounts by month and channel, and adds them up. Rows of months after as_of's are left out and counted.
 */
export async function readMonthly(
  engine: Engine,
  study: Study,
  kind: "spend" | "visits",
  found: readonly SourceTable[],
  ledger: Ledger,
): Promise<Monthly> {
  await engine.run("CREATE TEMP TABLE monthly (channel VARCHAR, month INTEGER, value DOUBLE)");
  for (const file of found) {
    const source = study.sources[kind]?.[file.index];
    if (source !== undefined) await readFile(engine, study, kind, file, source, ledger);
  }
  const rows = await engine.rows(
    // a sum of doubles depends on the order of its rows, one of decimals does not
    `SELECT month, channel, sum(value::DECIMAL(38, 6))::DOUBLE FROM monthly GROUP BY ALL`,
  );
  await engine.run("DROP TABLE monthly");
  const channels = [...new Set(rows.map((row) => String(row[1])))].sort();
  const at = new Map(channels.map((channel, i) => [channel, i]));
  const sorted = rows
    .map(([day, channel, value]) => [Number(day), at.get(String(channel)) ?? 0, Number(value)] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    count: sorted.length,
    channels,
    month: Int32Array.from(sorted, ([day]) => day),
    channel: Int32Array.from(sorted, ([, channel]) => channel),
    value: Float64Array.from(sorted, ([, , value]) => value),
  };
}

async function readFile(
  engine: Engine,
  study: Study,
  kind: "spend" | "visits",
  file: SourceTable,
  source: MonthlySource,
  ledger: Ledger,
): Promise<void> {
  const taken = await takeRows(engine, study, file, source, "monthly_rows", ledger);
  const at = columnIndex(file, source.month);
  const value = `c${columnIndex(file, source.value)}`;
  const channel =
    source.channel === null ? "''" : `coalesce(bare(c${columnIndex(file, source.channel)}), '')`;
  const amount = await amountSql(
    engine,
    study,
    file,
    source,
    source.value,
    kind === "spend" ? "amount" : "count",
    "monthly_rows",
    ledger,
  );
  await engine.run(
    `CREATE TEMP TABLE monthly_file AS SELECT *, ${firstDaySql(`c${at}`)} AS day, ${amount} AS amount FROM monthly_rows; DROP TABLE monthly_rows`,
  );
  const stamps = await settleStamps(
    engine,
    study,
    "monthly_file",
    [
      {
        sql: "day",
        name: source.month,
        zone: null,
        needed: true,
        dateAt: "start",
        format: timeFormat(source, source.month) ?? "time",
        where: { file: file.name },
      },
    ],
    ledger,
  );
  const from = `(SELECT *${stampColumns(stamps)} FROM monthly_file)`;
  const { year, month } = civilDate(dayOf(study.asOf));
  const next = dayNumber(year + Math.floor(month / 12), (month % 12) + 1, 1);
  const badValue = `(amount IS NULL OR abs(amount) >= ${TOO_LARGE}${kind === "spend" ? "" : " OR amount < 0 OR amount <> floor(amount)"})`;
  const day = `(${stampSql(0, "start")} // 86400)`;
  const [counted] = await engine.rows(
    `SELECT count(*) FILTER (NOT bad AND first < ${next}), count(*) FILTER (NOT bad AND first >= ${next}) FROM (
       SELECT ${badValue} OR ${day} IS NULL AS bad, ${day} AS first FROM ${from})`,
  );
  await engine.run(
    `INSERT INTO monthly SELECT ${channel}, date_diff('day', DATE '1970-01-01', date_trunc('month', DATE '1970-01-01' + ${day}::INTEGER))::INTEGER, amount
     FROM ${from} WHERE NOT ${badValue} AND ${day} < ${next}`,
  );
  let { rejected } = taken;
  const noValue = kind === "spend" ? "'no amount'" : "'no count'";
  const reasons: readonly (readonly [number, string, string])[] = [
    [at, "'no month'", `NOT ${present(`c${at}`)}`],
    [at, refusalSql(0, "day"), present(`c${at}`)],
    [columnIndex(file, source.value), noValue, `NOT ${present(value)} AND ${day} IS NOT NULL`],
    [
      columnIndex(file, source.value),
      kind === "spend" ? "'not an amount of money'" : "'not a count of visits'",
      `${present(value)} AND ${badValue} AND ${day} IS NOT NULL`,
    ],
  ];
  const kept = Number(counted?.[0]) + Number(counted?.[1]);
  if (kept < taken.read - (taken.leftOut ?? 0))
    for (const [column, reason, where] of reasons)
      rejected += await countRejects(engine, file, column, reason, from, where, ledger);
  const all = file.names.map((_, i) => `c${i}`).join(", ");
  const [same] = await engine.rows(
    `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM monthly_file GROUP BY ${all})`,
  );
  if (Number(same?.[0]) > 0)
    ledger.warnings.push(warning(equalRows(file.name, Number(same?.[0])), placeOf(study, source.path)));
  await engine.run("DROP TABLE monthly_file");
  countFile(ledger, kind, file, {
    rejected,
    leftOut: taken.leftOut,
    afterAsOf: Number(counted?.[1]),
  });
}
