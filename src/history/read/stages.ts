import { type Fault, fault, warning } from "../../base/errors.ts";
import {
  clampedStages,
  refusedOutcomes,
  stageLikeKnown,
  unknownStages,
} from "../../base/messages/data/history.ts";
import { lettersOf, winNames } from "../../base/outcome-words.ts";
import { DAY, dayOf, endOfDay, NEVER, startOfDay } from "../../base/time.ts";
import { placeOf } from "../../study/places.ts";
import type { StageSource, Study } from "../../study/type.ts";
import { countFile, countRejects, type Ledger } from "../audit/audit.ts";
import { present } from "../blank.ts";
import { type Engine, sharedInt32, sharedUint8 } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { countUndated, refusalSql, stampColumns, stampSql, tellNoDates } from "../stamps/read.ts";
import type { Commonest } from "../tell/acted.ts";
import { tellEarlierFirst, tellOneStamp, tellWentBack } from "../tell/events.ts";
import { tellOfHistory, tellOfOldValues } from "../tell/filter.ts";
import { tellLost, tellUnjoined } from "../tell/joins.ts";
import type { Stages } from "../type.ts";
import { readEntries } from "./entries.ts";
import { settleDated, takeRows } from "./rows.ts";
import type { WideStage } from "./wide.ts";

type LongSource = Extract<StageSource, { kind: "long" }>;

/** Reads one file of stage entries into the table `stage_entry` (ix, stage, stamp, dated). */
async function readFile(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: LongSource,
  names: readonly string[],
  ledger: Ledger,
): Promise<void> {
  const column = (name: string): string => `c${columnIndex(file, name)}`;
  const [lead, at] = [column(source.lead), column(source.at)];
  const stage = "column" in source.stage ? column(source.stage.column) : null;
  const taken = await takeRows(engine, study, file, source, "stage_raw", ledger);
  let { rejected } = taken;
  const kept = taken.read - (taken.leftOut ?? 0);
  await engine.run("CREATE TEMP TABLE stage_file AS SELECT DISTINCT * FROM stage_raw; DROP TABLE stage_raw");
  if (stage !== null)
    ledger.warnings.push(...(await tellOfHistory(engine, study, file, source, "stage_file", stage)));
  ledger.warnings.push(...tellOfOldValues(study, file, source));
  const [distinct] = await engine.rows("SELECT count(*) FROM stage_file");
  const stamps = await settleDated(engine, study, file, source, "stage_file", ledger);
  const from = `(SELECT *${stampColumns(stamps)} FROM stage_file)`;
  const hasLead = present(lead);
  const hasStage = stage === null ? "TRUE" : present(stage);
  const is = "is" in source.stage ? source.stage.is : null;
  const constant = is === null ? -1 : names.indexOf(study.stageNames.get(is) ?? is);
  const reason = source.reason === null ? "NULL::VARCHAR" : `nullif(bare(${column(source.reason)}), '')`;
  const mapped =
    stage === null
      ? `${constant < 0 ? "NULL" : constant}::INTEGER AS stage`
      : `(SELECT ix FROM stage_name WHERE name = bare(${stage})) AS stage`;
  await engine.run(
    `CREATE TEMP TABLE stage_typed AS
     SELECT r.id, l.ix, l.id IS NULL AS orphan, stage, t AS stamp, d0 AS dated, reason FROM (
       SELECT bare(${lead}) AS id, ${mapped}, ${stampSql(0, "end")} AS t, d0, ${reason} AS reason FROM ${from} WHERE ${hasLead} AND ${hasStage}) r
     LEFT JOIN lead_id l ON l.id = r.id WHERE t IS NOT NULL`,
  );
  const won = study.outcome.kind === "stage" ? names.indexOf(study.outcome.reaches) : -1;
  const isWon = `stage = ${won} AND stamp <= ${study.asOf}`;
  const [counted] = await engine.rows(
    `SELECT count(*) FILTER (orphan), count(*) FILTER (NOT orphan AND stamp > ${study.asOf}), count(*),
       count(*) FILTER (${isWon}), count(*) FILTER (${isWon} AND orphan),
       count(*) FILTER (${isWon} AND NOT orphan AND ix IS NULL), count(*) FILTER (stage IS NULL) FROM stage_typed`,
  );
  const count = (i: number): number => Number(counted?.[i]);
  // finding out why rows are refused takes passes of their own: only where a row is
  const refused = count(2) < Number(distinct?.[0]);
  const refusals: readonly (readonly [string, string, string])[] = [
    [source.lead, "'no lead'", `NOT ${hasLead}`],
    [
      "column" in source.stage ? source.stage.column : source.lead,
      "'no stage'",
      `${hasLead} AND NOT ${hasStage}`,
    ],
    [source.at, refusalSql(0, at), `${hasLead} AND ${hasStage}`],
  ];
  const undated = refused ? await countUndated(engine, 0, at, from, `${hasLead} AND ${hasStage}`) : 0;
  for (const [name, reason, rows] of refused ? refusals : [])
    rejected += await countRejects(engine, file, columnIndex(file, name), reason, from, rows, ledger);

  if (stage !== null && (refused || count(6) > 0)) {
    const unknown = await engine.rows(
      `SELECT bare(${stage}) AS name, count(*) AS n FROM stage_file
       WHERE ${hasStage} AND bare(${stage}) NOT IN (SELECT name FROM stage_name) GROUP BY 1 ORDER BY n DESC, name`,
    );
    const named = unknown.map(([name, n]): readonly [string, number] => [String(name), Number(n)]);
    const alike = likeKnown(study, file.name, named);
    ledger.joins.push(...alike.faults);
    const [first] = named.filter(([name]) => !alike.names.has(name));
    if (first !== undefined)
      ledger.warnings.push(
        warning(
          unknownStages(first[0], first[1], unknown.length - 1 - alike.names.size, [
            ...study.stageNames.keys(),
          ]),
          placeOf(study, `${source.path}.stage`),
        ),
      );
  }
  ledger.joins.push(
    ...(await tellUnjoined(
      engine,
      study,
      source,
      { file: file.name, rows: count(2), unjoined: count(0) },
      "SELECT id FROM stage_typed WHERE orphan",
      { stage: names[won] ?? "", all: count(3), unjoined: count(4), unused: count(5) },
    )),
  );
  if (won >= 0 && refused) {
    const undated = `NOT ${present(at)} AND bare(${lead}) NOT IN (SELECT id FROM stage_typed WHERE stage = ${won})`;
    const [lost] = await engine.rows(
      `SELECT count(*) FILTER (nobody), count(*) FILTER (NOT nobody) FROM (
         SELECT NOT ${hasLead} AS nobody, ${mapped} FROM ${from} WHERE ${hasStage} AND (NOT ${hasLead} OR ${undated})) WHERE stage = ${won}`,
    );
    const [noLead, noTime] = [Number(lost?.[0]), Number(lost?.[1])];
    ledger.joins.push(
      ...tellLost(study, source, {
        file: file.name,
        stage: names[won] ?? "",
        read: count(3),
        noLead,
        noTime,
      }),
    );
  }
  const usable = "ix IS NOT NULL AND stage IS NOT NULL";
  if (refused) ledger.warnings.push(...(await tellNoDates(engine, 0, at, from, source.at, file.name)).faults);
  await engine.run(
    `INSERT INTO stage_entry SELECT ix, stage, stamp, dated FROM stage_typed
     WHERE ${usable} AND stamp <= ${study.asOf};
     INSERT INTO stage_reason SELECT ix, stage, stamp, dated, reason FROM stage_typed
     WHERE ${usable} AND stamp <= ${study.asOf} AND reason IS NOT NULL;
     DROP TABLE stage_typed; DROP TABLE stage_file`,
  );
  countFile(ledger, "stages", file, {
    rejected,
    undated,
    duplicates: kept - Number(distinct?.[0]),
    orphans: count(0),
    leftOut: taken.leftOut,
    afterAsOf: count(1),
  });
}

/** Fewer rows than this are typing errors. */
const FEW_ALIKE = 5;

/**
 * Reports stages that the study does not know and that look like one that it knows: the same letters and digits
 * (`M.Q.L.`), or another word for the win. Their rows would vanish: from five rows on it is a fault, otherwise a
 * warning.
 */
function likeKnown(
  study: Study,
  file: string,
  unknown: readonly (readonly [name: string, rows: number])[],
): { readonly names: ReadonlySet<string>; readonly faults: readonly Fault[] } {
  const known = new Map([...study.stageNames].map(([theirs, ours]) => [lettersOf(theirs), { theirs, ours }]));
  const won = [...known].find(([name, { ours }]) => winNames.has(name) && study.funnel.includes(ours))?.[1];
  const faults: Fault[] = [];
  const names = new Set<string>();
  for (const [name, rows] of unknown) {
    const key = lettersOf(name);
    const like = key === "" ? undefined : (known.get(key) ?? (winNames.has(key) ? won : undefined));
    if (like === undefined) continue;
    names.add(name);
    const isOutcome = study.outcome.kind === "stage" && study.outcome.reaches === like.ours;
    const say = rows >= FEW_ALIKE ? fault : warning;
    faults.push(
      say(stageLikeKnown(name, rows, like.theirs, like.ours, file, isOutcome), placeOf(study, "funnel")),
    );
  }
  return { names, faults };
}

/**
 * Reads all stage entries: the first of each lead and stage. An outcome (or a later funnel stage, which implies it)
 * before the creation is refused; other stages before it count as entered at creation. Stamps that rank after a
 * date-only stamp of their day move to that day's end (contract, "Clock").
 */
export async function readStages(
  engine: Engine,
  study: Study,
  found: readonly SourceTable[],
  wide: readonly WideStage[],
  created: Int32Array,
  commonest: Commonest,
  ledger: Ledger,
): Promise<Stages> {
  const names = [...study.funnel, ...study.lost];
  const named = [...names, ...(study.recycle ?? [])];
  await engine.run(
    `CREATE TEMP TABLE stage_entry (ix INTEGER, stage INTEGER, stamp INTEGER, dated BOOLEAN);
     CREATE TEMP TABLE stage_reason (ix INTEGER, stage INTEGER, stamp INTEGER, dated BOOLEAN, reason VARCHAR)`,
  );
  await engine.names(
    "stage_name",
    [...study.stageNames].flatMap(([theirs, ours]): (readonly [string, number])[] => {
      const ix = named.indexOf(ours);
      return ix < 0 ? [] : [[theirs, ix]];
    }),
  );
  for (const [order, file] of found.entries()) {
    engine.phase("stages", order, found.length + 1);
    const source = study.sources.stages[file.index];
    if (source?.kind === "long") await readFile(engine, study, file, source, named, ledger);
  }
  engine.phase("stages", found.length, found.length + 1);
  ledger.warnings.push(...(await tellEarlierFirst(engine, names[0] ?? "", created)));
  ledger.warnings.push(...(await tellWentBack(engine, names, study.funnel.length)));
  for (const [k, { stage }] of wide.entries()) {
    const ix = named.indexOf(stage);
    if (ix >= 0)
      await engine.run(
        `INSERT INTO stage_entry SELECT ix, ${ix}, w${k}, wd${k} FROM lead WHERE w${k} <= ${study.asOf}`,
      );
  }
  if (study.sources.opportunities !== undefined)
    await engine.run("INSERT INTO stage_entry SELECT * FROM deal_entry");
  const dates = study.sources.leads.some((source) => source.created !== null);
  ledger.warnings.push(...(await tellOneStamp(engine, named, dates ? created : null, commonest)));
  const count = created.length;
  const first = names.map((_, s) => (s === 0 ? created : sharedInt32(count).fill(NEVER)));
  const dated = names.map(() => new Uint8Array(count));
  // of two first entries at one second the one with a time of day counts
  await engine.chunks(
    `SELECT ix, stage, (m // 2)::INTEGER, (m % 2)::INTEGER FROM (
       SELECT ix, stage, min(stamp::BIGINT * 2 + dated::INTEGER) AS m FROM stage_entry WHERE stage > 0 GROUP BY ix, stage)`,
    (chunk) => {
      const [ix, stage, at, day] = [0, 1, 2, 3].map((i) => chunk.getColumnVector(i));
      for (let i = 0; i < chunk.rowCount; i++) {
        const s = Number(stage?.getItem(i));
        const lead = Number(ix?.getItem(i));
        const stamps = first[s];
        const days = dated[s];
        if (stamps === undefined || days === undefined) continue;
        stamps[lead] = Number(at?.getItem(i));
        days[lead] = Number(day?.getItem(i));
      }
    },
  );
  const reasons = study.sources.stages.some((source) => source.kind === "long" && source.reason !== null)
    ? await readReasons(engine, names.length, count)
    : undefined;
  const refused = refuseEarly(study, names, first, dated, created, ledger);
  const recorded = first.map((stamps) => shared(stamps));
  moveToDayEnd(study.funnel.length, first, dated);
  await moveAfterActivities(engine, first);
  const observedFrom = sharedInt32(names.length);
  first.forEach((stamps, s) => {
    const earliest = stamps.reduce((least, t) => Math.min(least, t), NEVER);
    observedFrom[s] = earliest === NEVER ? NEVER : startOfDay(dayOf(earliest));
  });
  const entries =
    study.recycle !== undefined
      ? await readEntries(
          engine,
          study.funnel.length,
          names.length,
          created,
          study.worked?.kind === "activity",
        )
      : undefined;
  engine.phase("stages", found.length + 1, found.length + 1);
  return {
    names,
    first,
    recorded,
    dated,
    observedFrom,
    ...(reasons === undefined ? {} : { reasons }),
    refused,
    ...(entries === undefined ? {} : { entries }),
  };
}

/**
 * The reason of each stage's first entry; of several at one second the smallest text, so that the order of rows does
 * not matter.
 */
async function readReasons(
  engine: Engine,
  stages: number,
  leads: number,
): Promise<NonNullable<Stages["reasons"]>> {
  const of = Array.from({ length: stages }, () => sharedInt32(leads).fill(-1));
  const names: string[] = [];
  await engine.chunks(
    `SELECT r.ix, r.stage, min(r.reason) AS reason FROM stage_reason r
     JOIN (SELECT ix, stage, min(stamp::BIGINT * 2 + dated::INTEGER) AS m FROM stage_entry GROUP BY ix, stage) f
       ON f.ix = r.ix AND f.stage = r.stage AND f.m = r.stamp::BIGINT * 2 + r.dated::INTEGER
     WHERE r.stage < ${stages} GROUP BY r.ix, r.stage ORDER BY reason, r.ix, r.stage`,
    (chunk) => {
      const [ix, stage, reason] = [0, 1, 2].map((i) => chunk.getColumnVector(i));
      for (let i = 0; i < chunk.rowCount; i++) {
        const text = String(reason?.getItem(i));
        if (text !== names.at(-1)) names.push(text);
        const codes = of[Number(stage?.getItem(i))];
        if (codes !== undefined) codes[Number(ix?.getItem(i))] = names.length - 1;
      }
    },
  );
  return { names, of };
}

/** Handles stamps before the creation: refused where they are or imply the outcome, otherwise moved to the creation. */
function refuseEarly(
  study: Study,
  names: readonly string[],
  first: readonly Int32Array[],
  dated: readonly Uint8Array[],
  created: Int32Array,
  ledger: Ledger,
): Uint8Array {
  const refused = sharedUint8(created.length);
  const outcome = study.outcome.kind === "stage" ? names.indexOf(study.outcome.reaches) : -1;
  for (const [s, stamps] of first.entries()) {
    if (s === 0) continue;
    const isOutcome = outcome >= 0 && s >= outcome && s < study.funnel.length;
    let early = 0;
    let near = 0;
    for (let lead = 0; lead < created.length; lead++) {
      const birth = created[lead] ?? 0;
      if ((stamps[lead] ?? NEVER) >= birth) continue;
      early++;
      if (birth - (stamps[lead] ?? 0) < DAY) near++;
      stamps[lead] = isOutcome ? NEVER : birth;
      const days = dated[s];
      if (days !== undefined) days[lead] = 0;
      if (isOutcome) refused[lead] = 1;
    }
    const name = names[s] ?? "";
    if (early > 0)
      ledger.warnings.push(warning((isOutcome ? refusedOutcomes : clampedStages)(name, early, near)));
  }
  return refused;
}

/** A date-only entry is at its day's end; the lead's entries of that day in later stages move there too. */
function moveToDayEnd(funnel: number, first: readonly Int32Array[], dated: readonly Uint8Array[]): void {
  for (let s = 1; s < funnel; s++) {
    const days = dated[s];
    const stamps = first[s];
    if (days === undefined || stamps === undefined) continue;
    for (let lead = 0; lead < days.length; lead++) {
      if (days[lead] !== 1) continue;
      const day = dayOf(stamps[lead] ?? NEVER);
      for (let later = s + 1; later < first.length; later++) moveLead(first[later], lead, day);
    }
  }
}

function shared(stamps: Int32Array): Int32Array {
  const copy = sharedInt32(stamps.length);
  copy.set(stamps);
  return copy;
}

function moveLead(stamps: Int32Array | undefined, lead: number, day: number): void {
  if (stamps === undefined) return;
  const at = stamps[lead] ?? NEVER;
  if (at !== NEVER && dayOf(at) === day) stamps[lead] = endOfDay(day);
}

/** Every stage ranks after an activity: stages on the day of a date-only activity move to that day's end. */
async function moveAfterActivities(engine: Engine, first: readonly Int32Array[]): Promise<void> {
  await engine.chunks(
    `SELECT DISTINCT ix, (visible // ${DAY})::INTEGER FROM activity WHERE status = 0 AND dated`,
    (chunk) => {
      const [ix, day] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let i = 0; i < chunk.rowCount; i++)
        for (const stamps of first.slice(1)) moveLead(stamps, Number(ix.getItem(i)), Number(day.getItem(i)));
    },
  );
}
