import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { cannotWrite } from "../../base/messages/workbench.ts";

/**
 * Files and folders that are complete or absent: written next to their place under a name of their own, then renamed.
 * What a killed process leaves has a staging name, and the next process removes it.
 */

const STAGING = ".staging-";
/** A staging name older than this, in milliseconds, is no longer in use: one day. */
const longAgo = 86_400_000;

/** The machine, and on Linux the container, within which process numbers are unique. Six hexadecimal digits. */
export const place = createHash("sha256").update(`${hostname()} ${namespace()}`).digest("hex").slice(0, 6);

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

let made = 0;
/** The staging names that this process is writing under at the moment. */
const writing = new Set<string>();

/**
 * `.staging-<place>-<pid>-<count>-<random>`: two calls of one process, two processes, and two containers on one volume
 * never share a name. No byte of a run depends on the random digits.
 */
function stagingName(): string {
  const name = `${STAGING}${place}-${process.pid}-${++made}-${randomBytes(4).toString("hex")}`;
  writing.add(name);
  return name;
}

/** Does `work` on a staging path in `parent`, which is removed afterwards in any case. */
export async function staged<T>(parent: string, work: (staging: string) => Promise<T>): Promise<T> {
  const name = stagingName();
  const staging = join(parent, name);
  try {
    return await work(staging);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    writing.delete(name);
  }
}

/** Writes one complete file. Its folder must exist. */
export const writeWhole = (file: string, content: string | Uint8Array): Promise<void> =>
  staged(dirname(file), async (staging) => {
    await writeFile(staging, content);
    await rename(staging, file);
  });

/**
 * Removes what processes that have ended left in a folder. For another machine or container nobody here knows whether
 * its process is alive: what it wrote within the last day stays.
 */
export async function clearStaging(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(STAGING) || writing.has(name)) continue;
    const [from, pid] = name.slice(STAGING.length).split("-");
    const path = join(parent, name);
    const dead = from === place && (Number(pid) === process.pid || !alive(Number(pid)));
    if (!dead && !(await olderThanADay(path))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function olderThanADay(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > longAgo;
  } catch {
    return false;
  }
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * Makes a folder and those above it, one by one. (A recursive mkdir never returns where the system says that the parent
 * is absent although it exists, as in /proc, and hides a read-only disk behind ENOENT.)
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let at = resolve(folder);
  try {
    for (;;) {
      const there = await stat(at).catch((error) => absent(error));
      if (there !== null) {
        if (!there.isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR", path: at });
        break;
      }
      missing.unshift(at);
      if (dirname(at) === at) break;
      at = dirname(at);
    }
    for (const next of missing)
      await mkdir(next).catch((error) => {
        // another process was quicker
        if (codeOf(error) !== "EEXIST") throw error;
      });
  } catch (error) {
    refuseWriting(folder, error);
  }
}

function absent(error: unknown): null {
  if (!["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw error;
  return null;
}

/** Removes a file, which need not exist. */
export const remove = (file: string): Promise<void> => unlink(file).catch(() => undefined);

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/**
 * Turns an error of the system about a folder or a file in it into exit 4, with its cause; other errors are thrown
 * again.
 */
export function refuseWriting(folder: string, error: unknown): never {
  const code = codeOf(error);
  if (!/^E[A-Z0-9]+$/.test(code)) throw error;
  const file = error instanceof Error && "path" in error ? String(error.path) : folder;
  const shown = file.includes(STAGING) ? folder : file;
  throw new LeadlineError(exits.io, [fault(cannotWrite(shown, code))], { cause: error });
}
