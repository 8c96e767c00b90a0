import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { exits, type Fault, LeadlineError, refuse } from "../base/errors.ts";
import { cannotRead, noStudyFile, studyIsFolder } from "../base/messages/workbench.ts";
import { nearest } from "../base/text.ts";
import { readStudy } from "../study/read.ts";
import type { Study } from "../study/type.ts";

export interface StudyFile {
  /** null where the file has errors */
  readonly study: Study | null;
  readonly faults: readonly Fault[];
  /** what the paths in the study are relative to */
  readonly folder: string;
}

/** Reads a study file and finds all its faults that need no data. Refuses a file that is not there with exit 4. */
export async function readStudyFile(path: string): Promise<StudyFile> {
  const folder = dirname(path);
  if (!existsSync(path)) {
    const files = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
    const near = nearest(basename(path), files) ?? files[0] ?? null;
    refuse(exits.io, noStudyFile(path, near === null ? null : join(folder, near)), { file: path });
  }
  const { study, faults } = readStudy(await textOf(path), path);
  return { study, faults, folder };
}

/** The text of a study file. Its line ends and byte-order mark are no part of it: they enter neither hash nor copy. */
async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "EISDIR") refuse(exits.io, studyIsFolder(path), { file: path });
    if (code !== "") refuse(exits.io, cannotRead(path, code), { file: path });
    throw error;
  }
}

/** A study without faults, or all of them as one error with exit 2. */
export async function openStudy(
  path: string,
  seed?: number,
): Promise<{ study: Study; folder: string; faults: readonly Fault[] }> {
  const { study, faults, folder } = await readStudyFile(path);
  const errors = faults.filter((f) => f.severity === "error");
  if (study === null || errors.length > 0) throw new LeadlineError(exits.usage, faults);
  return { study: seed === undefined ? study : { ...study, seed }, folder, faults };
}
