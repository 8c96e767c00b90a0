import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exits, type Fault, fault, LeadlineError } from "../base/errors.ts";
import { changedFile } from "../base/messages/history.ts";
import type { Watch } from "../base/progress.ts";
import type { Study } from "../study/type.ts";
import { readActivities } from "./activities.ts";
import { newLedger, settleRejects } from "./audit.ts";
import { stampOf } from "./csv/files.ts";
import { scanAll } from "./csv/prepare.ts";
import { digestOf } from "./digest.ts";
import { openEngine } from "./engine.ts";
import { type HeaderFile, requireHeaders, type SourceFile } from "./headers.ts";
import { readLeads } from "./leads.ts";
import { readStages } from "./stages.ts";
import { tellEarlyActivity } from "./tell/events.ts";
import { tellRejected } from "./tell/rejects.ts";
import type { History } from "./type.ts";

/**
 * Reads the files of a study into typed, sorted columns:
 *
 *   headers ─► scan ─► leads ─► activities ─► stages ─► digest
 *   columns    quotes  ids,     visible,      first      of all
 *   there?     counts  accounts types         entries
 *
 * Every file is first scanned by our own eyes, and the engine's rows and rejects must add up to that count. Nothing
 * of the order of rows is left in the result but the lines of rejects. Times are Int32 seconds on the study's clock.
 *
 * @param folder the folder of the study file: paths in the study are relative to it
 * @throws LeadlineError exit 2 (a column that a file lacks), 3 (the data cannot be read as meant), 4 (no such file)
 */
export async function loadHistory(study: Study, folder: string, watch: Watch = {}): Promise<History> {
  const headers = await requireHeaders(study, folder);
  const scratch = await mkdtemp(join(tmpdir(), "leadline-"));
  try {
    const history = await read(study, headers, scratch, watch);
    await refuseChanged(headers);
    return history;
  } catch (error) {
    // what a changed file seems to lack is no fault of the study
    if (error instanceof LeadlineError) await refuseChanged(headers);
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Columns go by their place in the header, rows are read later: both must be of one file. */
async function refuseChanged(files: readonly HeaderFile[]): Promise<void> {
  const faults: Fault[] = [];
  for (const { path, name, stamp } of files)
    if ((await stampOf(path)) !== stamp) faults.push(fault(changedFile(name), { file: name }));
  if (faults.length > 0) throw new LeadlineError(exits.io, faults);
}

async function read(
  study: Study,
  headers: readonly HeaderFile[],
  scratch: string,
  watch: Watch,
): Promise<History> {
  const ledger = newLedger();
  const files = await scanAll(headers, scratch, ledger, watch);
  const of = (source: SourceFile["source"]): readonly SourceFile[] =>
    files.filter((file) => file.source === source);
  const bytes = files.reduce((sum, file) => sum + file.scan.bytes, 0);
  const engine = await openEngine(bytes, watch);
  try {
    const { leads, accounts, wide } = await readLeads(engine, study, of("leads"), ledger);
    const activities = await readActivities(engine, study, of("activities"), leads.count, ledger);
    const stages = await readStages(engine, study, of("stages"), wide, leads.created, ledger);
    ledger.warnings.push(...tellEarlyActivity(leads, activities));
    // lost outcomes first: they are what turns the figures
    const lost = (found: Fault): boolean => found.code === "orphan-outcomes";
    ledger.warnings.push(...ledger.joins.filter(lost), ...ledger.joins.filter((found) => !lost(found)));
    const rejects = await settleRejects(ledger.rejects);
    // the cause stands before what follows from it
    ledger.warnings.unshift(...tellRejected(ledger.files, rejects));
    const said = { files: ledger.files, rejects, warnings: ledger.warnings };
    const digest = digestOf(leads, accounts, activities, stages, said);
    return { leads, accounts, activities, stages, audit: { ...said, digest } };
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    // what was told on the way may be the cause
    throw new LeadlineError(error.exit, [...error.faults, ...ledger.warnings], { cause: error });
  } finally {
    engine.close();
  }
}
