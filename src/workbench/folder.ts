import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonical } from "../base/canonical.ts";
import { exits, refuse } from "../base/errors.ts";
import { cannotWrite } from "../base/messages/workbench.ts";
import { checkResult } from "../result/schema.ts";
import type { Result } from "../result/type.ts";

/** What a run leaves behind, by path inside its folder. */
export type RunFiles = ReadonlyMap<string, string>;

export interface Manifest {
  readonly leadline: string;
  readonly run: string;
  readonly study: string;
  /** what the run's hash is over */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

const STAGING = ".staging-";
/** Outside the promise of equal bytes, and so outside the manifest. */
const LOG = "log.jsonl";

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/** The first 8 hex digits of the digest of what the run rests on. */
export const runHash = (inputs: Readonly<Record<string, unknown>>): string =>
  sha256(canonical(inputs)).slice(0, 8);

/**
 * Writes a run folder whole: beside its place under a staging name, then renamed. A process killed on the way leaves
 * only a staging folder, which the next run of the study clears away.
 */
export async function writeRun(
  folder: string,
  manifest: Omit<Manifest, "files">,
  files: RunFiles,
  log: string,
): Promise<void> {
  const parent = dirname(folder);
  const staging = join(parent, `${STAGING}${process.pid}-${manifest.run}`);
  try {
    await mkdir(parent, { recursive: true });
    await clearStaging(parent);
    await mkdir(staging);
    const listed: Manifest["files"][number][] = [];
    for (const [file, text] of files) {
      await mkdir(dirname(join(staging, file)), { recursive: true });
      await writeFile(join(staging, file), text);
      listed.push({ file, bytes: Buffer.byteLength(text), sha256: sha256(text) });
    }
    listed.sort((a, b) => (a.file < b.file ? -1 : 1));
    await writeFile(
      join(staging, "manifest.json"),
      `${JSON.stringify({ ...manifest, files: listed }, null, 1)}\n`,
    );
    await writeFile(join(staging, LOG), log);
    if (existsSync(folder)) await rm(folder, { recursive: true });
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    refuse(exits.io, cannotWrite(parent, why), { file: folder });
  }
}

/** Staging folders of processes that are no more. */
async function clearStaging(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(STAGING)) continue;
    const pid = Number(name.slice(STAGING.length).split("-")[0]);
    if (pid !== process.pid && alive(pid)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

export type Found =
  | { readonly state: "absent" }
  | { readonly state: "whole" }
  | { readonly state: "damaged"; readonly file: string };

/** Holds a run folder against its manifest. */
export async function verifyRun(folder: string): Promise<Found> {
  if (!existsSync(folder)) return { state: "absent" };
  const manifest = await readManifest(folder);
  if (manifest === null) return { state: "damaged", file: "manifest.json" };
  for (const { file, sha256: expected } of manifest.files) {
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null || sha256(bytes) !== expected) return { state: "damaged", file };
  }
  return { state: "whole" };
}

/** The result of a run whose files were verified; null where another version wrote it otherwise than this one reads. */
export async function readResult(folder: string): Promise<Result | null> {
  const checked = checkResult(JSON.parse(await readFile(join(folder, "result.json"), "utf8")));
  return "value" in checked ? checked.value : null;
}

export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    return isManifest(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isManifest(value: unknown): value is Manifest {
  return (
    typeof value === "object" &&
    value !== null &&
    "run" in value &&
    "files" in value &&
    Array.isArray(value.files)
  );
}

/** The latest run of this study with an earlier as-of date, by its `<as_of>-<hash>` name; ties by name. */
export async function previousRun(studyFolder: string, asOf: string): Promise<string | null> {
  const names = await readdir(studyFolder).catch(() => []);
  const runs: string[] = [];
  for (const name of names) {
    if (!/^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/.test(name) || name.slice(0, 10) >= asOf) continue;
    if ((await stat(join(studyFolder, name))).isDirectory()) runs.push(name);
  }
  return runs.sort().at(-1) ?? null;
}
