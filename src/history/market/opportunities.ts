import { exits, refuse, warning } from "../../base/errors.ts";
import {
  dealsByAccount,
  dealsOfNobody,
  differingDeals,
  unnamedEnds,
} from "../../base/messages/data/market.ts";
import { NEVER } from "../../base/time.ts";
import { placeOf } from "../../study/places.ts";
import type { OpportunitySource, Study } from "../../study/type.ts";
import { countFile, countRejects, type Ledger } from "../audit/audit.ts";
import { present } from "../blank.ts";
import { type Engine, text } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { keySql, nameAccounts, withAccount } from "../read/leads/accounts.ts";
import { settleStamps, takeRows } from "../read/rows.ts";
import {
  countUndated,
  refusalSql,
  stampColumns,
  stampSql,
  type TimeColumn,
  timeFormat,
} from "../stamps/read.ts";
import { noWins, tellUnjoined } from "../tell/joins.ts";
import type { Leads, Opportunities } from "../type.ts";
import { amountSql } from "./amounts.ts";

/** What the stage of a deal says about it. */
const state = { open: 0, won: 1, lost: 2 } as const;

/**
 * Reads files of deals, and gives each deal to its lead or account. Leaves the table `deal_entry` (ix, stage, stamp,
 * dated) with the stages that leads enter by their deals: the stage that `opens` names at their creation; the last of
 * the funnel, or a lost one, at their closing. Needs the tables `lead` and `lead_id`.
 *
 * @param keys of the accounts, sorted
 */
export async function readOpportunities(
  engine: Engine,
  study: Study,
  found: readonly SourceTable[],
  leads: Leads,
  keys: readonly string[],
  ledger: Ledger,
): Promise<Opportunities> {
  await engine.run(
    `CREATE TEMP TABLE deal_all (f INTEGER, id VARCHAR, lead VARCHAR, key VARCHAR, created INTEGER, created_dated BOOLEAN,
       closed INTEGER, closed_dated BOOLEAN, amount DOUBLE, stage VARCHAR, state INTEGER, opens INTEGER, ends INTEGER)`,
  );
  const files = found.flatMap((file): (readonly [SourceTable, OpportunitySource])[] => {
    const source = study.sources.opportunities?.[file.index];
    return source === undefined ? [] : [[file, source]];
  });
  for (const [order, [file, source]] of files.entries())
    await readFile(engine, study, file, source, order, ledger);
  // of several rows of a deal the one in the newest file counts; of an account's leads the last one created before the
  // deal
  await engine.run(
    `CREATE TEMP TABLE deal_one AS SELECT *, (row_number() OVER (ORDER BY created, id, lead, key, amount, stage, closed) - 1)::INTEGER AS n FROM (
       SELECT * FROM deal_all WHERE id IS NULL UNION ALL
       SELECT * FROM deal_all WHERE id IS NOT NULL QUALIFY row_number() OVER (PARTITION BY id ORDER BY f DESC) = 1)
     WHERE created <= ${study.asOf};
     CREATE TEMP TABLE deal AS SELECT d.*, coalesce(l.ix, b.ix) AS ix, d.lead IS NOT NULL AND l.id IS NULL AS orphan, b.ix IS NOT NULL AS by_account
     FROM deal_one d LEFT JOIN lead_id l ON l.id = d.lead LEFT JOIN (
       SELECT n, arg_max(l.ix, l.created::BIGINT * 2147483648 + l.ix) AS ix FROM deal_one d JOIN lead l ON l.key = d.key
       WHERE d.lead IS NULL AND l.created <= d.created GROUP BY n) b ON b.n = d.n;
     DROP TABLE deal_one;
     CREATE TEMP TABLE deal_entry AS
       SELECT ix, opens AS stage, created AS stamp, created_dated AS dated FROM deal WHERE ix IS NOT NULL AND opens IS NOT NULL UNION ALL
       SELECT ix, ends, closed, closed_dated FROM deal WHERE ix IS NOT NULL AND ends IS NOT NULL AND closed <= ${study.asOf}`,
  );
  for (const [order, [file, source]] of files.entries())
    await tellOfDeals(engine, study, file, source, order, ledger);
  const rows = await engine.rows(
    `SELECT coalesce(id, ''), ix, key, created, CASE WHEN state > 0 AND closed <= ${study.asOf} THEN closed END, amount, stage,
       CASE WHEN closed > ${study.asOf} THEN 0 ELSE state END FROM deal ORDER BY n`,
  );
  await engine.run("DROP TABLE deal; DROP TABLE deal_all");
  const accountAt = new Map(keys.map((key, i) => [key, i]));
  const stages = [
    ...new Set(rows.flatMap(([, , , , , , stage]) => (stage === null ? [] : [String(stage)]))),
  ].sort();
  const stageAt = new Map(stages.map((stage, i) => [stage, i]));
  const ids = rows.map(([id]) => String(id));
  const column = (of: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, of);
  return {
    count: rows.length,
    ids,
    lead: column(([, ix]) => (ix === null ? -1 : Number(ix))),
    account: column(
      ([, ix, key]) => accountAt.get(String(key)) ?? (ix === null ? -1 : (leads.account[Number(ix)] ?? -1)),
    ),
    created: column(([, , , created]) => Number(created)),
    closed: column(([, , , , closed]) => (closed === null ? NEVER : Number(closed))),
    amount: Float64Array.from(rows, ([, , , , , amount]) => (amount === null ? Number.NaN : Number(amount))),
    stages,
    stage: column(([, , , , , , stage]) => stageAt.get(String(stage)) ?? -1),
    state: Uint8Array.from(rows, (row) => Number(row[7])),
  };
}

/** SQL of the index of the study's stage in which a deal's stage ends it, and of the deal's state. */
function endsOf(
  study: Study,
  { opens, won, lost }: OpportunitySource,
): { readonly ends: string; readonly state: string } {
  const names = [...study.funnel, ...study.lost];
  const last = study.funnel.length - 1;
  const meant = new Map<string, { readonly ix: number | null; readonly state: number }>();
  for (const [theirs, ours] of study.stageNames) {
    const ix = names.indexOf(ours);
    if (ix > last) meant.set(theirs, { ix, state: state.lost });
    else if (ix === last && ours !== opens) meant.set(theirs, { ix, state: state.won });
  }
  for (const name of won ?? [])
    meant.set(name, { ix: names[last] === opens ? null : last, state: state.won });
  const [only, ...more] = study.lost;
  for (const name of lost ?? [])
    if (meant.get(name)?.state !== state.lost)
      meant.set(name, { ix: only === undefined || more.length > 0 ? null : last + 1, state: state.lost });
  const cases = (
    value: (of: { readonly ix: number | null; readonly state: number }) => number | null,
  ): string => [...meant].map(([name, of]) => `WHEN ${text(name)} THEN ${value(of) ?? "NULL"}`).join(" ");
  return meant.size === 0
    ? { ends: "NULL::INTEGER", state: String(state.open) }
    : {
        ends: `CASE stage_text ${cases(({ ix }) => ix)} END::INTEGER`,
        state: `CASE stage_text ${cases((of) => of.state)} ELSE ${state.open} END`,
      };
}

/** Reads one file into the table `deal_all`. */
async function readFile(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: OpportunitySource,
  order: number,
  ledger: Ledger,
): Promise<void> {
  const taken = await takeRows(engine, study, file, source, "deal_rows", ledger);
  const column = (name: string | null): string | null =>
    name === null ? null : `c${columnIndex(file, name)}`;
  const textOf = (name: string | null): string =>
    name === null ? "NULL::VARCHAR" : `nullif(bare(${column(name)}), '')`;
  const all = file.names.map((_, i) => `c${i}`).join(", ");
  // without an id two equal rows may be two deals
  const distinct = source.id === null ? "deal_rows" : `(SELECT DISTINCT ${all} FROM deal_rows)`;
  await engine.run(
    `CREATE TEMP TABLE deal_file AS SELECT *, ${textOf(source.id)} AS deal_id FROM ${distinct}`,
  );
  const [counted] = await engine.rows(
    "SELECT (SELECT count(*) FROM deal_rows), count(*), (SELECT count(*) FROM (SELECT deal_id FROM deal_file WHERE deal_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1)), (SELECT min(deal_id) FROM (SELECT deal_id FROM deal_file WHERE deal_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1)) FROM deal_file",
  );
  const [kept, rows, differing] = [0, 1, 2].map((i) => Number(counted?.[i]));
  if (differing !== undefined && differing > 0)
    refuse(exits.data, differingDeals(String(counted?.[3]), file.name, differing), {
      ...placeOf(study, `${source.path}.id`),
    });
  const amount =
    source.amount === null
      ? "NULL::DOUBLE"
      : await amountSql(engine, study, file, source, source.amount, "amount", "deal_file", ledger);
  const created = column(source.created) ?? "NULL";
  const closed = column(source.closed);
  const time = (sql: string, name: string, needed: boolean): TimeColumn => ({
    sql,
    name,
    zone: source.timezone,
    needed,
    dateAt: "end",
    format: timeFormat(source, name),
    where: { file: file.name },
  });
  const stamps = await settleStamps(
    engine,
    study,
    "deal_file",
    [
      time(created, source.created, true),
      ...(closed === null || source.closed === null ? [] : [time(closed, source.closed, false)]),
    ],
    ledger,
  );
  const names = [...study.funnel, ...study.lost];
  const opens = source.opens === null ? -1 : names.indexOf(source.opens);
  const { ends, state } = endsOf(study, source);
  const stamped = `(SELECT *, '' AS id, ${textOf(source.stage)} AS stage_text${stampColumns(stamps)} FROM deal_file)`;
  const account = column(source.account);
  await nameAccounts(engine, account, "deal_file");
  await engine.run(
    `INSERT INTO deal_all SELECT ${order}, deal_id, ${textOf(source.lead)}, ${account === null ? "''" : keySql(account)}, ${stampSql(0, "end")}, d0,
       ${closed === null ? "NULL, FALSE" : `${stampSql(1, "end")}, d1`}, ${amount}, stage_text, ${state}, ${opens > 0 ? opens : "NULL"}, ${ends}
     FROM ${withAccount(account, stamped)} WHERE ${stampSql(0, "end")} IS NOT NULL`,
  );
  const from = `(SELECT *${stampColumns(stamps)} FROM deal_file)`;
  let { rejected } = taken;
  const reasons: [number, string, string][] = [
    [columnIndex(file, source.created), refusalSql(0, created), present(created)],
  ];
  for (const [at, reason, where] of reasons)
    rejected += await countRejects(engine, file, at, reason, from, where, ledger);
  // a deal with an unreadable closing date or amount still counts
  if (closed !== null && source.closed !== null)
    await countRejects(
      engine,
      file,
      columnIndex(file, source.closed),
      refusalSql(1, closed),
      from,
      "TRUE",
      ledger,
    );
  if (source.amount !== null)
    await countRejects(
      engine,
      file,
      columnIndex(file, source.amount),
      "'not a number'",
      from,
      `${present(column(source.amount) ?? "")} AND (${amount}) IS NULL`,
      ledger,
    );
  const undated = await countUndated(engine, 0, created, from);
  const [after] = await engine.rows(
    `SELECT count(*) FILTER (created > ${study.asOf}) FROM deal_all WHERE f = ${order}`,
  );
  await engine.run("DROP TABLE deal_file; DROP TABLE deal_rows");
  countFile(ledger, "opportunities", file, {
    rejected,
    undated,
    duplicates: (kept ?? 0) - (rows ?? 0),
    leftOut: taken.leftOut,
    afterAsOf: Number(after?.[0]),
  });
}

/** Words in a deal's stage that suggest its end. */
const ended = "(?i)\\b(won|lost|closed)\\b";

/**
 * Reports deals that join no lead, deals that joined by their account, and stages that look like an end and that the
 * study does not name.
 */
async function tellOfDeals(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: OpportunitySource,
  order: number,
  ledger: Ledger,
): Promise<void> {
  const [row] = await engine.rows(
    `SELECT count(*), count(*) FILTER (lead IS NOT NULL), count(*) FILTER (orphan), count(*) FILTER (by_account),
       count(*) FILTER (ix IS NULL AND lead IS NULL) FROM deal WHERE f = ${order}`,
  );
  const [all = 0, named = 0, orphans = 0, byAccount = 0, nobodys = 0] = (row ?? []).map(Number);
  const where = placeOf(study, source.path);
  if (orphans > 0) {
    const of = { file: file.name, rows: named, unjoined: orphans };
    ledger.joins.push(
      ...(await tellUnjoined(
        engine,
        study,
        source,
        of,
        `SELECT lead AS id FROM deal WHERE f = ${order} AND orphan`,
        noWins,
      )),
    );
    const at = ledger.files.findIndex(
      (audit) => audit.source === "opportunities" && audit.file === file.name,
    );
    const audit = ledger.files[at];
    if (audit !== undefined) ledger.files[at] = { ...audit, orphans };
  }
  if (byAccount > 0) ledger.warnings.push(warning(dealsByAccount(file.name, byAccount, all), where));
  if (nobodys > 0) ledger.warnings.push(warning(dealsOfNobody(file.name, nobodys, all), where));
  const unnamed = await engine.rows(
    `SELECT stage, count(*) AS n FROM deal WHERE f = ${order} AND state = 0 AND regexp_matches(stage, ${text(ended)}) GROUP BY 1 ORDER BY n DESC, stage`,
  );
  if (unnamed.length > 0) {
    const deals = unnamed.reduce((sum, [, n]) => sum + Number(n), 0);
    ledger.warnings.push(
      warning(
        unnamedEnds(
          unnamed.map(([stage]) => String(stage)),
          deals,
        ),
        where,
      ),
    );
  }
}
