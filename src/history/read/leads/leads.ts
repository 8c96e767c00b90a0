import { exits, LeadlineError, refuse, warning } from "../../../base/errors.ts";
import { copiesApart, differingLeads, noLeads, unnamedColumn } from "../../../base/messages/data/history.ts";
import type { Watch } from "../../../base/progress.ts";
import { dayOf, isoDate } from "../../../base/time.ts";
import { placeOf } from "../../../study/places.ts";
import type { LeadSource, Study } from "../../../study/type.ts";
import { countFile, countRejects, type Ledger, settleRows } from "../../audit/audit.ts";
import { present } from "../../blank.ts";
import { ofLeads } from "../../cells/settle.ts";
import { type Cell, type Engine, sharedInt32, text } from "../../engine.ts";
import { columnIndex, lackingColumns, leadNeeds, type SourceTable } from "../../headers.ts";
import {
  readStamps,
  refusalSql,
  stampColumns,
  stampSql,
  type TimeColumn,
  tellNoDates,
  timeFormat,
} from "../../stamps/read.ts";
import { keptSql, tellOfFilter, tellOfMarked } from "../../tell/filter.ts";
import type { Accounts, Column, Leads, SourceName } from "../../type.ts";
import { type WideStage, wideStages } from "../wide.ts";
import { accountsOf, keySql, largeAccounts, nameAccounts, withAccount } from "./accounts.ts";
import { valuesAtCreation } from "./changes.ts";
import { readColumns } from "./columns.ts";
import { knownIds, mergeLeads, otherIds } from "./ids.ts";
import { oneRowPerLead } from "./one-row.ts";
import { plainLeads } from "./plain.ts";

export interface ReadLeads {
  readonly leads: Leads;
  readonly accounts: Accounts;
  readonly wide: readonly WideStage[];
}

const byNumber = new Intl.Collator("en", { numeric: true });
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Drops copies of one id and counts them. Rows that differ in a column that the study uses are a fault. Where they
 * differ only in other columns (such as the time of a sync) they are reported, and the one whose content has the
 * smallest digest is kept, so that the order of rows does not matter.
 */
async function dropDuplicates(
  engine: Engine,
  study: Study,
  file: SourceTable,
  id: number,
  ledger: Ledger,
): Promise<number> {
  const count = (): Promise<readonly (readonly Cell[])[]> =>
    engine.rows(
      `SELECT coalesce(sum(n - 1), 0), min(id) FILTER (differ), count(*) FILTER (differ) FROM (
         SELECT bare(c${id}) AS id, count(*) AS n, min(h) <> max(h) AS differ FROM lead_file
         WHERE ${present(`c${id}`)} GROUP BY 1 HAVING count(*) > 1)`,
    );
  let [row] = await count();
  if (typeof row?.[1] === "string") {
    // rows that differ only in blanks are equal
    const all = file.names.map((_, i) => `bare(c${i})`).join(", ");
    await engine.run(`UPDATE lead_file SET h = hash(${all})`);
    [row] = await count();
  }
  const [duplicates, differing, leads] = row ?? [];
  if (typeof differing === "string") {
    const used = usedColumns(study, file);
    const apart = await differingColumns(engine, file, id);
    const usedApart = apart.filter((name) => used.has(name));
    if (usedApart.length > 0) {
      const lines = await differingLines(engine, file, id, differing);
      refuse(exits.data, differingLeads(differing, lines, Number(leads), usedApart), {
        file: file.name,
        ...(lines[1] === undefined ? {} : { line: lines[1] }),
      });
    }
    ledger.warnings.push(
      warning(
        copiesApart(
          Number(leads),
          file.name,
          apart.map((name) => name || "a column without a name"),
        ),
        { file: file.name },
      ),
    );
  }
  if (Number(duplicates) > 0)
    await engine.run(
      `DELETE FROM lead_file WHERE rowid IN (SELECT rowid FROM lead_file WHERE ${present(`c${id}`)}
       QUALIFY row_number() OVER (PARTITION BY bare(c${id}) ORDER BY h, rowid) > 1)`,
    );
  return Number(duplicates);
}

/** Columns of a leads file that the study names. */
function usedColumns(study: Study, file: SourceTable): ReadonlySet<string> {
  const source = study.sources.leads[file.index];
  const named = [
    source?.id,
    source?.created,
    source?.account,
    source?.channel,
    ...leadNeeds(study).map((need) => need.column),
    ...(study.sources.lookups ?? []).map(({ on }) => on),
  ];
  return new Set(named.flatMap((name) => (typeof name === "string" ? [name] : [])));
}

/** Columns in which rows of one lead differ, in the order of the file. */
async function differingColumns(engine: Engine, file: SourceTable, id: number): Promise<readonly string[]> {
  const value = (i: number): string => `coalesce(bare(c${i}), '')`;
  const differ = file.names.map((_, i) => `min(${value(i)}) <> max(${value(i)}) AS d${i}`).join(", ");
  const any = file.names.map((_, i) => `bool_or(d${i})`).join(", ");
  const [row] = await engine.rows(
    `SELECT ${any} FROM (SELECT ${differ} FROM lead_file WHERE ${present(`c${id}`)} GROUP BY bare(c${id}) HAVING count(*) > 1)`,
  );
  return file.names.filter((_, i) => row?.[i] === true);
}

/** The lines of a lead's first row, and of the first that differs from it. */
async function differingLines(
  engine: Engine,
  file: SourceTable,
  id: number,
  lead: string,
): Promise<readonly number[]> {
  const rows = await engine.rows(
    `SELECT h::VARCHAR FROM lead_file WHERE bare(c${id}) = ${text(lead)} ORDER BY rowid LIMIT 1000`,
  );
  const differs = rows.findIndex(([h]) => h !== rows[0]?.[0]) + 1;
  return file.locate([1, differs].map((nth) => ({ column: id, text: lead, nth })));
}

/**
 * Reads one leads file into the table `lead_all`: id, creation, account key, all attributes as they are written
 * (`a<j>`), the place of the row in its file, and the stamps of the wide stages.
 *
 * @param plain the table `lead_file` is there, by `plainLeads`
 */
async function readFile(
  engine: Engine,
  study: Study,
  file: SourceTable,
  order: number,
  names: readonly string[],
  wide: readonly WideStage[],
  plain: boolean,
  ledger: Ledger,
): Promise<void> {
  const source = study.sources.leads[file.index];
  if (source === undefined) return;
  const all = file.names.map((_, i) => `c${i}`);
  if (!plain) {
    const rows = `SELECT *, hash(${all.join(", ")}) AS h FROM ${file.relation("rejected")}`;
    await engine.run(`CREATE TEMP TABLE lead_file AS ${source.id === null ? numbered(rows, all) : rows}`);
  }
  const [counted] = await engine.rows("SELECT count(*) FROM lead_file");
  const count = Number(counted?.[0] ?? 0);
  let rejected = plain ? 0 : await settleRows(engine, file, "rejected", count, ledger);
  const leftOut = await leaveOut(engine, study, file, source, count, ledger);
  for (const [i, name] of file.names.entries())
    if (name === "") {
      const [row] = await engine.rows(`SELECT count(*) FROM lead_file WHERE ${present(`c${i}`)}`);
      if (Number(row?.[0]) > 0)
        ledger.warnings.push(warning(unnamedColumn(file.name, i + 1), { file: file.name }));
    }
  const id = source.id === null ? -1 : columnIndex(file, source.id);
  const duplicates = plain || source.id === null ? 0 : await dropDuplicates(engine, study, file, id, ledger);
  const own = (name: string): string => {
    const at = columnIndex(file, name);
    return at < 0 ? "NULL::VARCHAR" : `c${at}`;
  };
  // leads without dates are taken as created on the as-of day
  const created = source.created === null ? text(isoDate(dayOf(study.asOf))) : own(source.created);
  const times: TimeColumn[] = [
    {
      sql: created,
      name: source.created ?? "created",
      zone: source.timezone,
      needed: true,
      dateAt: "start",
      format: timeFormat(source, source.created),
      where: { file: file.name },
    },
    ...wide.map(({ column }) => ({
      sql: own(column),
      name: column,
      zone: source.timezone,
      needed: false,
      dateAt: "end" as const,
      format: timeFormat(source, column),
      where: { file: file.name },
    })),
  ];
  const stamps = await readStamps(engine, study, "lead_file", times);
  const errors = stamps.faults.filter((found) => found.severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.data, errors);
  ledger.warnings.push(...stamps.faults);
  const attributes = names.map((name, j) => {
    const column = own(name);
    return `${column} AS a${j}`;
  });
  const account = source.account === null ? null : own(source.account);
  await nameAccounts(engine, account, "lead_file");
  const typed = `SELECT ${order} AS f, id, ${stampSql(0, "start")} AS created,
      ${keySql(account)} AS key, place${attributes.map((sql) => `, ${sql}`).join("")}
      ${wide.map((_, k) => `, ${stampSql(k + 1, "end")} AS w${k}, d${k + 1} AS wd${k}`).join("")}
    FROM (SELECT *, ${source.id === null ? "row_id" : `nullif(bare(c${id}), '')`} AS id${stampColumns(stamps.sql)} FROM ${withAccount(account, "(SELECT *, rowid::INTEGER AS place FROM lead_file)")})`;
  await engine.run(order === 0 ? `CREATE TEMP TABLE lead_all AS ${typed}` : `INSERT INTO lead_all ${typed}`);
  const from = `(SELECT *${stampColumns(stamps.sql)} FROM lead_file)`;
  const hasId = source.id === null ? "TRUE" : present(`c${id}`);
  const [read] = await engine.rows(
    `SELECT count(*) FILTER (id IS NULL OR created IS NULL), count(*) FILTER (id IS NOT NULL AND created > ${study.asOf})
     FROM lead_all WHERE f = ${order}`,
  );
  const [refused, after] = [Number(read?.[0]), Number(read?.[1])];
  // finding out why each row is refused takes four passes: only where a row is
  const rowRejects: [number, string, string][] =
    refused === 0 || source.id === null ? [] : [[id, `'no id'`, `NOT ${hasId}`]];
  if (refused > 0 && source.created !== null) {
    const at = columnIndex(file, source.created);
    rowRejects.push([at, refusalSql(0, created), hasId]);
    ledger.warnings.push(...(await tellNoDates(engine, 0, created, from, source.created, file.name)).faults);
  }
  let withReason = 0;
  for (const [column, reason, where] of rowRejects)
    withReason += await countRejects(engine, file, column, reason, from, where, ledger);
  rejected += withReason;
  for (const [k, { column }] of wide.entries()) {
    const at = columnIndex(file, column);
    if (at < 0) continue;
    await countRejects(engine, file, at, refusalSql(k + 1, `c${at}`), from, hasId, ledger);
    ledger.warnings.push(...(await tellNoDates(engine, k + 1, `c${at}`, from, column, file.name)).faults);
  }
  countFile(ledger, "leads", file, {
    rejected,
    // an empty time, or a date that programs write for "no date", is missing
    undated: refused - withReason,
    duplicates,
    leftOut,
    afterAsOf: after,
  });
  await engine.run("DROP TABLE lead_file");
}

/**
 * Rows with an id made from their content, for leads without ids: equal rows get different numbers, and the order of
 * rows does not matter.
 */
const numbered = (rows: string, columns: readonly string[]): string =>
  `SELECT * EXCLUDE (digest), 'row-' || digest || '-' || row_number() OVER (PARTITION BY digest) AS row_id FROM (
     SELECT *, left(md5(concat_ws(chr(31), ${columns.map((c) => `coalesce(bare(${c}), '')`).join(", ")})), 12) AS digest FROM (${rows}))`;

/**
 * Takes the rows that `where` leaves out from the table `lead_file`. Returns how many, or null where the source has no
 * `where`.
 */
async function leaveOut(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: LeadSource,
  rows: number,
  ledger: Ledger,
): Promise<number | null> {
  const kept = keptSql(file, source);
  if (kept !== null) {
    ledger.warnings.push(...(await tellOfFilter(engine, study, file, source, "lead_file")));
    await engine.run(`DELETE FROM lead_file WHERE NOT (${kept})`);
  }
  ledger.warnings.push(...(await tellOfMarked(engine, study, file, source, "lead_file")));
  if (kept === null) return null;
  const [left] = await engine.rows("SELECT count(*) FROM lead_file");
  return rows - Number(left?.[0]);
}

/** The order of the leads, in `lead_order` (id, ix): by account key, then id, in code units. */
async function orderLeads(
  engine: Engine,
  asOf: number,
): Promise<{ readonly keys: readonly string[]; readonly ids: readonly string[] }> {
  await engine.run(
    `CREATE TEMP TABLE lead_order AS SELECT id, key, (row_number() OVER (ORDER BY key, id) - 1)::INTEGER AS ix
     FROM lead_one WHERE created <= ${asOf}`,
  );
  const keys: string[] = [];
  const ids: string[] = [];
  let sorted = true;
  // once for each key, not for each lead
  const runs = "SELECT key, count(*)::INTEGER FROM lead_order GROUP BY key ORDER BY min(ix)";
  await engine.chunks(runs, (chunk) => {
    const [keyOf, leads] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let i = 0; i < chunk.rowCount; i++) {
      const key = String(keyOf.getItem(i));
      const last = keys.at(-1);
      if (last !== undefined && key < last) sorted = false;
      for (let k = Number(leads.getItem(i)); k > 0; k--) keys.push(key);
    }
  });
  await engine.chunks("SELECT id FROM lead_order ORDER BY ix", (chunk) => {
    const idOf = chunk.getColumnVector(0);
    for (let i = 0; i < chunk.rowCount; i++) {
      const id = String(idOf.getItem(i));
      const last = ids.length - 1;
      if (keys[last] === keys[last + 1] && id < (ids[last] ?? "")) sorted = false;
      ids.push(id);
    }
  });
  if (sorted) return { keys, ids };
  // the engine sorts by code points, JavaScript by UTF-16 units: they differ between emoji and U+E000 to U+FFFF
  const order = ids.map((_, i) => i);
  order.sort((a, b) => byCodeUnit(keys[a] ?? "", keys[b] ?? "") || byCodeUnit(ids[a] ?? "", ids[b] ?? ""));
  await engine.names(
    "lead_resorted",
    order.map((from, ix): readonly [string, number] => [ids[from] ?? "", ix]),
  );
  await engine.run(
    "DROP TABLE lead_order; CREATE TEMP TABLE lead_order AS SELECT name AS id, ix FROM lead_resorted",
  );
  return { keys: order.map((i) => keys[i] ?? ""), ids: order.map((i) => ids[i] ?? "") };
}

/**
 * Reads all leads files. Leaves the tables `lead` (ix, attributes, wide stamps) and `lead_id` (id, ix and created, both
 * NULL for leads that are known but not used: rejected, or created after as_of).
 */
export async function readLeads(
  engine: Engine,
  study: Study,
  of: (source: SourceName) => readonly SourceTable[],
  ledger: Ledger,
  watch: Watch,
): Promise<ReadLeads> {
  const [found, ids, changes] = [of("leads"), of("ids"), of("history")];
  const firstAudit = ledger.files.length;
  // as the study lists them; files of one glob by name, with numbers in names by their value
  const files = [...found].sort(
    (a, b) => a.index - b.index || byNumber.compare(a.name, b.name) || byCodeUnit(a.name, b.name),
  );
  const wide = wideStages(study);
  const idColumns = new Set<string | null>(study.sources.leads.map((source) => source.id));
  const typed = new Set([
    ...study.sources.leads.flatMap(({ created }) => (created === null ? [] : [created])),
    ...wide.map((stage) => stage.column),
  ]);
  const vouched = new Set(study.features.knownAtCreation);
  const columnsOfChanges = changes.length > 0 ? study.features.knownAtCreation : [];
  const names = [...new Set([...files.flatMap((file) => file.columns), ...columnsOfChanges])].filter(
    (name) => !idColumns.has(name) && (!typed.has(name) || vouched.has(name)),
  );
  ledger.warnings.push(...lackingColumns(study, files));
  engine.phase("leads", 0, files.length + 1);
  const plain =
    ids.length > 0 || changes.length > 0 ? null : await plainLeads(engine, study, files, names, wide, watch);
  const left = plain === null ? names : names.filter((name) => !plain.has(name));
  for (const [order, file] of files.entries()) {
    engine.phase("leads", order, files.length + 1);
    await readFile(engine, study, file, order, left, wide, plain !== null, ledger);
  }
  engine.phase("leads", files.length, files.length + 1);
  await oneRowPerLead(engine, files, left, wide, firstAudit, ledger);
  const merged = ids.length > 0 ? await mergeLeads(engine, study, ids, wide, ledger) : "lead_row";
  await engine.run(`CREATE TEMP VIEW lead_one AS SELECT * FROM ${merged}`);
  const ordered = await orderLeads(engine, study.asOf);
  const count = ordered.ids.length;
  if (count === 0) refuse(exits.data, noLeads(isoDate(dayOf(study.asOf))), placeOf(study, "sources.leads"));
  await engine.run(
    `CREATE TEMP TABLE lead AS SELECT o.ix, l.* FROM lead_order o JOIN lead_one l USING (id);
     CREATE TEMP TABLE lead_id AS SELECT a.id, o.ix, l.created
     FROM ${ids.length > 0 ? knownIds : "(SELECT DISTINCT id, id AS name FROM lead_all WHERE id IS NOT NULL)"} a
     LEFT JOIN lead_order o ON o.id = a.name LEFT JOIN lead l ON l.id = a.name;
     DROP VIEW lead_one; DROP VIEW lead_row; DROP TABLE lead_all; DROP TABLE lead_order`,
  );
  const begun =
    changes.length > 0 ? await valuesAtCreation(engine, study, changes, names, files, ledger) : [];
  ledger.warnings.push(...begun);
  const { accounts, account } = accountsOf(ordered.keys);
  ledger.warnings.push(...largeAccounts(accounts, study));
  const created = sharedInt32(count);
  const place = new Int32Array(count);
  await engine.fill("SELECT created, place FROM lead ORDER BY ix", [created, place], 0);
  const read = await readColumns(engine, study, files, left, count, ledger);
  const columns = new Map<string, Column>();
  for (const name of names) {
    const own = plain?.get(name);
    const column = own === undefined ? read.get(name) : ofLeads(own, place);
    if (column !== undefined) columns.set(name, column);
    // held twice for one column at a time only
    plain?.delete(name);
  }
  engine.phase("leads", files.length + 1, files.length + 1);
  const formerly = ids.length > 0 ? { formerly: await otherIds(engine) } : {};
  return { leads: { count, ids: ordered.ids, account, created, columns, ...formerly }, accounts, wide };
}
