import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exits, LeadlineError, refuse } from "../../base/errors.ts";
import {
  runOfOtherVersion,
  runRenamed,
  runUnusable,
  unknownTarget,
} from "../../base/messages/ship/export.ts";
import type { Target } from "../../export/target.ts";
import { targets } from "../../export/targets.ts";
import { exportFiles } from "../folder/exports.ts";
import { openRun } from "../folder/folder.ts";
import { makeFolder, refuseWriting, writeWhole } from "../folder/whole.ts";
import { findRun } from "../runs/runs.ts";
import { readStudy } from "../study-file.ts";

export interface ExportOptions {
  /** a run folder, or the name of one below `reports`: `2026-10-01-1a2b3c4d` */
  readonly run: string;
  /** folder in which run folders are looked for; default `reports` */
  readonly reports?: string;
  /** folder for the targets' folders; default `exports` */
  readonly out?: string;
  /** names of targets; default: all */
  readonly to?: readonly string[];
}

export interface Exported {
  readonly folder: string;
  /** names of the targets */
  readonly to: readonly string[];
  /** paths below the folder, sorted */
  readonly files: readonly string[];
}

/**
 * Writes what production needs of a finished run: a folder with a README for each target.
 * @throws LeadlineError exit 2 for a target or run that does not exist, 4 where the run was changed or nothing can be
 * written
 */
export async function exportRun({
  run,
  reports = "reports",
  out = "exports",
  to,
}: ExportOptions): Promise<Exported> {
  const wanted = targetsNamed(to ?? targets.map(({ name }) => name));
  const folder = await findRun(run, reports);
  const opened = await openRun(folder);
  if (opened.state === "foreign") refuse(exits.io, runOfOtherVersion(folder, opened.file));
  if (opened.state === "damaged" && opened.renamed !== undefined)
    refuse(exits.io, runRenamed(folder, opened.renamed));
  if (opened.state !== "usable")
    return refuse(exits.io, runUnusable(folder, opened.state === "absent" ? "" : opened.file));
  const path = join(folder, "study.yaml");
  const { study, faults } = readStudy(await readFile(path, "utf8"), path);
  if (study === null) throw new LeadlineError(exits.usage, faults);
  const files = [...exportFiles(opened.result, study, wanted)].map(
    ([file, content]) => [file.replace(/^exports\//, ""), content] as const,
  );
  try {
    for (const [file, content] of files) {
      await makeFolder(dirname(join(out, file)));
      await writeWhole(join(out, file), content);
    }
  } catch (error) {
    refuseWriting(out, error);
  }
  return { folder: out, to: wanted.map(({ name }) => name), files: files.map(([file]) => file).sort() };
}

function targetsNamed(names: readonly string[]): readonly Target[] {
  return names.map((name) => {
    const found = targets.find((target) => target.name === name);
    if (found !== undefined) return found;
    return refuse(
      exits.usage,
      unknownTarget(
        name,
        targets.map((target) => target.name),
      ),
    );
  });
}
