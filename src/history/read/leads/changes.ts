import { exits, type Fault, fault, LeadlineError, type Where, warning } from "../../../base/errors.ts";
import { missingColumn } from "../../../base/messages/data/history.ts";
import { beforeHistory, restoredValues, strangeProperties } from "../../../base/messages/data/joins.ts";
import { dayOf, isoDate } from "../../../base/time.ts";
import { placeOf } from "../../../study/places.ts";
import type { ChangeSource, Study } from "../../../study/type.ts";
import { countFile, countRejects, type Ledger } from "../../audit/audit.ts";
import { present } from "../../blank.ts";
import type { Engine } from "../../engine.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import { countUndated, refusalSql, stampColumns, stampSql } from "../../stamps/read.ts";
import { noWins, tellUnjoined } from "../../tell/joins.ts";
import { settleDated, takeRows } from "../rows.ts";

/** Seconds after a creation in which programs still write a lead's first values. */
const GRACE = 60;

/**
 * Sets the attributes in the table `lead` to what they were when each lead was created, from the history of their
 * changes: the value of the last change up to then, otherwise the old value of the first change after it. An attribute
 * without changes stays as in the leads file. Needs the tables `lead` and `lead_id`.
 *
 * @param names of the attributes `a0`, `a1`, …
 * @returns warnings
 * @throws LeadlineError exit 2 where a column that the study vouches for is neither in a leads file nor in the history
 */
export async function valuesAtCreation(
  engine: Engine,
  study: Study,
  files: readonly SourceTable[],
  names: readonly string[],
  leadFiles: readonly SourceTable[],
  ledger: Ledger,
): Promise<readonly Fault[]> {
  await engine.run(
    "CREATE TEMP TABLE change (ix INTEGER, a INTEGER, stamp INTEGER, value VARCHAR, old VARCHAR)",
  );
  const faults: Fault[] = [];
  const told = new Set<string>();
  for (const file of files) {
    const source = study.sources.history?.[file.index];
    if (source === undefined) continue;
    for (const property of await readFile(engine, study, file, source, names, ledger)) told.add(property);
  }
  const vouched = study.features.knownAtCreation;
  const inFiles = new Set(leadFiles.flatMap(({ columns }) => columns));
  const lacking = vouched.flatMap((name, i) =>
    inFiles.has(name) || told.has(name)
      ? []
      : [
          fault(
            missingColumn(name, leadFiles.map((file) => file.name).join(", "), [...inFiles, ...told]),
            placeOf(study, `features.known_at_creation[${i}]`),
          ),
        ],
  );
  if (lacking.length > 0) throw new LeadlineError(exits.usage, lacking);
  const where = placeOf(study, study.sources.history?.[0]?.path ?? "");
  if (!vouched.some((name) => told.has(name)))
    faults.push(warning(strangeProperties([...told].sort(), vouched), where));
  // columns of the outcome or of worked leads are there to hold what came later
  for (const [j, name] of names.entries())
    if (told.has(name) && vouched.includes(name)) faults.push(...(await restore(engine, j, name, where)));
  await engine.run("DROP TABLE change");
  return faults;
}

/** Sets one attribute to what it was at each lead's creation, and reports for how many leads it was different. */
async function restore(engine: Engine, j: number, name: string, where: Where): Promise<readonly Fault[]> {
  await engine.run(
    `CREATE TEMP TABLE restored AS SELECT ix, NOT bool_or(early) AS unknown,
       CASE WHEN bool_or(early) THEN arg_max(coalesce(value, ''), (stamp, coalesce(value, ''))) FILTER (early)
         ELSE arg_min(coalesce(old, ''), (stamp, coalesce(old, ''))) END AS value
     FROM (SELECT c.*, c.stamp <= l.created + ${GRACE} AS early FROM change c JOIN lead l ON l.ix = c.ix WHERE c.a = ${j}) GROUP BY ix`,
  );
  const [row] = await engine.rows(
    `SELECT count(*) FILTER (coalesce(bare(l.a${j}), '') <> v.value), min(b.begins), count(*) FILTER (v.unknown AND l.created < b.begins - 86400)
     FROM restored v JOIN lead l ON l.ix = v.ix CROSS JOIN (SELECT min(stamp) AS begins FROM change) b`,
  );
  await engine.run(
    `UPDATE lead SET a${j} = nullif(v.value, '') FROM restored v WHERE v.ix = lead.ix; DROP TABLE restored`,
  );
  const [changed = 0, begins = 0, before = 0] = (row ?? []).map(Number);
  return [
    ...(changed > 0 ? [warning(restoredValues(name, changed), where)] : []),
    ...(before > 0 ? [warning(beforeHistory(name, before, isoDate(dayOf(begins))), where)] : []),
  ];
}

/** Reads one file into the table `change`; returns the columns whose changes it holds, by their names in the study. */
async function readFile(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: ChangeSource,
  names: readonly string[],
  ledger: Ledger,
): Promise<readonly string[]> {
  const taken = await takeRows(engine, study, file, source, "change_rows", ledger);
  const column = (name: string): string => `c${columnIndex(file, name)}`;
  const [lead, property, at] = [column(source.lead), column(source.property), column(source.at)];
  const stamps = await settleDated(engine, study, file, source, "change_rows", ledger);
  const from = `(SELECT *${stampColumns(stamps)} FROM change_rows)`;
  const theirs = new Map([...source.columns].map(([ours, name]) => [name, ours]));
  const found = await engine.rows(
    `SELECT DISTINCT bare(${property}) AS p FROM change_rows WHERE ${present(property)} ORDER BY p`,
  );
  const named = found.map(([p]): readonly [string, string] => [
    String(p),
    theirs.get(String(p)) ?? String(p),
  ]);
  await engine.names(
    "change_name",
    named.flatMap(([p, ours]): (readonly [string, number])[] => {
      const j = names.indexOf(ours);
      return j < 0 ? [] : [[p, j]];
    }),
  );
  const value = (name: string): string => `nullif(bare(${column(name)}), '')`;
  const usable = `${present(lead)} AND ${present(property)} AND ${stampSql(0, "end")} IS NOT NULL`;
  await engine.run(
    `INSERT INTO change SELECT l.ix, p.ix, ${stampSql(0, "end")}, ${value(source.value)}, ${source.old === null ? "NULL" : value(source.old)}
     FROM ${from} r JOIN lead_id l ON l.id = bare(${lead}) JOIN change_name p ON p.name = bare(${property}) WHERE l.ix IS NOT NULL AND ${usable}`,
  );
  const [counted] = await engine.rows(
    `SELECT count(*), count(*) FILTER (l.id IS NULL), count(*) FILTER (l.id IS NOT NULL AND ${stampSql(0, "end")} > ${study.asOf})
     FROM ${from} r LEFT JOIN lead_id l ON l.id = bare(${lead}) WHERE ${usable}`,
  );
  const [rows = 0, unjoined = 0, after = 0] = (counted ?? []).map(Number);
  if (unjoined > 0) {
    const orphans = `SELECT bare(${lead}) AS id FROM ${from} r LEFT JOIN lead_id l ON l.id = bare(${lead}) WHERE l.id IS NULL AND ${usable}`;
    ledger.joins.push(
      ...(await tellUnjoined(engine, study, source, { file: file.name, rows, unjoined }, orphans, noWins)),
    );
  }
  let { rejected } = taken;
  const reasons: readonly (readonly [string, string, string])[] = [
    [source.lead, "'no lead'", `NOT ${present(lead)}`],
    [source.property, "'no property'", `${present(lead)} AND NOT ${present(property)}`],
    [source.at, refusalSql(0, at), `${present(lead)} AND ${present(property)}`],
  ];
  for (const [name, reason, which] of reasons)
    rejected += await countRejects(engine, file, columnIndex(file, name), reason, from, which, ledger);
  const undated = await countUndated(engine, 0, at, from, `${present(lead)} AND ${present(property)}`);
  await engine.run("DROP TABLE change_rows; DROP TABLE change_name");
  countFile(ledger, "history", file, {
    rejected,
    undated,
    orphans: unjoined,
    leftOut: taken.leftOut,
    afterAsOf: after,
  });
  return named.map(([, ours]) => ours);
}
