import { exits, fault, LeadlineError } from "../../../base/errors.ts";
import { unknownWorkedActivity } from "../../../base/messages/data/actors.ts";
import type { Watch } from "../../../base/progress.ts";
import { slug } from "../../../base/text.ts";
import { DAY, NEVER } from "../../../base/time.ts";
import { placeOf } from "../../../study/places.ts";
import type { ActivitySource, Study } from "../../../study/type.ts";
import { countFile, countRejects, type Ledger, settleRows } from "../../audit/audit.ts";
import { present } from "../../blank.ts";
import { type Engine, sharedInt32, sharedUint8, text } from "../../engine.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import {
  noDateSql,
  readStamps,
  refusalSql,
  stampColumns,
  stampSql,
  tellNoDates,
  timeFormat,
} from "../../stamps/read.ts";
import { timesOfTable } from "../../tell/acted.ts";
import { keptRows, keptSql, tellOfFilter, tellOfMarked } from "../../tell/filter.ts";
import { noWins, tellSurvivors, tellUnjoined } from "../../tell/joins.ts";
import type { Leads, Offers } from "../../type.ts";
import { type ActorsOfFile, readActors, typeSql } from "./actors.ts";
import { plainActivities } from "./plain.ts";
import { nameTypes, observed, type ReadActivities } from "./types.ts";

/**
 * What became of a row of activities. Rows with a number below `kept` are not used, for the first reason that holds.
 */
const status = {
  kept: 0,
  noLead: 1,
  noType: 2,
  noTime: 3,
  badTime: 4,
  badKnown: 5,
  bySales: 6,
  orphan: 7,
  leadNotUsed: 8,
  afterAsOf: 9,
  leftOut: 10,
} as const;

/**
 * SQL of whether a row is of the type that `worked` names: as written, renamed or slugged. Refuses a type that no row
 * has.
 */
function workSql(study: Study, actors: readonly ActorsOfFile[]): string {
  if (study.worked?.kind !== "activity") return "FALSE";
  const { activity } = study.worked;
  const named = (written: string): string => slug(study.features.rename.get(written) ?? written);
  const all = [...new Set(actors.flatMap(({ allTypes }) => [...allTypes.keys()]))].sort();
  const wanted = all.filter((written) => written === activity || named(written) === named(activity));
  if (wanted.length === 0)
    throw new LeadlineError(exits.usage, [
      fault(unknownWorkedActivity(activity, all), placeOf(study, "worked.activity")),
    ]);
  return `coalesce(type_text IN (${wanted.map(text).join(", ")}), FALSE)`;
}

/**
 * For each lead the first act that `worked` names, by anybody; an act known by its date counts from the start of that
 * date.
 */
async function firstActs(engine: Engine, leads: number): Promise<Int32Array> {
  const acted = sharedInt32(leads).fill(NEVER);
  await engine.chunks(
    "SELECT ix, min(acted) FROM activity WHERE acted IS NOT NULL AND ix IS NOT NULL GROUP BY ix",
    (chunk) => {
      const [ix, at] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let i = 0; i < chunk.rowCount; i++) acted[Number(ix.getItem(i))] = Number(at.getItem(i));
    },
  );
  return acted;
}

/** Reads one file into the table `activity`; every row gets a status. */
async function readFile(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: ActivitySource,
  { sales }: ActorsOfFile,
  work: string,
  order: number,
  ledger: Ledger,
): Promise<void> {
  const column = (name: string): string => `c${columnIndex(file, name)}`;
  const [lead, at] = [column(source.lead), column(source.at)];
  const type = typeSql(file, source);
  const known = source.known === null ? null : column(source.known);
  const offer = source.offer === null ? "NULL::VARCHAR" : `nullif(bare(${column(source.offer)}), '')`;
  const where = { file: file.name };
  const zone = source.timezone;
  const keep = keptSql(file, source);
  const rowsKept = keptRows(file.relation(), keep);
  if (keep !== null)
    ledger.warnings.push(...(await tellOfFilter(engine, study, file, source, file.relation())));
  ledger.warnings.push(...(await tellOfMarked(engine, study, file, source, file.relation())));
  const stamps = await readStamps(engine, study, rowsKept, [
    {
      sql: at,
      name: source.at,
      zone,
      needed: true,
      dateAt: "end",
      format: timeFormat(source, source.at),
      where,
    },
    ...(known === null
      ? []
      : [
          {
            sql: known,
            name: source.known ?? "",
            zone,
            needed: false,
            dateAt: "end" as const,
            format: timeFormat(source, source.known),
            where,
          },
        ]),
  ]);
  const errors = stamps.faults.filter((found) => found.severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.data, errors);
  ledger.warnings.push(...stamps.faults);
  const all =
    source.id === undefined ? file.names.map((_, i) => `c${i}`).join(", ") : `bare(${column(source.id)})`;
  const from = (table: string): string =>
    `(SELECT *, hash(${all}) AS h, nullif(bare(${lead}), '') AS lead_text, nullif(bare(${type}), '') AS type_text${stampColumns(stamps.sql)} FROM ${table})`;
  const badKnown =
    known === null
      ? "FALSE"
      : `(${stampSql(1, "end")} IS NULL AND ${present(known)} AND NOT ${noDateSql(1, known)})`;
  await engine.run(
    `INSERT INTO activity
     SELECT ix, stamp, visible, type, CASE
         WHEN refused > 0 THEN refused
         WHEN sales THEN ${status.bySales}
         WHEN orphan THEN ${status.orphan}
         WHEN stamp > ${study.asOf} OR known > ${study.asOf} THEN ${status.afterAsOf}
         WHEN ix IS NULL THEN ${status.leadNotUsed}
         ELSE ${status.kept} END,
       coalesce((dated_at AND visible = stamp) OR (dated_known AND visible = known), FALSE),
       CASE WHEN work AND visible <= ${study.asOf} THEN CASE WHEN dated_at THEN stamp - ${DAY - 1} ELSE stamp END END,
       (h >> 32)::UINTEGER, (h & 4294967295)::UINTEGER, ${order}, offer
     FROM (SELECT *, greatest(stamp, known, created) AS visible FROM (
       SELECT l.ix, l.created, l.id IS NULL AS orphan, t.ix AS type, h, ${offer} AS offer, ${sales} AS sales, ${keep === null ? work : `(${keep} AND ${work})`} AS work,
         ${stampSql(0, "end")} AS stamp, d0 AS dated_at,
         ${known === null ? "NULL::INTEGER" : stampSql(1, "end")} AS known, ${known === null ? "FALSE" : "d1"} AS dated_known,
         CASE ${keep === null ? "" : `WHEN NOT ${keep} THEN ${status.leftOut}`} WHEN lead_text IS NULL THEN ${status.noLead}
           WHEN type_text IS NULL THEN ${status.noType}
           WHEN ${stampSql(0, "end")} IS NULL THEN CASE WHEN ${present(at)} THEN ${status.badTime} ELSE ${status.noTime} END
           WHEN ${badKnown} THEN ${status.badKnown}
           ELSE 0 END AS refused
       FROM ${from(file.relation("rejected"))} r LEFT JOIN lead_id l ON l.id = lead_text LEFT JOIN activity_type t ON t.name = type_text))`,
  );
  const counts = await engine.rows(
    `SELECT status, count(*) FROM activity WHERE f = ${order} GROUP BY status ORDER BY status`,
  );
  const of = (code: number): number => Number(counts.find(([s]) => s === code)?.[1] ?? 0);
  const read = counts.reduce((sum, [, n]) => sum + Number(n), 0);
  const unsplit = await settleRows(engine, file, "rejected", read, ledger);
  let rejected = unsplit;
  // samples need another pass over the file: only where something was refused
  const refusals: readonly (readonly [number, string, string, string])[] = [
    [status.noLead, source.lead, "'no lead'", `NOT ${present(lead)}`],
    [status.noType, source.type, "'no activity'", `${present(lead)} AND NOT ${present(type)}`],
    [status.badTime, source.at, refusalSql(0, at), `${present(lead)} AND ${present(type)}`],
    [
      status.badKnown,
      source.known ?? "",
      known === null ? "NULL" : refusalSql(1, known),
      `${present(lead)} AND ${present(type)} AND ${present(at)} AND (${refusalSql(0, at)}) IS NULL`,
    ],
  ];
  let undated = of(status.noTime);
  for (const [code, name, reason, rows] of refusals) {
    if (of(code) === 0) continue;
    const column = columnIndex(file, name);
    const refused = await countRejects(engine, file, column, reason, from(rowsKept), rows, ledger);
    rejected += refused;
    // the others are dates that mean none
    if (code === status.badTime) undated += of(code) - refused;
  }
  if (of(status.badTime) > 0)
    ledger.warnings.push(...(await tellNoDates(engine, 0, at, from(rowsKept), source.at, file.name)).faults);
  if (of(status.orphan) > 0) {
    const joined = read - of(status.leftOut) - (rejected - unsplit) - undated - of(status.bySales);
    const orphans = `SELECT lead_text AS id FROM ${from(rowsKept)} r LEFT JOIN lead_id l ON l.id = lead_text WHERE lead_text IS NOT NULL AND l.id IS NULL`;
    const counts = { file: file.name, rows: joined, unjoined: of(status.orphan) };
    ledger.joins.push(...(await tellUnjoined(engine, study, source, counts, orphans, noWins)));
    const days = await engine.rows(
      `SELECT stamp // ${DAY}, count(*) FILTER (status = ${status.orphan}), count(*) FROM activity
       WHERE f = ${order} AND status IN (${status.kept}, ${status.orphan}) GROUP BY 1`,
    );
    ledger.joins.push(
      ...tellSurvivors(
        study,
        source,
        file.name,
        days.map((row) => [Number(row[0]), Number(row[1]), Number(row[2])]),
      ),
    );
  }
  countFile(ledger, "activities", file, {
    rejected,
    undated,
    orphans: of(status.orphan),
    leftOut: keep === null ? null : of(status.leftOut),
    afterAsOf: of(status.afterAsOf),
    bySales: of(status.bySales),
  });
}

/**
 * Reads all activities of the leads in `lead_id`, sorted by (lead, visible, known by a date last, at, type); rows that
 * are equal in every column count once. Leaves the table `activity`. Cost: three passes over a file, about 2 s for a
 * million rows in all.
 */
export async function readActivities(
  engine: Engine,
  study: Study,
  found: readonly SourceTable[],
  of: Leads,
  ledger: Ledger,
  watch: Watch,
): Promise<ReadActivities> {
  const leads = of.count;
  const files = found.flatMap((file): (readonly [SourceTable, ActivitySource])[] => {
    const source = study.sources.activities[file.index];
    return source === undefined ? [] : [[file, source]];
  });
  await engine.run(
    `CREATE TEMP TABLE activity (ix INTEGER, stamp INTEGER, visible INTEGER, type UTINYINT, status UTINYINT,
       dated BOOLEAN, acted INTEGER, h1 UINTEGER, h2 UINTEGER, f USMALLINT, offer VARCHAR)`,
  );
  const plain = await plainActivities(engine, study, files, of, ledger, watch);
  if (plain !== null) return plain;
  const actors = await readActors(engine, study, files, ledger);
  const { names, places } = nameTypes(study, actors);
  await engine.names("activity_type", places);
  const work = workSql(study, actors);
  const firstAudit = ledger.files.length;
  for (const [order, [file, source]] of files.entries()) {
    engine.phase("activities", order, files.length + 1);
    const who = actors[order];
    if (who !== undefined) await readFile(engine, study, file, source, who, work, order, ledger);
  }
  engine.phase("activities", files.length, files.length + 1);

  const seen = await engine.rows(
    "SELECT type, f, min(visible) FROM activity WHERE status = 0 GROUP BY type, f ORDER BY type, f",
  );
  const { types, newType, observedFrom } = observed(
    names,
    files,
    seen.map((row) => row.map(Number)),
  );

  const [counted] = await engine.rows("SELECT count(*) FROM activity WHERE status = 0");
  const rows = Number(counted?.[0] ?? 0);
  const start = sharedInt32(leads + 1);
  let [visible, at, type, dated] = [
    sharedInt32(rows),
    sharedInt32(rows),
    sharedUint8(rows),
    sharedUint8(rows),
  ];
  const duplicates = new Int32Array(files.length);
  const last = [-1, -1, -1, -1, -1, -1, -1];
  const fileOf = files.length > 1 ? new Uint16Array(rows) : null;
  let count = 0;
  await engine.chunks(
    `SELECT ix, visible, dated::INTEGER AS d, stamp, type, h1, h2, f FROM activity WHERE status = 0
     ORDER BY ix, visible, d, stamp, type, h1, h2, f`,
    (chunk) => {
      const vectors = Array.from({ length: 8 }, (_, i) => chunk.getColumnVector(i));
      const row = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let i = 0; i < chunk.rowCount; i++) {
        let same = true;
        for (let k = 0; k < 8; k++) {
          const value = Number(vectors[k]?.getItem(i));
          row[k] = value;
          if (k < 7 && value !== last[k]) {
            same = false;
            last[k] = value;
          }
        }
        if (same) {
          const f = row[7] ?? 0;
          duplicates[f] = (duplicates[f] ?? 0) + 1;
          continue;
        }
        const lead = (row[0] ?? 0) + 1;
        start[lead] = (start[lead] ?? 0) + 1;
        visible[count] = row[1] ?? 0;
        dated[count] = row[2] ?? 0;
        at[count] = row[3] ?? 0;
        type[count] = newType[row[4] ?? 0] ?? 0;
        if (fileOf !== null) fileOf[count] = row[7] ?? 0;
        count++;
      }
    },
  );
  for (let i = 1; i <= leads; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0);
  if (count < rows) {
    const cut = [sharedInt32(count), sharedInt32(count), sharedUint8(count), sharedUint8(count)] as const;
    cut[0].set(visible.subarray(0, count));
    cut[1].set(at.subarray(0, count));
    cut[2].set(type.subarray(0, count));
    cut[3].set(dated.subarray(0, count));
    [visible, at, type, dated] = cut;
  }
  duplicates.forEach((n, f) => {
    const audit = ledger.files[firstAudit + f];
    if (audit !== undefined && n > 0) ledger.files[firstAudit + f] = { ...audit, duplicates: n };
  });
  engine.phase("activities", files.length + 1, files.length + 1);
  const acted = study.worked?.kind === "activity" ? { acted: await firstActs(engine, leads) } : {};
  const activities = { count, types, start, visible, at, type, dated, observedFrom, ...acted };
  return { activities, commonest: await timesOfTable(engine), fileOf: fileOf?.subarray(0, count) ?? null };
}

/** First responses to each offer, from the table `activity`; undefined: no source names a column of offers. */
export async function readOffers(engine: Engine, study: Study): Promise<Offers | undefined> {
  if (!study.sources.activities.some(({ offer }) => offer !== null)) return undefined;
  const named = await engine.rows(
    "SELECT DISTINCT offer FROM activity WHERE status = 0 AND offer IS NOT NULL ORDER BY offer",
  );
  const names = named.map(([offer]) => String(offer)).sort();
  await engine.names(
    "offer_name",
    names.map((name, i): readonly [string, number] => [name, i]),
  );
  const responses = `SELECT a.ix, min(a.visible) AS visible, o.ix AS offer FROM activity a JOIN offer_name o ON o.name = a.offer
    WHERE a.status = 0 GROUP BY a.ix, o.ix`;
  const [counted] = await engine.rows(`SELECT count(*) FROM (${responses})`);
  const count = Number(counted?.[0] ?? 0);
  const [lead, visible, offer] = [sharedInt32(count), sharedInt32(count), sharedInt32(count)];
  await engine.fill(`${responses} ORDER BY a.ix, visible, offer`, [lead, visible, offer], NEVER);
  return { count, names, lead, offer, visible };
}
