import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fault, LeadlineError } from "../../../src/base/errors.ts";
import type { History } from "../../../src/history/index.ts";
import { type CheckReport, check } from "../../../src/workbench/check.ts";
import { maturityFacts } from "../../../src/workbench/facts.ts";
import { load } from "../../../src/workbench/load.ts";
import { readStudy } from "../../../src/workbench/study-file.ts";

/** Rows of the three exports of a small study, and its text; a test edits them before they are read. */
export interface Base {
  readonly leadHeader: string[];
  readonly activityHeader: string[];
  readonly stageHeader: string[];
  leads: string[][];
  activities: string[][];
  stages: string[][];
  /** more files by name */
  readonly more: Map<string, string>;
  study: string;
}

const first = Date.UTC(2023, 0, 2, 9);
/** `2023-01-02 09:00:00` and so many days later. */
export const stamp = (days: number): string =>
  new Date(first + Math.round(days * 86_400_000)).toISOString().slice(0, 19).replace("T", " ");
/** Days after the first at which the i-th lead is created. */
export const born = (i: number): number => 1.5 * i;
/** Does the i-th lead win? 115 of 400 do. */
export const wins = (i: number): boolean => (i * 11) % 7 < 2;

/** 400 leads, one activity each, an `mql` three days after creation, 115 `won` at forty: 747 mature moments, 115 outcomes, no fault. */
export function base(): Base {
  const all = Array.from({ length: 400 }, (_, i) => i);
  return {
    leadHeader: ["lead_id", "created", "title", "employees", "account"],
    activityHeader: ["lead_id", "type", "at"],
    stageHeader: ["lead_id", "stage", "at"],
    leads: all.map((i) => [
      `L${i}`,
      stamp(born(i)),
      ["CTO", "Manager", "Intern"][i % 3] ?? "",
      String([5, 20, 80, 300][(i * 7) % 4]),
      `a${i}.com`,
    ]),
    activities: all.map((i) => [`L${i}`, i % 5 < 2 ? "demo" : "view", stamp(born(i) + 1)]),
    stages: all.flatMap((i) => [
      [`L${i}`, "mql", stamp(born(i) + 3)],
      ...(wins(i) ? [[`L${i}`, "won", stamp(born(i) + 40)]] : []),
    ]),
    more: new Map(),
    study: `leadline: 1
study: t
as_of: 2025-01-01
timezone: UTC
sources:
  leads:      { file: leads.csv, id: lead_id, created: created, account: account }
  activities: { file: acts.csv, lead: lead_id, type: type, at: at }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: at }
funnel: [lead, mql, won]
outcome: { reaches: won, within: 90 days }
features: { known_at_creation: [title, employees], activities: { windows: [30 days] } }
models: { logit: { kind: logistic } }
`,
  };
}

/** Changes the study file; a change that changes nothing fails the test. */
export function change(edited: Base, from: string, to: string): void {
  if (!edited.study.includes(from)) throw new Error(`the study has no ${from}`);
  edited.study = edited.study.replace(from, to);
}

/** Adds a column to the leads and vouches for it. */
export function column(b: Base, name: string, value: (i: number) => string): void {
  b.leadHeader.push(name);
  for (const [i, row] of b.leads.entries()) row.push(value(i));
  change(b, "[title, employees", `[title, employees, ${JSON.stringify(name)}`);
}

const cellText = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(",")}\n`).join("");

/** Writes the edited base into a folder of its own, hands over the path of its study.yaml, and takes it away. */
export async function inBase<T>(edit: (b: Base) => void, work: (study: string) => Promise<T>): Promise<T> {
  const edited = base();
  edit(edited);
  const folder = mkdtempSync(join(tmpdir(), "leadline-base-"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  try {
    write("leads.csv", csvText([edited.leadHeader, ...edited.leads]));
    write("acts.csv", csvText([edited.activityHeader, ...edited.activities]));
    write("stages.csv", csvText([edited.stageHeader, ...edited.stages]));
    for (const [name, text] of edited.more) write(name, text);
    write("study.yaml", edited.study);
    return await work(join(folder, "study.yaml"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a load of the edited base gives. */
export interface Seen {
  readonly faults: readonly Fault[];
  readonly codes: readonly string[];
  /** a fault's text by its code; "" where there is none */
  said(code: string): string;
  /** null where the load was refused */
  readonly history: History | null;
  readonly outcomes: number;
  readonly mature: number;
}

/** Loads the edited base up to its moments. */
export function look(edit: (b: Base) => void): Promise<Seen> {
  return inBase(edit, async (path) => {
    const { readFileSync } = await import("node:fs");
    const { study, faults } = readStudy(readFileSync(path, "utf8"), "study.yaml");
    if (study === null) return seen(faults, null, 0, 0);
    try {
      const loaded = await load(study, join(path, ".."), {});
      const { moments, outcomes } = maturityFacts(loaded);
      return seen(loaded.warnings, loaded.history, outcomes, moments.mature);
    } catch (error) {
      if (error instanceof LeadlineError) return seen(error.faults, null, 0, 0);
      throw error;
    }
  });
}

/** What `leadline check` says of the edited base. */
export const checked = (edit: (b: Base) => void): Promise<CheckReport> =>
  inBase(edit, (study) => check({ study }));

function seen(faults: readonly Fault[], history: History | null, outcomes: number, mature: number): Seen {
  return {
    faults,
    codes: faults.map((f) => f.code),
    said: (code) => {
      const found = faults.find((f) => f.code === code);
      return found === undefined ? "" : `${found.what}. ${found.mend}`;
    },
    history,
    outcomes,
    mature,
  };
}

/** Numbers of a column, or its texts; null where missing, in the order of the leads' ids. */
export function columnOf(history: History | null, name: string): readonly (string | number | null)[] {
  const column = history?.leads.columns.get(name);
  if (history === null || column === undefined) throw new Error(`no column ${name}`);
  return column.kind === "number"
    ? [...column.values].map((value) => (Number.isNaN(value) ? null : value))
    : [...column.codes].map((code) => column.levels[code] ?? null);
}
