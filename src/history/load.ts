import type { Fault } from "../base/errors.ts";
import type { Watch } from "../base/progress.ts";
import type { Study } from "../study/type.ts";
import { readActivities } from "./activities.ts";
import { newLedger, settleRejects } from "./audit.ts";
import { scanAll } from "./csv/prepare.ts";
import { digestOf } from "./digest.ts";
import { openEngine } from "./engine.ts";
import { requireHeaders, type SourceFile } from "./headers.ts";
import { readLeads } from "./leads.ts";
import { readStages } from "./stages.ts";
import { tellEarlyActivity } from "./tell/events.ts";
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
  const ledger = newLedger();
  const files = await scanAll(headers, ledger, watch);
  const of = (source: SourceFile["source"]): readonly SourceFile[] =>
    files.filter((file) => file.source === source);
  const engine = await openEngine(watch);
  try {
    const { leads, accounts, wide } = await readLeads(engine, study, of("leads"), ledger);
    const activities = await readActivities(engine, study, of("activities"), leads.count, ledger);
    const stages = await readStages(engine, study, of("stages"), wide, leads.created, ledger);
    ledger.warnings.push(...tellEarlyActivity(leads, activities));
    // lost outcomes first: they are what turns the figures
    const lost = (found: Fault): boolean => found.code === "orphan-outcomes";
    ledger.warnings.push(...ledger.joins.filter(lost), ...ledger.joins.filter((found) => !lost(found)));
    const rejects = await settleRejects(ledger.rejects);
    const digest = digestOf(leads, accounts, activities, stages);
    const audit = { files: ledger.files, rejects, warnings: ledger.warnings, digest };
    return { leads, accounts, activities, stages, audit };
  } finally {
    engine.close();
  }
}
