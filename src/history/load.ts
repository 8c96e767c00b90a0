import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exits, type Fault, fault, LeadlineError } from "../base/errors.ts";
import { changedFile } from "../base/messages/data/history.ts";
import { report, type Watch } from "../base/progress.ts";
import type { FileSource, Study } from "../study/type.ts";
import { type Ledger, newLedger, settleRejects } from "./audit/audit.ts";
import { digestOf } from "./audit/digest.ts";
import { type Engine, engineVersion, openEngine } from "./engine.ts";
import type { Checked, Feed } from "./feed.ts";
import { requireHeaders, type SourceHeader, type SourceTable } from "./headers.ts";
import { readMarket } from "./market/read.ts";
import { readActivities, readOffers } from "./read/activities/activities.ts";
import { readJoined, tellOfJoined, tellOfStrangers, withJoined } from "./read/leads/joined.ts";
import { readLeads } from "./read/leads/leads.ts";
import { tellOfMissing, withoutMissing } from "./read/missing.ts";
import { readStages } from "./read/stages.ts";
import { tellUnrealTimes } from "./tell/clock.ts";
import { tellEarlyActivity, tellRepeats } from "./tell/events.ts";
import { tellOverlaps } from "./tell/overlaps.ts";
import { tellNameless, tellRejected } from "./tell/rejects.ts";
import type { History } from "./type.ts";

/**
 * Reads the tables of a study into typed, sorted columns:
 *
 *   headers ─► check ─► leads ─► activities ─► deals, money, ─► stages ─► digest
 *   columns    rows     ids,     visible,      visits, events  first      of all
 *   there?     whole?   accounts types                         entries
 *
 * Every table is first looked through by our own eyes, and the engine's rows and rejects must add up to that count.
 * Nothing of the order of rows is left in the result but the lines of rejects. Times are Int32 seconds on the study's
 * clock.
 *
 * @param from where the tables come from; a path is the folder that the study's files are relative to
 * @throws LeadlineError exit 2 (a column that a table lacks), 3 (the data cannot be read as meant), 4 (no such file)
 */
export async function loadHistory(study: Study, from: Feed | string, watch: Watch = {}): Promise<History> {
  return (await findHistory(study, from)).read(study, watch);
}

/** The tables of a study: they are there and have their columns, and their rows are not read yet. */
export interface FoundHistory {
  /** sha256 of all bytes that a load reads, and of the engine; null: a table's content cannot be told without a load */
  digest(): Promise<string | null>;
  /** Reads them, as `loadHistory` does. @param study the same; what only later stages read may be left out */
  read(study: Study, watch: Watch): Promise<History>;
  /** Refuses files that changed since they were found. */
  refuseChanged(): Promise<void>;
}

/**
 * Finds the tables of a study and reads their headers.
 *
 * @throws LeadlineError exit 2 (a column that a table lacks), 4 (no such file)
 */
export async function findHistory(study: Study, from: Feed | string): Promise<FoundHistory> {
  const headers = await requireHeaders(study, from);
  return {
    digest: () => bytesOf(headers),
    read: (asked, watch) => readFound(asked, headers, watch),
    refuseChanged: () => refuseChanged(headers),
  };
}

async function bytesOf(headers: readonly SourceHeader[]): Promise<string | null> {
  const hash = createHash("sha256");
  hash.update(engineVersion());
  for (const { source, index, name, table } of headers) {
    const bytes = await table.digest?.();
    if (bytes === undefined) return null;
    hash.update(JSON.stringify([source, index, name, bytes]));
  }
  return hash.digest("hex");
}

async function readFound(study: Study, headers: readonly SourceHeader[], watch: Watch): Promise<History> {
  const scratch = await mkdtemp(join(tmpdir(), "leadline-"));
  try {
    const history = await read(study, headers, scratch, watch);
    await refuseChanged(headers);
    return history;
  } catch (error) {
    // the file has changed: what it seems to lack is no fault of the study
    if (error instanceof LeadlineError) await refuseChanged(headers);
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Refuses files that changed meanwhile: columns are found by their place in the header and rows are read later, so both
 * must come from the same table.
 */
async function refuseChanged(headers: readonly SourceHeader[]): Promise<void> {
  const faults: Fault[] = [];
  for (const { table, name } of headers)
    if (await table.changed()) faults.push(fault(changedFile(name), { file: name }));
  if (faults.length > 0) throw new LeadlineError(exits.io, faults);
}

/** Checks every table; whatever would lose rows silently is refused here, for all tables together. */
async function checkAll(
  headers: readonly SourceHeader[],
  ledger: Ledger,
  watch: Watch,
): Promise<readonly (readonly [SourceHeader, Checked])[]> {
  const checked: (readonly [SourceHeader, Checked])[] = [];
  for (const [i, header] of headers.entries()) {
    report(watch, "scan", i, headers.length);
    checked.push([header, await header.table.check(watch)]);
  }
  report(watch, "scan", headers.length, headers.length);
  const faults = checked.flatMap(([, { faults }]) => faults);
  const errors = faults.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.data, errors);
  ledger.warnings.push(...faults);
  return checked;
}

/** The source in the study, by the name and the index that a header has. */
const sourceOf = ({ sources }: Study, { source, index }: SourceHeader): FileSource | null => {
  const found = sources[source]?.[index];
  return found === undefined || !("file" in found) ? null : found;
};

/** The column by which the columns of a table are added to others; null: they are not added. */
function keyOf({ sources }: Study, { source, index }: SourceHeader): string | null {
  if (source === "joins") return sources.joins?.[index]?.join ?? null;
  return source === "lookups" ? (sources.lookups?.[index]?.key ?? null) : null;
}
/** A text that is in no file. */
const nowhere = { column: 0, text: "\u0000" } as const;

async function openAll(
  study: Study,
  checked: readonly (readonly [SourceHeader, Checked])[],
  engine: Engine,
  scratch: string,
  ledger: Ledger,
  watch: Watch,
): Promise<readonly SourceTable[]> {
  const tables: SourceTable[] = [];
  const headers = checked.map(([header]) => header);
  for (const [i, [header, table]] of checked.entries()) {
    const opened = await table.open(engine, join(scratch, String(i)), watch);
    ledger.warnings.push(...opened.warnings);
    const found = { ...header, ...opened };
    const source = sourceOf(study, header);
    const told = source === null ? [] : await tellOfMissing(engine, study, found, source);
    ledger.warnings.push(...told);
    const own = (rejects?: string): string => withoutMissing(found, source, opened.relation(rejects));
    const key = keyOf(study, header);
    if (key !== null && source !== null) {
      await readJoined(engine, study, { ...found, relation: own }, source, key, headers, ledger);
      continue;
    }
    ledger.warnings.push(...(await tellOfJoined(engine, study, header, headers, own())));
    const { cells, ...rest } = found;
    tables.push({
      ...rest,
      // a table whose cells differ from those in its file cannot be read from bytes
      ...(cells !== undefined && header.joined === undefined && (source?.missing?.size ?? 0) === 0
        ? { cells }
        : {}),
      relation: (rejects) => withJoined(header, headers, own(rejects)),
      // added columns are in another file
      locate: (wanted) =>
        opened.locate(
          wanted.map((want) => ((want.column ?? 0) < (header.own ?? header.names.length) ? want : nowhere)),
        ),
    });
  }
  return tables;
}

async function read(
  study: Study,
  headers: readonly SourceHeader[],
  scratch: string,
  watch: Watch,
): Promise<History> {
  const ledger = newLedger();
  const checked = await checkAll(headers, ledger, watch);
  const bytes = checked.reduce((sum, [, table]) => sum + (table.bytes ?? Number.POSITIVE_INFINITY), 0);
  const engine = await openEngine(bytes, watch);
  try {
    const tables = await openAll(study, checked, engine, scratch, ledger, watch);
    const of = (source: SourceTable["source"]): readonly SourceTable[] =>
      tables.filter((table) => table.source === source);
    const { leads, accounts, wide } = await readLeads(engine, study, of, ledger, watch);
    await tellOfStrangers(engine, study, headers, ledger);
    const { activities, commonest, fileOf } = await readActivities(
      engine,
      study,
      of("activities"),
      leads,
      ledger,
      watch,
    );
    const offers = await readOffers(engine, study);
    const market = await readMarket(engine, study, of, { leads, accounts }, ledger);
    const stages = await readStages(engine, study, of("stages"), wide, leads.created, commonest, ledger);
    ledger.warnings.push(
      ...tellUnrealTimes(study.timezone, leads, activities, stages),
      ...tellEarlyActivity(leads, activities),
      ...tellRepeats(activities, leads.count),
      ...tellOverlaps(
        activities,
        fileOf,
        of("activities").map(({ name }) => name),
      ),
    );
    // lost outcomes first: they change the figures most
    const lost = (found: Fault): boolean => found.code === "orphan-outcomes";
    ledger.warnings.push(...ledger.joins.filter(lost), ...ledger.joins.filter((found) => !lost(found)));
    const { rejects, refused, warnings } = await settleRejects(ledger.rejects);
    // the cause comes before what follows from it
    ledger.warnings.unshift(
      ...tellRejected(ledger.rejects, study),
      ...tellNameless(ledger.rejects),
      ...warnings,
    );
    const said = { files: ledger.files, rejects, warnings: ledger.warnings };
    const history = {
      leads,
      accounts,
      activities,
      stages,
      ...market,
      ...(offers === undefined ? {} : { offers }),
    };
    return { ...history, audit: { ...said, refused, digest: digestOf(history, said) } };
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    // what was reported on the way may be the cause
    throw new LeadlineError(error.exit, [...error.faults, ...ledger.warnings], { cause: error });
  } finally {
    engine.close();
  }
}
