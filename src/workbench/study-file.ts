import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { holidaysFault } from "../backtest/serve/capacity.ts";
import { exits, type Fault, fault, LeadlineError, refuse } from "../base/errors.ts";
import { unknownTarget } from "../base/messages/ship/export.ts";
import { studyEncoding } from "../base/messages/study/study.ts";
import { cannotRead, noStudyFile, studyIsFolder } from "../base/messages/workbench.ts";
import { nearest } from "../base/text.ts";
import { targets } from "../export/targets.ts";
import { learntKinds } from "../models/kinds.ts";
import { inOrder, readStudy as readWith } from "../study/read.ts";
import type { Study } from "../study/type.ts";
import { varyFaults } from "../study/vary.ts";

export interface StudyFile {
  /** null where the file has errors */
  readonly study: Study | null;
  /** what could still be read, only good for further checks; null where nothing could */
  readonly partial: Study | null;
  readonly faults: readonly Fault[];
  /** the folder that paths in the study are relative to */
  readonly folder: string;
}

/** Reads the text of a study as `readStudy` of leadline/study does, with the kinds of model that are known here. */
export const readStudy = (text: string, file: string): ReturnType<typeof readWith> =>
  readWith(text, file, learntKinds());

/** Reads a study file and finds all its faults that need no data. A file that does not exist is refused with exit 4. */
export async function readStudyFile(path: string): Promise<StudyFile> {
  const folder = dirname(path);
  if (!existsSync(path)) {
    const files = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
    const near = nearest(basename(path), files) ?? files[0] ?? null;
    refuse(exits.io, noStudyFile(path, near === null ? null : join(folder, near)), { file: path });
  }
  const text = await textOf(path);
  if (typeof text !== "string") return { study: null, partial: null, faults: [text], folder };
  const read = readStudy(text, path);
  const { partial } = read;
  const varied = read.study === null ? [] : varyFaults(read.study, learntKinds());
  const aimless = partial === null ? [] : targetFaults(partial, path);
  const study = varied.length + aimless.length > 0 ? null : read.study;
  const faults = inOrder([...read.faults, ...varied, ...aimless]);
  const country = partial?.capacity?.holidays ?? null;
  const unknown = country === null ? null : await holidaysFault(country);
  if (unknown === null || partial === null) return { study, partial, faults, folder };
  const key = "capacity.holidays";
  const found = fault(unknown, { file: path, ...partial.places.get(key), path: key });
  return { study: null, partial, faults: inOrder([...faults, found]), folder };
}

/** Faults of targets that do not exist. */
function targetFaults(study: Study, file: string): readonly Fault[] {
  const known = targets.map(({ name }) => name);
  return (study.exports ?? []).flatMap((name, i) => {
    const key = `exports[${i}]`;
    return known.includes(name)
      ? []
      : [fault(unknownTarget(name, known), { file, ...study.places.get(key), path: key })];
  });
}

/**
 * The text of a study file, or the fault of its encoding. Line ends (LF, CRLF, CR) and the byte-order mark are not part
 * of it: they enter neither hash nor copy.
 */
async function textOf(path: string): Promise<string | Fault> {
  try {
    const bytes = await readFile(path);
    const encoding = otherEncoding(bytes);
    if (encoding !== null) return fault(studyEncoding(encoding.name), { file: path, line: encoding.line });
    return bytes
      .toString("utf8")
      .replace(/^\uFEFF/, "")
      .replace(/\r\n?/g, "\n");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "EISDIR") refuse(exits.io, studyIsFolder(path), { file: path });
    if (code !== "") refuse(exits.io, cannotRead(path, code), { file: path });
    throw error;
  }
}

/** The encoding of bytes that are not UTF-8, and the first line that shows it; null: they are UTF-8. */
function otherEncoding(bytes: Buffer): { readonly name: string; readonly line: number } | null {
  const start = bytes.subarray(0, 2).toString("hex");
  if (start === "fffe" || start === "feff" || bytes.subarray(0, 400).includes(0))
    return { name: "UTF-16", line: 1 };
  if (isUtf8(bytes)) return null;
  // the first line whose own bytes are not UTF-8: no character of UTF-8 spans a line break
  let line = 1;
  let from = 0;
  for (
    let to = bytes.indexOf(10);
    to >= 0 && isUtf8(bytes.subarray(from, to));
    to = bytes.indexOf(10, from)
  ) {
    from = to + 1;
    line++;
  }
  return { name: "Windows-1252 or another 8-bit encoding", line };
}

/** Opens a study without faults; otherwise all of them are one error with exit 2. */
export async function openStudy(
  path: string,
  seed?: number,
): Promise<{ study: Study; folder: string; faults: readonly Fault[] }> {
  const { study, faults, folder } = await readStudyFile(path);
  const errors = faults.filter((f) => f.severity === "error");
  if (study === null || errors.length > 0) throw new LeadlineError(exits.usage, faults);
  return { study: seed === undefined ? study : { ...study, seed }, folder, faults };
}
