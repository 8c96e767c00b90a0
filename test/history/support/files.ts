import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LeadlineError } from "../../../src/base/errors.ts";
import { type History, loadHistory } from "../../../src/history/index.ts";
import type { ActivitySource, LeadSource, StageSource, Study } from "../../../src/study/type.ts";

/** Files by name; text is written as UTF-8. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export const leadSource = (more: Partial<LeadSource> = {}): LeadSource => ({
  file: "leads.csv",
  timezone: null,
  path: "sources.leads",
  id: "lead_id",
  created: "created_at",
  account: null,
  channel: null,
  ...more,
});

export const activitySource = (more: Partial<ActivitySource> = {}): ActivitySource => ({
  file: "activities.csv",
  timezone: null,
  path: "sources.activities",
  lead: "lead_id",
  type: "activity",
  at: "at",
  known: null,
  by: null,
  offer: null,
  observedFrom: null,
  ...more,
});

type Long = Extract<StageSource, { kind: "long" }>;

export const stageSource = (more: Partial<Long> = {}): Long => ({
  kind: "long",
  file: "stages.csv",
  timezone: null,
  path: "sources.stages[0]",
  lead: "lead_id",
  stage: { column: "stage" },
  at: "at",
  reason: null,
  ...more,
});

/** Writes files into a folder of their own, hands it over, and takes it away. */
export async function inFolder<T>(files: Files, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "leadline-history-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const load = (files: Files, study: Study): Promise<History> =>
  inFolder(files, (folder) => loadHistory(study, folder));

/** What a load refused: `[exit, code, line?]` of each fault. A load that succeeds fails the test. */
export async function refusal(files: Files, study: Study): Promise<LeadlineError> {
  try {
    await load(files, study);
  } catch (error) {
    if (error instanceof LeadlineError) return error;
    throw error;
  }
  throw new Error("the load should have been refused");
}

export const codes = (error: LeadlineError): readonly string[] => error.faults.map((fault) => fault.code);

/** Texts of a category column, or the numbers of a number column; null is missing. */
export function valuesOf(history: History, name: string): readonly (string | number | null)[] {
  const column = history.leads.columns.get(name);
  if (column === undefined) throw new Error(`no column ${name}`);
  if (column.kind === "number")
    return [...column.values].map((value) => (Number.isNaN(value) ? null : value));
  return [...column.codes].map((code) => column.levels[code] ?? null);
}
