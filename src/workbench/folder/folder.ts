import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { canonical } from "../../base/canonical.ts";
import { checkResult } from "../../result/schema.ts";
import type { Result } from "../../result/type.ts";
import { REJECTS } from "./rejects.ts";
import { clearStaging, codeOf, makeFolder, refuseWriting, staged } from "./whole.ts";

/** The files of a run, by path inside its folder. */
export type RunFiles = ReadonlyMap<string, string | Uint8Array>;

export interface Manifest {
  readonly leadline: string;
  readonly run: string;
  readonly study: string;
  /** what the run's hash is computed from */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

/** Not promised to have equal bytes, like rejects.csv, and so not in the manifest. */
const LOG = "log.jsonl";
const MANIFEST = "manifest.json";
const RESULT = "result.json";

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/** The first 8 hex digits of the digest of a run's inputs. */
export const runHash = (inputs: Readonly<Record<string, unknown>>): string =>
  sha256(canonical(inputs)).slice(0, 8);

/**
 * Writes a run folder completely: next to its place under a staging name, then renamed. A process killed on the way
 * leaves only a staging folder, which the study's next run removes.
 * @param log the text of log.jsonl, which holds clock times
 * @param rejects the text of rejects.csv; null: nothing was refused
 */
export async function writeRun(
  folder: string,
  manifest: Omit<Manifest, "files">,
  files: RunFiles,
  log: string,
  rejects: string | null = null,
): Promise<void> {
  const parent = dirname(folder);
  await makeFolder(parent);
  try {
    await clearStaging(parent);
    await staged(parent, async (staging) => {
      await mkdir(staging);
      const listed: Manifest["files"][number][] = [];
      for (const [file, content] of files) {
        await mkdir(dirname(join(staging, file)), { recursive: true });
        await writeFile(join(staging, file), content);
        listed.push({ file, bytes: Buffer.byteLength(content), sha256: sha256(content) });
      }
      listed.sort((a, b) => (a.file < b.file ? -1 : 1));
      await writeFile(
        join(staging, MANIFEST),
        `${JSON.stringify({ ...manifest, files: listed }, null, 1)}\n`,
      );
      await writeFile(join(staging, LOG), log);
      if (rejects !== null) await writeFile(join(staging, REJECTS), rejects);
      await settle(staging, folder);
    });
  } catch (error) {
    refuseWriting(parent, error);
  }
}

/**
 * Puts a complete folder in its place. A damaged one is moved aside first; where another process was quicker, its
 * folder stays, since it holds the same bytes.
 */
async function settle(staging: string, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(staging, folder);
    } catch (error) {
      if (attempt === 3 || !["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM"].includes(codeOf(error))) throw error;
    }
    if ((await openRun(folder)).state === "usable") return;
    const aside = `${staging}-${attempt}`;
    await rename(folder, aside).catch(() => undefined);
    await rm(aside, { recursive: true, force: true });
  }
}

export type Found =
  | { readonly state: "absent" }
  | {
      readonly state: "whole";
      /** files that its manifest does not list: somebody has added them */
      readonly added: readonly string[];
    }
  | {
      readonly state: "damaged";
      readonly file: string;
      /** name of the run that a whole manifest is of, where the folder has another one */
      readonly renamed?: string;
    };

/** A run that can be used again, or one that is complete but in a form that this version cannot read. */
export type Opened =
  | Exclude<Found, { readonly state: "whole" }>
  | { readonly state: "usable"; readonly result: Result; readonly added: readonly string[] }
  | { readonly state: "foreign"; readonly file: string };

/** Checks a run folder against its manifest and reads its result. */
export async function openRun(folder: string): Promise<Opened> {
  const found = await verifyRun(folder);
  if (found.state !== "whole") return found;
  const result = await readResult(folder);
  return result === null
    ? { state: "foreign", file: RESULT }
    : { state: "usable", result, added: found.added };
}

/** Checks a run folder against its manifest. */
export async function verifyRun(folder: string): Promise<Found> {
  if (!existsSync(folder)) return { state: "absent" };
  const manifest = await readManifest(folder);
  if (manifest === null || !holdsTogether(manifest)) return { state: "damaged", file: MANIFEST };
  if (manifest.run !== basename(resolve(folder)))
    return { state: "damaged", file: MANIFEST, renamed: manifest.run };
  for (const { file, sha256: expected } of manifest.files) {
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null || sha256(bytes) !== expected) return { state: "damaged", file };
  }
  const known = new Set([...manifest.files.map(({ file }) => file), MANIFEST, LOG, REJECTS]);
  const added = (await filesBelow(folder)).filter((file) => !known.has(file));
  return { state: "whole", added };
}

/** Paths of all files below a folder, with `/` between their parts, sorted. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/** Whether the manifest matches the hash of its own inputs, and lists result.json. */
const holdsTogether = ({ run, inputs, files }: Manifest): boolean =>
  run.endsWith(`-${runHash(inputs)}`) && files.some(({ file }) => file === RESULT);

/**
 * The result of a run whose files were verified; null where another version wrote it in a form that this one cannot
 * read.
 */
export async function readResult(folder: string): Promise<Result | null> {
  try {
    const checked = checkResult(JSON.parse(await readFile(join(folder, RESULT), "utf8")));
    return "value" in checked ? checked.value : null;
  } catch {
    return null;
  }
}

export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
    return isManifest(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const isManifest = (value: unknown): value is Manifest =>
  typeof value === "object" &&
  value !== null &&
  "run" in value &&
  typeof value.run === "string" &&
  "inputs" in value &&
  typeof value.inputs === "object" &&
  value.inputs !== null &&
  "files" in value &&
  Array.isArray(value.files) &&
  value.files.every(
    (entry: unknown) =>
      typeof entry === "object" &&
      entry !== null &&
      "file" in entry &&
      typeof entry.file === "string" &&
      "sha256" in entry,
  );

/** The latest run of this study with an earlier as-of date, by its name `<as_of>-<hash>`; ties by name. */
export async function previousRun(studyFolder: string, asOf: string): Promise<string | null> {
  const found = await readdir(studyFolder, { withFileTypes: true }).catch(() => []);
  const runs = found
    .filter((entry) => entry.isDirectory() && /^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => name.slice(0, 10) < asOf);
  return runs.sort().at(-1) ?? null;
}
