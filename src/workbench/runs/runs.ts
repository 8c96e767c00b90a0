import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { exits, refuse } from "../../base/errors.ts";
import {
  manyRuns,
  noSuchRun,
  runOfOtherVersion,
  runRenamed,
  runUnusable,
} from "../../base/messages/ship/export.ts";
import type { Result } from "../../result/type.ts";
import { openRun } from "../folder/folder.ts";

/** A complete run folder. */
export interface RunRecord {
  readonly run: string;
  readonly folder: string;
  readonly result: Result;
  /** text of the study file that it was made from */
  readonly study: string;
}

/** One line of the list of runs: the study, and the verdict. */
export interface RunLine {
  readonly run: string;
  readonly study: string;
  readonly asOf: string;
  /** null where this version cannot read the run, or it was changed */
  readonly verdict: string | null;
  readonly leads: number | null;
  readonly state: "whole" | "changed" | "foreign";
}

const isRun = (name: string): boolean => /^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/.test(name);

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch((): string[] => []);

/** Every run below `reports`, the latest as-of date first; ties by name. */
export async function listRuns(reports = "reports"): Promise<readonly RunLine[]> {
  const lines: RunLine[] = [];
  for (const study of await namesIn(reports))
    for (const run of (await namesIn(join(reports, study))).filter(isRun)) {
      const opened = await openRun(join(reports, study, run));
      if (opened.state === "absent") continue;
      const found = opened.state === "usable" ? opened.result : null;
      lines.push({
        run,
        study,
        asOf: run.slice(0, 10),
        verdict: found?.decision.verdict ?? null,
        leads: found?.data.rows.leads ?? null,
        state: opened.state === "usable" ? "whole" : opened.state === "foreign" ? "foreign" : "changed",
      });
    }
  return lines.sort((a, b) => (a.run === b.run ? (a.study < b.study ? -1 : 1) : a.run < b.run ? 1 : -1));
}

/**
 * A run by its folder, by its name below `reports`, or by the beginning of its name where only one run begins so.
 * @throws LeadlineError exit 2 where there is none, or more than one; exit 4 where it was changed
 */
export async function readRun(name: string, reports = "reports"): Promise<RunRecord> {
  const folder = await findRun(name, reports);
  const opened = await openRun(folder);
  if (opened.state === "foreign") refuse(exits.io, runOfOtherVersion(folder, opened.file));
  if (opened.state === "damaged" && opened.renamed !== undefined)
    refuse(exits.io, runRenamed(folder, opened.renamed));
  if (opened.state !== "usable")
    return refuse(exits.io, runUnusable(folder, opened.state === "absent" ? "" : opened.file));
  return {
    run: basename(resolve(folder)),
    folder,
    result: opened.result,
    study: await readFile(join(folder, "study.yaml"), "utf8"),
  };
}

/** The folder of a run: the path itself, or a folder below `reports` of any study. */
export async function findRun(name: string, reports = "reports"): Promise<string> {
  const trimmed = name.replace(/[/\\]+$/, "");
  if ((await namesIn(trimmed)).includes("manifest.json")) return trimmed;
  const known: { readonly run: string; readonly folder: string }[] = [];
  for (const study of await namesIn(reports))
    for (const run of (await namesIn(join(reports, study))).filter(isRun))
      known.push({ run, folder: join(reports, study, run) });
  const exact = known.filter(({ run }) => run === name);
  const [one, another] = exact.length > 0 ? exact : known.filter(({ run }) => run.startsWith(name));
  if (one !== undefined && another === undefined) return one.folder;
  if (one !== undefined && another !== undefined)
    refuse(exits.usage, manyRuns(name, [one.folder, another.folder]));
  return refuse(exits.usage, noSuchRun(name, known.map(({ run }) => run).sort()));
}
